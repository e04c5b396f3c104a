//! Customers that may be the same as the one that is being typed. Of what is out of reach nothing is said.

use std::collections::BTreeSet;

use domain::{
    AppError,
    customer::{Alike, Directory, Field, Sought},
    fold::fold,
    permission::verb,
    value::normalise,
};
use entities::customer;

use super::{
    Customers,
    record::{check_sensitive, may_know},
};
use crate::{
    authz::Actor,
    duplicates::{pair, pairs},
    failure::Outcome,
    query::{
        lookup::{Keys, bearers, bearers_of_numbers},
        scope::place_of,
    },
};

/// Typed numbers that are looked for.
const MOST_NUMBERS: usize = 10;
/// More are not worth reading.
const MOST: usize = 5;

impl Customers<'_> {
    /// The customers and leads of a kind that share a phone (be it the first or a further one), an e-mail, a paper or a tax code
    /// with what is typed, or name and date of birth. Values that are no values yet are nobody's.
    ///
    /// # Errors
    /// Forbidden, also for a sensitive field whose cell the actor lacks.
    pub async fn alike(&self, actor: &Actor, sought: &Sought) -> Outcome<Vec<Alike>> {
        let unit = self.services.read(actor).await?;
        unit.permit_in::<verb::View>(self.directory)?;
        if !self.directory.holds(sought.kind) {
            return Err(AppError::NotFound.into());
        }
        check_sensitive(&unit, sought.values.keys())?;
        let today = self.services.clock().today();
        let value = |field: Field| {
            let typed = sought.values.get(&field).filter(|_| self.directory.has(field, sought.kind))?;
            normalise(field.kind(), typed, today).ok()?.text
        };
        let (email, tax_code) = (value(Field::Email), value(Field::TaxCode));
        let numbers = [value(Field::Phone), value(Field::OtherPhones)];
        let numbers: BTreeSet<String> =
            numbers.iter().flatten().flat_map(|text| text.lines()).take(MOST_NUMBERS).map(str::to_owned).collect();
        let numbers: Vec<String> = numbers.into_iter().collect();
        let paper = value(Field::IdNumber).map(|number| self.services.secrets().hash(&number));
        let person = value(Field::DateOfBirth).and_then(|born| Some((fold(&value(Field::Name)?), born)));
        let keys = Keys {
            emails: email.iter().cloned().collect(),
            tax_codes: tax_code.iter().cloned().collect(),
            id_numbers: paper.iter().cloned().collect(),
            people: person.iter().cloned().collect(),
            ..Keys::default()
        };
        let shared = |row: &customer::Model| {
            let mut theirs = row.phone.lines().chain(row.other_phones.lines());
            let bears = [
                (Field::Phone, theirs.any(|number| numbers.iter().any(|typed| typed == number))),
                (Field::Email, email.as_ref() == Some(&row.email)),
                (Field::TaxCode, tax_code.as_ref() == Some(&row.tax_code)),
                (
                    Field::IdNumber,
                    paper.is_some() && paper == row.id_number_hash && may_know(&unit, Field::IdNumber, &place_of(row)),
                ),
                (
                    Field::Name,
                    person.as_ref().is_some_and(|(name, born)| (name, born) == (&row.fold, &row.date_of_birth)),
                ),
            ];
            bears.into_iter().filter(|(_, same)| *same).map(|(field, _)| field).collect::<Vec<_>>()
        };

        let mut found = Vec::new();
        for directory in [Directory::of_kind(sought.kind), Directory::Leads] {
            let Ok(permit) = unit.permit_in::<verb::View>(directory) else { continue };
            let mut rows = bearers_of_numbers(unit.tx(), &permit, &numbers).await?;
            let known: BTreeSet<i64> = rows.iter().map(|row| row.seq).collect();
            let bearing = bearers(unit.tx(), &permit, &keys, false).await?.into_iter();
            rows.extend(bearing.filter(|row| !known.contains(&row.seq)));
            rows.sort_by_key(|row| row.seq);
            let others = rows.into_iter().filter(|row| row.kind == sought.kind.key());
            let others = others.filter(|row| sought.except.is_none_or(|except| except.0 != row.id));
            let others: Vec<customer::Model> = others.collect();
            let ids = others.iter().map(|row| row.id).chain(sought.except.map(|except| except.0)).collect();
            let distinct = pairs(&unit, &ids).await?;
            let is_known =
                |row: &customer::Model| sought.except.is_some_and(|except| distinct.contains(&pair(except.0, row.id)));
            let others = others.into_iter().filter(|row| !is_known(row));
            found.extend(others.filter_map(|row| {
                let fields = shared(&row);
                (!fields.is_empty()).then_some(Alike { directory, code: row.code, name: row.name, fields })
            }));
        }
        found.truncate(MOST);
        Ok(found)
    }
}
