//! Who made a way into an account: it is good only while its maker holds everything that the account holds.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await
    }
}

/// Of what was made before nobody knows the maker: such links and first passwords are made anew.
const COLUMNS: &str = r#"
ALTER TABLE invitation ADD COLUMN made_by $uuid;
ALTER TABLE "user" ADD COLUMN password_from $uuid;
"#;
