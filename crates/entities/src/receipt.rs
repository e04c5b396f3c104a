//! Money that came in, or went out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub code: String,
    pub customer_id: Uuid,
    pub purpose: String,
    pub amount: i64,
    pub method_id: Option<Uuid>,
    pub paid_on: String,
    pub note: String,
    pub counters: Option<Uuid>,
    pub allocated: i64,
    pub refunded: i64,
    pub reversed: bool,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
