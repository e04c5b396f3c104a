//! What entries say of contracts and of the texts from which these begin.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::{
    audit::Fact,
    permission::{noun, verb},
    value::{FieldKind, display},
};
use entities::space;
use sea_orm::QuerySelect;
use uuid::Uuid;

use super::Told;
use crate::{
    authz::Unit,
    contracts::{KeptTemplate, Standing},
    failure::Outcome,
    query::operations::spaces,
};

/// A contract before and since.
pub(super) type Change = (Option<Standing>, Option<Standing>);
/// A template before and since.
pub(super) type TemplateChange = (Option<KeptTemplate>, Option<KeptTemplate>);

/// The spaces that the reader may see.
pub(super) async fn spaces_seen(unit: &Unit) -> Outcome<HashSet<Uuid>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Spaces>() else { return Ok(HashSet::new()) };
    let ids = spaces(&permit).select_only().column(space::Column::Id);
    Ok(ids.into_tuple().all(unit.tx()).await?.into_iter().collect())
}

impl Told<'_> {
    pub(super) fn contract(&self, (old, new): &Change) -> Vec<Fact> {
        let said = |of: &dyn Fn(&Standing) -> String| [old, new].map(|it| it.as_ref().map(of).unwrap_or_default());
        let word = |key: String| i18n::contracts::by_code(self.locale, &key).unwrap_or_default().to_owned();
        let day = |day: NaiveDate| display(FieldKind::Date, &day.to_string());
        // A space is named to those who see it.
        let space = |standing: &Standing| {
            let seen = standing.input.space.filter(|space| self.named.spaces.contains(&space.0));
            seen.map(|space| self.named.of(space.0)).unwrap_or_default()
        };
        let pairs = [
            ("code", said(&|it| it.code.clone())),
            ("status", said(&|it| word(format!("status_{}", it.status.key())))),
            ("space", said(&space)),
            ("starts_on", said(&|it| day(it.input.starts_on))),
            ("ends_on", said(&|it| day(it.input.ends_on))),
            ("rent", said(&|it| self.amount(it.input.rent))),
            ("billed", said(&|it| word(format!("billed_{}", it.input.billed.key())))),
            ("agreed_deposit", said(&|it| self.amount(it.input.agreed_deposit))),
            ("text", said(&|it| it.input.text.clone())),
            ("note", said(&|it| it.input.note.clone())),
            ("renews", said(&|it| it.renews.clone().unwrap_or_default())),
            ("renewed_by", said(&|it| it.renewed_by.clone().unwrap_or_default())),
            ("terminated_on", said(&|it| it.terminated_on.map(day).unwrap_or_default())),
            ("reason", said(&|it| it.reason.clone())),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    pub(super) fn template(&self, (old, new): &TemplateChange) -> Vec<Fact> {
        let said = |of: &dyn Fn(&KeptTemplate) -> String| [old, new].map(|it| it.as_ref().map(of).unwrap_or_default());
        let yes = |is: bool| if is { i18n::app::yes(self.locale) } else { i18n::app::no(self.locale) }.to_owned();
        let place = |place: Option<u32>| place.map(|place| i18n::grouped(place.into())).unwrap_or_default();
        let pairs = [
            ("name", said(&|it| it.template.name.clone())),
            ("text", said(&|it| it.template.text.clone())),
            ("place", said(&|it| place(it.template.position))),
            ("active", said(&|it| yes(it.template.active))),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }
}
