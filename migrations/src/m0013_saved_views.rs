//! Saved views of lists.

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

/// What a view keeps are the parameters of an address, as a list of pairs: what a later version adds is left out here. When
/// a role goes, what was shared with it is its maker's alone again.
const TABLES: &str = r#"
CREATE TABLE saved_view (
    id         $uuid NOT NULL PRIMARY KEY,
    owner_id   $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    directory  $text NOT NULL,
    name       TEXT NOT NULL,
    fold       $text NOT NULL,
    role_id    $uuid REFERENCES role ON DELETE SET NULL,
    list_json  TEXT NOT NULL,
    created_at $instant NOT NULL,
    updated_at $instant NOT NULL,
    UNIQUE (owner_id, directory, fold)
);
CREATE INDEX saved_view_by_role ON saved_view (role_id);

CREATE TABLE saved_view_default (
    user_id   $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    directory $text NOT NULL,
    view_id   $uuid NOT NULL REFERENCES saved_view ON DELETE CASCADE,
    PRIMARY KEY (user_id, directory)
);
CREATE INDEX saved_view_default_by_view ON saved_view_default (view_id);
"#;
