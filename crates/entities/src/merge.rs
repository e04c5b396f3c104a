//! A merge of two customers; what undoing it takes is sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub survivor_id: Uuid,
    pub other_id: Uuid,
    pub entry_seq: i64,
    pub sealed: Vec<u8>,
    pub merged_at: DateTimeUtc,
    pub merged_by: Uuid,
    pub undone_at: Option<DateTimeUtc>,
    pub undone_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
