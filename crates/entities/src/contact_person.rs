//! Somebody to talk to inside an organization.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub customer_id: Uuid,
    pub place: i64,
    pub name: String,
    pub title: String,
    pub phone: String,
    pub email: String,
    pub is_main: bool,
}

impl ActiveModelBehavior for ActiveModel {}
