//! The verdict on one row of an import.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub run: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_number: i64,
    pub verdict: String,
    pub warned: bool,
    pub customer_id: Option<Uuid>,
    pub detail_json: String,
}

impl ActiveModelBehavior for ActiveModel {}
