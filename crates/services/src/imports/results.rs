//! What became of the rows, page by page.

use std::collections::HashMap;

use domain::{
    ImportId,
    customer::Directory,
    import::wizard::{ImportRowView, ImportRows, RESULT_PAGE, RowFilter, RowVerdict},
    permission::verb,
};
use entities::{
    customer,
    import_row::{self, Column},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr};
use uuid::Uuid;

use super::{Imports, detail::Detail, state::own};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    query::scope,
};

impl Imports<'_> {
    /// The rows of the latest check or run, in the order of the file, after a row.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn rows(
        &self,
        actor: &Actor,
        id: ImportId,
        filter: RowFilter,
        after: Option<u32>,
    ) -> Outcome<ImportRows> {
        let unit = self.services.read(actor).await?;
        let run = own(&unit, id).await?.run;
        let size = u64::from(RESULT_PAGE);
        let mut rows = rows_of(id.0, run, filter, after).limit(size + 1).all(unit.tx()).await?;
        let more = rows.len() as u64 > size;
        rows.truncate(usize::from(RESULT_PAGE));
        let next = rows.last().filter(|_| more).map(|row| number(row.row_number));
        let codes = visible_codes(&unit, &rows).await?;
        let rows = rows.into_iter().map(|row| view(row, &codes)).collect::<Outcome<_>>()?;
        Ok(ImportRows { rows, next })
    }
}

/// The rows of a run by number.
pub(super) fn rows_of(import: Uuid, run: i64, filter: RowFilter, after: Option<u32>) -> Select<import_row::Entity> {
    let rows = import_row::Entity::find()
        .filter(Column::ImportId.eq(import))
        .filter(Column::Run.eq(run))
        .filter(Column::RowNumber.gt(after.unwrap_or_default()))
        .order_by_asc(Column::RowNumber);
    match filter {
        RowFilter::All => rows,
        RowFilter::Verdict(verdict) => rows.filter(Column::Verdict.eq(verdict.key())),
        RowFilter::Warned => rows.filter(Expr::col((import_row::Entity, Column::Warned))),
    }
}

pub(super) fn number(row: i64) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// The codes of the records that the reader may see now: rights may have changed since the run.
async fn visible_codes(unit: &Unit, rows: &[import_row::Model]) -> Outcome<HashMap<Uuid, String>> {
    let Ok(permit) = unit.permit_in::<verb::View>(Directory::Individuals) else { return Ok(HashMap::new()) };
    let codes: Vec<(Uuid, String)> = scope::living(&permit)
        .select_only()
        .columns([customer::Column::Id, customer::Column::Code])
        .filter(customer::Column::Id.is_in(rows.iter().filter_map(|row| row.customer_id)))
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(codes.into_iter().collect())
}

fn view(row: import_row::Model, codes: &HashMap<Uuid, String>) -> Outcome<ImportRowView> {
    let verdict = RowVerdict::from_key(&row.verdict)
        .ok_or_else(|| Failure::fault(format!("a row has the verdict {}", row.verdict)))?;
    let mut detail: Detail = serde_json::from_str(&row.detail_json)?;
    let mut linked = false;
    if let Some(id) = row.customer_id {
        let code = codes.get(&id).cloned();
        match (&mut detail.skipped, code) {
            (Some(skipped), code) => skipped.of_code = code,
            (None, Some(code)) => {
                detail.code = Some(code);
                linked = true;
            }
            // What stood in the record is none of the reader's business any more.
            (None, None) => {
                (detail.code, detail.changes) = (None, Default::default());
                detail.name = detail.name.filter(|_| verdict == RowVerdict::Created);
            }
        }
    }
    Ok(detail.view(number(row.row_number), verdict, linked))
}
