//! A label that a value of a catalog had before.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_label")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub catalog: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fold: String,
    pub value_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
