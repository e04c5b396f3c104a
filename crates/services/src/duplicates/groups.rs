//! What a scan found, as far as its user may see it now; and that records are known not to be the same.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    AppError, CustomerId,
    customer::Field,
    duplicate::{Group, GroupMember, GroupPage, MOST_IN_GROUP},
    history::{Changes, Event},
    permission::{Action, Placement, verb},
};
use entities::{customer, distinct_pair, scan_group};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Duplicates, scan::reasons_of};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    customers::{Record, may_know},
    failure::Outcome,
    query::scope,
};

/// Groups of a page.
const PAGE: usize = 20;
/// Groups that are read at once; some may be gone by now.
const READ: u64 = 100;
/// What tells the records of a group apart.
const SHOWN: [Field; 7] =
    [Field::Name, Field::Phone, Field::Email, Field::TaxCode, Field::IdNumber, Field::DateOfBirth, Field::CreatedAt];

impl Duplicates<'_> {
    /// The groups that the actor's last scan found, behind a number. Records that went meanwhile, or that the actor may not
    /// see any more, are not in them; nor are groups of which nothing is left, or that are known not to be the same.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn groups(&self, actor: &Actor, after: Option<i64>) -> Outcome<GroupPage> {
        let unit = self.services.read(actor).await?;
        unit.permit_in::<verb::Edit>(self.directory)?;
        let Some(scan) = self.own(&unit).await? else { return Ok(GroupPage::default()) };
        let rows = scan_group::Entity::find()
            .filter(scan_group::Column::ScanId.eq(scan.id))
            .filter(scan_group::Column::Seq.gt(after.unwrap_or_default()))
            .order_by_asc(scan_group::Column::Seq)
            .limit(READ)
            .all(unit.tx())
            .await?;
        let is_full = rows.len() as u64 == READ;
        let last = rows.last().map(|row| row.seq);
        let mut groups = self.shown(&unit, rows).await?;
        let more = groups.len() > PAGE;
        groups.truncate(PAGE);
        let next = if more { groups.last().map(|group| group.number) } else { last.filter(|_| is_full) };
        Ok(GroupPage { groups, next })
    }

    async fn shown(&self, unit: &Unit, rows: Vec<scan_group::Model>) -> Outcome<Vec<Group>> {
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let mut wanted = Vec::new();
        for row in rows {
            let ids: Vec<Uuid> = serde_json::from_str(&row.members_json)?;
            wanted.push((row.seq, reasons_of(&row.reasons), ids));
        }
        let ids: BTreeSet<Uuid> = wanted.iter().flat_map(|(_, _, ids)| ids).copied().collect();
        let found =
            scope::living(&permit).filter(customer::Column::Id.is_in(ids.iter().copied())).all(unit.tx()).await?;
        let found: HashMap<Uuid, customer::Model> = found.into_iter().map(|row| (row.id, row)).collect();
        let distinct = pairs(unit, &ids).await?;
        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: self.services.secrets() };
        let mut groups = Vec::new();
        for (number, mut reasons, ids) in wanted {
            let members: Vec<&customer::Model> = ids.iter().filter_map(|id| found.get(id)).collect();
            let known = |field: Field| members.iter().filter(|row| may_know(unit, field, &place_of(row))).count();
            reasons.retain(|field| known(*field) > 1);
            let open = members
                .iter()
                .enumerate()
                .any(|(at, one)| members.iter().skip(at + 1).any(|other| !distinct.contains(&pair(one.id, other.id))));
            if !reasons.is_empty() && open {
                groups.push(Group {
                    number,
                    reasons,
                    members: members.into_iter().map(|row| member(&record, row)).collect(),
                });
            }
        }
        Ok(groups)
    }

    /// Remembers of records that they are not the same customer, each with each.
    ///
    /// # Errors
    /// Not found; forbidden, if one of them may not be edited; there are not several, or too many.
    pub async fn keep_apart(&self, actor: &Actor, ids: &[CustomerId]) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        let view = unit.permit_in::<verb::View>(self.directory)?;
        let wanted: BTreeSet<Uuid> = ids.iter().take(MOST_IN_GROUP + 1).map(|id| id.0).collect();
        let found =
            scope::living(&view).filter(customer::Column::Id.is_in(wanted.iter().copied())).all(unit.tx()).await?;
        if found.len() < wanted.len() || wanted.is_empty() {
            return Err(AppError::NotFound.into());
        }
        let edit = unit.permit_in::<verb::Edit>(self.directory)?;
        if !found.iter().all(|row| edit.reach().covers(&place_of(row))) {
            return Err(AppError::Forbidden { action: Action::Edit, resource: self.directory.resource() }.into());
        }
        if wanted.len() < 2 || wanted.len() > MOST_IN_GROUP {
            return Err(AppError::field("other", "same_record").into());
        }
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        let each =
            wanted.iter().enumerate().flat_map(|(at, one)| wanted.iter().skip(at + 1).map(|other| pair(*one, *other)));
        let rows = each.map(|(one, other)| distinct_pair::ActiveModel {
            one_id: Set(one),
            other_id: Set(other),
            marked_at: Set(unit.now()),
            marked_by: Set(actor.user.0),
        });
        let again = OnConflict::columns([distinct_pair::Column::OneId, distinct_pair::Column::OtherId])
            .update_column(distinct_pair::Column::MarkedAt)
            .to_owned();
        distinct_pair::Entity::insert_many(rows).on_conflict(again).exec_without_returning(unit.tx()).await?;
        let told: Vec<(Uuid, Changes)> = wanted.iter().map(|id| (*id, Changes::new())).collect();
        unit.record_many(Event::KeptApart, self.directory.resource(), &told).await?;
        unit.commit().await
    }
}

/// Of these records the pairs that are known not to be the same.
pub(crate) async fn pairs(unit: &Unit, ids: &BTreeSet<Uuid>) -> Outcome<HashSet<(Uuid, Uuid)>> {
    let found = distinct_pair::Entity::find()
        .filter(distinct_pair::Column::OneId.is_in(ids.iter().copied()))
        .filter(distinct_pair::Column::OtherId.is_in(ids.iter().copied()))
        .all(unit.tx())
        .await?;
    Ok(found.into_iter().map(|row| (row.one_id, row.other_id)).collect())
}

/// The smaller id comes first.
pub(crate) fn pair(one: Uuid, other: Uuid) -> (Uuid, Uuid) {
    (one.min(other), one.max(other))
}

fn place_of(row: &customer::Model) -> Placement {
    scope::place_of(row)
}

fn member(record: &Record<'_>, row: &customer::Model) -> GroupMember {
    let values = SHOWN.iter().filter_map(|field| Some((*field, record.value(row, *field)?)));
    GroupMember {
        id: CustomerId(row.id),
        kind: domain::customer::CustomerKind::from_key(&row.kind).unwrap_or_default(),
        code: row.code.clone(),
        values: values.collect(),
        placement: place_of(row),
    }
}
