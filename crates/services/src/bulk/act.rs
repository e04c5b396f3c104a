//! One record of an act: what a person would do to it by hand, and what is kept of it to take it back.

use std::collections::BTreeMap;

use domain::{
    AppError, CustomerId,
    bulk::{BulkAct, BulkCounts, NOT_GRANTED},
    customer::{CustomerChange, Edit, Field},
    value::{tag_key, tags_in, tags_of},
};
use entities::{bulk_row, customer};

use super::{
    cells::{Texts, canonical, texts_of},
    run::Task,
};
use crate::{
    authz::Unit,
    catalogs::Labels,
    customers::{Customers, Record},
    failure::{Failure, Outcome},
};

/// The word in the database for what was written.
pub(super) const DONE: &str = "done";

/// What became of a record.
pub(super) enum Became {
    /// Written: what stood there, and what stands there now.
    Done { was: Option<String>, becomes: Option<String> },
    /// It was so already.
    Unchanged,
    /// Of an undo, or of cells that were seen: somebody has changed it since.
    Kept,
    /// It is not there, or not for the actor.
    Gone,
    /// Refused, for this reason.
    Refused(String),
}

impl Became {
    /// The word in the database.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Done { .. } => DONE,
            Self::Unchanged => "unchanged",
            Self::Kept => "kept",
            Self::Gone => "gone",
            Self::Refused(_) => "refused",
        }
    }

    /// Counts it.
    pub fn count(&self, counts: &mut BulkCounts) {
        match self {
            Self::Done { .. } => counts.done += 1,
            Self::Unchanged => counts.unchanged += 1,
            Self::Kept => counts.kept += 1,
            Self::Gone => counts.gone += 1,
            Self::Refused(reason) => *counts.refused.entry(reason.clone()).or_default() += 1,
        }
    }

    /// What it means for one record that it was refused; what is no matter of this record ends the job.
    fn of(failure: Failure) -> Outcome<Self> {
        match failure {
            Failure::Refused(AppError::NotFound) => Ok(Self::Gone),
            Failure::Refused(AppError::Forbidden { .. }) => Ok(Self::Refused(NOT_GRANTED.to_owned())),
            Failure::Refused(AppError::Invalid(errors)) => {
                let code = errors.0.into_iter().next().map_or_else(|| NOT_GRANTED.to_owned(), |error| error.code);
                Ok(Self::Refused(code))
            }
            other => Err(other),
        }
    }
}

/// What the records of a batch have in common.
pub(super) struct Hand<'u> {
    pub unit: &'u Unit,
    pub task: &'u Task,
    pub labels: Labels,
}

