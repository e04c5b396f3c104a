//! The question whether a contract comes in force.

use domain::{
    contract::{ContractDetail, ContractRow},
    space::days_later,
};
use i18n::{Locale, contracts};
use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::start_of,
    periods::{of_contract, sum},
};
use crate::{
    api::contracts::activate_contract,
    components::DialogForm,
    pages::{bookings::Occupied, receipts::words::day},
    state::{Sending, locale},
};

/// What is made by it.
#[component]
pub fn ActivateForm(
    /// The contract as it is read.
    detail: ContractDetail,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let ContractDetail { row, version, .. } = detail.clone();
    let periods = of_contract(&detail);
    let count = periods.len() as u64;
    let rent = match sum(&periods, |row| row.amount) {
        Some(amount) => contracts::activate_periods(locale, count, &amount.to_string()),
        None => contracts::activate_periods_blind(locale, count),
    };
    let stay =
        row.space.as_ref().map(|space| (space.id, start_of(row.starts_on), start_of(days_later(row.ends_on, 1))));
    let booking = booking(locale, &row);
    let sending = Sending::default();
    let (id, code) = (row.id, row.code);
    let submit = Callback::new(move |()| {
        let code = code.clone();
        sending.start(async move {
            activate_contract(id, version).await?;
            open.set(false);
            desk.done(contracts::activated(locale, &code));
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=contracts::activate(locale) on_submit=submit>
            <p>{booking}</p>
            <Occupied stay=Signal::stored(stay) except=None />
            <p>{rent}</p>
            <p>{contracts::activate_text(locale)}</p>
        </DialogForm>
    }
}

fn booking(locale: Locale, row: &ContractRow) -> String {
    match &row.space {
        Some(space) => contracts::activate_booking(locale, &day(row.starts_on), &space.name, &day(row.ends_on)),
        None => contracts::activate_no_booking(locale).to_owned(),
    }
}
