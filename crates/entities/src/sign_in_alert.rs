//! A sign-in from a browser that was not known, until its owner has seen it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub session_id: Uuid,
    pub at: DateTimeUtc,
    pub address: String,
    pub agent: String,
    /// The browser, as its session names it.
    pub device: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