impl Hand<'_> {
    /// Does to a record what is wanted, or takes it back.
    pub async fn act(&self, row: &bulk_row::Model) -> Outcome<Became> {
        let customers = self.unit.services().customers(self.task.request.directory);
        let id = CustomerId(row.customer_id);
        let done = || Became::Done { was: None, becomes: None };
        let became = match &self.task.request.act {
            BulkAct::Trash if self.task.undoes.is_some() => customers.restore_in(self.unit, id).await.map(|()| done()),
            BulkAct::Trash => customers.trash_in(self.unit, id).await.map(|()| done()),
            BulkAct::Set(field, _) => self.change(&customers, *field, row).await,
            BulkAct::AddTag(_) | BulkAct::RemoveTag(_) => self.change(&customers, Field::Tags, row).await,
            BulkAct::Cells => self.write_cells(&customers, row).await,
        };
        became.or_else(Became::of)
    }

    async fn change(&self, customers: &Customers<'_>, field: Field, row: &bulk_row::Model) -> Outcome<Became> {
        let standing = customers.editable(self.unit, CustomerId(row.customer_id)).await?;
        let now = self.value(&standing, field);
        let Some(wanted) = self.wanted(now.as_deref(), row) else { return Ok(Became::Kept) };
        let version = standing.version;
        let edit = Edit { was: now.clone(), becomes: wanted };
        let change = CustomerChange { version, fields: BTreeMap::from([(field, edit)]), without_email: None };
        let saved = customers.change_row(self.unit, standing, &self.labels, &change).await?;
        if saved.version == version {
            return Ok(Became::Unchanged);
        }
        let becomes = change.fields.into_values().next().and_then(|edit| edit.becomes);
        Ok(Became::Done { was: now, becomes })
    }

    fn value(&self, row: &customer::Model, field: Field) -> Option<String> {
        Record { labels: &self.labels, secrets: self.unit.services().secrets() }.value(row, field)
    }

    /// What shall stand there; `None` if an undo finds what somebody else has written since.
    fn wanted(&self, now: Option<&str>, row: &bulk_row::Model) -> Option<Option<String>> {
        let undo = self.task.undoes.is_some();
        let has = |tag: &str| now.is_some_and(|now| tags_in(now).any(|other| tag_key(other) == tag_key(tag)));
        match &self.task.request.act {
            BulkAct::Set(field, _) if undo => {
                let written = self.labels.now(field.kind(), row.becomes.clone());
                (now == written.as_deref()).then(|| row.was.clone())
            }
            BulkAct::Set(_, value) => Some(value.clone()),
            BulkAct::AddTag(tag) if undo => has(tag).then(|| without(now, tag)),
            BulkAct::RemoveTag(tag) if undo => (!has(tag)).then(|| with(now, tag)),
            BulkAct::AddTag(tag) => Some(with(now, tag)),
            BulkAct::RemoveTag(tag) => Some(without(now, tag)),
            BulkAct::Cells | BulkAct::Trash => None,
        }
    }

    /// Writes the cells of a record, or puts back those that nobody has changed since. If somebody has changed one of them
    /// since they were seen, the record stays as it is.
    async fn write_cells(&self, customers: &Customers<'_>, row: &bulk_row::Model) -> Outcome<Became> {
        let standing = customers.editable(self.unit, CustomerId(row.customer_id)).await?;
        let (was, becomes) = (texts_of(row.was.as_deref())?, texts_of(row.becomes.as_deref())?);
        let undo = self.task.undoes.is_some();
        let mut edits = BTreeMap::new();
        for (field, text) in becomes {
            let (now, before) = (self.value(&standing, field), was.get(&field).cloned().flatten());
            match undo {
                true if now == text => edits.insert(field, Edit { was: now, becomes: before }),
                true => None,
                false => edits.insert(field, Edit { was: before, becomes: text }),
            };
        }
        if edits.is_empty() {
            return Ok(Became::Kept);
        }
        let told = |text: &dyn Fn(Field, &Edit) -> Option<String>| -> Texts {
            edits.iter().map(|(field, edit)| (*field, text(*field, edit))).collect()
        };
        let before = told(&|field, _| self.value(&standing, field));
        let after = told(&|field, edit| canonical(self.unit, &self.labels, field, edit.becomes.as_deref()));
        let version = standing.version;
        let change = CustomerChange { version, fields: edits, without_email: None };
        let saved = match customers.change_row(self.unit, standing, &self.labels, &change).await {
            Err(Failure::Refused(AppError::Conflict(_))) => return Ok(Became::Kept),
            saved => saved?,
        };
        if saved.version == version {
            return Ok(Became::Unchanged);
        }
        // What was so already is not put back.
        let changed = |texts: &Texts, other: &Texts| -> Texts {
            let differs = |(field, text): &(&Field, &Option<String>)| other.get(field) != Some(text);
            texts.iter().filter(differs).map(|(field, text)| (*field, text.clone())).collect()
        };
        let kept = |texts: Texts| -> Outcome<Option<String>> { Ok(Some(serde_json::to_string(&texts)?)) };
        Ok(Became::Done { was: kept(changed(&before, &after))?, becomes: kept(changed(&after, &before))? })
    }
}

/// Tags with one more.
fn with(now: Option<&str>, tag: &str) -> Option<String> {
    Some(tags_of(tags_in(now.unwrap_or_default()).chain([tag])))
}

/// Tags without one of them.
fn without(now: Option<&str>, tag: &str) -> Option<String> {
    let left = tags_of(tags_in(now.unwrap_or_default()).filter(|other| tag_key(other) != tag_key(tag)));
    Some(left).filter(|text| !text.is_empty())
}
