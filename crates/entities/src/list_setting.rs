//! The columns that somebody has chosen for a list, how wide they are, and how long its pages.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub directory: String,
    pub columns_json: String,
    pub widths_json: String,
    pub page_rows: i32,
}

impl ActiveModelBehavior for ActiveModel {}
