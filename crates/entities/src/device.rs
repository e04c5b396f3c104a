//! A browser from which somebody has signed in before: attackers elsewhere cannot lock it out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub user_id: Uuid,
    pub last_used_at: DateTimeUtc,
    pub known_since: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
