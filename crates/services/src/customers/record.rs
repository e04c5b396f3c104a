//! Between a row of the database and the fields that people know.

use chrono::{DateTime, Utc};
use domain::{
    AppError, FieldError, FieldErrors, UserId,
    customer::{CustomerKind, Directory, Field, Values, YES},
    fold::{fold, marked},
    history::Changes,
    name_key::{full_name_key, given_name_key},
    permission::{Cell, Placement, verb},
    value::{FieldKind, mask},
};
use entities::{customer, former_code};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ActiveValue::Set, ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect,
    Value,
};
use uuid::Uuid;

use super::clear::Clear;
use crate::{
    authz::Unit,
    catalogs::Labels,
    failure::{Failure, Outcome},
    query::{filter::reference, lookup::former_codes, next_code_number, words_of},
    secrets::Secrets,
    staff::choosable,
};

/// What stands in a mask's place when the value itself has no part that may be shown.
pub(super) const HIDDEN: &str = "•••••";

/// Reads and writes the fields of customers.
pub(crate) struct Record<'a> {
    pub labels: &'a Labels,
    pub secrets: &'a Secrets,
}

impl Record<'_> {
    /// The filled fields; sensitive ones masked.
    pub fn values(&self, row: &customer::Model) -> Values {
        let (directory, kind) = (directory_of(row), kind_of(row));
        let fields = Field::ALL.iter().filter(|field| directory.has(**field, kind));
        fields.filter_map(|field| Some((*field, self.value(row, *field)?))).collect()
    }

    /// One field in canonical text, masked if it is sensitive; `None` if it is empty.
    pub fn value(&self, row: &customer::Model, field: Field) -> Option<String> {
        let text = match field {
            Field::Code => &row.code,
            Field::Name => &row.name,
            Field::Phone => &row.phone,
            Field::OtherPhones => &row.other_phones,
            Field::Email => &row.email,
            Field::Gender => &row.gender,
            Field::DateOfBirth => &row.date_of_birth,
            Field::Nationality => &row.nationality,
            Field::JobTitle => &row.job_title,
            Field::IdNumber => &row.id_number_mask,
            Field::IdIssuedOn => &row.id_issued_on,
            Field::IdIssuedBy => &row.id_issued_by,
            Field::Address => &row.address,
            Field::AddressStreet => &row.address_street,
            Field::AddressCommune => &row.address_commune,
            Field::AddressProvince => &row.address_province,
            Field::JourneyStage => &row.journey_stage,
            Field::TaxCode => &row.tax_code,
            Field::Website => &row.website,
            Field::RepresentativeName => &row.representative_name,
            Field::Kind => &row.kind,
            Field::Tags => &row.tags,
            Field::Note => &row.note,
            Field::MonthlyIncome => return row.monthly_income.as_ref().map(|_| HIDDEN.to_owned()),
            Field::Occupation => return self.labels.label(row.occupation_id).map(str::to_owned),
            Field::Source => return self.labels.label(row.source_id).map(str::to_owned),
            Field::CustomerGroup => return self.labels.label(row.customer_group_id).map(str::to_owned),
            Field::ContactStatus => return self.labels.label(row.contact_status_id).map(str::to_owned),
            Field::OrganizationSize => return self.labels.label(row.organization_size_id).map(str::to_owned),
            Field::Industry => return self.labels.label(row.industry_id).map(str::to_owned),
            Field::Organization => return row.organization_id.map(|id| id.to_string()),
            Field::Representative => return row.representative_id.map(|id| id.to_string()),
            Field::MemberCount => return row.member_count.map(|count| count.to_string()),
            Field::WithoutEmail => return row.without_email.then(|| YES.to_owned()),
            // They stand in tables of their own.
            Field::MainContact | Field::ContactPersons | Field::Members => return None,
            Field::Owner => return row.owner_id.map(|id| id.to_string()),
            Field::Branch => return row.branch_id.map(|id| id.to_string()),
            Field::CreatedAt => return Some(row.created_at.to_rfc3339()),
            Field::UpdatedAt => return Some(row.updated_at.to_rfc3339()),
        };
        Some(text).filter(|text| !text.is_empty()).cloned()
    }

    /// A field with its mask off.
    ///
    /// # Errors
    /// It was sealed with another key.
    pub fn clear(&self, row: &customer::Model, field: Field) -> Outcome<Clear> {
        let sealed = match field {
            Field::IdNumber => &row.id_number,
            Field::MonthlyIncome => &row.monthly_income,
            _ => return Ok(Clear::new(field, self.value(row, field))),
        };
        let text = sealed.as_ref().map(|sealed| self.secrets.open(sealed)).transpose()?;
        Ok(Clear::new(field, text))
    }

    /// A field as it is kept, to be put back as it was: a catalog value by its id, which outlives a new label; a sensitive field
    /// open.
    ///
    /// # Errors
    /// It was sealed with another key.
    pub(super) fn held(&self, row: &customer::Model, field: Field) -> Outcome<Option<String>> {
        let FieldKind::Catalog(_) = field.kind() else { return Ok(self.clear(row, field)?.held()) };
        match row.get(reference(field)) {
            Value::Uuid(id) => Ok(id.map(|id| id.to_string())),
            _ => Ok(None),
        }
    }

    /// Sets a field from what [`Record::held`] gave.
    ///
    /// # Errors
    /// It is no such value.
    pub fn put(&self, row: &mut customer::ActiveModel, field: Field, held: Option<&str>) -> Outcome<()> {
        match field.kind() {
            FieldKind::Catalog(_) => {
                row.set(reference(field), Value::from(id(field, held)?));
                Ok(())
            }
            _ => self.set(row, field, held),
        }
    }

    /// What the history says of what [`Record::held`] gave.
    pub fn told(&self, field: Field, held: Option<&str>) -> Option<String> {
        match field.kind() {
            FieldKind::Catalog(_) => self.labels.label(held.and_then(|id| id.parse().ok())).map(str::to_owned),
            _ => kept(field, held),
        }
    }

    /// Sets a field from canonical text, with everything that is computed from it.
    ///
    /// # Errors
    /// The catalog has no such value.
    pub fn set(&self, row: &mut customer::ActiveModel, field: Field, value: Option<&str>) -> Outcome<()> {
        let text = || Set(value.unwrap_or_default().to_owned());
        match field {
            Field::Code => row.code = text(),
            Field::Name => self.set_name(row, value.unwrap_or_default()),
            Field::Phone => row.phone = text(),
            Field::OtherPhones => row.other_phones = text(),
            Field::Email => row.email = text(),
            Field::Gender => row.gender = text(),
            Field::DateOfBirth => row.date_of_birth = text(),
            Field::Nationality => row.nationality = text(),
            Field::JobTitle => row.job_title = text(),
            Field::IdNumber => self.set_id_number(row, value)?,
            Field::IdIssuedOn => row.id_issued_on = text(),
            Field::IdIssuedBy => row.id_issued_by = text(),
            Field::Address => row.address = text(),
            Field::AddressStreet => row.address_street = text(),
            Field::AddressCommune => row.address_commune = text(),
            Field::AddressProvince => row.address_province = text(),
            Field::JourneyStage => row.journey_stage = text(),
            Field::TaxCode => row.tax_code = text(),
            Field::Website => row.website = text(),
            Field::RepresentativeName => row.representative_name = text(),
            Field::Tags => row.tags = text(),
            Field::Note => row.note = text(),
            Field::MonthlyIncome => row.monthly_income = Set(value.map(|text| self.secrets.seal(text)).transpose()?),
            Field::Occupation => row.occupation_id = self.catalog_value(field, value)?,
            Field::Source => row.source_id = self.catalog_value(field, value)?,
            Field::CustomerGroup => row.customer_group_id = self.catalog_value(field, value)?,
            Field::ContactStatus => row.contact_status_id = self.catalog_value(field, value)?,
            Field::OrganizationSize => row.organization_size_id = self.catalog_value(field, value)?,
            Field::Industry => row.industry_id = self.catalog_value(field, value)?,
            Field::Organization => row.organization_id = Set(id(field, value)?),
            Field::Representative => row.representative_id = Set(id(field, value)?),
            Field::MemberCount => row.member_count = Set(count(field, value)?),
            Field::Owner => row.owner_id = Set(id(field, value)?),
            Field::Branch => row.branch_id = Set(id(field, value)?),
            Field::Kind | Field::WithoutEmail | Field::CreatedAt | Field::UpdatedAt => {}
            Field::MainContact | Field::ContactPersons | Field::Members => {}
        }
        Ok(())
    }

    #[allow(clippy::unused_self, reason = "one shape for all setters")]
    fn set_name(&self, row: &mut customer::ActiveModel, name: &str) {
        row.name = Set(name.to_owned());
        row.fold = Set(fold(name));
        row.words = Set(words_of(&fold(name)));
        row.marked = Set(words_of(&marked(name)));
        row.full_name_key = Set(full_name_key(name));
        row.given_name_key = Set(given_name_key(name));
    }

    fn set_id_number(&self, row: &mut customer::ActiveModel, number: Option<&str>) -> Outcome<()> {
        row.id_number = Set(number.map(|number| self.secrets.seal(number)).transpose()?);
        row.id_number_mask = Set(number.map(mask).unwrap_or_default());
        row.id_number_hash = Set(number.map(|number| self.secrets.hash(number)));
        let last_four = number.and_then(|number| number.get(number.len().checked_sub(4)?..));
        row.id_last_four_hash = Set(last_four.map(|digits| self.secrets.hash(digits)));
        Ok(())
    }

    fn catalog_value(&self, field: Field, label: Option<&str>) -> Outcome<ActiveValue<Option<Uuid>>> {
        let (FieldKind::Catalog(catalog), Some(label)) = (field.kind(), label) else { return Ok(Set(None)) };
        match self.labels.find(catalog, label) {
            Some((id, _)) => Ok(Set(Some(id))),
            None => Err(AppError::field(field.key(), "not_in_catalog").into()),
        }
    }
}

