//! Old and new values of an audit entry, apart from it so that an erasure can take them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_seq: i64,
    pub values_json: String,
    pub salt: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
