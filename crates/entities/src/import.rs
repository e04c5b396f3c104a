//! An import of a spreadsheet.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub file_name: String,
    pub file_size: i64,
    pub status: String,
    pub reason: String,
    pub plan_json: String,
    pub run: i64,
    pub written: bool,
    pub rows_total: i64,
    pub rows_done: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub skipped: i64,
    pub errors: i64,
    pub warned: i64,
    pub rows_per_second: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
