//! From the filter language to SQL, the same answer on both databases as [`Filter::matches`] gives.

mod main_contact;
mod plain;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    AppError,
    catalog::Span,
    customer::{Directory, Field},
    filter::{Filter, Test, comparable, phone_digits, phone_runs},
    fold::successor,
    time::BusinessZone,
    value::FieldKind,
};
use entities::customer::Column;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use self::plain::{Bounds, like_plain};
use super::{
    dialect::{is_storable, like, raw},
    records::{Records, Tested, Way},
    search::{names_with, phones_with, words_of},
    tags::{has, numbers_with},
};
use crate::{
    catalogs::Labels,
    database::Engine,
    failure::{Failure, Outcome},
};

/// What the compiler needs to know beside the filter.
pub(crate) struct Context<'a> {
    pub engine: Engine,
    pub zone: BusinessZone,
    pub labels: &'a Labels,
}

/// Of these records those that a filter shows.
///
/// # Errors
/// The filter is too deep, too long, or compares a field in a way that it has not.
pub(crate) fn narrow(records: Records, filter: &Filter, context: &Context<'_>) -> Outcome<Records> {
    if !filter.is_valid() {
        return Err(AppError::field("filter", "unknown_value").into());
    }
    let parts = match filter {
        Filter::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    parts.iter().try_fold(records, |records, part| {
        let way = match part {
            Filter::Field(field, test) => way(records.directory(), *field, test, context)?,
            _ => None,
        };
        Ok(records.that(condition(part, context)?, tested(part), way))
    })
}

/// Where it can be seen whether a record is shown.
fn tested(filter: &Filter) -> Tested {
    match filter {
        Filter::All(parts) | Filter::Any(parts) if parts.iter().all(|part| tested(part) == Tested::InIndex) => {
            Tested::InIndex
        }
        Filter::All(_) | Filter::Any(_) => Tested::InRow,
        Filter::Not(part) => tested(part),
        Filter::Field(field, _) => match field {
            Field::Owner
            | Field::Branch
            | Field::Gender
            | Field::Source
            | Field::CustomerGroup
            | Field::ContactStatus
            | Field::JourneyStage
            | Field::Occupation
            | Field::OrganizationSize
            | Field::Industry
            | Field::IdIssuedOn
            | Field::Name => Tested::InIndex,
            _ => Tested::InRow,
        },
    }
}

/// The index that leads to the records of a comparison, if there is one.
fn way(directory: Directory, field: Field, test: &Test, context: &Context<'_>) -> Outcome<Option<Way>> {
    let index = match (field, test) {
        (Field::Name, Test::Contains(part)) => {
            return Ok(names_with(context.engine, &words_of(&comparable(field, part))));
        }
        (Field::Phone, Test::Contains(part)) => return Ok(phones_with(context.engine, &phone_runs(part))),
        (Field::Phone, Test::Is(whole)) => return Ok(phones_with(context.engine, &[phone_digits(whole)])),
        (Field::Tags, Test::Is(wanted)) if is_storable(wanted) => {
            return Ok(Some(Way::about(numbers_with(&comparable(field, wanted)))));
        }
        (Field::MainContact, _) => return Ok(main_contact::way(test, context.engine)),
        // An index knows beginnings, not what stands within.
        (_, Test::Empty | Test::Contains(_)) | (Field::Phone | Field::Tags, _) => return Ok(None),
        (Field::Name, _) => "customer_by_fold",
        (Field::Code, _) => "customer_by_code",
        (Field::Email, _) => "customer_by_email",
        (Field::Owner, _) => "customer_by_owner",
        (Field::Branch, _) => "customer_by_branch",
        (Field::DateOfBirth, _) => "customer_by_birth",
        (Field::TaxCode, _) => "customer_by_tax_code",
        (Field::Organization, _) => "customer_by_organization",
        (Field::Representative, _) => "customer_by_representative",
        (Field::CreatedAt, _) => "customer_by_created",
        (Field::UpdatedAt, _) => "customer_by_updated",
        _ => return Ok(None),
    };
    Ok(Some(Way::by(directory, comparison(field, test, context)?, index)))
}

fn condition(filter: &Filter, context: &Context<'_>) -> Outcome<Condition> {
    Ok(match filter {
        Filter::All(parts) => {
            parts.iter().try_fold(Condition::all(), |all, part| Ok::<_, Failure>(all.add(condition(part, context)?)))?
        }
        Filter::Any(parts) => {
            parts.iter().try_fold(Condition::any(), |any, part| Ok::<_, Failure>(any.add(condition(part, context)?)))?
        }
        Filter::Not(part) => Condition::all().not().add(condition(part, context)?),
        Filter::Field(field, test) => Condition::all().add(comparison(*field, test, context)?),
    })
}

fn comparison(field: Field, test: &Test, context: &Context<'_>) -> Outcome<SimpleExpr> {
    match field.kind() {
        FieldKind::Catalog(catalog) if matches!(test, Test::Between(..)) => {
            let (column, values) = (reference(field), context.labels.spanning(catalog, span(test)?));
            Ok(column.is_not_null().and(column.is_in(values)))
        }
        FieldKind::Catalog(catalog) => {
            by_id(reference(field), test, |label| context.labels.find(catalog, label).map(|(id, _)| id))
        }
        FieldKind::Count => count(test),
        FieldKind::User | FieldKind::Branch | FieldKind::Customer(_) => {
            by_id(reference(field), test, |id| id.parse().ok())
        }
        FieldKind::Instant => instants(field, test, context),
        FieldKind::Tags => tags(field, test),
        FieldKind::People => main_contact::comparison(test, context.engine),
        _ => text(field, test, context.engine),
    }
}

/// One of the tags, whatever its case and marks.
fn tags(field: Field, test: &Test) -> Outcome<SimpleExpr> {
    match test {
        Test::Empty => Ok(Column::Tags.eq("")),
        Test::Is(wanted) if is_storable(wanted) => Ok(has(&comparable(field, wanted))),
        Test::Is(_) => Ok(SimpleExpr::from(false)),
        _ => Err(mismatch()),
    }
}

/// A value that does not exist is the value of no record.
fn by_id(column: Column, test: &Test, find: impl Fn(&str) -> Option<Uuid>) -> Outcome<SimpleExpr> {
    match test {
        Test::Empty => Ok(column.is_null()),
        Test::Is(wanted) => {
            Ok(find(wanted).map_or_else(|| SimpleExpr::from(false), |id| column.is_not_null().and(column.eq(id))))
        }
        _ => Err(mismatch()),
    }
}

/// The numbers that a range means.
fn span(test: &Test) -> Outcome<Span> {
    let number = |end: &Option<String>| -> Outcome<Option<u32>> {
        end.as_deref().map(|number| number.parse().map_err(|_| mismatch())).transpose()
    };
    match test {
        Test::Between(from, to) => Ok(Span { from: number(from)?, to: number(to)? }),
        _ => Err(mismatch()),
    }
}

/// How many the customer is.
fn count(test: &Test) -> Outcome<SimpleExpr> {
    let column = Column::MemberCount;
    let number = |text: &str| text.parse::<i64>().map_err(|_| mismatch());
    Ok(match test {
        Test::Empty => column.is_null(),
        Test::Is(wanted) => column.is_not_null().and(column.eq(number(wanted)?)),
        Test::Between(from, to) => {
            let mut all = column.is_not_null();
            if let Some(from) = from {
                all = all.and(column.gte(number(from)?));
            }
            if let Some(to) = to {
                all = all.and(column.lte(number(to)?));
            }
            all
        }
        _ => return Err(mismatch()),
    })
}

/// Days of the business time zone, both ends included.
fn instants(field: Field, test: &Test, context: &Context<'_>) -> Outcome<SimpleExpr> {
    let Test::Between(from, to) = test else { return Err(mismatch()) };
    let column = if field == Field::CreatedAt { Column::CreatedAt } else { Column::UpdatedAt };
    let start = |day: &str, later: u64| -> Outcome<DateTime<Utc>> {
        let day: NaiveDate = day.parse().map_err(|_| mismatch())?;
        Ok(context.zone.start_of(day.checked_add_days(Days::new(later)).ok_or_else(mismatch)?))
    };
    let mut all = SimpleExpr::from(true);
    if let Some(from) = from {
        all = all.and(column.gte(start(from, 0)?));
    }
    if let Some(to) = to {
        all = all.and(column.lt(start(to, 1)?));
    }
    Ok(all)
}

fn text(field: Field, test: &Test, engine: Engine) -> Outcome<SimpleExpr> {
    if field == Field::Phone {
        return phones(test, engine);
    }
    if field == Field::WithoutEmail {
        return if *test == Test::Empty { Ok(Column::WithoutEmail.eq(false)) } else { Err(mismatch()) };
    }
    let (column, name) = column(field).ok_or_else(mismatch)?;
    let wanted = match test {
        Test::Is(wanted) | Test::Contains(wanted) | Test::StartsWith(wanted) => comparable(field, wanted),
        Test::Empty | Test::Between(..) => String::new(),
    };
    if !is_storable(&wanted) {
        return Ok(SimpleExpr::from(false));
    }
    if let Some(bounds) = Bounds::of(test).filter(|_| is_plain(field)) {
        return Ok(like_plain(engine, ("customer", name), &wanted, bounds));
    }
    Ok(match test {
        Test::Is(_) => column.eq(wanted),
        Test::Contains(_) => {
            raw(engine, &format!("\"customer\".\"{name}\" LIKE {{}} ESCAPE '\\'"), [like("%", &wanted, "%")])
        }
        Test::StartsWith(_) => begins_with(column, &wanted),
        Test::Empty => column.eq(""),
        Test::Between(from, to) => {
            let mut all = column.ne("");
            if let Some(from) = from {
                all = all.and(column.gte(from.as_str()));
            }
            if let Some(to) = to {
                all = all.and(column.lte(to.as_str()));
            }
            all
        }
    })
}

/// Of phones one may be meant that is not the first; a customer without the first one has none.
fn phones(test: &Test, engine: Engine) -> Outcome<SimpleExpr> {
    match test {
        Test::Empty => Ok(Column::Phone.eq("")),
        // So many digits has no number.
        Test::Contains(text) | Test::Is(text) if !is_storable(&phone_digits(text)) => Ok(SimpleExpr::from(false)),
        Test::Contains(part) => {
            let with = |digits: &String| {
                let numbers = "(\"customer\".\"phone\" || ' ' || \"customer\".\"other_phones\")";
                raw(engine, &format!("{numbers} LIKE {{}} ESCAPE '\\'"), [like("%", digits, "%")])
            };
            let runs = phone_runs(part);
            let runs = runs.iter().filter(|digits| digits.len() <= MOST_DIGITS);
            Ok(runs.map(with).reduce(ExprTrait::or).unwrap_or_else(|| SimpleExpr::from(false)))
        }
        Test::Is(whole) => {
            let digits = phone_digits(whole);
            if digits.is_empty() {
                return Ok(Column::Phone.eq(""));
            }
            Ok(is_number(engine, &digits))
        }
        _ => Err(mismatch()),
    }
}

/// E.164 allows no number that is longer; SQLite refuses patterns that are much longer.
const MOST_DIGITS: usize = 15;

/// That one of a record's numbers has these digits behind its `+`.
pub(super) fn is_number(engine: Engine, digits: &str) -> SimpleExpr {
    if digits.len() > MOST_DIGITS {
        return SimpleExpr::from(false);
    }
    let further = raw(
        engine,
        "({} || \"customer\".\"other_phones\" || {}) LIKE {} ESCAPE '\\'",
        ["\n".into(), "\n".into(), like("%\n+", digits, "\n%")],
    );
    Column::Phone.eq(format!("+{digits}")).or(further)
}

/// Whether the column holds the text as it was typed: case and marks are passed over when it is compared.
const fn is_plain(field: Field) -> bool {
    let is_text = matches!(field.kind(), FieldKind::Text | FieldKind::LongText | FieldKind::Note);
    is_text && !matches!(field, Field::Name)
}

/// A range instead of LIKE, so that the index is walked on both databases.
pub(super) fn begins_with(column: Column, text: &str) -> SimpleExpr {
    match successor(text) {
        Some(end) => column.gte(text).and(column.lt(end)),
        None => column.gte(text),
    }
}

/// The column of a field that refers to a value, a person or a branch.
pub(crate) const fn reference(field: Field) -> Column {
    match field {
        Field::Source => Column::SourceId,
        Field::CustomerGroup => Column::CustomerGroupId,
        Field::ContactStatus => Column::ContactStatusId,
        Field::Occupation => Column::OccupationId,
        Field::OrganizationSize => Column::OrganizationSizeId,
        Field::Industry => Column::IndustryId,
        Field::Organization => Column::OrganizationId,
        Field::Representative => Column::RepresentativeId,
        Field::Branch => Column::BranchId,
        _ => Column::OwnerId,
    }
}

pub(super) const fn column(field: Field) -> Option<(Column, &'static str)> {
    Some(match field {
        Field::Name => (Column::Fold, "fold"),
        Field::Phone => (Column::Phone, "phone"),
        Field::Code => (Column::Code, "code"),
        Field::Email => (Column::Email, "email"),
        Field::Gender => (Column::Gender, "gender"),
        Field::DateOfBirth => (Column::DateOfBirth, "date_of_birth"),
        Field::IdIssuedOn => (Column::IdIssuedOn, "id_issued_on"),
        Field::JourneyStage => (Column::JourneyStage, "journey_stage"),
        Field::TaxCode => (Column::TaxCode, "tax_code"),
        Field::Kind => (Column::Kind, "kind"),
        Field::OtherPhones => (Column::OtherPhones, "other_phones"),
        Field::Nationality => (Column::Nationality, "nationality"),
        Field::IdIssuedBy => (Column::IdIssuedBy, "id_issued_by"),
        Field::Website => (Column::Website, "website"),
        Field::RepresentativeName => (Column::RepresentativeName, "representative_name"),
        Field::JobTitle => (Column::JobTitle, "job_title"),
        Field::Address => (Column::Address, "address"),
        Field::AddressStreet => (Column::AddressStreet, "address_street"),
        Field::AddressCommune => (Column::AddressCommune, "address_commune"),
        Field::AddressProvince => (Column::AddressProvince, "address_province"),
        Field::Note => (Column::Note, "note"),
        _ => return None,
    })
}

fn mismatch() -> Failure {
    AppError::field("filter", "unknown_value").into()
}

#[cfg(test)]
mod tests;
