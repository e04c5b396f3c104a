//! How far the numbers of the invoices of a year have come.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_series")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i64,
    pub last_number: i64,
    pub last_issued_on: String,
}

impl ActiveModelBehavior for ActiveModel {}