/// The text as history keeps it: of a sensitive value the mask.
pub(crate) fn kept(field: Field, value: Option<&str>) -> Option<String> {
    value.map(|value| match field {
        Field::IdNumber => mask(value),
        Field::MonthlyIncome => HIDDEN.to_owned(),
        _ => value.to_owned(),
    })
}

/// All fields of a new record as changes from nothing.
pub(crate) fn all_new(values: &Values) -> Changes {
    values.iter().map(|(field, value)| (*field, (None, kept(*field, Some(value))))).collect()
}

fn id(field: Field, value: Option<&str>) -> Outcome<Option<Uuid>> {
    let wrong = || -> Failure { AppError::field(field.key(), "unknown_value").into() };
    value.map(|text| text.parse().map_err(|_| wrong())).transpose()
}

fn count(field: Field, value: Option<&str>) -> Outcome<Option<i64>> {
    let wrong = || -> Failure { AppError::field(field.key(), "invalid_number").into() };
    value.map(|text| text.parse().map_err(|_| wrong())).transpose()
}

/// What a row is; what the database holds besides the known words cannot be.
pub(crate) fn kind_of(row: &customer::Model) -> CustomerKind {
    CustomerKind::from_key(&row.kind).unwrap_or_default()
}

/// Where a row stands.
pub(crate) fn directory_of(row: &customer::Model) -> Directory {
    Directory::from_key(&row.directory).unwrap_or_default()
}

