//! Customers of every kind.

use domain::{
    CustomerId, IdempotencyKey,
    customer::{
        Alike, Choices, Created, CustomerChange, CustomerDetail, CustomerInput, Directory, Field, Named, PeopleChange,
        Saved, Sought, Suggestion,
    },
    history::HistoryEntry,
    list::{Count, Cursor, HeldRow, ListState, Listed, Totals, Widths},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of the list.
#[server(endpoint = "customers/list", protocol = Json)]
pub async fn list_customers(
    /// Which list, and what of it.
    state: ListState,
) -> Result<Listed, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(state.directory).list(&actor, &state).await)
}

/// How the rows that somebody holds are now, as far as they have changed.
#[server(endpoint = "customers/held", protocol = Json)]
pub async fn held_customers(
    /// The list that they are rows of.
    state: ListState,
    /// Their ids and versions.
    rows: Vec<(CustomerId, i64)>,
) -> Result<Vec<HeldRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(state.directory).held(&actor, &state, &rows).await)
}

/// How many records the list has; asked for after the rows.
#[server(endpoint = "customers/count", protocol = Json)]
pub async fn count_customers(
    /// Which list, and what of it.
    state: ListState,
) -> Result<Count, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(state.directory).count(&actor, &state).await)
}

/// What the list comes to; asked for when somebody wants to know.
#[server(endpoint = "customers/totals", protocol = Json)]
pub async fn list_totals(
    /// Which list, and what of it.
    state: ListState,
) -> Result<Totals, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(state.directory).totals(&actor, &state).await)
}

/// The names of customers that a filter names by their ids.
#[server(endpoint = "customers/names", protocol = Json)]
pub async fn name_customers(
    /// Which list.
    directory: Directory,
    /// The records.
    ids: Vec<CustomerId>,
) -> Result<Vec<Named<CustomerId>>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).names(&actor, &ids).await)
}

/// Hits while typing.
#[server(endpoint = "customers/suggest", protocol = Json)]
pub async fn suggest_customers(
    /// Which list.
    directory: Directory,
    /// What is typed so far.
    typed: String,
) -> Result<Vec<Suggestion>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).suggest(&actor, &typed).await)
}

/// Tags while typing, of records that the person may see.
#[server(endpoint = "customers/suggest_tags", protocol = Json)]
pub async fn suggest_tags(
    /// Which list.
    directory: Directory,
    /// What is typed so far.
    typed: String,
) -> Result<Vec<String>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).suggest_tags(&actor, &typed).await)
}

/// Keeps the columns that a list shows the person from now on; none are those that it shows first.
#[server(endpoint = "customers/columns", protocol = Json)]
pub async fn keep_columns(
    /// Which list.
    directory: Directory,
    /// The columns, in order.
    columns: Vec<Field>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).keep_columns(&actor, &columns).await)
}

/// Keeps how wide a list shows columns to the person from now on; of none each is as wide as what stands in it.
#[server(endpoint = "customers/widths", protocol = Json)]
pub async fn keep_widths(
    /// Which list.
    directory: Directory,
    /// The columns that have a width.
    widths: Widths,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).keep_widths(&actor, &widths).await)
}

/// Keeps that the person reads a list in pages of so many rows from now on, or as one that goes on as it is scrolled.
#[server(endpoint = "customers/pages", protocol = Json)]
pub async fn keep_pages(
    /// Which list.
    directory: Directory,
    /// Rows of a page.
    rows: Option<u16>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).keep_pages(&actor, rows).await)
}

/// What filter row and form offer.
#[server(endpoint = "customers/choices", protocol = Json)]
pub async fn customer_choices(
    /// Which list.
    directory: Directory,
) -> Result<Choices, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).choices(&actor).await)
}

/// Everything that the detail page shows.
#[server(endpoint = "customers/detail", protocol = Json)]
pub async fn read_customer(
    /// Which list.
    directory: Directory,
    /// The customer code.
    code: String,
) -> Result<CustomerDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).detail(&actor, &code).await)
}

/// Who changed what and when.
#[server(endpoint = "customers/history", protocol = Json)]
pub async fn customer_history(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// Older than this entry.
    before: Option<i64>,
) -> Result<Vec<HistoryEntry>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).history(&actor, id, before).await)
}

