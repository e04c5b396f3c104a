//! What somebody has typed into a form and not saved yet; sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub form: String,
    pub at: DateTimeUtc,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
