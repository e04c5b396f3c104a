//! The totals of a customer, kept in step with each change.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_total")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: Uuid,
    pub bookings: i64,
    pub bookings_done: i64,
    pub bookings_cancelled: i64,
    pub bookings_missed: i64,
    pub debts: i64,
    pub billed: i64,
    pub revenue_rooms: i64,
    pub revenue_services: i64,
    pub revenue_other: i64,
    pub deposit_agreed: i64,
    pub credit: i64,
    pub deposit_received: i64,
    pub deposit_applied: i64,
    pub deposit_refunded: i64,
}

impl ActiveModelBehavior for ActiveModel {}
