//! What a meter showed on a day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meter_reading")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub version: i64,
    pub meter_id: Uuid,
    pub month: String,
    pub read_on: String,
    pub old: i64,
    pub reading: i64,
    pub course: String,
    pub ended: Option<i64>,
    pub began: Option<i64>,
    pub used: i64,
    pub tariff_id: Option<Uuid>,
    pub amount: i64,
    pub customer_id: Option<Uuid>,
    pub booking_id: Option<Uuid>,
    pub cancelled: bool,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub updated_at: DateTimeUtc,
    pub updated_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
