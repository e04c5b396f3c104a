//! One person after the other, each with everything that a record holds.

use std::collections::VecDeque;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    BranchId, UserId,
    customer::{Field, INCOME_BANDS, JOURNEY_STAGES, Values},
    fold::fold,
};
use uuid::Uuid;

use super::{
    dice::Dice,
    names::{Sex, full_name},
    places::{Address, City, birth_place},
};

/// Days over which the records were made.
const YEARS_OF_BUSINESS: i64 = 5 * 365;
/// So many people are remembered, to come a second time.
const REMEMBERED: usize = 500;

#[rustfmt::skip]
const MOBILE: &[&str] = &[
    "90", "91", "93", "94", "96", "97", "98", "32", "33", "34", "35", "36", "37", "38", "39", "70", "76", "77", "78", "79", "81",
    "82", "83", "84", "85", "86", "88", "56", "58", "59",
];
const MAIL: &[&str] = &["example.com", "example.net", "example.org", "mail.example.com"];
#[rustfmt::skip]
const JOB_TITLES: &[&str] = &["Nhân viên", "Trưởng nhóm", "Trưởng phòng", "Phó giám đốc", "Giám đốc", "Chuyên viên", "Thực tập sinh"];
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "Gọi sau 18 giờ.", "Cần phòng có ban công.", "Đã xem phòng tầng 3, đang cân nhắc.", "Thanh toán đúng hạn.",
    "Có nuôi mèo.\nĐã báo quản lý tòa nhà.", "Khách cũ giới thiệu.", "Hỏi giá thuê theo năm.", "Chưa liên lạc được, gọi lại tuần sau.",
    "Cần hóa đơn công ty.", "Thích phòng yên tĩnh, tránh mặt đường.",
];

/// A branch, its city and the staff there.
pub(super) struct Office {
    pub city: &'static City,
    pub branch: BranchId,
    pub staff: Vec<UserId>,
}

/// The labels of the catalogs that a person may have.
pub(super) struct Labels {
    pub source: Vec<String>,
    pub customer_group: Vec<String>,
    pub contact_status: Vec<String>,
    pub occupation: Vec<String>,
}

/// A record to be written.
pub(super) struct Person {
    pub id: Uuid,
    pub values: Values,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Makes people, in the order in which their records were made.
pub(super) struct People {
    dice: Dice,
    offices: Vec<Office>,
    labels: Labels,
    now: DateTime<Utc>,
    made: u64,
    of: u64,
    remembered: VecDeque<Values>,
}

impl People {
    pub fn new(dice: Dice, offices: Vec<Office>, labels: Labels, now: DateTime<Utc>, of: u64) -> Self {
        Self { dice, offices, labels, now, made: 0, of, remembered: VecDeque::new() }
    }

    /// So many more people.
    pub fn next(&mut self, count: u64) -> Vec<Person> {
        (0..count).map(|_| self.person()).collect()
    }

    fn person(&mut self) -> Person {
        let created_at = self.moment();
        let mut values = self.values(created_at);
        if self.dice.percent(1)
            && let Some(known) = self.dice.any(self.remembered.make_contiguous())
        {
            // The same person, entered a second time.
            for field in [Field::Name, Field::Gender, Field::DateOfBirth, Field::Phone] {
                match known.get(&field) {
                    Some(text) => values.insert(field, text.clone()),
                    None => values.remove(&field),
                };
            }
            values.remove(&Field::IdNumber);
        }
        self.remembered.push_back(values.clone());
        if self.remembered.len() > REMEMBERED {
            self.remembered.pop_front();
        }
        let since = (self.now - created_at).num_seconds();
        let changed = if self.dice.percent(40) { self.dice.number(0..=since) } else { 0 };
        Person {
            id: self.dice.id(created_at),
            values,
            created_at,
            updated_at: created_at + TimeDelta::seconds(changed),
        }
    }

