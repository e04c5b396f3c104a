//! Of which browser a session and an alert are, and since when it is known: no browser makes the alert of its own sign-in go
//! away, nor one of before it was known.

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

/// Of what was there before nothing is known.
const COLUMNS: &str = r#"
ALTER TABLE device ADD COLUMN known_since $instant;
ALTER TABLE session ADD COLUMN device $bytes;
ALTER TABLE sign_in_alert ADD COLUMN device $bytes;
"#;
