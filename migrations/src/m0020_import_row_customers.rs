//! What imports keep of a customer is found by the customer: whoever is deleted for good leaves nothing there.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEX).await
    }
}

/// Rows that were refused or skipped have no customer.
const INDEX: &str = "
CREATE INDEX import_row_by_customer ON import_row (customer_id) WHERE customer_id IS NOT NULL;
";