/// A customer with nothing in it yet.
pub(crate) fn blank(
    directory: Directory,
    kind: CustomerKind,
    id: Uuid,
    now: DateTime<Utc>,
    by: Option<UserId>,
) -> customer::ActiveModel {
    let empty = || Set(String::new());
    let by = by.map(|user| user.0);
    customer::ActiveModel {
        seq: ActiveValue::NotSet,
        id: Set(id),
        version: Set(1),
        directory: Set(directory.key().to_owned()),
        kind: Set(kind.key().to_owned()),
        code: empty(),
        name: empty(),
        fold: empty(),
        words: empty(),
        marked: empty(),
        full_name_key: Set(Vec::new()),
        given_name_key: Set(Vec::new()),
        phone: empty(),
        other_phones: empty(),
        email: empty(),
        without_email: Set(false),
        gender: empty(),
        date_of_birth: empty(),
        nationality: empty(),
        occupation_id: Set(None),
        job_title: empty(),
        monthly_income: Set(None),
        id_number: Set(None),
        id_number_mask: empty(),
        id_number_hash: Set(None),
        id_last_four_hash: Set(None),
        id_issued_on: empty(),
        id_issued_by: empty(),
        address: empty(),
        address_street: empty(),
        address_commune: empty(),
        address_province: empty(),
        tax_code: empty(),
        organization_size_id: Set(None),
        industry_id: Set(None),
        website: empty(),
        representative_name: empty(),
        organization_id: Set(None),
        representative_id: Set(None),
        member_count: Set(None),
        source_id: Set(None),
        customer_group_id: Set(None),
        contact_status_id: Set(None),
        journey_stage: empty(),
        owner_id: Set(None),
        branch_id: Set(None),
        booked_branches: empty(),
        tags: empty(),
        note: empty(),
        created_at: Set(now),
        created_by: Set(by),
        updated_at: Set(now),
        updated_by: Set(by),
        converted_at: Set(None),
        trashed_at: Set(None),
        trashed_by: Set(None),
        purged_at: Set(None),
        merged_into: Set(None),
    }
}

