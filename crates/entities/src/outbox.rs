//! Events to tell open tabs of, written with the change.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub at: DateTimeUtc,
    pub topic: String,
    pub record_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
