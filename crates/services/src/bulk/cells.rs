//! Cells of a list that get values together: what would become of each, and the act that writes them.

use std::{collections::BTreeMap, time::Instant};

use domain::{
    AppError, BulkId, IdempotencyKey,
    bulk::{
        BulkAct, BulkRequest, BulkState, CellVerdict, CellsRequest, EDITED_MEANWHILE, NOT_GRANTED, RowCells,
        RowVerdict, Selection,
    },
    customer::{CustomerChange, Edit, Field},
    permission::verb,
    value::{FieldKind, normalise},
};
use entities::{bulk, bulk_row, customer};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::{
    Bulk,
    request::queue,
    run::WRITER_TIME,
    state::{is_undone, own, state_of},
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    customers::{Customers, Record},
    failure::{Failure, Outcome},
    idempotency::digest,
    jobs::Work,
};

/// The values of some fields of one record, as they are kept beside it.
pub(super) type Texts = BTreeMap<Field, Option<String>>;

impl Bulk<'_> {
    /// What would become of the rows, in their order: each is written as by hand, and nothing of it stays.
    ///
    /// # Errors
    /// Faults of the request; forbidden without the right to edit any record of the list.
    pub async fn check_cells(&self, actor: &Actor, request: &CellsRequest) -> Outcome<Vec<RowVerdict>> {
        let mut verdicts = Vec::new();
        loop {
            let unit = self.services.write_in::<verb::Edit>(actor, request.directory).await?;
            request.check().map_err(AppError::Invalid)?;
            let began = Instant::now();
            let trial = Trial {
                unit: &unit,
                customers: self.services.customers(request.directory),
                labels: Labels::read(unit.tx()).await?,
            };
            for row in request.rows.iter().skip(verdicts.len()) {
                verdicts.push(trial.row(row).await?);
                // Others wait for the writer.
                if began.elapsed() > WRITER_TIME {
                    break;
                }
            }
            unit.roll_back().await?;
            if verdicts.len() >= request.rows.len() {
                return Ok(verdicts);
            }
        }
    }

    /// Queues the writing of the cells as one act: the same key begins one, however often the request arrives.
    ///
    /// # Errors
    /// Faults of the request; forbidden without the right to edit any record of the list.
    pub async fn write_cells(&self, actor: &Actor, key: IdempotencyKey, request: &CellsRequest) -> Outcome<BulkState> {
        let unit = self.services.write_in::<verb::Edit>(actor, request.directory).await?;
        request.check().map_err(AppError::Invalid)?;
        let asked = digest(request)?;
        if let Some(BulkId(known)) = unit.answered(key, &asked).await? {
            let known = own(&unit, BulkId(known)).await?;
            let undone = is_undone(&unit, &known).await?;
            return state_of(&unit, known, undone);
        }
        let row = write_down(&unit, request).await?;
        unit.answer(key, asked, &BulkId(row.id)).await?;
        let state = state_of(&unit, row, false)?;
        unit.commit().await?;
        self.services.ring(Work::Bulk);
        Ok(state)
    }
}

/// The act with its records, which the request names all.
async fn write_down(unit: &Unit, request: &CellsRequest) -> Outcome<bulk::Model> {
    let selection = Selection::These(request.rows.iter().map(|row| row.id).collect());
    let act = BulkRequest { directory: request.directory, selection, act: BulkAct::Cells };
    let act = queue(unit, &act, None).await?;
    let mut rows = Vec::with_capacity(request.rows.len());
    for (place, row) in (1..).zip(&request.rows) {
        let of = |text: fn(&Edit) -> &Option<String>| -> Texts {
            row.cells.iter().map(|(field, edit)| (*field, text(edit).clone())).collect()
        };
        rows.push(bulk_row::ActiveModel {
            bulk_id: Set(act.id),
            place: Set(place),
            customer_id: Set(row.id.0),
            outcome: Set(String::new()),
            was: Set(Some(serde_json::to_string(&of(|edit| &edit.was))?)),
            becomes: Set(Some(serde_json::to_string(&of(|edit| &edit.becomes))?)),
        });
    }
    bulk_row::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    let mut act = act.into_active_model();
    act.gathered = Set(true);
    act.rows_total = Set(i64::try_from(request.rows.len()).unwrap_or_default());
    Ok(act.update(unit.tx()).await?)
}

