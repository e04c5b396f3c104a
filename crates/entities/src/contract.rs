//! A rental contract.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub code: String,
    pub version: i64,
    pub customer_id: Uuid,
    pub space_id: Option<Uuid>,
    pub starts_on: String,
    pub ends_on: String,
    pub rent: i64,
    pub billed: String,
    pub agreed_deposit: i64,
    pub status: String,
    pub text: String,
    pub wording: String,
    pub note: String,
    pub renews: Option<Uuid>,
    pub terminated_on: Option<String>,
    pub reason: String,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub updated_at: DateTimeUtc,
    pub updated_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
