//! Readings as rows: on the sheet, and below a customer.

use std::sync::Arc;

use domain::{
    booking::Guest,
    meter::{MeterKind, ReadingRow},
};
use i18n::meters;
use leptos::prelude::*;

use super::{
    desk::Desk,
    words::{icon, kind as word_of, of_space},
};
use crate::{
    components::{Icon, RowAct},
    state::locale,
};

/// The cell that says what a meter counts.
#[component]
pub fn KindCell(
    /// What it counts.
    kind: MeterKind,
) -> impl IntoView {
    view! {
        <td>
            <span class="meter-kind">
                <Icon name=icon(kind) class="icon--small" />
                {word_of(locale(), kind)}
            </span>
        </td>
    }
}

/// The cell with whoever lives there, and the way there for those who may see who it is.
#[component]
pub fn GuestCell(
    /// Who it is.
    guest: Option<Guest>,
    /// Whether it is known that somebody or nobody lives there.
    lived: bool,
) -> impl IntoView {
    match guest {
        Some(Guest { name, link: Some((directory, code)), .. }) => {
            view! { <td><a href=directory.address_of(&code)>{name}</a></td> }.into_any()
        }
        Some(Guest { name, .. }) => view! { <td>{name}</td> }.into_any(),
        None if lived => view! { <td class="cell--none">{meters::nobody(locale())}</td> }.into_any(),
        None => view! { <td></td> }.into_any(),
    }
}

/// What was read, in a row of the sheet.
#[component]
pub fn ReadRow(
    /// What was read.
    row: ReadingRow,
    /// The space of the meter.
    space: String,
    /// Some rows say what is to be paid.
    amounts: bool,
    /// The button that begins a further reading.
    another: Option<AnyView>,
    /// Where it is corrected.
    desk: Desk,
) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {space}
            </th>
            <KindCell kind=row.kind />
            <GuestCell guest=row.customer.clone() lived=true />
            <td class="cell--number">{row.old.to_string()}</td>
            <td class="cell--number cell--read">{row.reading.to_string()}</td>
            <td class="cell--number">{format!("{} {}", row.used, row.kind.unit())}</td>
            {amounts.then(|| view! { <td class="cell--number">{row.amount.map(|amount| amount.to_string())}</td> })}
            <td class="cell--actions">
                <div class="row-actions">{another} <Acts row desk /></div>
            </td>
        </tr>
    }
}

/// What may be done with it.
#[component]
pub fn Acts(
    /// What was read.
    row: ReadingRow,
    /// Where it is done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let row = Arc::new(row);
    let edit = row.may_edit.then(|| {
        let (label, edited) = (of_space(locale, &row, meters::correct_of), Arc::clone(&row));
        let press = Arc::new(move || desk.editing.set(Some((*edited).clone())));
        view! { <RowAct icon="pencil" label danger=false press /> }
    });
    let cancel = row.may_cancel.then(|| {
        let (label, cancelled) = (of_space(locale, &row, meters::cancel_of), Arc::clone(&row));
        let press = Arc::new(move || desk.cancelling.set(Some((*cancelled).clone())));
        view! { <RowAct icon="ban" label danger=true press /> }
    });
    view! {
        {edit}
        {cancel}
    }
}
