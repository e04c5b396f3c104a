//! A period of the rent of a contract.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rent_period")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contract_id: Uuid,
    pub number: i64,
    pub starts_on: String,
    pub ends_on: String,
    pub amount: i64,
    pub billing_on: String,
}

impl ActiveModelBehavior for ActiveModel {}
