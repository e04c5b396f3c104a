//! A person in a team; the data of one who is an individual of the book stand there.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub customer_id: Uuid,
    pub place: i64,
    pub individual_id: Option<Uuid>,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub joined_on: String,
    pub left_on: String,
}

impl ActiveModelBehavior for ActiveModel {}
