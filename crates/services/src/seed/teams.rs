//! Groups of people: somebody stands for them, and some of them are individuals of the book.

use chrono::{Days, NaiveDate};
use domain::customer::{Field, PersonField, PersonInput, Values};

use super::{
    dice::Dice,
    maker::{Memory, Office, put},
    names::{Sex, full_name},
    people::mobile,
    places::Address,
};

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "Nhóm", "Đoàn", "Nhóm sinh viên", "Đoàn du lịch", "Gia đình", "Tổ thợ", "Lớp", "Đội bóng", "Câu lạc bộ", "Đoàn công tác",
];
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Bình Minh", "Hoa Phượng", "Sông Hồng", "Cây Đa", "Hướng Dương", "Mùa Thu", "Biển Xanh", "Bạn Bè", "Đồng Hương", "Tuổi Trẻ",
    "Sao Mai", "Hòa Bình", "Núi Thành", "Chim Én", "Ngày Mới", "Trống Đồng", "Lửa Việt", "Cánh Buồm", "Thân Ái", "Ban Mai",
];
/// Words after a name: there are many groups of one name.
const MOST: i64 = 400;

/// Fills a team's fields; tells its members.
pub(super) fn fill(
    values: &mut Values,
    dice: &mut Dice,
    office: Option<&Office>,
    persons: &Memory,
    made_on: NaiveDate,
) -> Vec<PersonInput> {
    put(values, Field::Name, Some(format!("{} {} {}", dice.skewed(KINDS), dice.word(NAMES), dice.number(1..=MOST))));
    // A lead may have nobody yet who stands for it.
    if let Some(known) = persons.any(dice) {
        put(values, Field::Representative, Some(known.id.to_string()));
        for field in [Field::Email, Field::Phone] {
            put(values, field, known.values.get(&field).cloned());
        }
    }
    if let Some(office) = office.filter(|_| dice.percent(40)) {
        Address::in_city(dice, office.city).fill(values);
    }
    let count = dice.number(1..=9).min(dice.number(1..=9));
    put(values, Field::MemberCount, dice.percent(50).then(|| (count + dice.number(1..=20)).to_string()));
    let mut members: Vec<PersonInput> = Vec::new();
    for _ in 0..count {
        let member = member(dice, persons, made_on);
        let is_there = member.individual.is_some() && members.iter().any(|other| other.individual == member.individual);
        if !is_there {
            members.push(member);
        }
    }
    members
}

/// A third of them are individuals of the book, whose data stand there.
fn member(dice: &mut Dice, persons: &Memory, made_on: NaiveDate) -> PersonInput {
    let joined = made_on - Days::new(dice.number(0..=700).unsigned_abs());
    let mut person = PersonInput::default();
    person.values.insert(PersonField::JoinedOn, joined.to_string());
    if dice.percent(8) {
        let left = joined + Days::new(dice.number(0..=(made_on - joined).num_days()).unsigned_abs());
        person.values.insert(PersonField::LeftOn, left.to_string());
    }
    person.individual = if dice.percent(33) { persons.any(dice).map(|known| known.id) } else { None };
    if person.individual.is_none() {
        let sex = if dice.percent(50) { Sex::Man } else { Sex::Woman };
        person.values.insert(PersonField::Name, full_name(dice, sex));
        if dice.percent(60) {
            person.values.insert(PersonField::Phone, mobile(dice));
        }
    }
    person
}
