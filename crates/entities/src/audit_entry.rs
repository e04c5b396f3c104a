//! Who did what to which record, and when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub session_id: Option<Uuid>,
    pub address: String,
    pub event: String,
    pub resource: String,
    pub record_id: Option<Uuid>,
    /// In the chain, from 1; of an entry that is not sealed yet nothing.
    pub place: Option<i64>,
    pub values_digest: Option<Vec<u8>>,
    pub seal: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
