//! The sample files reach exactly the results that are expected of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    customer::Field,
    import::wizard::{ImportPlanInput, ImportRowView, ImportStatus, RowFilter, RowVerdict},
    value::Catalog,
};
use entities::{catalog_value, customer};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::{Value, from_value};
use services::secrets::Secrets;
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::desk::{Desk, sample};

each_database!(
    individuals,
    individuals_again,
    a_range_of_rows,
    a_messy_list,
    a_messy_list_by_phone,
    an_update,
    an_update_by_phone,
    a_csv_file,
    english_headings,
);

async fn individuals(on: &TestServices) {
    reach(on, &["01_ca_nhan_sach"]).await;
}

async fn individuals_again(on: &TestServices) {
    reach(on, &["01_ca_nhan_sach", "01_ca_nhan_sach.again"]).await;
}

async fn a_range_of_rows(on: &TestServices) {
    reach(on, &["01_ca_nhan_sach.rows81-100"]).await;
}

async fn a_messy_list(on: &TestServices) {
    reach(on, &["02_ca_nhan_lon_xon"]).await;
}

async fn a_messy_list_by_phone(on: &TestServices) {
    reach(on, &["02_ca_nhan_lon_xon.key-phone"]).await;
}

async fn an_update(on: &TestServices) {
    organizations(on).await;
    reach(on, &["01_ca_nhan_sach", "05_cap_nhat"]).await;
}

async fn an_update_by_phone(on: &TestServices) {
    organizations(on).await;
    reach(on, &["01_ca_nhan_sach", "05_cap_nhat.key-phone"]).await;
}

async fn a_csv_file(on: &TestServices) {
    reach(on, &["08a_xuat_tu_may"]).await;
}

async fn english_headings(on: &TestServices) {
    reach(on, &["09_english"]).await;
}

/// Imports the files one after the other; each must reach its expected result, in the check as in the real run.
async fn reach(on: &TestServices, names: &[&str]) {
    let desk = Desk::new(on, &on.administrator().await);
    for name in names {
        let expected = expectation(name);
        catalogs(on, &expected["catalogs"]).await;
        let uploaded = desk.upload_file(&sample(expected["file"].as_str().unwrap())).await;
        assert_eq!(uploaded.status, ImportStatus::Ready, "{:?}", uploaded.reason);
        let guess = uploaded.plan.unwrap();
        assert_eq!(guess.heading_row, number(&expected["options"]["heading_row"]), "{name}");
        desk.plan(uploaded.id, &plan(&expected, &guess)).await;

        let checked = desk.check(uploaded.id).await;
        assert_eq!(checked.status, ImportStatus::Checked, "{:?}", checked.reason);
        let before = customer::Entity::find().all(on.database().writer()).await.unwrap();
        let dry = desk.rows(uploaded.id, RowFilter::All).await;
        compare(name, &expected, &dry, None);

        let written = desk.write(uploaded.id).await;
        assert_eq!(written.status, ImportStatus::Finished, "{:?}", written.reason);
        assert_eq!((written.rows_done, written.counts), (written.rows_total, checked.counts));
        let real = desk.rows(uploaded.id, RowFilter::All).await;
        let after = customer::Entity::find().all(on.database().writer()).await.unwrap();
        compare(name, &expected, &real, Some(&records(on, &after).await));
        assert_eq!(after.len() - before.len(), real.iter().filter(|row| row.verdict == RowVerdict::Created).count());
    }
}

fn expectation(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(sample(&format!("{name}.expected.json"))).unwrap()).unwrap()
}

/// The plan that the person chose; what must be guessed is taken from the guess.
fn plan(expected: &Value, guess: &ImportPlanInput) -> ImportPlanInput {
    let options = &expected["options"];
    let columns = expected["columns"].as_array().unwrap();
    let mut fields = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let field = column["field"].as_str().map(|key| field(key).unwrap());
        if column["guess"] == true || field.is_none() {
            assert_eq!(guess.columns.get(place).copied().flatten(), field, "{column}");
        }
        fields.push(field);
    }
    ImportPlanInput {
        sheet: options["sheet"].as_str().unwrap().to_owned(),
        heading_row: number(&options["heading_row"]),
        from_row: number(&options["from_row"]),
        to_row: number(&options["to_row"]),
        columns: fields,
        match_key: from_value(options["match_key"].clone()).unwrap(),
        likely_duplicates: from_value(options["likely_duplicates"].clone()).unwrap(),
        individual_without_email: from_value(options["individual_without_email"].clone()).unwrap(),
        unknown_catalog_value: from_value(options["unknown_catalog_value"].clone()).unwrap(),
        owner: None,
        branch: None,
    }
}

