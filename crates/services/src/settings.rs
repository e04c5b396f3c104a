//! Settings of the installation: a row for each that is not as it comes.

use domain::customer::TRASH_DAYS;
use entities::setting::{self, Column, Entity};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

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

impl Services {
    /// Has the trash keep records for so many days, from one day to ten years; `false` if that is no such number.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn keep_trash(&self, days: i64) -> Outcome<bool> {
        if !SENSIBLE.contains(&days) {
            return Ok(false);
        }
        let tx = self.database().begin_write().await?;
        let row = setting::ActiveModel { key: Set(TRASH.to_owned()), value: Set(days.to_string()) };
        let again = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
        Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}
