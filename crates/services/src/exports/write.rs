//! The job that writes the file.

use std::time::{Duration, Instant};

use domain::{
    AppError,
    export::{ExportRequest, ExportStatus},
    list::Place,
    permission::verb,
};
use entities::{
    export::{self, Column},
    user,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use sheets::export::SheetNames;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    audit,
    cells::Table,
    download::{folder, path, unfinished},
    file::{OpenFile, Shape},
    information::information,
    request::check_rights,
    state::{begun, request_of, status_of},
};
use crate::{
    Services,
    authz::Unit,
    customers::{Names, Naming, Record, page_of},
    failure::Outcome,
    files,
    jobs::{Ended, Job},
    query::{page::At, records::Records, scope, search::Search},
    staff::Staff,
    words::{directory_name, language_of},
};

/// Rows that are read at once.
const PAGE: u16 = 250;
/// How often the progress is written, and looked whether the export is still wanted.
const PROGRESS: Duration = Duration::from_millis(500);

/// Writes the file from its first row to its last; after an interruption it begins anew.
pub(crate) async fn write(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let id = job.subject;
    let Some(request) = take_up(services, job).await? else { return Ok(Ended::Done) };
    let unit = services.read(&job.actor).await?;
    let mut table = table(&unit, &request).await?;
    let total = count(&unit, &request).await?;
    unit.commit().await?;
    if !progress(services, id, 0, total).await? {
        return Ok(Ended::Done);
    }

    files::make_folder(&folder(services)).await?;
    let names = SheetNames {
        rows: directory_name(request.state.directory, table.locale).to_owned(),
        information: i18n::exports::sheet_information(table.locale).to_owned(),
    };
    let shape = Shape { format: request.format, columns: table.columns(), names };
    let mut file = OpenFile::begin(unfinished(services, id), shape);
    let (mut place, mut done, mut told) = (Place::Start, 0, Instant::now());
    loop {
        if shutdown.is_cancelled() {
            return Ok(Ended::Interrupted);
        }
        let unit = services.read(&job.actor).await?;
        check_rights(&unit, &request)?;
        let legend = unit.legend().await?;
        let record = Record { labels: &legend.labels, secrets: services.secrets() };
        let (records, after) = read(&unit, &request, &place).await?;
        let naming = |found: &At| Naming {
            id: found.row.id,
            organization: found.row.organization_id,
            representative: found.row.representative_id,
        };
        let naming: Vec<Naming> = records.iter().map(naming).collect();
        let names = Names::read(&unit, request.state.directory, &naming).await?;
        table.known.extend(records.iter().filter_map(|found| found.row.owner_id));
        let rows =
            records.iter().map(|found| table.row(&unit, &record, &names, &found.row)).collect::<Outcome<Vec<_>>>()?;
        unit.commit().await?;
        done += rows.len() as u64;
        file = file.rows(rows).await?;
        match after {
            Some(cursor) => place = Place::After(cursor),
            None => break,
        }
        if told.elapsed() >= PROGRESS {
            if !progress(services, id, done, total).await? {
                return Ok(Ended::Done);
            }
            told = Instant::now();
        }
    }
    file.finish(information(&request, &table, &name_of(services, job).await?, services.clock().now(), done)).await?;
    settle(services, job, &request, done).await
}

/// Marks the export as begun; `None` if nobody wants it any more.
async fn take_up(services: &Services, job: &Job) -> Outcome<Option<ExportRequest>> {
    services.read(&job.actor).await?.permit_anywhere::<verb::Export>()?;
    let unit = services.write_own(&job.actor).await?;
    let row = export::Entity::find_by_id(job.subject).lock_exclusive().one(unit.tx()).await?;
    let Some(row) = row else { return Ok(None) };
    if !status_of(&row)?.is_busy() {
        return Ok(None);
    }
    let request = request_of(&row)?;
    unit.permit_in::<verb::Export>(request.state.directory)?;
    check_rights(&unit, &request)?;
    let mut row = row.into_active_model();
    row.request_json = Set(begun(&unit, &request)?);
    row.status = Set(ExportStatus::Running.key().to_owned());
    row.update(unit.tx()).await?;
    unit.commit().await?;
    Ok(Some(request))
}

