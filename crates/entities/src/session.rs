//! A signed-in browser; of its token only the hash is kept.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub user_id: Uuid,
    pub address: String,
    pub agent: String,
    pub created_at: DateTimeUtc,
    pub last_seen_at: DateTimeUtc,
    /// When the person last showed who they are.
    pub confirmed_at: Option<DateTimeUtc>,
    /// As whom an administrator looks at the application.
    pub seen_as: Option<Uuid>,
    /// Hash of the token by which the browser is known again.
    pub device: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
