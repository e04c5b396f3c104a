//! How readings are called, in the language of whoever reads of them.

use std::collections::HashMap;

use domain::meter::{Course, MeterKind};
use entities::{meter, meter_reading};
use i18n::{Locale, meters};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{course_of, kind_of, month_of, quantity};
use crate::failure::Outcome;

/// `Điện 11/2026`
pub(crate) fn called(locale: Locale, kind: MeterKind, row: &meter_reading::Model) -> Outcome<String> {
    let word = meters::by_code(locale, &format!("kind_{}", kind.key())).unwrap_or_default();
    Ok(format!("{word} {}", month_of(row)?.shown()))
}

/// What is owed for readings, by their ids: `Điện 11/2026: 1.203 → 1.310, 107 kWh`.
pub(crate) async fn titles(
    tx: &impl ConnectionTrait,
    locale: Locale,
    readings: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, String>> {
    let rows = meter_reading::Entity::find().filter(meter_reading::Column::Id.is_in(readings)).all(tx).await?;
    let hanging = meter::Entity::find().filter(meter::Column::Id.is_in(rows.iter().map(|row| row.meter_id)));
    let kinds: HashMap<Uuid, MeterKind> =
        hanging.all(tx).await?.into_iter().map(|row| (row.id, kind_of(&row.kind))).collect();
    let title = |row: meter_reading::Model| {
        let kind = kinds.get(&row.meter_id).copied().unwrap_or_default();
        let called = called(locale, kind, &row)?;
        let [old, new, used] = [row.old, row.reading, row.used].map(|number| quantity(number).to_string());
        let course = match course_of(&row) {
            Course::Straight => format!("{old} → {new}"),
            Course::TurnedOver => format!("{old} → {new} ({})", meters::note_turned_over(locale)),
            Course::Replaced { ended, began } => {
                format!("{old} → {ended}, {began} → {new} ({})", meters::note_replaced(locale))
            }
        };
        Ok((row.id, format!("{called}: {course}, {used} {}", kind.unit())))
    };
    rows.into_iter().map(title).collect()
}
