//! An object that no record names: on its way in, or not needed any more.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "loose_object")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub object: Uuid,
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
