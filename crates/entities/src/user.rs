//! A member of staff with an account.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub email: String,
    pub full_name: String,
    pub phone: String,
    pub staff_number: i64,
    pub status: String,
    pub password_hash: String,
    pub must_change_password: bool,
    /// Who chose that password.
    pub password_from: Option<Uuid>,
    /// Sealed; of an account without second factor nothing.
    pub factor_key: Option<Vec<u8>>,
    /// The step of the last code that was taken: none is good twice.
    pub factor_step: i64,
    pub language: String,
    pub theme: String,
    pub density: String,
    pub single_keys: bool,
    pub perm_epoch: i64,
    pub last_seen_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
