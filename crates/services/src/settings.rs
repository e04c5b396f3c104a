//! Settings of the installation: a row for each that is not as it comes.

use std::collections::HashMap;

use domain::{attachment::FileLimits, customer::TRASH_DAYS};
use entities::setting::{self, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use crate::{Services, failure::Outcome};

/// How many days the trash keeps.
const TRASH: &str = "trash_days";
/// What it may be set to.
const SENSIBLE: std::ops::RangeInclusive<i64> = 1..=3_650;

/// How many days a trashed record is kept, before it is deleted for good.
pub(crate) async fn trash_days(tx: &impl ConnectionTrait) -> Outcome<i64> {
    let row = Entity::find_by_id(TRASH).one(tx).await?;
    let days = row.and_then(|row| row.value.parse::<i64>().ok()).filter(|days| SENSIBLE.contains(days));
    Ok(days.unwrap_or(TRASH_DAYS))
}

/// How much may lie in the store: of one file, of one person, of all; in MiB.
const LIMITS: [&str; 3] = ["file_mebibytes", "person_mebibytes", "total_mebibytes"];

/// How much may lie in the store of objects.
pub(crate) async fn file_limits(tx: &impl ConnectionTrait) -> Outcome<FileLimits> {
    let rows = Entity::find().filter(Column::Key.is_in(LIMITS)).all(tx).await?;
    let set: HashMap<String, u64> =
        rows.into_iter().filter_map(|row| Some((row.key, row.value.parse().ok()?))).collect();
    let [file, person, total] = LIMITS.map(|key| set.get(key).copied());
    let limits =
        file.zip(person).zip(total).and_then(|((file, person), total)| FileLimits::of_mebibytes([file, person, total]));
    Ok(limits.unwrap_or_default())
}

async fn keep(tx: &impl ConnectionTrait, key: &str, value: String) -> Outcome<()> {
    let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value) };
    let again = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

impl Services {
    /// Has one file, all files of one person, and all files together be so large at most, in MiB; `false` if these are no limits
    /// that could hold.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn limit_files(&self, mebibytes: [u64; 3]) -> Outcome<bool> {
        if FileLimits::of_mebibytes(mebibytes).is_none() {
            return Ok(false);
        }
        let tx = self.database().begin_write().await?;
        for (key, mebibytes) in LIMITS.into_iter().zip(mebibytes) {
            keep(&tx, key, mebibytes.to_string()).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Has the trash keep records for so many days, from one day to ten years; `false` if that is no such number.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn keep_trash(&self, days: i64) -> Outcome<bool> {
        if !SENSIBLE.contains(&days) {
            return Ok(false);
        }
        let tx = self.database().begin_write().await?;
        keep(&tx, TRASH, days.to_string()).await?;
        tx.commit().await?;
        Ok(true)
    }
}
