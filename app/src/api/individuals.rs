//! Individuals.

use domain::{
    CustomerId, IdempotencyKey,
    history::HistoryEntry,
    individual::{
        Choices, Created, Field, IndividualChange, IndividualDetail, IndividualInput, IndividualRow, Saved, Suggestion,
    },
    list::{Count, Cursor, ListState, Page},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of the list.
#[server(endpoint = "individuals/list", input = Json)]
pub async fn list_individuals(
    /// Filter, search, sort and place.
    state: ListState,
) -> Result<Page<IndividualRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().list(&actor, &state).await)
}

/// How many records the list has; asked for after the rows.
#[server(endpoint = "individuals/count", input = Json)]
pub async fn count_individuals(
    /// Filter and search.
    state: ListState,
) -> Result<Count, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().count(&actor, &state).await)
}

/// Hits while typing.
#[server(endpoint = "individuals/suggest", input = Json)]
pub async fn suggest_individuals(
    /// What is typed so far.
    typed: String,
) -> Result<Vec<Suggestion>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().suggest(&actor, &typed).await)
}

/// What filter row and form offer.
#[server(endpoint = "individuals/choices", input = Json)]
pub async fn individual_choices() -> Result<Choices, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().choices(&actor).await)
}

/// Everything that the detail page shows.
#[server(endpoint = "individuals/detail", input = Json)]
pub async fn read_individual(
    /// The customer code.
    code: String,
) -> Result<IndividualDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().detail(&actor, &code).await)
}

/// Who changed what and when.
#[server(endpoint = "individuals/history", input = Json)]
pub async fn individual_history(
    /// The record.
    id: CustomerId,
    /// Older than this entry.
    before: Option<i64>,
) -> Result<Vec<HistoryEntry>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().history(&actor, id, before).await)
}

/// A sensitive field as it is; that it was shown is written down.
#[server(endpoint = "individuals/unmask", input = Json)]
pub async fn unmask_individual(
    /// The record.
    id: CustomerId,
    /// The field.
    field: Field,
) -> Result<Option<String>, ApiError> {
    let (services, actor) = signed_in()?;
    let shown = async move { services.individuals().unmask(&actor, id, field).await };
    answer(Services::to_its_end(shown).await)
}

/// Creates an individual.
#[server(endpoint = "individuals/create", input = Json)]
pub async fn create_individual(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: IndividualInput,
) -> Result<Created, ApiError> {
    let (services, actor) = signed_in()?;
    let create = async move { services.individuals().create(&actor, key, &input).await };
    answer(Services::to_its_end(create).await)
}

/// Changes the touched fields of an individual.
#[server(endpoint = "individuals/change", input = Json)]
pub async fn change_individual(
    /// The record.
    id: CustomerId,
    /// The touched fields.
    change: IndividualChange,
) -> Result<Saved, ApiError> {
    let (services, actor) = signed_in()?;
    let save = async move { services.individuals().change(&actor, id, &change).await };
    answer(Services::to_its_end(save).await)
}

/// Moves an individual to the trash.
#[server(endpoint = "individuals/trash", input = Json)]
pub async fn trash_individual(
    /// The record.
    id: CustomerId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let trash = async move { services.individuals().trash(&actor, id).await };
    answer(Services::to_its_end(trash).await)
}

/// Takes an individual back from the trash.
#[server(endpoint = "individuals/restore", input = Json)]
pub async fn restore_individual(
    /// The record.
    id: CustomerId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let restore = async move { services.individuals().restore(&actor, id).await };
    answer(Services::to_its_end(restore).await)
}

/// What lies in the trash.
#[server(endpoint = "individuals/trashed", input = Json)]
pub async fn trashed_individuals(
    /// After this row.
    after: Option<Cursor>,
) -> Result<Page<IndividualRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.individuals().trashed(&actor, after).await)
}
