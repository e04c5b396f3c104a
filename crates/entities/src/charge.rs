//! An amount that a customer owes or will owe.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "charge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub customer_id: Uuid,
    pub source: String,
    pub booking_id: Option<Uuid>,
    pub extra_service_id: Option<Uuid>,
    pub invoice_line_id: Option<Uuid>,
    pub invoice_id: Option<Uuid>,
    pub rent_period_id: Option<Uuid>,
    pub meter_reading_id: Option<Uuid>,
    pub amount: i64,
    pub service_on: String,
    pub status: String,
    pub allocated: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
