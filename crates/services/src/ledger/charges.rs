//! Charges as people read them: what each is for, in the words of the record from which it comes.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    customer::Named,
    ledger::{ChargeStatus, Source},
    permission::{noun, verb},
    receipt::ChargeRow,
    value::{FieldKind, display},
};
use entities::{booking, charge, customer, extra_service, invoice, invoice_line, space};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::account_of;
use crate::{
    authz::Unit, contracts, extra_services::title, failure::Outcome, meters, query::operations::followed,
    words::language_of,
};

/// What a charge is for.
#[derive(Clone, Default)]
pub(crate) struct What {
    /// The code of what it comes from; of a line of an invoice that of the invoice, for those who see it.
    pub code: String,
    /// Its words: `P101 · Phòng 101`, `Giặt ủi × 2`, `Điện 11/2026: 1.203 → 1.310, 107 kWh`; the latter in the language of
    /// whoever reads them. Of rent there are none, as the code says which contract.
    pub about: String,
    /// Of a booking and of rent the first and the last day.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

impl What {
    /// All that is to be said where nothing else stands beside it: `P101 · Phòng 101 · 01/03/2026 – 03/03/2026`.
    pub fn whole(&self) -> String {
        let about = if self.about.is_empty() { &self.code } else { &self.about };
        match self.days {
            Some(days) => format!("{about} · {}", between(days)),
            None => about.clone(),
        }
    }

    /// What is to be said beside the code and a day.
    fn beside_code(self) -> String {
        match self.days {
            Some(days) if self.about.is_empty() => between(days),
            _ => self.about,
        }
    }
}

/// `01/03/2026 – 03/03/2026`
fn between((from, to): (NaiveDate, NaiveDate)) -> String {
    let shown = |day: NaiveDate| display(FieldKind::Date, &day.to_string());
    format!("{} – {}", shown(from), shown(to))
}

/// What a customer owes and will owe for what somebody sees.
pub(crate) fn charges_seen(customer: &customer::Model, sources: &[Source]) -> Select<charge::Entity> {
    let theirs = charge::Entity::find().filter(charge::Column::CustomerId.eq(customer.id));
    theirs.filter(charge::Column::Source.is_in(sources.iter().map(|source| source.key())))
}

/// Of which something is to be paid.
pub(crate) fn is_open() -> Condition {
    Condition::all()
        .add(charge::Column::Status.ne(ChargeStatus::Void.key()))
        .add(Expr::col(charge::Column::Allocated).lt(Expr::col(charge::Column::Amount)))
}

/// Charges with what they are for.
pub(crate) async fn charges_of(unit: &Unit, rows: Vec<charge::Model>) -> Outcome<Vec<ChargeRow>> {
    let whats = whats_of(unit, &rows).await?;
    let codes = codes_of(unit, rows.iter().filter_map(|row| row.invoice_id)).await?;
    let row = |row: charge::Model| {
        let account = account_of(&row)?;
        let what = whats.get(&row.id).cloned().unwrap_or_default();
        let invoice = row.invoice_id.and_then(|id| Some(Named { id: id.into(), name: codes.get(&id)?.clone() }));
        Ok(ChargeRow {
            id: row.id.into(),
            source: account.charge.source,
            code: what.code.clone(),
            about: what.beside_code(),
            service_on: account.charge.service_on,
            status: account.charge.status,
            amount: account.charge.amount,
            allocated: account.allocated,
            invoice,
        })
    };
    rows.into_iter().map(row).collect()
}

/// What charges are for, by their ids: by one query for all that come from one kind of record.
pub(crate) async fn whats_of(unit: &Unit, rows: &[charge::Model]) -> Outcome<HashMap<Uuid, What>> {
    let (tx, zone) = (unit.tx(), unit.services().clock().zone);
    let mut whats = HashMap::new();

    let of_bookings: Vec<_> = rows.iter().filter_map(|row| Some((row.booking_id?, row.id))).collect();
    if !of_bookings.is_empty() {
        let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(of_bookings.iter().map(|(id, _)| *id)));
        let bookings = bookings.all(tx).await?;
        let spaces = space::Entity::find().filter(space::Column::Id.is_in(bookings.iter().map(|row| row.space_id)));
        let spaces: HashMap<Uuid, String> =
            spaces.all(tx).await?.into_iter().map(|row| (row.id, format!("{} · {}", row.code, row.name))).collect();
        let known: HashMap<Uuid, booking::Model> = bookings.into_iter().map(|row| (row.id, row)).collect();
        whats.extend(of_bookings.into_iter().filter_map(|(booking, charge)| {
            let booking = known.get(&booking)?;
            let ends_at = booking.checked_out_at.unwrap_or(booking.ends_at);
            let what = What {
                code: booking.code.clone(),
                about: spaces.get(&booking.space_id).cloned().unwrap_or_default(),
                days: Some((zone.day_of(booking.starts_at), zone.day_of(ends_at))),
            };
            Some((charge, what))
        }));
    }

