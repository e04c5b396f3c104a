//! The picture of a customer.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "avatar")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: Uuid,
    pub object: Uuid,
    pub set_at: DateTimeUtc,
    pub set_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
