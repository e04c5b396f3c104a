//! Branches, departments, users, roles, sessions: who is there and what they may do.

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

const TABLES: &str = r#"
CREATE TABLE setting (
    key         $text PRIMARY KEY,
    value       TEXT NOT NULL
);

CREATE TABLE branch (
    id          $uuid PRIMARY KEY,
    name        TEXT NOT NULL,
    created_at  $instant NOT NULL
);

CREATE TABLE department (
    id          $uuid PRIMARY KEY,
    name        TEXT NOT NULL,
    created_at  $instant NOT NULL
);

CREATE TABLE "user" (
    id            $uuid PRIMARY KEY,
    version       BIGINT NOT NULL,
    email         $text NOT NULL UNIQUE,
    full_name     TEXT NOT NULL,
    status        $text NOT NULL CHECK (status IN ('invited', 'active', 'blocked', 'deleted')),
    password_hash TEXT NOT NULL,
    branch_id     $uuid REFERENCES branch,
    department_id $uuid REFERENCES department,
    language      $text NOT NULL,
    theme         $text NOT NULL,
    perm_epoch    BIGINT NOT NULL,
    last_seen_at  $instant,
    created_at    $instant NOT NULL,
    updated_at    $instant NOT NULL
);
CREATE INDEX user_by_department ON "user" (department_id);

CREATE TABLE role (
    id              $uuid PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    branch_id       $uuid REFERENCES branch,
    description     TEXT NOT NULL,
    full_permission $bool NOT NULL,
    created_at      $instant NOT NULL
);

CREATE TABLE role_grant (
    role_id     $uuid NOT NULL REFERENCES role ON DELETE CASCADE,
    action      $text NOT NULL,
    resource    $text NOT NULL,
    scope       $text NOT NULL CHECK (scope IN ('all', 'own', 'department', 'branch')),
    PRIMARY KEY (role_id, action, resource, scope)
);

CREATE TABLE user_role (
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    role_id     $uuid NOT NULL REFERENCES role,
    PRIMARY KEY (user_id, role_id)
);

CREATE TABLE session (
    id            $uuid PRIMARY KEY,
    token_hash    $bytes NOT NULL UNIQUE,
    user_id       $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    address       $text NOT NULL,
    agent         TEXT NOT NULL,
    created_at    $instant NOT NULL,
    last_seen_at  $instant NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE device (
    token_hash    $bytes PRIMARY KEY,
    user_id       $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    last_used_at  $instant NOT NULL
);
CREATE INDEX device_by_user ON device (user_id);

CREATE TABLE sign_in_failure (
    seq         $seq,
    subject     $text NOT NULL,
    at          $instant NOT NULL
);
CREATE INDEX sign_in_failure_by_subject ON sign_in_failure (subject, at);
"#;