    let of_services: Vec<_> = rows.iter().filter_map(|row| Some((row.extra_service_id?, row.id))).collect();
    if !of_services.is_empty() {
        let ids = of_services.iter().map(|(id, _)| *id);
        let services = extra_service::Entity::find().filter(extra_service::Column::Id.is_in(ids)).all(tx).await?;
        let legend = unit.legend().await?;
        let known: HashMap<Uuid, What> = services
            .into_iter()
            .map(|row| (row.id, What { about: title(&legend.labels, &row), code: row.code, days: None }))
            .collect();
        whats.extend(
            of_services.into_iter().filter_map(|(service, charge)| Some((charge, known.get(&service)?.clone()))),
        );
    }

    let of_rent: Vec<_> = rows.iter().filter_map(|row| Some((row.rent_period_id?, row.id))).collect();
    if !of_rent.is_empty() {
        let known = contracts::told_of_rent(unit, of_rent.iter().map(|(id, _)| *id)).await?;
        whats.extend(of_rent.into_iter().filter_map(|(period, charge)| {
            let (code, days) = known.get(&period)?.clone();
            Some((charge, What { code, about: String::new(), days: Some(days) }))
        }));
    }

    let of_readings: Vec<_> = rows.iter().filter_map(|row| Some((row.meter_reading_id?, row.id))).collect();
    if !of_readings.is_empty() {
        let locale = language_of(tx, unit.actor().user).await?;
        let known = meters::titles(tx, locale, of_readings.iter().map(|(id, _)| *id)).await?;
        whats.extend(of_readings.into_iter().filter_map(|(reading, charge)| {
            Some((charge, What { about: known.get(&reading)?.clone(), ..What::default() }))
        }));
    }

    let of_lines: Vec<_> = rows.iter().filter_map(|row| Some((row.invoice_line_id?, row.id))).collect();
    if !of_lines.is_empty() {
        let ids = of_lines.iter().map(|(id, _)| *id);
        let lines = invoice_line::Entity::find().filter(invoice_line::Column::Id.is_in(ids)).all(tx).await?;
        let codes = codes_of(unit, lines.iter().map(|line| line.invoice_id)).await?;
        let known: HashMap<Uuid, What> = lines
            .into_iter()
            .map(|line| {
                let code = codes.get(&line.invoice_id).cloned().unwrap_or_default();
                (line.id, What { code, about: line.text, days: None })
            })
            .collect();
        whats.extend(of_lines.into_iter().filter_map(|(line, charge)| Some((charge, known.get(&line)?.clone()))));
    }
    Ok(whats)
}

/// The codes of these invoices, for those who see them.
async fn codes_of(unit: &Unit, ids: impl Iterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let Ok(permit) = unit.permit::<verb::View, noun::Invoices>() else { return Ok(HashMap::new()) };
    let found = followed(unit, &permit).filter(invoice::Column::Id.is_in(ids)).all(unit.tx()).await?;
    Ok(found.into_iter().filter_map(|row| Some((row.id, row.code?))).collect())
}
