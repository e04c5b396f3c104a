//! Which columns of customers are read. A list shows a dozen of sixty: what nobody looks at is neither read nor copied from
//! thread to thread, and columns are known by their places, as looking each of them up by name for each row costs more than
//! finding the rows.

use domain::customer::Field;
use entities::customer::{self, Column, Model};
use sea_orm::{ConnectionTrait, DbErr, Iterable, QueryResult, QuerySelect, QueryTrait, Select};

use super::{
    dialect::{Access, statement},
    filter::reference,
};
use crate::failure::Outcome;

/// The columns that are read, in order; the others come empty.
#[derive(Clone)]
pub(super) struct Shape(Vec<Column>);

/// What every list needs: who the record is, and where it stands.
const ALWAYS: [Column; 11] = [
    Column::Seq,
    Column::Id,
    Column::Version,
    Column::Directory,
    Column::Kind,
    Column::Code,
    Column::Name,
    Column::OwnerId,
    Column::BranchId,
    Column::BookedBranches,
    Column::WithoutEmail,
];

impl Shape {
    /// Every column.
    pub fn whole() -> Self {
        Self(Column::iter().collect())
    }

    /// The columns of these fields, and what every list needs.
    pub fn of(fields: &[Field]) -> Self {
        let mut columns = ALWAYS.to_vec();
        columns.extend(fields.iter().filter_map(|field| shown_by(*field)));
        let mut shape = Self(Vec::with_capacity(columns.len()));
        for column in columns {
            shape = shape.with(Some(column));
        }
        shape
    }

    /// Where a record stands, and nothing else: an index answers by itself.
    pub fn place() -> Self {
        Self(vec![Column::Seq])
    }

    /// The same with another column, if there is none yet.
    #[must_use]
    pub fn with(mut self, column: Option<Column>) -> Self {
        if let Some(column) = column.filter(|column| !self.0.iter().any(|own| same(own, column))) {
            self.0.push(column);
        }
        self
    }

    /// The rows of a select of customers.
    pub async fn rows(
        &self,
        tx: &impl ConnectionTrait,
        select: Select<customer::Entity>,
        access: Access,
    ) -> Outcome<Vec<Model>> {
        let select = select.select_only().columns(self.0.iter().copied()).into_query();
        let rows = tx.query_all_raw(statement(tx, &select, access)).await?;
        Ok(rows.iter().map(|row| self.row(row)).collect::<Result<_, _>>()?)
    }

    fn row(&self, row: &QueryResult) -> Result<Model, DbErr> {
        let mut model = Model::default();
        for (place, column) in self.0.iter().enumerate() {
            take(&mut model, *column, row, place)?;
        }
        Ok(model)
    }
}

fn same(one: &Column, other: &Column) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// The column whose content a list shows for a field; of people there is none.
fn shown_by(field: Field) -> Option<Column> {
    Some(match field {
        Field::Name => Column::Name,
        Field::Code => Column::Code,
        Field::Phone => Column::Phone,
        Field::OtherPhones => Column::OtherPhones,
        Field::Email => Column::Email,
        Field::Gender => Column::Gender,
        Field::DateOfBirth => Column::DateOfBirth,
        Field::Nationality => Column::Nationality,
        Field::JobTitle => Column::JobTitle,
        Field::MonthlyIncome => Column::MonthlyIncome,
        Field::IdNumber => Column::IdNumberMask,
        Field::IdIssuedOn => Column::IdIssuedOn,
        Field::IdIssuedBy => Column::IdIssuedBy,
        Field::TaxCode => Column::TaxCode,
        Field::Website => Column::Website,
        Field::RepresentativeName => Column::RepresentativeName,
        Field::MemberCount => Column::MemberCount,
        Field::Address => Column::Address,
        Field::AddressStreet => Column::AddressStreet,
        Field::AddressCommune => Column::AddressCommune,
        Field::AddressProvince => Column::AddressProvince,
        Field::JourneyStage => Column::JourneyStage,
        Field::Tags => Column::Tags,
        Field::Note => Column::Note,
        Field::Kind => Column::Kind,
        Field::WithoutEmail => Column::WithoutEmail,
        Field::CreatedAt => Column::CreatedAt,
        Field::UpdatedAt => Column::UpdatedAt,
        Field::MainContact | Field::ContactPersons | Field::Members => return None,
        Field::Source
        | Field::CustomerGroup
        | Field::ContactStatus
        | Field::Occupation
        | Field::OrganizationSize
        | Field::Industry
        | Field::Organization
        | Field::Representative
        | Field::Owner
        | Field::Branch => reference(field),
    })
}

macro_rules! columns {
    ($($column:ident $field:ident;)*) => {
        /// Takes a column out of a row.
        fn take(model: &mut Model, column: Column, row: &QueryResult, place: usize) -> Result<(), DbErr> {
            match column {
                $(Column::$column => model.$field = row.try_get_by_index(place)?,)*
            }
            Ok(())
        }
    };
}

columns! {
    BookedBranches booked_branches;
    Seq seq;
    Id id;
    Version version;
    Directory directory;
    Kind kind;
    Code code;
    Name name;
    Fold fold;
    Words words;
    Marked marked;
    FullNameKey full_name_key;
    GivenNameKey given_name_key;
    Phone phone;
    OtherPhones other_phones;
    Email email;
    WithoutEmail without_email;
    Gender gender;
    DateOfBirth date_of_birth;
    Nationality nationality;
    OccupationId occupation_id;
    JobTitle job_title;
    MonthlyIncome monthly_income;
    IdNumber id_number;
    IdNumberMask id_number_mask;
    IdNumberHash id_number_hash;
    IdLastFourHash id_last_four_hash;
    IdIssuedOn id_issued_on;
    IdIssuedBy id_issued_by;
    Address address;
    AddressStreet address_street;
    AddressCommune address_commune;
    AddressProvince address_province;
    TaxCode tax_code;
    OrganizationSizeId organization_size_id;
    IndustryId industry_id;
    Website website;
    RepresentativeName representative_name;
    OrganizationId organization_id;
    RepresentativeId representative_id;
    MemberCount member_count;
    SourceId source_id;
    CustomerGroupId customer_group_id;
    ContactStatusId contact_status_id;
    JourneyStage journey_stage;
    OwnerId owner_id;
    BranchId branch_id;
    Note note;
    Tags tags;
    CreatedAt created_at;
    CreatedBy created_by;
    UpdatedAt updated_at;
    UpdatedBy updated_by;
    ConvertedAt converted_at;
    TrashedAt trashed_at;
    TrashedBy trashed_by;
    PurgedAt purged_at;
    MergedInto merged_into;
}
