//! How somebody shows who they are beside the password: second factor, fresh confirmation, alerts. And as whom an
//! administrator looks at the application.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

/// The key of a second factor is kept sealed; of a recovery code the database knows only the hash.
const TABLES: &str = r#"
ALTER TABLE "user" ADD COLUMN factor_key $bytes;
ALTER TABLE "user" ADD COLUMN factor_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE role ADD COLUMN second_factor $bool NOT NULL DEFAULT FALSE;
ALTER TABLE session ADD COLUMN confirmed_at $instant;
ALTER TABLE session ADD COLUMN seen_as $uuid REFERENCES "user";

CREATE TABLE recovery_code (
    code_hash   $bytes PRIMARY KEY,
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE
);
CREATE INDEX recovery_code_by_user ON recovery_code (user_id);

CREATE TABLE sign_in_alert (
    id          $uuid PRIMARY KEY,
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    session_id  $uuid NOT NULL,
    at          $instant NOT NULL,
    address     $text NOT NULL,
    agent       TEXT NOT NULL
);
CREATE INDEX sign_in_alert_by_user ON sign_in_alert (user_id);
"#;
