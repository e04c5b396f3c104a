//! A check-in or check-out, or that one was a mistake, with what it changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_step")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub booking_id: Uuid,
    pub event: String,
    pub at: DateTimeUtc,
    pub by_id: Uuid,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub price: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