/// A sensitive field as it is; that it was shown is written down.
#[server(endpoint = "customers/unmask", protocol = Json)]
pub async fn unmask_customer(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// The field.
    field: Field,
) -> Result<Option<String>, ApiError> {
    let (services, actor) = signed_in()?;
    let shown = async move { services.customers(directory).unmask(&actor, id, field).await };
    answer(Services::to_its_end(shown).await)
}

/// Creates a customer.
#[server(endpoint = "customers/create", protocol = Json)]
pub async fn create_customer(
    /// Which list.
    directory: Directory,
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: CustomerInput,
) -> Result<Created, ApiError> {
    let (services, actor) = signed_in()?;
    let create = async move { services.customers(directory).create(&actor, key, &input).await };
    answer(Services::to_its_end(create).await)
}

/// Changes the touched fields of a customer.
#[server(endpoint = "customers/change", protocol = Json)]
pub async fn change_customer(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// The touched fields.
    change: CustomerChange,
) -> Result<Saved, ApiError> {
    let (services, actor) = signed_in()?;
    let save = async move { services.customers(directory).change(&actor, id, &change).await };
    answer(Services::to_its_end(save).await)
}

/// Adds, changes, removes and orders contact persons or members.
#[server(endpoint = "customers/change_people", protocol = Json)]
pub async fn change_people(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// Those who come, change or go, and the order.
    change: PeopleChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let save = async move { services.customers(directory).change_people(&actor, id, &change).await };
    answer(Services::to_its_end(save).await)
}

/// Takes the picture of a customer away.
#[server(endpoint = "customers/remove_avatar", protocol = Json)]
pub async fn remove_avatar(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.avatars().remove(&actor, directory, id).await };
    answer(Services::to_its_end(act).await)
}

/// Moves a customer to the trash.
#[server(endpoint = "customers/trash", protocol = Json)]
pub async fn trash_customer(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let trash = async move { services.customers(directory).trash(&actor, id).await };
    answer(Services::to_its_end(trash).await)
}

/// Takes a customer back from the trash.
#[server(endpoint = "customers/restore", protocol = Json)]
pub async fn restore_customer(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let restore = async move { services.customers(directory).restore(&actor, id).await };
    answer(Services::to_its_end(restore).await)
}

/// Deletes a customer of the trash for good.
#[server(endpoint = "customers/purge", protocol = Json)]
pub async fn purge_customer(
    /// Which list.
    directory: Directory,
    /// The record.
    id: CustomerId,
    /// Its code or its name, as the person has typed it.
    typed: String,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let purge = async move { services.customers(directory).purge(&actor, id, &typed).await };
    answer(Services::to_its_end(purge).await)
}

/// What lies in the trash.
#[server(endpoint = "customers/trashed", protocol = Json)]
pub async fn trashed_customers(
    /// Which list.
    directory: Directory,
    /// What is looked for; nothing is all of it.
    typed: String,
    /// After this row.
    after: Option<Cursor>,
) -> Result<Listed, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).trashed(&actor, &typed, after).await)
}

/// Makes a lead a customer.
#[server(endpoint = "customers/convert", protocol = Json)]
pub async fn convert_lead(
    /// The record.
    id: CustomerId,
) -> Result<Created, ApiError> {
    let (services, actor) = signed_in()?;
    let convert = async move { services.customers(Directory::Leads).convert(&actor, id).await };
    answer(Services::to_its_end(convert).await)
}

/// Those who may be the same as the customer that is being typed.
#[server(endpoint = "customers/alike", protocol = Json)]
pub async fn alike_customers(
    /// Which list.
    directory: Directory,
    /// What is typed.
    sought: Sought,
) -> Result<Vec<Alike>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).alike(&actor, &sought).await)
}

/// Hits while typing, in all lists.
#[server(endpoint = "customers/suggest_all", protocol = Json)]
pub async fn suggest_all_customers(
    /// What is typed so far.
    typed: String,
) -> Result<Vec<Suggestion>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.suggest_customers(&actor, &typed).await)
}

/// How many hits each list has.
#[server(endpoint = "customers/count_hits", protocol = Json)]
pub async fn count_customer_hits(
    /// What was typed.
    typed: String,
) -> Result<Vec<(Directory, Count)>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.count_hits(&actor, &typed).await)
}
