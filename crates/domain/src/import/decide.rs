//! The verdict on each row, in the order of the file.

use super::{
    Changes, Existing, Fault, LikelyDuplicates, MatchKey, Outcome, ParsedRow, Register, Skip, Target, Verdict, Warning,
    WithoutEmail,
    keys::{Key, keys},
    register::{Age, Found},
};
use crate::customer::Field;

impl Register {
    /// Decides a row; `offered` are the records of the database that bear one of its [`keys`], in any order.
    ///
    /// Rows must come in the order of the file, every one once: each verdict rests on those before.
    pub fn decide(&mut self, row: &ParsedRow, offered: &[Existing]) -> Outcome {
        let offered: Vec<_> = offered.iter().filter(|record| !self.knows(record)).collect();
        let (verdict, warnings) = self.verdict(row, &offered);
        Outcome { row: row.row, verdict, warnings }
    }

    fn verdict(&mut self, row: &ParsedRow, offered: &[&Existing]) -> (Verdict, Vec<Warning>) {
        let mut faults = row.faults.clone();
        let mut meant = None;
        match self.matched(row, offered) {
            Ok(found) => meant = found,
            Err(fault) => faults.push(fault),
        }
        // A row whose key is at fault means some record: nobody knows whether a new one would lack anything.
        if meant.is_none() && faults.len() == row.faults.len() {
            faults.extend(self.missing(row));
        }
        if !faults.is_empty() {
            return (Verdict::Error { faults }, Vec::new());
        }
        let mut warnings = row.warnings.clone();
        if meant.is_none()
            && let Some(twin) = self.twin(row, offered)
        {
            match self.options.likely_duplicates {
                LikelyDuplicates::Skip => return (Verdict::Skipped(self.skip(twin)), Vec::new()),
                LikelyDuplicates::Update => meant = Some(twin),
                LikelyDuplicates::Create => warnings.push(Warning { field: None, code: "possible_duplicate".into() }),
            }
        }
        let verdict = match meant {
            Some(found) => self.change(row, found),
            None => {
                self.create(row.row, &row.values);
                Verdict::Created { values: row.values.clone() }
            }
        };
        (verdict, warnings)
    }

    /// The record that the row means: by its code only, without a code by the chosen key.
    fn matched<'a>(&self, row: &ParsedRow, offered: &[&'a Existing]) -> Result<Option<Found<'a>>, Fault> {
        let by_code = row.values.contains_key(&Field::Code);
        let field = if by_code { MatchKey::Code } else { self.options.match_key }.field();
        let Some(value) = row.values.get(&field) else { return Ok(None) };
        let fault = |code: &'static str| Err(Fault { field, code: code.into(), column: None });
        let key = Key::Value(field, value.clone());
        if self.ours(&key).is_some() {
            return fault("duplicate_in_file");
        }
        let mut bearers = offered.iter().filter(|record| record.bears(&key));
        match (bearers.next(), bearers.next()) {
            (_, Some(_)) => fault("ambiguous"),
            (Some(record), None) if !record.is_individual => fault("kind_mismatch"),
            (found, None) => Ok(found.map(|record| Found::Offered(record))),
        }
    }

    /// What a new record lacks.
    fn missing<'a>(&self, row: &'a ParsedRow) -> impl Iterator<Item = Fault> + use<'a> {
        let email = (self.options.individual_without_email == WithoutEmail::Refuse).then_some(Field::Email);
        let required = std::iter::once(Field::Name).chain(email);
        required.filter(|field| !row.values.contains_key(field) && !row.failed(*field)).map(|field| Fault {
            field,
            code: "required".into(),
            column: None,
        })
    }

    /// The oldest record that looks like this row.
    fn twin<'a>(&self, row: &ParsedRow, offered: &[&'a Existing]) -> Option<Found<'a>> {
        let alike = keys(row).likeness().flat_map(|key| {
            let bearers = offered.iter().filter(|record| record.bears(&key));
            let oldest = bearers.min_by_key(|record| record.seq);
            let theirs = oldest.map(|record| (Age::Before(record.seq), Found::Offered(record)));
            [self.ours(&key), theirs].into_iter().flatten()
        });
        alike.min_by_key(|(age, _)| *age).map(|(_, found)| found)
    }

    fn skip(&self, twin: Found<'_>) -> Skip {
        match twin {
            Found::Ours(place) => Skip::DuplicateInFile { of_row: self.row_of(place) },
            Found::Offered(record) => Skip::DuplicateExisting { of: record.id, of_code: record.code.clone() },
        }
    }

    /// Empty cells leave a field as it is, and so does another spelling of the same value; a code never changes.
    fn change(&mut self, row: &ParsedRow, found: Found<'_>) -> Verdict {
        let Some((of, old)) = self.standing(found) else {
            return Verdict::Unchanged { of: Target::Row(row.row) };
        };
        let changes: Changes = row
            .values
            .iter()
            .filter(|(field, new)| **field != Field::Code && old.get(field) != Some(new))
            .map(|(field, new)| (*field, (old.get(field).cloned(), new.clone())))
            .collect();
        let changed: Vec<_> = changes.keys().copied().collect();
        self.touch(row, found, &changed);
        if changes.is_empty() { Verdict::Unchanged { of } } else { Verdict::Changed { of, changes } }
    }
}
