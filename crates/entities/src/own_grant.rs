//! A cell that one person is given, or denied, over the roles.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "own_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub action: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource: String,
    pub scope: Option<String>,
    pub until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
