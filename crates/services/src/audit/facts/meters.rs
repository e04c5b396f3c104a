//! What entries say of meters, tariffs and readings.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    audit::Fact,
    meter::{Course, MeterInput, MeterKind, TariffInput},
    value::{FieldKind, display},
};
use entities::{audit_entry, meter, meter_reading};
use i18n::Locale;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Told;
use crate::{
    failure::Outcome,
    meters::{Standing, called},
};

/// A meter before and since.
pub(super) type MeterChange = (Option<MeterInput>, Option<MeterInput>);
/// A tariff before and since.
pub(super) type TariffChange = (Option<TariffInput>, Option<TariffInput>);
/// A reading before and since.
pub(super) type ReadingChange = (Option<Standing>, Option<Standing>);

/// How the readings are called of which these entries tell: `Điện 11/2026`.
pub(super) async fn names(
    tx: &impl ConnectionTrait,
    entries: &[audit_entry::Model],
    locale: Locale,
) -> Outcome<Vec<(Uuid, String)>> {
    let about = entries.iter().filter_map(|entry| entry.record_id);
    let rows = meter_reading::Entity::find().filter(meter_reading::Column::Id.is_in(about)).all(tx).await?;
    let hanging = meter::Entity::find().filter(meter::Column::Id.is_in(rows.iter().map(|row| row.meter_id)));
    let kinds: HashMap<Uuid, String> = hanging.all(tx).await?.into_iter().map(|row| (row.id, row.kind)).collect();
    let kind = |row: &meter_reading::Model| {
        kinds.get(&row.meter_id).and_then(|key| MeterKind::from_key(key)).unwrap_or_default()
    };
    rows.iter().map(|row| Ok((row.id, called(locale, kind(row), row)?))).collect()
}

impl Told<'_> {
    fn kind_of_meter(&self, kind: MeterKind) -> String {
        i18n::meters::by_code(self.locale, &format!("kind_{}", kind.key())).unwrap_or_default().to_owned()
    }

    pub(super) fn meter(&self, (old, new): &MeterChange) -> Vec<Fact> {
        let said = |of: &dyn Fn(&MeterInput) -> String| [old, new].map(|it| it.as_ref().map(of).unwrap_or_default());
        let yes = |is: bool| if is { i18n::app::yes(self.locale) } else { i18n::app::no(self.locale) }.to_owned();
        let pairs = [
            ("meter_kind", said(&|it| self.kind_of_meter(it.kind))),
            ("serial", said(&|it| it.serial.clone())),
            ("begins_at", said(&|it| it.begins_at.to_string())),
            ("begins_on", said(&|it| shown(it.begins_on))),
            ("is_read", said(&|it| yes(it.active))),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn tariff(&self, (old, new): &TariffChange) -> Vec<Fact> {
        let said = |of: &dyn Fn(&TariffInput) -> String| [old, new].map(|it| it.as_ref().map(of).unwrap_or_default());
        let steps = |it: &TariffInput| {
            let step = |step: &domain::meter::Step| match self.amount(Some(step.price)) {
                price if price.is_empty() => None,
                price if step.above == 0 => Some(price),
                price => Some(format!("> {} {}: {price}", i18n::grouped(step.above.into()), it.kind.unit())),
            };
            it.steps.iter().filter_map(step).collect::<Vec<_>>().join("; ")
        };
        let pairs = [
            ("meter_kind", said(&|it| self.kind_of_meter(it.kind))),
            ("valid_from", said(&|it| shown(it.valid_from))),
            ("price", said(&steps)),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn reading(&self, (old, new): &ReadingChange) -> Vec<Fact> {
        let said = |of: &dyn Fn(&Standing) -> String| [old, new].map(|it| it.as_ref().map(of).unwrap_or_default());
        let word = |code: &str| i18n::meters::by_code(self.locale, code).unwrap_or_default().to_owned();
        let course = |it: &Standing| match it.input.course {
            Course::Straight => String::new(),
            course => word(&format!("course_{}", course.key())),
        };
        let status = |it: &Standing| word(if it.cancelled { "status_cancelled" } else { "status_read" });
        let pairs = [
            ("status", said(&status)),
            ("month", said(&|it| it.input.month.shown())),
            ("read_on", said(&|it| shown(it.input.read_on))),
            ("old_reading", said(&|it| it.old.to_string())),
            ("reading", said(&|it| it.input.reading.to_string())),
            ("course", said(&course)),
            ("used", said(&|it| format!("{} {}", it.used, it.kind.unit()))),
            ("amount", said(&|it| self.amount(it.amount))),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }
}

fn shown(day: NaiveDate) -> String {
    display(FieldKind::Date, &day.to_string())
}