/// The cells of a record that was written down: what stood there, and what shall or does.
pub(super) fn texts_of(kept: Option<&str>) -> Outcome<Texts> {
    Ok(kept.map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// The text that a field has when this is written into it.
pub(super) fn canonical(unit: &Unit, labels: &Labels, field: Field, typed: Option<&str>) -> Option<String> {
    let today = unit.services().clock().today();
    let text = normalise(field.kind(), typed.unwrap_or_default(), today).ok()?.text?;
    match field.kind() {
        FieldKind::Catalog(catalog) => labels.find(catalog, &text).map(|(_, label)| label.to_owned()).or(Some(text)),
        _ => Some(text),
    }
}

/// What the rows of a slice have in common.
struct Trial<'u> {
    unit: &'u Unit,
    customers: Customers<'u>,
    labels: Labels,
}

impl Trial<'_> {
    /// Writes the cells of a row that can be written, without those that cannot.
    async fn row(&self, row: &RowCells) -> Outcome<RowVerdict> {
        let standing = match self.customers.editable(self.unit, row.id).await {
            Ok(standing) => standing,
            Err(Failure::Refused(AppError::NotFound)) => return Ok(RowVerdict::Gone),
            Err(Failure::Refused(AppError::Forbidden { .. })) => {
                return Ok(RowVerdict::Refused(NOT_GRANTED.to_owned()));
            }
            Err(other) => return Err(other),
        };
        let (mut open, mut verdicts) = (row.cells.clone(), BTreeMap::new());
        while !open.is_empty() {
            let refused = self.refused(&standing, &open).await?;
            if refused.is_empty() {
                break;
            }
            for (field, code) in refused {
                open.remove(&field);
                verdicts.insert(field, CellVerdict::Refused(code));
            }
        }
        let record = Record { labels: &self.labels, secrets: self.unit.services().secrets() };
        verdicts.extend(open.into_iter().map(|(field, edit)| {
            let becomes = canonical(self.unit, &self.labels, field, edit.becomes.as_deref());
            let same = record.value(&standing, field) == becomes;
            (field, if same { CellVerdict::Same } else { CellVerdict::Becomes(becomes) })
        }));
        Ok(RowVerdict::Cells(verdicts))
    }

    /// The cells that keep the record from being written; each time at least one, until there is none.
    async fn refused(&self, standing: &customer::Model, open: &BTreeMap<Field, Edit>) -> Outcome<Vec<(Field, String)>> {
        let version = standing.version;
        let change = CustomerChange { version, fields: open.clone(), without_email: None };
        let tried = self.customers.change_row(self.unit, standing.clone(), &self.labels, &change).await;
        let found: Vec<(Field, String)> = match tried {
            Ok(_) => return Ok(Vec::new()),
            Err(Failure::Refused(AppError::Conflict(found))) => {
                found.fields.into_iter().map(|both| (both.field, EDITED_MEANWHILE.to_owned())).collect()
            }
            Err(Failure::Refused(AppError::Invalid(errors))) => {
                // Who is in charge and where it stands decide about the reach together.
                let about = |key: &str| match Field::from_key(key) {
                    Some(Field::Branch) => vec![Field::Branch, Field::Owner],
                    field => field.into_iter().collect(),
                };
                errors
                    .0
                    .into_iter()
                    .flat_map(|error| about(&error.field).into_iter().map(move |field| (field, error.code.clone())))
                    .collect()
            }
            Err(other) => return Err(other),
        };
        let code = found.first().map_or_else(|| NOT_GRANTED.to_owned(), |(_, code)| code.clone());
        let named: Vec<_> = found.into_iter().filter(|(field, _)| open.contains_key(field)).collect();
        // A fault of what no cell is about is one of all of them.
        let all = || open.keys().map(|field| (*field, code.clone())).collect();
        Ok(if named.is_empty() { all() } else { named })
    }
}
