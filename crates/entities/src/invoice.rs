//! What a customer is asked to pay, on one paper.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub code: Option<String>,
    pub version: i64,
    pub customer_id: Uuid,
    pub status: String,
    pub day: String,
    pub issued_on: Option<String>,
    pub due_on: Option<String>,
    pub note: String,
    pub total: i64,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub updated_at: DateTimeUtc,
    pub updated_by: Uuid,
    pub issued_at: Option<DateTimeUtc>,
    pub issued_by: Option<Uuid>,
    pub void_reason: Option<String>,
    pub voided_at: Option<DateTimeUtc>,
    pub voided_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
