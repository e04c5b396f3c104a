//! People, each with everything that a record holds of one.

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    customer::{Field, INCOME_BANDS, Values},
    fold::fold,
};

use super::{
    dice::Dice,
    maker::{Labels, Office, label, put},
    names::{Sex, full_name},
    places::{Address, City, birth_place},
};

#[rustfmt::skip]
const MOBILE: &[&str] = &[
    "90", "91", "93", "94", "96", "97", "98", "32", "33", "34", "35", "36", "37", "38", "39", "70", "76", "77", "78", "79", "81",
    "82", "83", "84", "85", "86", "88", "56", "58", "59",
];
/// Where invented people have their mail.
pub(super) const MAIL: &[&str] = &["example.com", "example.net", "example.org", "mail.example.com"];
#[rustfmt::skip]
const JOB_TITLES: &[&str] = &["Nhân viên", "Trưởng nhóm", "Trưởng phòng", "Phó giám đốc", "Giám đốc", "Chuyên viên", "Thực tập sinh"];

/// Fills a person's fields.
pub(super) fn fill(values: &mut Values, dice: &mut Dice, labels: &Labels, office: Option<&Office>, made_on: NaiveDate) {
    let sex = if dice.percent(48) { Sex::Man } else { Sex::Woman };
    let name = full_name(dice, sex);
    let born = birthday(dice, made_on);
    put(values, Field::Gender, (!dice.percent(4)).then(|| sex.key().to_owned()));
    put(values, Field::DateOfBirth, (!dice.percent(8)).then(|| born.to_string()));
    put(values, Field::Phone, (!dice.percent(2)).then(|| mobile(dice)));
    put(values, Field::OtherPhones, dice.percent(5).then(|| mobile(dice)));
    put(values, Field::Email, (!dice.percent(25)).then(|| email(dice, &name, born)));
    put(values, Field::Nationality, (!dice.percent(3)).then(|| "Việt Nam".to_owned()));
    put(values, Field::Occupation, label(dice, 70, &labels.occupation));
    put(values, Field::JobTitle, dice.percent(30).then(|| dice.skewed(JOB_TITLES).to_owned()));
    put(values, Field::MonthlyIncome, dice.percent(20).then(|| dice.word(INCOME_BANDS).to_owned()));
    if let Some(office) = office {
        if dice.percent(60) {
            let issued = issued_on(dice, born, made_on);
            put(values, Field::IdNumber, Some(id_number(dice, office.city, sex, born)));
            put(values, Field::IdIssuedBy, Some(issued_by(issued).to_owned()));
            put(values, Field::IdIssuedOn, Some(issued.to_string()));
        }
        if !dice.percent(10) {
            Address::in_city(dice, office.city).fill(values);
        }
    }
    put(values, Field::Name, Some(name));
}

/// A grown-up at the time of the record, most of them young.
fn birthday(dice: &mut Dice, made_on: NaiveDate) -> NaiveDate {
    let years = dice.number(18..=75).min(dice.number(18..=75));
    let days = years * 365 + years / 4 + 1 + dice.number(0..=364);
    made_on - Days::new(days.unsigned_abs())
}

/// A mobile number.
pub(super) fn mobile(dice: &mut Dice) -> String {
    format!("+84{}{}", dice.word(MOBILE), dice.digits(7))
}

/// `nguyen.van.an87@example.com` and the like.
fn email(dice: &mut Dice, name: &str, born: NaiveDate) -> String {
    let words: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
    let local = match (dice.number(0..=2), words.as_slice()) {
        (0, [family, .., given]) => format!("{given}.{family}"),
        (1, words) => words.join("."),
        (_, words) => words.concat(),
    };
    format!("{local}{}{}@{}", born.format("%y"), dice.digits(3), dice.skewed(MAIL))
}

/// Place of birth, sex and century, year, and six digits (Circular 59/2021/TT-BCA).
fn id_number(dice: &mut Dice, city: &City, sex: Sex, born: NaiveDate) -> String {
    let century = if born.year() < 2000 { 0 } else { 2 };
    let sex = if sex == Sex::Man { 0 } else { 1 };
    format!("{:03}{}{}{}", birth_place(dice, city), century + sex, born.format("%y"), dice.digits(6))
}

/// A card with a chip: since 2021, and not before the holder was fourteen.
fn issued_on(dice: &mut Dice, born: NaiveDate, made_on: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap_or(born).max(born + Days::new(14 * 366));
    let days = (made_on - first).num_days().max(0);
    first.min(made_on) + Days::new(dice.number(0..=days).unsigned_abs())
}

/// Since 1 July 2024 the ministry issues the cards.
fn issued_by(on: NaiveDate) -> &'static str {
    if on < NaiveDate::from_ymd_opt(2024, 7, 1).unwrap_or(on) {
        "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    } else {
        "Bộ Công an"
    }
}
