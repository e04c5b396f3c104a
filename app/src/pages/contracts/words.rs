//! How contracts are called, and their days.

use chrono::NaiveDate;
use domain::contract::{Billed, ContractRow, ContractStatus, TextField};
use i18n::{Locale, contracts};
use leptos::prelude::*;

use crate::{components::Icon, pages::receipts::words::day};

/// A contract that ends within so many days is told of: the sooner the louder.
const SOON: [(u32, &str); 3] = [(7, "badge badge--bad"), (15, "badge badge--warn"), (30, "badge badge--accent")];

/// Class, icon and word of a status.
pub fn status(locale: Locale, status: ContractStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        ContractStatus::Draft => ("badge", "pencil", contracts::status_draft(locale)),
        ContractStatus::Active => ("badge badge--good", "check", contracts::status_active(locale)),
        ContractStatus::Ended => ("badge", "clock", contracts::status_ended(locale)),
        ContractStatus::Terminated => ("badge", "ban", contracts::status_terminated(locale)),
    }
}

/// How far a contract has come, and that it ends soon.
pub fn badges(locale: Locale, row: &ContractRow) -> impl IntoView + use<> {
    let soon = row.days_left.and_then(|left| {
        let (_, class) = SOON.into_iter().find(|(within, _)| left <= *within)?;
        let word = match left {
            0 => contracts::ends_today(locale).to_owned(),
            _ => contracts::days_left(locale, left.into()),
        };
        Some((class, "triangle-alert", word))
    });
    let stands = status(locale, row.status);
    let stands = (stands.0, stands.1, stands.2.to_owned());
    let badge = |(class, icon, word): (&'static str, &'static str, String)| {
        view! {
            <span class=class>
                <Icon name=icon />
                {word}
            </span>
        }
    };
    std::iter::once(stands).chain(soon).map(badge).collect_view()
}

/// When the rent of a period is owed, in words.
pub fn billed(locale: Locale, billed: Billed) -> &'static str {
    match billed {
        Billed::Start => contracts::billed_start(locale),
        Billed::End => contracts::billed_end(locale),
    }
}

/// What a field of a text stands for.
pub fn text_field(locale: Locale, field: TextField) -> &'static str {
    match field {
        TextField::CustomerName => contracts::field_customer_name(locale),
        TextField::CustomerAddress => contracts::field_customer_address(locale),
        TextField::CustomerPhone => contracts::field_customer_phone(locale),
        TextField::SpaceName => contracts::field_space_name(locale),
        TextField::SpaceCode => contracts::field_space_code(locale),
        TextField::StartsOn => contracts::field_starts_on(locale),
        TextField::EndsOn => contracts::field_ends_on(locale),
        TextField::Rent => contracts::field_rent(locale),
        TextField::Deposit => contracts::field_deposit(locale),
        TextField::Today => contracts::field_today(locale),
    }
}

/// `01/03/2026 – 28/02/2027`
pub fn days(from: NaiveDate, to: NaiveDate) -> String {
    format!("{} – {}", day(from), day(to))
}

/// Where a contract is.
pub fn address(id: domain::ContractId) -> String {
    format!("/contracts/{id}")
}
