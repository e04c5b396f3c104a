//! A line of an invoice.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub invoice_id: Uuid,
    pub position: i64,
    pub charge_id: Option<Uuid>,
    pub text: String,
    pub amount: i64,
    pub standing: bool,
}

impl ActiveModelBehavior for ActiveModel {}
