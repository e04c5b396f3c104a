//! Money of a receipt that pays a charge, or does not any more.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub receipt_id: Uuid,
    pub charge_id: Uuid,
    pub amount: i64,
    pub at: DateTimeUtc,
    pub by_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
