//! Creating a customer: once per form, however often the request arrives.

use domain::{
    AppError, CustomerId, IdempotencyKey,
    customer::{Created, CustomerInput, CustomerKind, Directory, Field, Values, check, known_members, member_count},
    history::Event,
    permission::verb,
};
use entities::customer;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    Customers, Record, people,
    record::{all_new, blank, check_links, check_sensitive, check_sensitive_at, place_code},
    tags,
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::{Failure, Outcome},
    idempotency::digest,
    query::scope::placement,
};

impl Customers<'_> {
    /// Creates a customer; of a lead the code is its id. Owner and home branch default to the actor and the actor's main branch.
    ///
    /// # Errors
    /// Faults of the form, by field; forbidden; not found if the record would lie outside the actor's reach.
    pub async fn create(&self, actor: &Actor, key: IdempotencyKey, input: &CustomerInput) -> Outcome<Created> {
        let outcome = self.create_once(actor, key, input).await;
        // Somebody was faster with the same code: the second time it is seen and answered as such.
        if outcome.as_ref().is_err_and(Failure::is_duplicate) {
            return self.create_once(actor, key, input).await;
        }
        outcome
    }

    async fn create_once(&self, actor: &Actor, key: IdempotencyKey, input: &CustomerInput) -> Outcome<Created> {
        let unit = self.services.write_in::<verb::Create>(actor, self.directory).await?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let checked = check(self.directory, input, self.services.clock().today())?;
        let mut input = CustomerInput { values: with_defaults(&unit, checked.values).await?, ..checked };
        tags::spelled_in(&unit, &mut input.values).await?;
        check_sensitive(&unit, input.values.keys())?;
        check_links(&unit, self.directory, &input.values).await?;

        let created = self.insert(&unit, &input).await?;
        unit.answer(key, request, &created).await?;
        unit.commit().await?;
        Ok(created)
    }

    async fn insert(&self, unit: &Unit, input: &CustomerInput) -> Outcome<Created> {
        let CustomerInput { kind, values, without_email, people } = input;
        let permit = unit.permit_in::<verb::Create>(self.directory)?;
        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: unit.services().secrets() };

        let id = Uuid::now_v7();
        let mut row = blank(self.directory, *kind, id, unit.now(), Some(unit.actor().user));
        for (field, value) in values {
            record.set(&mut row, *field, Some(value))?;
        }
        let parse = |field| values.get(&field).and_then(|text: &String| text.parse().ok());
        let at = placement(parse(Field::Owner), parse(Field::Branch));
        if !permit.reach().covers(&at) {
            return Err(AppError::field(Field::Branch.key(), "outside_reach").into());
        }
        check_sensitive_at(unit, values.keys(), &at)?;
        let given = values.get(&Field::Code).map(String::as_str);
        let code = if self.directory == Directory::Leads { id.to_string() } else { place_code(unit, given).await? };
        row.code = Set(code.clone());
        row.without_email = Set(*without_email && !values.contains_key(&Field::Email));
        let count = count_of(input, unit.services().clock().today());
        row.member_count = Set(count);
        customer::Entity::insert(row).exec_without_returning(unit.tx()).await?;

        if let Some(text) = values.get(&Field::Tags) {
            tags::keep(unit, id, text).await?;
        }
        let mut changes = all_new(values);
        changes.extend(people::insert(unit, *kind, id, people).await?);
        if let Some(count) = count {
            changes.insert(Field::MemberCount, (None, Some(count.to_string())));
        }
        if self.directory != Directory::Leads {
            changes.insert(Field::Code, (None, Some(code.clone())));
        }
        unit.record(Event::Created, self.directory.resource(), Some(id), &changes).await?;
        unit.announce(self.directory.key(), id).await?;
        Ok(Created { id: CustomerId(id), code })
    }
}

/// The number of a team's members, which is at least that of those who are known.
fn count_of(input: &CustomerInput, today: chrono::NaiveDate) -> Option<i64> {
    let number = |field| input.values.get(&field).and_then(|text: &String| text.parse::<u64>().ok());
    if input.kind != CustomerKind::Team {
        return None;
    }
    let representative = input.values.get(&Field::Representative).and_then(|id| id.parse().ok());
    let known = known_members(&input.people, representative, today);
    member_count(number(Field::MemberCount), known).and_then(|count| i64::try_from(count).ok())
}

async fn with_defaults(unit: &Unit, mut values: Values) -> Outcome<Values> {
    values.entry(Field::Owner).or_insert_with(|| unit.actor().user.to_string());
    if let (false, Some(branch)) = (values.contains_key(&Field::Branch), unit.home_branch().await?) {
        values.insert(Field::Branch, branch.to_string());
    }
    Ok(values)
}