async fn table(unit: &Unit, request: &ExportRequest) -> Outcome<Table> {
    let locale = language_of(unit.tx(), unit.actor().user).await?;
    Ok(Table {
        kind: request.state.directory.kind(),
        fields: request.columns.fields(request.state.directory),
        locale,
        zone: unit.services().clock().zone,
        unmasked: request.unmasked,
        staff: Staff::read(unit.tx(), locale).await?,
        known: [unit.actor().user.0].into(),
    })
}

/// The records of the list: those that may be exported. They may be seen too, as Export implies View.
async fn records(unit: &Unit, request: &ExportRequest) -> Outcome<Records> {
    let permit = unit.permit_in::<verb::Export>(request.state.directory)?;
    let list = unit.services().customers(request.state.directory).filtered(unit, &permit, &request.state).await?;
    let list = if request.these.is_empty() { list } else { scope::these(list, &request.these) };
    Ok(if request.except.is_empty() { list } else { scope::all_but(list, &request.except) })
}

async fn count(unit: &Unit, request: &ExportRequest) -> Outcome<u64> {
    let all = i64::MAX.unsigned_abs();
    let records = records(unit, request).await?;
    match Search::of(unit, &request.state.search).await? {
        Some(search) => search.count(unit.tx(), &records, all).await,
        None => records.count(unit.tx(), all).await,
    }
}

/// A page of the list, and where the next one begins.
async fn read(unit: &Unit, request: &ExportRequest, place: &Place) -> Outcome<(Vec<At>, Option<domain::list::Cursor>)> {
    let fields = request.columns.fields(request.state.directory);
    let records = records(unit, request).await?.reading(&fields);
    let records = if request.unmasked { records.unsealing() } else { records };
    let found = page_of(unit, &records, &request.state, place, PAGE).await?;
    Ok((found.rows, found.after))
}

/// Writes how far the file is; `false` if nobody wants it any more.
async fn progress(services: &Services, id: Uuid, done: u64, total: u64) -> Outcome<bool> {
    let number = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
    let told = export::Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(number(done)))
        .col_expr(Column::RowsTotal, Expr::value(number(total)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(ExportStatus::Running.key()))
        .exec(services.database().writer())
        .await?;
    Ok(told.rows_affected > 0)
}

/// The file may be downloaded from the moment that the audit trail knows of it.
async fn settle(services: &Services, job: &Job, request: &ExportRequest, rows: u64) -> Outcome<Ended> {
    let id = job.subject;
    let unit = services.write_in::<verb::Export>(&job.actor, request.state.directory).await?;
    check_rights(&unit, request)?;
    let count = i64::try_from(rows).unwrap_or(i64::MAX);
    let ready = export::Entity::update_many()
        .col_expr(Column::Status, Expr::value(ExportStatus::Ready.key()))
        .col_expr(Column::RowsDone, Expr::value(count))
        .col_expr(Column::RowsTotal, Expr::value(count))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(ExportStatus::Running.key()))
        .exec(unit.tx())
        .await?;
    if ready.rows_affected == 0 {
        files::remove_file(&unfinished(services, id)).await?;
        return Ok(Ended::Done);
    }
    tokio::fs::rename(unfinished(services, id), path(services, id)).await?;
    audit::record(&unit, id, request, rows).await?;
    unit.commit().await?;
    Ok(Ended::Done)
}

async fn name_of(services: &Services, job: &Job) -> Outcome<String> {
    let unit = services.read(&job.actor).await?;
    let user = user::Entity::find_by_id(job.actor.user.0).one(unit.tx()).await?.ok_or(AppError::Unauthenticated)?;
    Ok(user.full_name)
}

/// The export cannot be made.
pub(crate) async fn fail(services: &Services, id: Uuid, reason: &str) -> Outcome<()> {
    files::remove_file(&unfinished(services, id)).await?;
    let busy = [ExportStatus::Waiting, ExportStatus::Running].map(ExportStatus::key);
    export::Entity::update_many()
        .col_expr(Column::Status, Expr::value(ExportStatus::Failed.key()))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(busy))
        .exec(services.database().writer())
        .await?;
    Ok(())
}
