//! A customer of any kind.
//!
//! A lead's code is its id: it has no customer code yet. Text columns hold canonical text (`domain::customer::Values`), empty if there is none; the id number and the
//! income are sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub version: i64,
    pub directory: String,
    pub kind: String,
    pub code: String,
    pub name: String,
    pub fold: String,
    pub words: String,
    pub marked: String,
    pub full_name_key: Vec<u8>,
    pub given_name_key: Vec<u8>,
    pub phone: String,
    pub other_phones: String,
    pub email: String,
    pub without_email: bool,
    pub gender: String,
    pub date_of_birth: String,
    pub nationality: String,
    pub occupation_id: Option<Uuid>,
    pub job_title: String,
    pub monthly_income: Option<Vec<u8>>,
    pub id_number: Option<Vec<u8>>,
    pub id_number_mask: String,
    pub id_number_hash: Option<Vec<u8>>,
    pub id_last_four_hash: Option<Vec<u8>>,
    pub id_issued_on: String,
    pub id_issued_by: String,
    pub address: String,
    pub address_street: String,
    pub address_commune: String,
    pub address_province: String,
    pub tax_code: String,
    pub organization_size_id: Option<Uuid>,
    pub industry_id: Option<Uuid>,
    pub website: String,
    pub representative_name: String,
    pub organization_id: Option<Uuid>,
    pub representative_id: Option<Uuid>,
    pub member_count: Option<i64>,
    pub source_id: Option<Uuid>,
    pub customer_group_id: Option<Uuid>,
    pub contact_status_id: Option<Uuid>,
    pub journey_stage: String,
    pub owner_id: Option<Uuid>,
    pub branch_id: Option<Uuid>,
    pub booked_branches: String,
    pub note: String,
    pub tags: String,
    pub created_at: DateTimeUtc,
    pub created_by: Option<Uuid>,
    pub updated_at: DateTimeUtc,
    pub updated_by: Option<Uuid>,
    pub converted_at: Option<DateTimeUtc>,
    pub trashed_at: Option<DateTimeUtc>,
    pub trashed_by: Option<Uuid>,
    pub purged_at: Option<DateTimeUtc>,
    pub merged_into: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
