//! The question after which day a contract ends that would go on, and why.

use chrono::NaiveDate;
use domain::{
    AppError,
    contract::{ContractDetail, Termination},
    ledger::ChargeStatus,
    money::Vnd,
    space::days_later,
    value,
};
use i18n::{Locale, contracts};
use leptos::prelude::*;

use super::{desk::Desk, periods::sum};
use crate::{
    api::{ApiError, contracts::terminate_contract},
    components::{DayField, DialogForm, NoteField, required_day},
    pages::receipts::words::day,
    state::{Sending, locale, session},
};

/// The day, the reason, and what becomes of rent and space.
#[component]
pub fn TerminateForm(
    /// The contract as it is read.
    detail: ContractDetail,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let (id, code, ends_on) = (detail.row.id, detail.row.code.clone(), detail.row.ends_on);
    let today = session().today;
    let (on, reason) = (RwSignal::new(today.min(ends_on).to_string()), RwSignal::new(String::new()));
    let sending = Sending::default();
    let faults = sending.faults;
    let submit = Callback::new(move |()| {
        let wrong = |code| ApiError(AppError::field("on", code));
        let typed = required_day(&on.get_untracked()).map_err(wrong).and_then(|on| {
            let termination = Termination { on, reason: reason.get_untracked() };
            termination.normal(ends_on, today).map_err(|faults| ApiError(AppError::Invalid(faults)))
        });
        let code = code.clone();
        sending.start(async move {
            terminate_contract(id, typed?).await?;
            open.set(false);
            desk.done(contracts::terminated(locale, &code));
            Ok(())
        });
    });
    let told = move || {
        let on = on.with(|typed| value::day(typed, today)).filter(|on| *on <= ends_on);
        let told = on.map(|on| becomes(locale, &detail, on)).unwrap_or_default();
        told.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()
    };
    view! {
        <DialogForm
            open
            sending
            word=contracts::terminate(locale)
            danger=true
            marks_required=true
            on_submit=submit
        >
            <div class="form__columns">
                <DayField
                    name="on"
                    label=contracts::terminate_on(locale)
                    value=on
                    required=true
                    error=faults.of("on")
                />
            </div>
            <NoteField
                name="reason"
                label=contracts::reason(locale)
                value=reason
                required=true
                error=faults.of("reason")
            />
            <div role="status">{told}</div>
            <p>{contracts::terminate_text(locale)}</p>
        </DialogForm>
    }
}

/// What becomes of rent and space when it ends after a day.
fn becomes(locale: Locale, detail: &ContractDetail, on: NaiveDate) -> Vec<String> {
    let later: Vec<_> =
        detail.periods.iter().filter(|row| row.billing_on > on && row.status != ChargeStatus::Void).copied().collect();
    let count = later.len() as u64;
    let rent = match sum(&later, |row| row.amount) {
        _ if later.is_empty() => contracts::void_none(locale).to_owned(),
        Some(amount) => contracts::void_periods(locale, count, &amount.to_string()),
        None => contracts::void_periods_blind(locale, count),
    };
    let paid = sum(&later, |row| row.allocated).filter(|paid| *paid > Vnd(0));
    let paid = paid.map(|paid| contracts::void_paid(locale, &paid.to_string()));
    let space = detail.booking.as_ref().map(|booking| match on < detail.row.starts_on {
        true => contracts::booking_cancelled(locale, &booking.name),
        false => contracts::space_free(locale, &day(days_later(on, 1))),
    });
    [Some(rent), paid, space].into_iter().flatten().collect()
}
