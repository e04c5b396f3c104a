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
    pub refusal: String,
    pub workbook_json: String,
    pub plan_json: String,
    pub owner_id: Option<Uuid>,
    pub branch_id: Option<Uuid>,
    pub rows_total: i64,
    pub rows_done: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