/// `address.street` is `address_street`.
fn field(key: &str) -> Option<Field> {
    Field::from_key(&key.replace('.', "_"))
}

fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

type Record = BTreeMap<String, String>;

fn compare(name: &str, expected: &Value, rows: &[ImportRowView], records: Option<&BTreeMap<String, Record>>) {
    let mut found: BTreeMap<u64, &ImportRowView> = rows.iter().map(|row| (u64::from(row.row), row)).collect();
    let differences: Vec<String> = expected["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|want| {
            let row = want["row"].as_u64().unwrap();
            let difference = difference(want, found.remove(&row), records)?;
            Some(format!("row {row} {}: {difference}", want["quirks"]))
        })
        .collect();
    assert!(differences.is_empty(), "{name}\n{}", differences.join("\n"));
    assert!(found.is_empty(), "{name}: not expected at all: {:?}", found.keys());
}

fn difference(want: &Value, got: Option<&ImportRowView>, records: Option<&BTreeMap<String, Record>>) -> Option<String> {
    let Some(got) = got else {
        let may_be_missing = matches!(want["reason"].as_str(), Some("empty_row" | "totals_row"));
        return (!may_be_missing).then(|| format!("missing, expected {}", want["verdict"]));
    };
    let verdict = got.verdict.key();
    if want["verdict"] != verdict {
        let accepted =
            want["accept"].as_array().is_some_and(|list| list.iter().any(|other| other["verdict"] == verdict));
        return (!accepted).then(|| format!("{got:?}, expected {want}"));
    }
    let skipped = got.skipped.as_ref();
    let pairs = [
        ("reason", skipped.map(|skip| Value::from(skip.reason.clone()))),
        ("of_row", skipped.and_then(|skip| skip.of_row).map(Value::from)),
        ("of_code", skipped.and_then(|skip| skip.of_code.clone()).or_else(|| got.code.clone()).map(Value::from)),
        ("changes", Some(changes(got))),
    ];
    for (key, found) in pairs {
        if want.get(key).is_some() && want.get(key) != found.as_ref() {
            return Some(format!("{key} = {found:?}, expected {}", want[key]));
        }
    }
    if let (Some(values), Some(records)) = (want.get("values"), records) {
        let mut record = records.get(got.code.as_ref()?)?.clone();
        let values = flat(values);
        if !values.contains_key("code") {
            record.remove("code");
        }
        if record != values {
            return Some(format!("{record:?}, expected {values:?}"));
        }
    }
    let faults: BTreeSet<_> =
        got.faults.iter().map(|fault| (key(fault.field), fault.code.clone(), fault.cell.clone())).collect();
    let wanted: BTreeSet<_> = want["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| (plain(&error["field"]), plain(&error["code"]), error["cell"].as_str().map(str::to_owned)))
        .collect();
    if want["verdict"] == "error" && faults != wanted {
        return Some(format!("errors {faults:?}, expected {wanted:?}"));
    }
    let warnings: Vec<_> = got.warnings.iter().map(|warning| (key(warning.field), warning.code.clone())).collect();
    let wanted: Vec<_> = want["warnings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|warning| (plain(&warning["field"]), plain(&warning["code"])))
        .collect();
    (warnings != wanted).then(|| format!("warnings {warnings:?}, expected {wanted:?}"))
}

fn changes(row: &ImportRowView) -> Value {
    row.changes
        .iter()
        .map(|(field, (old, new))| (field.key().to_owned(), Value::from(vec![old.clone(), new.clone()])))
        .collect()
}

fn key(field: Option<Field>) -> String {
    field.map(Field::key).unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('.', "_")
}

/// `{"address": {"street": …}, "other_phones": [a, b]}` as fields of an individual.
fn flat(values: &Value) -> Record {
    let mut record = Record::new();
    for (key, value) in values.as_object().unwrap() {
        match value {
            Value::Object(parts) => {
                record.extend(
                    parts.iter().map(|(part, text)| (format!("{key}_{part}"), text.as_str().unwrap().to_owned())),
                );
            }
            Value::Array(list) => {
                let list: Vec<_> = list.iter().map(|text| text.as_str().unwrap()).collect();
                record.insert(key.clone(), list.join("\n"));
            }
            other => {
                record.insert(key.clone(), other.as_str().unwrap().to_owned());
            }
        }
    }
    record
}

/// Code → fields, as they stand in the tables.
async fn records(on: &TestServices, rows: &[customer::Model]) -> BTreeMap<String, Record> {
    let labels: BTreeMap<Uuid, String> = catalog_value::Entity::find()
        .all(on.database().writer())
        .await
        .unwrap()
        .into_iter()
        .map(|value| (value.id, value.label))
        .collect();
    let label = |id: Option<Uuid>| id.map(|id| labels[&id].clone()).unwrap_or_default();
    rows.iter()
        .map(|row| {
            let id_number = row.id_number.as_ref().map(|sealed| Secrets::new([7; 32]).open(sealed).unwrap());
            let fields = [
                ("code", row.code.clone()),
                ("name", row.name.clone()),
                ("phone", row.phone.clone()),
                ("other_phones", row.other_phones.clone()),
                ("email", row.email.clone()),
                ("gender", row.gender.clone()),
                ("date_of_birth", row.date_of_birth.clone()),
                ("id_number", id_number.unwrap_or_default()),
                ("address", row.address.clone()),
                ("address_street", row.address_street.clone()),
                ("address_commune", row.address_commune.clone()),
                ("address_province", row.address_province.clone()),
                ("occupation", label(row.occupation_id)),
                ("source", label(row.source_id)),
                ("customer_group", label(row.customer_group_id)),
                ("note", row.note.clone()),
            ];
            let filled = fields.into_iter().filter(|(_, text)| !text.is_empty());
            (row.code.clone(), filled.map(|(key, text)| (key.to_owned(), text)).collect())
        })
        .collect()
}

/// Puts the values into the catalogs that the expectation takes for granted.
async fn catalogs(on: &TestServices, expected: &Value) {
    let writer = on.database().writer();
    for (catalog, labels) in expected.as_object().unwrap() {
        let catalog: Catalog = from_value(Value::from(catalog.clone())).unwrap();
        for (label, place) in labels.as_array().unwrap().iter().zip(1..) {
            let label = label.as_str().unwrap();
            let fold = domain::fold::fold(label);
            let known = catalog_value::Entity::find()
                .filter(catalog_value::Column::Catalog.eq(catalog.key()))
                .filter(catalog_value::Column::Fold.eq(&fold));
            if known.one(writer).await.unwrap().is_none() {
                let row = catalog_value::ActiveModel {
                    id: Set(Uuid::now_v7()),
                    catalog: Set(catalog.key().to_owned()),
                    label: Set(label.to_owned()),
                    fold: Set(fold),
                    place: Set(place),
                    active: Set(true),
                    ..Default::default()
                };
                row.insert(writer).await.unwrap();
            }
        }
    }
}

/// The organizations of file 03a: that one comes later, here their codes alone matter.
async fn organizations(on: &TestServices) {
    let admin = on.administrator().await;
    let expected = expectation("03a_to_chuc_lien_he_theo_cot");
    let codes = expected["rows"].as_array().unwrap().iter().filter_map(|row| row["values"]["code"].as_str());
    let template = on.named(&admin, "Mẫu").await;
    let writer = on.database().writer();
    let shape = customer::Entity::find_by_id(1).one(writer).await.unwrap().unwrap();
    assert_eq!(shape.code, template.code);
    for code in codes {
        let mut row = shape.clone().into_active_model().reset_all();
        row.seq = NotSet;
        row.id = Set(Uuid::now_v7());
        row.directory = Set("organizations".to_owned());
        row.kind = Set("organization".to_owned());
        row.code = Set(code.to_owned());
        customer::Entity::insert(row).exec_without_returning(writer).await.unwrap();
    }
    customer::Entity::delete_by_id(shape.seq).exec(writer).await.unwrap();
}
