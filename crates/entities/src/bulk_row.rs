//! A record of such an act, and what became of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bulk_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub customer_id: Uuid,
    pub outcome: String,
    pub was: Option<String>,
    pub becomes: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
