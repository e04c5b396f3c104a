//! An act on many customers at once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub directory: String,
    pub status: String,
    pub reason: String,
    pub request_json: String,
    pub undoes: Option<Uuid>,
    pub gathered: bool,
    pub rows_total: i64,
    pub rows_done: i64,
    pub counts_json: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
