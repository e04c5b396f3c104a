//! Records that a scan found to be alike.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scan_group")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub scan_id: Uuid,
    pub digest: Vec<u8>,
    pub reasons: String,
    pub members_json: String,
}

impl ActiveModelBehavior for ActiveModel {}