/// The given code if nobody bears it, else the next free one of the sequence. Codes of trashed and merged records stay taken.
///
/// # Errors
/// The given code is in use; nothing more is said of who bears it.
pub(crate) async fn place_code(unit: &Unit, given: Option<&str>) -> Outcome<String> {
    if let Some(code) = given {
        if is_taken(unit, code).await? {
            return Err(AppError::field(Field::Code.key(), "code_in_use").into());
        }
        return Ok(code.to_owned());
    }
    loop {
        let number = next_code_number(unit.tx(), unit.services().database().engine()).await?;
        let code = domain::customer::GivenCode(number).to_string();
        if !is_taken(unit, &code).await? {
            return Ok(code);
        }
    }
}

async fn is_taken(unit: &Unit, code: &str) -> Outcome<bool> {
    let bearer: Option<i64> = customer::Entity::find()
        .select_only()
        .column(customer::Column::Seq)
        .filter(customer::Column::Code.eq(code))
        .into_tuple()
        .one(unit.tx())
        .await?;
    // In this order: a code that its bearer gives up meanwhile is found in one of the two.
    Ok(bearer.is_some() || !former_codes(unit.tx(), &[code.to_owned()]).await?.is_empty())
}

/// The code that a record is to have in place of its own: one that nobody bears, or ever bore but the record itself.
///
/// # Errors
/// Somebody else bears the code, or did.
pub(super) async fn other_code(unit: &Unit, id: Uuid, code: &str) -> Outcome<String> {
    let own = former_code::Entity::find_by_id(code).filter(former_code::Column::CustomerId.eq(id));
    match own.one(unit.tx()).await? {
        Some(former) => Ok(former.code),
        None => place_code(unit, Some(code)).await,
    }
}

/// The code that a record had stays taken and leads to it; one that it has got back is its own again.
pub(super) async fn keep_former_code(unit: &Unit, id: Uuid, old: &str, new: &str) -> Outcome<()> {
    former_code::Entity::delete_by_id(new).exec(unit.tx()).await?;
    let former = former_code::ActiveModel { code: Set(old.to_owned()), customer_id: Set(id) };
    former_code::Entity::insert(former).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Refuses the sensitive fields whose cell the actor does not hold: what somebody may not read, they may not overwrite.
pub(crate) fn check_sensitive<'a>(unit: &Unit, fields: impl IntoIterator<Item = &'a Field>) -> Outcome<()> {
    check_cells(fields, |cell| unit.opens(cell).is_some())
}

/// The same for a record that stands there: a cell that one role gives for its branch opens nothing that another one shows.
pub(crate) fn check_sensitive_at<'a>(
    unit: &Unit,
    fields: impl IntoIterator<Item = &'a Field>,
    at: &Placement,
) -> Outcome<()> {
    check_cells(fields, |cell| unit.opens(cell).is_some_and(|reach| reach.covers(at)))
}

fn check_cells<'a>(fields: impl IntoIterator<Item = &'a Field>, holds: impl Fn(Cell) -> bool) -> Outcome<()> {
    match fields.into_iter().filter_map(|field| field.sensitive()).find(|cell| !holds(*cell)) {
        Some((action, resource)) => Err(AppError::Forbidden { action, resource }.into()),
        None => Ok(()),
    }
}

/// Whether the actor may know what stands in a field of a record that stands there.
pub(crate) fn may_know(unit: &Unit, field: Field, at: &Placement) -> bool {
    check_sensitive_at(unit, [&field], at).is_ok()
}

/// Whether the person whom the form names as owner may be chosen by the actor, the branch exists, and other customers do for
/// the actor.
pub(crate) async fn check_links(unit: &Unit, directory: Directory, values: &Values) -> Outcome<()> {
    let mut errors = FieldErrors::default();
    let given = |field| values.get(&field).and_then(|text| text.parse::<Uuid>().ok());
    if let Some(owner) = given(Field::Owner) {
        let permit = unit.permit_in::<verb::View>(directory)?;
        let known = choosable(unit, permit.reach()).filter(entities::user::Column::Id.eq(owner));
        if known.one(unit.tx()).await?.is_none() {
            errors.0.push(FieldError::new(Field::Owner.key(), "unknown_value"));
        }
    }
    if let Some(branch) = given(Field::Branch)
        && entities::branch::Entity::find_by_id(branch).one(unit.tx()).await?.is_none()
    {
        errors.0.push(FieldError::new(Field::Branch.key(), "unknown_value"));
    }
    super::links::check(unit, values, &mut errors).await?;
    Ok(errors.into_result()?)
}
