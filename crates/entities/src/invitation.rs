//! The way for somebody without a password to choose one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    #[sea_orm(unique)]
    pub user_id: Uuid,
    pub expires_at: DateTimeUtc,
    /// Who made it.
    pub made_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
