//! What changed of spaces, bookings, extra services, invoices, receipts and attachments.

use chrono::NaiveDate;
use domain::{
    audit::Fact,
    money::Vnd,
    space::SpaceInput,
    time::BusinessZone,
    value::{FieldKind, display},
};

use super::Told;
use crate::{attachments, bookings, extra_services, invoices, receipts};

impl Told<'_> {
    /// An amount, for those who may see any.
    pub(super) fn amount(&self, amount: Option<Vnd>) -> String {
        amount.filter(|_| self.named.amounts).map(|amount| amount.to_string()).unwrap_or_default()
    }

    pub(super) fn booking(&self, old: Option<&bookings::Standing>, new: Option<&bookings::Standing>) -> Vec<Fact> {
        let said = |of: &dyn Fn(&bookings::Standing) -> String| {
            [old, new].map(|standing| standing.map(of).unwrap_or_default())
        };
        let zone = BusinessZone::default();
        let status = |standing: &bookings::Standing| {
            i18n::bookings::by_code(self.locale, &format!("status_{}", standing.status.key()))
                .unwrap_or_default()
                .to_owned()
        };
        let guests = |guests: Option<u32>| guests.map(|guests| i18n::grouped(guests.into())).unwrap_or_default();
        let pairs = [
            ("status", said(&status)),
            ("space", said(&|it| self.named.of(it.input.space.0))),
            ("starts_at", said(&|it| zone.show(it.input.starts_at))),
            ("ends_at", said(&|it| zone.show(it.input.ends_at))),
            ("price", said(&|it| self.amount(it.input.price))),
            ("agreed_deposit", said(&|it| self.amount(it.input.agreed_deposit))),
            ("guests", said(&|it| guests(it.input.guests))),
            ("note", said(&|it| it.input.note.clone())),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn service(
        &self,
        old: Option<&extra_services::Standing>,
        new: Option<&extra_services::Standing>,
    ) -> Vec<Fact> {
        let said = |of: &dyn Fn(&extra_services::Standing) -> String| {
            [old, new].map(|standing| standing.map(of).unwrap_or_default())
        };
        let status = |standing: &extra_services::Standing| {
            i18n::extra_services::by_code(self.locale, &format!("status_{}", standing.status.key()))
                .unwrap_or_default()
                .to_owned()
        };
        let pairs = [
            ("status", said(&status)),
            ("service", said(&|it| self.named.of(it.input.service.0))),
            (
                "booking",
                said(&|it| it.input.booking.and_then(|id| self.named.names.get(&id.0).cloned()).unwrap_or_default()),
            ),
            ("quantity", said(&|it| it.input.quantity.to_string())),
            ("unit_price", said(&|it| self.amount(it.input.unit_price))),
            ("used_on", said(&|it| display(FieldKind::Date, &it.input.used_on.to_string()))),
            ("note", said(&|it| it.input.note.clone())),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn invoice(&self, old: Option<&invoices::Standing>, new: Option<&invoices::Standing>) -> Vec<Fact> {
        let said = |of: &dyn Fn(&invoices::Standing) -> String| {
            [old, new].map(|standing| standing.map(of).unwrap_or_default())
        };
        let status = |standing: &invoices::Standing| {
            i18n::invoices::by_code(self.locale, &format!("status_{}", standing.status.key()))
                .unwrap_or_default()
                .to_owned()
        };
        let day =
            |day: Option<NaiveDate>| day.map(|day| display(FieldKind::Date, &day.to_string())).unwrap_or_default();
        let line = |(text, amount): &(String, Vnd)| match self.amount(Some(*amount)) {
            amount if amount.is_empty() => text.clone(),
            amount => format!("{text}: {amount}"),
        };
        let lines = |it: &invoices::Standing| it.lines.iter().map(line).collect::<Vec<_>>().join("; ");
        let total = |it: &invoices::Standing| self.amount(Some(Vnd(it.lines.iter().map(|(_, amount)| amount.0).sum())));
        let pairs = [
            ("status", said(&status)),
            ("code", said(&|it| it.code.clone().unwrap_or_default())),
            ("lines", said(&lines)),
            ("total", said(&total)),
            ("issued_on", said(&|it| day(it.issued_on))),
            ("due_on", said(&|it| day(it.due_on))),
            ("note", said(&|it| it.note.clone())),
            ("reason", said(&|it| it.void_reason.clone().unwrap_or_default())),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn attachment(
        &self,
        old: Option<&attachments::Standing>,
        new: Option<&attachments::Standing>,
    ) -> Vec<Fact> {
        let said = |standing: Option<&attachments::Standing>| {
            standing.map(|standing| (standing.name.clone(), i18n::grouped(standing.size))).unwrap_or_default()
        };
        let ((old_name, old_size), (new_name, new_size)) = (said(old), said(new));
        self.differing([("name", old_name, new_name), ("bytes", old_size, new_size)])
    }

    pub(super) fn receipt(&self, entry: &receipts::Entry) -> Vec<Fact> {
        let purpose = i18n::receipts::by_code(self.locale, &format!("purpose_{}", entry.purpose));
        let day = display(FieldKind::Date, &entry.paid_on);
        let said = [
            ("purpose", purpose.unwrap_or_default().to_owned()),
            ("amount", self.amount(Some(entry.amount))),
            ("method", entry.method.map(|id| self.named.of(id)).unwrap_or_default()),
            ("paid_on", day),
            ("counter", entry.counter.clone()),
            ("note", entry.note.clone()),
        ];
        self.differing(said.map(|(key, new)| (key, String::new(), new)))
    }

    pub(super) fn space(&self, old: Option<&SpaceInput>, new: Option<&SpaceInput>) -> Vec<Fact> {
        let said = |of: &dyn Fn(&SpaceInput) -> String| [old, new].map(|space| space.map(of).unwrap_or_default());
        let yes = |is: bool| if is { i18n::app::yes(self.locale) } else { i18n::app::no(self.locale) }.to_owned();
        let unit = |space: &SpaceInput| {
            let unit = space.price.filter(|_| self.named.amounts).map(|price| price.unit.key());
            unit.and_then(|unit| i18n::spaces::by_code(self.locale, &format!("unit_{unit}")))
                .unwrap_or_default()
                .to_owned()
        };
        let pairs = [
            ("code", said(&|it| it.code.clone())),
            ("name", said(&|it| it.name.clone())),
            ("branch", said(&|it| it.branch.map(|id| self.named.of(id.0)).unwrap_or_default())),
            ("space_kind", said(&|it| it.kind.map(|id| self.named.of(id.0)).unwrap_or_default())),
            ("capacity", said(&|it| it.capacity.map(|people| i18n::grouped(people.into())).unwrap_or_default())),
            ("price", said(&|it| self.amount(it.price.map(|price| price.amount)))),
            ("price_unit", said(&unit)),
            ("active", said(&|it| yes(it.active))),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }
}
