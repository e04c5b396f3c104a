//! One record after the other, of every kind, in the order in which they were made.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    BranchId, CustomerId, UserId,
    customer::{CustomerKind, Directory, Field, JOURNEY_STAGES, PersonInput, Values, known_members, member_count},
    time::BusinessZone,
    value::tags_of,
};
use uuid::Uuid;

use super::{companies, dice::Dice, people, places::City, teams};

/// Days over which the records were made.
const YEARS_OF_BUSINESS: i64 = 5 * 365;
/// So many records of a kind are remembered: they come a second time, or others name them.
const REMEMBERED: usize = 500;

/// How many of a hundred records stand in each list.
const LISTS: &[(Directory, u32)] =
    &[(Directory::Individuals, 82), (Directory::Organizations, 8), (Directory::Teams, 4), (Directory::Leads, 6)];
/// What leads are, of a hundred.
const LEADS: &[(CustomerKind, u32)] =
    &[(CustomerKind::Individual, 85), (CustomerKind::Organization, 12), (CustomerKind::Team, 3)];

#[rustfmt::skip]
const NOTES: &[&str] = &[
    "Gọi sau 18 giờ.", "Cần phòng có ban công.", "Đã xem phòng tầng 3, đang cân nhắc.", "Thanh toán đúng hạn.",
    "Có nuôi mèo.\nĐã báo quản lý tòa nhà.", "Khách cũ giới thiệu.", "Hỏi giá thuê theo năm.", "Chưa liên lạc được, gọi lại tuần sau.",
    "Cần hóa đơn công ty.", "Thích phòng yên tĩnh, tránh mặt đường.",
];
#[rustfmt::skip]
const TAGS: &[&str] = &[
    "thân thiết", "cần gọi lại", "ở ghép", "dài hạn", "ngắn ngày", "có xe máy", "có ô tô", "hội chợ 2025", "giới thiệu", "ưu đãi",
    "khách đoàn", "sự kiện", "tầng cao", "gần trường", "ăn chay", "hóa đơn đỏ", "nước ngoài", "gia đình có trẻ nhỏ", "đặt cọc sớm",
    "không hút thuốc",
];

/// A branch, its city and the staff there.
pub(super) struct Office {
    pub city: &'static City,
    pub branch: BranchId,
    pub staff: Vec<UserId>,
}

/// The labels of the catalogs that a record may have.
pub(super) struct Labels {
    pub source: Vec<String>,
    pub customer_group: Vec<String>,
    pub contact_status: Vec<String>,
    pub occupation: Vec<String>,
    pub organization_size: Vec<String>,
    pub industry: Vec<String>,
}

/// A record to be written.
pub(super) struct Entry {
    pub directory: Directory,
    pub kind: CustomerKind,
    pub id: Uuid,
    pub values: Values,
    /// Contact persons or members, with ids.
    pub people: Vec<(Uuid, PersonInput)>,
    /// Of a team.
    pub member_count: Option<u64>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A customer whom others may name.
pub(super) struct Known {
    pub id: CustomerId,
    pub values: Values,
}

/// Makes records.
pub(super) struct Maker {
    dice: Dice,
    offices: Vec<Office>,
    labels: Labels,
    now: DateTime<Utc>,
    made: u64,
    of: u64,
    /// The list in which all of them stand.
    only: Option<Directory>,
    persons: Memory,
    companies: Memory,
}

impl Maker {
    pub fn new(
        dice: Dice,
        offices: Vec<Office>,
        labels: Labels,
        now: DateTime<Utc>,
        of: u64,
        only: Option<Directory>,
    ) -> Self {
        let (persons, companies) = (Memory::default(), Memory::default());
        Self { dice, offices, labels, now, made: 0, of, only, persons, companies }
    }

    /// So many more records.
    pub fn next(&mut self, count: u64) -> Vec<Entry> {
        (0..count).map(|_| self.entry()).collect()
    }

