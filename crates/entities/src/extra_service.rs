//! Something that a customer has beside a space.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extra_service")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub code: String,
    pub version: i64,
    pub customer_id: Uuid,
    pub service_id: Uuid,
    pub booking_id: Option<Uuid>,
    pub quantity: i64,
    pub unit_price: i64,
    pub used_on: String,
    pub status: String,
    pub note: String,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub updated_at: DateTimeUtc,
    pub updated_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
