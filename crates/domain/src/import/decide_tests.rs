//! The register against a plain model with one list of records, and the dry run against the real one.

use proptest::prelude::*;
use uuid::Uuid;

use super::{testing::options, *};
use crate::{
    CustomerId,
    customer::{Field, Values},
    fold::fold,
};

/// A database of the simplest kind.
#[derive(Clone, Debug, Default)]
struct Book(Vec<Existing>);

impl Book {
    fn add(&mut self, is_individual: bool, values: Values) -> CustomerId {
        let seq = self.0.len() as i64;
        let id = CustomerId(Uuid::from_u128(self.0.len() as u128));
        self.0.push(Existing { id, seq, code: values.get(&Field::Code).cloned(), is_individual, values });
        id
    }

    fn offer(&self, keys: &LookupKeys) -> Vec<Existing> {
        let bears = |record: &&Existing| {
            let own = |field| record.values.get(&field).cloned();
            let same = |key: &Option<String>, field| key.is_some() && own(field) == *key;
            let person = own(Field::Name).map(|name| fold(&name)).zip(own(Field::DateOfBirth));
            same(&keys.code, Field::Code)
                || same(&keys.phone, Field::Phone)
                || same(&keys.email, Field::Email)
                || (keys.person.is_some() && person == keys.person)
        };
        // The newest first: the order must not matter.
        self.0.iter().rev().filter(bears).cloned().collect()
    }

    fn write(&mut self, outcome: &Outcome, register: &mut Register) -> Option<(CustomerId, bool)> {
        match &outcome.verdict {
            Verdict::Created { values } => {
                let id = self.add(true, values.clone());
                register.stored(outcome.row, id);
                Some((id, true))
            }
            Verdict::Changed { of, changes } => {
                let id = register.id_of(of)?;
                let record = self.0.iter_mut().find(|record| record.id == id)?;
                record.values.extend(changes.iter().map(|(field, (_, new))| (*field, new.clone())));
                Some((id, false))
            }
            Verdict::Unchanged { of } => register.id_of(of).map(|id| (id, false)),
            _ => None,
        }
    }
}

/// The same rules the slow way: one list, walked for every row.
fn model(book: &Book, rows: &[ParsedRow], options: &Options) -> Vec<&'static str> {
    struct Record {
        row: Option<u32>,
        is_individual: bool,
        values: Values,
    }
    let mut records: Vec<Record> = Vec::new();
    records.extend(book.0.iter().map(|record| Record {
        row: None,
        is_individual: record.is_individual,
        values: record.values.clone(),
    }));
    let mut verdicts = Vec::new();
    for row in rows {
        let key = if row.values.contains_key(&Field::Code) { Field::Code } else { options.match_key.field() };
        let bears = |record: &Record, field| {
            row.values.contains_key(&field) && record.values.get(&field) == row.values.get(&field)
        };
        let found: Vec<_> = (0..records.len())
            .filter(|&at| (key == Field::Code || records[at].is_individual) && bears(&records[at], key))
            .collect();
        let mut fault = row.faults.first().map(|_| "row");
        if found.iter().any(|&at| records[at].row.is_some()) {
            fault = Some("duplicate_in_file");
        } else if found.len() > 1 {
            fault = Some("ambiguous");
        } else if found.iter().any(|&at| !records[at].is_individual) {
            fault = Some("kind_mismatch");
        } else if found.is_empty() && !row.values.contains_key(&Field::Name) {
            fault = Some("required");
        }
        if let Some(fault) = fault {
            verdicts.push(fault);
            continue;
        }
        let person = |values: &Values| {
            values.get(&Field::Name).map(|name| fold(name)).zip(values.get(&Field::DateOfBirth).cloned())
        };
        let twin = (0..records.len()).find(|&at| {
            let record = &records[at];
            let alike = bears(record, Field::Phone)
                || bears(record, Field::Email)
                || (person(&row.values).is_some() && person(&row.values) == person(&record.values));
            found.is_empty() && record.is_individual && alike
        });
        let meant = match (twin, options.likely_duplicates) {
            (Some(at), LikelyDuplicates::Skip) => {
                verdicts.push(if records[at].row.is_some() { "skipped_in_file" } else { "skipped_existing" });
                continue;
            }
            (Some(at), LikelyDuplicates::Update) => Some(at),
            _ => found.first().copied(),
        };
        let Some(at) = meant else {
            records.push(Record { row: Some(row.row), is_individual: true, values: row.values.clone() });
            verdicts.push("created");
            continue;
        };
        let record = &mut records[at];
        record.row = Some(row.row);
        let before = record.values.clone();
        record.values.extend(
            row.values.iter().filter(|(field, _)| **field != Field::Code).map(|(field, value)| (*field, value.clone())),
        );
        verdicts.push(if record.values == before { "unchanged" } else { "changed" });
    }
    verdicts
}

fn word(outcome: &Outcome) -> String {
    match &outcome.verdict {
        Verdict::Created { .. } => "created".into(),
        Verdict::Changed { .. } => "changed".into(),
        Verdict::Unchanged { .. } => "unchanged".into(),
        Verdict::Skipped(Skip::DuplicateInFile { .. }) => "skipped_in_file".into(),
        Verdict::Skipped(_) => "skipped_existing".into(),
        Verdict::Error { faults } => faults.last().map(|fault| fault.code.to_string()).unwrap_or_default(),
    }
}

fn values() -> impl Strategy<Value = Values> {
    let maybe = |pattern: &'static str| prop::option::of(pattern);
    let found = (
        maybe("KH[1-4]"),
        maybe("[AaB]n"),
        maybe("\\+8490[1-4]"),
        maybe("[ab]@x"),
        maybe("1990-01-0[12]"),
        maybe("[xy]"),
    );
    found.prop_map(|found| {
        let fields = [Field::Code, Field::Name, Field::Phone, Field::Email, Field::DateOfBirth, Field::Note];
        let texts = [found.0, found.1, found.2, found.3, found.4, found.5];
        fields.into_iter().zip(texts).filter_map(|(field, text)| Some((field, text?))).collect()
    })
}