    fn entry(&mut self) -> Entry {
        let created_at = self.moment();
        let Self { dice, offices, labels, persons, companies, .. } = self;
        let list = self.only.or_else(|| dice.weighted(LISTS, |(_, weight)| *weight).map(|(list, _)| *list));
        let directory = list.unwrap_or_default();
        let kind = directory.kind().or_else(|| dice.weighted(LEADS, |(_, weight)| *weight).map(|(kind, _)| *kind));
        let kind = kind.unwrap_or_default();
        let (id, office) = (dice.id(created_at), dice.weighted(offices, |office| office.city.weight));
        let made_on = created_at.date_naive();
        let mut values = standing(dice, labels, office);
        let mut people = Vec::new();
        match kind {
            CustomerKind::Individual => people::fill(&mut values, dice, labels, office, made_on),
            CustomerKind::Organization => people = companies::fill(&mut values, dice, labels, office),
            CustomerKind::Team => people = teams::fill(&mut values, dice, office, persons, made_on),
        }
        if kind != CustomerKind::Organization && dice.percent(10) {
            put(&mut values, Field::Organization, companies.any(dice).map(|known| known.id.to_string()));
        }
        if kind == CustomerKind::Individual && dice.percent(1) {
            again(&mut values, persons.any(dice));
        }
        values.retain(|field, _| directory.has(*field, kind));
        if directory == Directory::Individuals {
            persons.keep(Known { id: CustomerId(id), values: values.clone() });
        } else if directory == Directory::Organizations {
            companies.keep(Known { id: CustomerId(id), values: Values::new() });
        }
        let since = (self.now - created_at).num_seconds();
        let changed = if dice.percent(40) { dice.number(0..=since) } else { 0 };
        let representative = values.get(&Field::Representative).and_then(|id| id.parse().ok());
        let known = known_members(&people, representative, BusinessZone::default().day_of(self.now));
        let typed = values.remove(&Field::MemberCount).and_then(|count| count.parse().ok());
        Entry {
            directory,
            kind,
            id,
            member_count: if kind == CustomerKind::Team { member_count(typed, known) } else { None },
            people: people.into_iter().map(|person| (dice.id(created_at), person)).collect(),
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
}

/// What records of every kind have: how the business sees them, and who is in charge.
fn standing(dice: &mut Dice, labels: &Labels, office: Option<&Office>) -> Values {
    let mut values = Values::new();
    put(&mut values, Field::Source, label(dice, 90, &labels.source));
    put(&mut values, Field::CustomerGroup, label(dice, 80, &labels.customer_group));
    put(&mut values, Field::ContactStatus, label(dice, 95, &labels.contact_status));
    put(&mut values, Field::JourneyStage, dice.percent(60).then(|| dice.skewed(JOURNEY_STAGES).to_owned()));
    put(&mut values, Field::Note, dice.percent(15).then(|| dice.word(NOTES).to_owned()));
    if dice.percent(12) {
        let count = dice.number(1..=3);
        let tags: Vec<&str> = (0..count).map(|_| dice.skewed(TAGS)).collect();
        put(&mut values, Field::Tags, Some(tags_of(tags)));
    }
    if let Some(office) = office {
        put(&mut values, Field::Branch, Some(office.branch.to_string()));
        put(&mut values, Field::Owner, dice.any(&office.staff).filter(|_| !dice.percent(1)).map(UserId::to_string));
    }
    values
}

/// The same person, entered a second time.
fn again(values: &mut Values, known: Option<&Known>) {
    let Some(known) = known else { return };
    for field in [Field::Name, Field::Gender, Field::DateOfBirth, Field::Phone] {
        values.remove(&field);
        put(values, field, known.values.get(&field).cloned());
    }
    values.remove(&Field::IdNumber);
}

/// Fills a field, if there is something for it.
pub(super) fn put(values: &mut Values, field: Field, text: Option<String>) {
    if let Some(text) = text {
        values.insert(field, text);
    }
}

/// One of some labels in this many of a hundred records.
pub(super) fn label(dice: &mut Dice, percent: u32, of: &[String]) -> Option<String> {
    if dice.percent(percent) { dice.any(of).cloned() } else { None }
}

/// The last customers of a list.
#[derive(Default)]
pub(super) struct Memory {
    known: Vec<Known>,
    oldest: usize,
}

impl Memory {
    fn keep(&mut self, known: Known) {
        if self.known.len() < REMEMBERED {
            self.known.push(known);
        } else if let Some(place) = self.known.get_mut(self.oldest) {
            *place = known;
            self.oldest = (self.oldest + 1) % REMEMBERED;
        }
    }

    /// One of them.
    pub fn any(&self, dice: &mut Dice) -> Option<&Known> {
        dice.any(&self.known)
    }
}
