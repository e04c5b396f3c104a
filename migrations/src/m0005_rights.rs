//! What an administrator needs to manage people: own grants over the roles, invitations, numbers of members of staff.

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

/// An own grant without a scope takes its cell away. Of an invitation the database knows only the token's hash.
const TABLES: &str = r#"
ALTER TABLE "user" ADD COLUMN phone $text NOT NULL DEFAULT '';
ALTER TABLE "user" ADD COLUMN staff_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "user" ADD COLUMN must_change_password $bool NOT NULL DEFAULT FALSE;
UPDATE "user" SET staff_number =
    (SELECT count(*) FROM "user" AS earlier WHERE earlier.id <= "user".id);
CREATE UNIQUE INDEX user_by_number ON "user" (staff_number);

ALTER TABLE role ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX user_role_by_role ON user_role (role_id);

CREATE TABLE own_grant (
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    action      $text NOT NULL,
    resource    $text NOT NULL,
    scope       $text CHECK (scope IN ('all', 'own', 'department', 'branch')),
    until       $instant,
    PRIMARY KEY (user_id, action, resource)
);

CREATE TABLE invitation (
    token_hash  $bytes PRIMARY KEY,
    user_id     $uuid NOT NULL UNIQUE REFERENCES "user" ON DELETE CASCADE,
    expires_at  $instant NOT NULL
);
"#;