fn book() -> impl Strategy<Value = Book> {
    prop::collection::vec((values(), prop::bool::weighted(0.8)), 0..5).prop_map(|records| {
        let mut book = Book::default();
        for (mut values, is_individual) in records {
            // Codes are unique, as in the database.
            if book.0.iter().any(|record| record.code.is_some() && record.code.as_ref() == values.get(&Field::Code)) {
                values.remove(&Field::Code);
            }
            book.add(is_individual, values);
        }
        book
    })
}

fn rows() -> impl Strategy<Value = Vec<ParsedRow>> {
    prop::collection::vec((values(), prop::bool::weighted(0.1)), 0..12).prop_map(|rows| {
        let fault = Fault { field: Field::Gender, code: "row".into(), column: Some(1) };
        let row = |(at, (values, wrong)): (usize, (Values, bool))| ParsedRow {
            row: at as u32 + 2,
            values,
            faults: if wrong { vec![fault.clone()] } else { Vec::new() },
            warnings: Vec::new(),
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

fn choices() -> impl Strategy<Value = Options> {
    let keys = prop::sample::select(vec![MatchKey::Code, MatchKey::Phone, MatchKey::Email]);
    let twins = prop::sample::select(vec![LikelyDuplicates::Create, LikelyDuplicates::Skip, LikelyDuplicates::Update]);
    (keys, twins).prop_map(|(match_key, likely_duplicates)| Options { match_key, likely_duplicates, ..options() })
}

fn dry_run(book: &Book, rows: &[ParsedRow], options: &Options) -> Vec<Outcome> {
    let mut register = Register::new(options.clone());
    rows.iter().map(|row| register.decide(row, &book.offer(&keys(row)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn agrees_with_the_model(book in book(), rows in rows(), options in choices()) {
        let found: Vec<_> = dry_run(&book, &rows, &options).iter().map(word).collect();
        prop_assert_eq!(found, model(&book, &rows, &options));
    }

    #[test]
    fn the_real_run_keeps_what_the_dry_run_promised(
        book in book(), rows in rows(), options in choices(), restart in 0_usize..12,
    ) {
        let promised = dry_run(&book, &rows, &options);
        let mut book = book;
        let mut register = Register::new(options.clone());
        let mut written = Vec::new();
        for (at, (row, promise)) in rows.iter().zip(&promised).enumerate() {
            if at == restart {
                register = Register::new(options.clone());
                for &(row, id, created) in &written {
                    let record = book.0.iter().find(|record| record.id == id).unwrap();
                    register.recall(row, record, created);
                }
            }
            let outcome = register.decide(row, &book.offer(&keys(row)));
            prop_assert_eq!(&outcome, promise);
            written.extend(book.write(&outcome, &mut register).map(|(id, created)| (row.row, id, created)));
        }
    }

    #[test]
    fn outcomes_cross_the_wire(book in book(), rows in rows(), options in choices()) {
        for outcome in dry_run(&book, &rows, &options) {
            let text = serde_json::to_string(&outcome).unwrap();
            prop_assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), outcome);
        }
    }
}

fn row(row: u32, values: &[(Field, &str)]) -> ParsedRow {
    let values = values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    ParsedRow { row, values, ..ParsedRow::default() }
}

#[test]
fn twins_name_the_row_or_the_code() {
    let mut book = Book::default();
    let id = book.add(true, row(0, &[(Field::Code, "KH1"), (Field::Name, "An"), (Field::Phone, "+84901")]).values);
    let rows = [
        row(2, &[(Field::Name, "Bình"), (Field::Phone, "+84901")]),
        row(3, &[(Field::Name, "Chi"), (Field::DateOfBirth, "1990-01-01")]),
        row(4, &[(Field::Name, "CHÍ"), (Field::DateOfBirth, "1990-01-01")]),
    ];
    let verdicts: Vec<_> = dry_run(&book, &rows, &options()).into_iter().map(|outcome| outcome.verdict).collect();
    assert_eq!(verdicts[0], Verdict::Skipped(Skip::DuplicateExisting { of: id, of_code: Some("KH1".into()) }));
    assert_eq!(verdicts[2], Verdict::Skipped(Skip::DuplicateInFile { of_row: 3 }));
    let wire = serde_json::to_value(&dry_run(&book, &rows, &options())[2]).unwrap();
    assert_eq!(wire, serde_json::json!({"row": 4, "verdict": "skipped", "reason": "duplicate_in_file", "of_row": 3}));
}

#[test]
fn an_email_may_be_required() {
    let options = Options { individual_without_email: WithoutEmail::Refuse, ..options() };
    let outcome = &dry_run(&Book::default(), &[row(2, &[(Field::Phone, "+84901")])], &options)[0];
    let Verdict::Error { faults } = &outcome.verdict else { panic!("{outcome:?}") };
    let codes: Vec<_> = faults.iter().map(|fault| (fault.field, fault.code.as_ref())).collect();
    assert_eq!(codes, [(Field::Name, "required"), (Field::Email, "required")]);
}

#[test]
fn a_hundred_thousand_alike_rows_take_no_time() {
    let options = Options { likely_duplicates: LikelyDuplicates::Create, ..options() };
    let mut register = Register::new(options);
    for number in 0..100_000 {
        let outcome = register.decide(&row(number, &[(Field::Name, "An"), (Field::Phone, "+84901")]), &[]);
        assert!(matches!(outcome.verdict, Verdict::Created { .. }));
    }
}
