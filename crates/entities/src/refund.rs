//! Money of a receipt that a voucher gave back, or did not after all.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub receipt_id: Uuid,
    pub voucher_id: Uuid,
    pub amount: i64,
    pub at: DateTimeUtc,
    pub by_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
