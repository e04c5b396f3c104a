//! A failed attempt to sign in, counted per account, device and address.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_failure")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub subject: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