    /// Records follow one another over the years up to now.
    fn moment(&mut self) -> DateTime<Utc> {
        let whole = TimeDelta::days(YEARS_OF_BUSINESS).num_milliseconds();
        let step = (whole / i64::try_from(self.of).unwrap_or(i64::MAX).max(1)).max(1);
        let passed = step.saturating_mul(i64::try_from(self.made).unwrap_or(i64::MAX));
        self.made += 1;
        self.now - TimeDelta::milliseconds(whole - passed - self.dice.number(0..=step - 1))
    }

    fn values(&mut self, created_at: DateTime<Utc>) -> Values {
        let dice = &mut self.dice;
        let office = dice.weighted(&self.offices, |office| office.city.weight);
        let sex = if dice.percent(48) { Sex::Man } else { Sex::Woman };
        let name = full_name(dice, sex);
        let born = birthday(dice, created_at.date_naive());
        let mut values = Values::new();
        let mut put = |field, text: Option<String>| {
            if let Some(text) = text {
                values.insert(field, text);
            }
        };
        put(Field::Gender, (!dice.percent(4)).then(|| sex.key().to_owned()));
        put(Field::DateOfBirth, (!dice.percent(8)).then(|| born.to_string()));
        put(Field::Phone, (!dice.percent(2)).then(|| mobile(dice)));
        put(Field::OtherPhones, dice.percent(5).then(|| mobile(dice)));
        put(Field::Email, (!dice.percent(25)).then(|| email(dice, &name, born)));
        put(Field::Nationality, (!dice.percent(3)).then(|| "Việt Nam".to_owned()));
        put(Field::Occupation, label(dice, 70, &self.labels.occupation));
        put(Field::JobTitle, dice.percent(30).then(|| dice.skewed(JOB_TITLES).to_owned()));
        put(Field::MonthlyIncome, dice.percent(20).then(|| dice.word(INCOME_BANDS).to_owned()));
        put(Field::Source, label(dice, 90, &self.labels.source));
        put(Field::CustomerGroup, label(dice, 80, &self.labels.customer_group));
        put(Field::ContactStatus, label(dice, 95, &self.labels.contact_status));
        put(Field::JourneyStage, dice.percent(60).then(|| dice.skewed(JOURNEY_STAGES).to_owned()));
        put(Field::Note, dice.percent(15).then(|| dice.word(NOTES).to_owned()));
        if let Some(office) = office {
            if dice.percent(60) {
                let issued = issued_on(dice, born, created_at.date_naive());
                put(Field::IdNumber, Some(id_number(dice, office.city, sex, born)));
                put(Field::IdIssuedBy, Some(issued_by(issued).to_owned()));
                put(Field::IdIssuedOn, Some(issued.to_string()));
            }
            if !dice.percent(10) {
                let address = Address::in_city(dice, office.city);
                put(Field::Address, Some(address.whole()));
                put(Field::AddressStreet, Some(address.street));
                put(Field::AddressCommune, Some(address.commune.to_owned()));
                put(Field::AddressProvince, Some(address.province.to_owned()));
            }
            put(Field::Branch, Some(office.branch.to_string()));
            put(Field::Owner, dice.any(&office.staff).filter(|_| !dice.percent(1)).map(UserId::to_string));
        }
        put(Field::Name, Some(name));
        values
    }
}

/// A grown-up at the time of the record, most of them young.
fn birthday(dice: &mut Dice, made_on: NaiveDate) -> NaiveDate {
    let years = dice.number(18..=75).min(dice.number(18..=75));
    let days = years * 365 + years / 4 + 1 + dice.number(0..=364);
    made_on - Days::new(days.unsigned_abs())
}

fn mobile(dice: &mut Dice) -> String {
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

fn label(dice: &mut Dice, percent: u32, of: &[String]) -> Option<String> {
    if dice.percent(percent) { dice.any(of).cloned() } else { None }
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
