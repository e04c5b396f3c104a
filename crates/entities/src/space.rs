//! A room, a bed, whatever is rented.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "space")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub code: String,
    pub name: String,
    pub branch_id: Uuid,
    pub kind_id: Option<Uuid>,
    pub capacity: Option<i64>,
    pub price: i64,
    pub price_unit: String,
    pub active: bool,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub updated_at: DateTimeUtc,
    pub updated_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
