//! The table of units, read from a dated file when somebody asks for the first time.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use chrono::NaiveDate;
use domain::address::{Part, Standing, Unit, UnitSuggestion};

use super::typed::Name;

/// What it looks like is told at its beginning.
const FILE: &str = include_str!("../../data/units.txt");

/// More suggestions than can be looked over help nobody.
const SUGGESTIONS: usize = 8;

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(FILE));

/// Units of today and before.
#[derive(Default)]
pub(super) struct Table {
    provinces: Vec<Named>,
    communes: Vec<Within>,
    /// Where the commune with a code stands.
    codes: HashMap<&'static str, usize>,
    old_provinces: Vec<Within>,
    districts: Vec<Within>,
    old_communes: Vec<Old>,
    changes: Vec<Change>,
    aliases: Vec<(Name, usize)>,
    /// Lines that say nothing that is understood.
    unread: usize,
}

/// A unit by its official name.
struct Named {
    code: &'static str,
    official: &'static str,
    name: Name,
}

/// A unit in another one: a commune in its province, a district in its old province, that one in the province of today.
struct Within {
    unit: Named,
    place: usize,
}

/// An old commune.
struct Old {
    unit: Named,
    district: usize,
    /// The communes of today, the usual choice first.
    now: Vec<usize>,
}

/// A unit is called otherwise since a day.
struct Change {
    since: NaiveDate,
    code: &'static str,
    official: &'static str,
}

/// The provinces that a text may mean.
struct Meant {
    /// Of today, by that or an older name.
    today: BTreeSet<usize>,
    /// It is the name of one of today.
    is_called_so: bool,
    /// Those of before.
    before: BTreeSet<usize>,
}

impl Named {
    fn new(code: &'static str, official: &'static str) -> Self {
        Self { code, official, name: Name::official(official) }
    }
}

impl Table {
    fn read(file: &'static str) -> Self {
        let mut table = Self::default();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if table.line(line).is_none() {
                table.unread += 1;
            }
        }
        table
    }

    fn line(&mut self, line: &'static str) -> Option<()> {
        let (first, rest) = line.split_once(' ')?;
        match first {
            "=" => {
                let (code, name) = rest.split_once(' ')?;
                self.provinces.push(Named::new(code, name));
            }
            "<" => {
                let (code, name) = rest.split_once(' ')?;
                let place = self.province(code)?;
                self.old_provinces.push(Within { unit: Named::new("", name), place });
            }
            "-" => {
                let place = self.old_provinces.len().checked_sub(1)?;
                self.districts.push(Within { unit: Named::new("", rest), place });
            }
            "@" => {
                let (since, rest) = rest.split_once(' ')?;
                let (code, official) = rest.split_once(' ')?;
                self.changes.push(Change { since: since.parse().ok()?, code, official });
            }
            "~" => {
                let (code, word) = rest.split_once(' ')?;
                let place = self.province(code)?;
                self.aliases.extend(Name::meant(word).into_iter().map(|name| (name, place)));
            }
            code if code.bytes().all(|sign| sign.is_ascii_digit()) => {
                let place = self.provinces.len().checked_sub(1)?;
                self.codes.insert(code, self.communes.len());
                self.communes.push(Within { unit: Named::new(code, rest), place });
            }
            _ => {
                let (name, codes) = line.split_once(" > ")?;
                let district = self.districts.len().checked_sub(1)?;
                let now = codes.split(' ').map(|code| self.codes.get(code).copied()).collect::<Option<Vec<_>>>()?;
                self.old_communes.push(Old { unit: Named::new("", name), district, now });
            }
        }
        Some(())
    }

    fn province(&self, code: &str) -> Option<usize> {
        self.provinces.iter().position(|province| province.code == code)
    }

    /// What may be meant by what is typed: units of today before those of old, the nearest first.
    pub fn suggest(&self, part: Part, typed: &str, province: &str, today: NaiveDate) -> Vec<UnitSuggestion> {
        let mut found = match part {
            Part::Province => self.provinces_like(typed, today),
            Part::Commune => self.communes_like(typed, self.meant(province).as_ref(), today),
        };
        found.sort_by(|(near, a), (other, b)| {
            (a.was.is_some(), near, &a.unit, &a.was).cmp(&(b.was.is_some(), other, &b.unit, &b.was))
        });
        found.dedup_by(|(_, a), (_, b)| a == b);
        found.into_iter().map(|(_, suggestion)| suggestion).take(SUGGESTIONS).collect()
    }

    fn provinces_like(&self, typed: &str, today: NaiveDate) -> Vec<(u8, UnitSuggestion)> {
        let typed = Name::meant(typed);
        let suggestion = |place: usize, was: Option<&str>| {
            let unit = Unit { commune: None, province: self.province_at(place, today) };
            UnitSuggestion { unit, was: was.map(str::to_owned) }
        };
        let now = self.provinces.iter().enumerate().map(|(place, province)| (&province.name, place));
        let now = now.chain(self.aliases.iter().map(|(name, place)| (name, *place)));
        let now = now.filter_map(|(name, place)| Some((nearest(&typed, name)?, suggestion(place, None))));
        let before =
            self.old_provinces.iter().filter(|old| !self.is_called_as_before(old)).filter_map(|old| {
                Some((nearest(&typed, &old.unit.name)?, suggestion(old.place, Some(old.unit.official))))
            });
        now.chain(before).collect()
    }

    fn communes_like(&self, typed: &str, province: Option<&Meant>, today: NaiveDate) -> Vec<(u8, UnitSuggestion)> {
        let (first, behind) = typed.split_once(',').map_or((typed, None), |(first, behind)| (first, Some(behind)));
        let (typed, behind) = (Name::meant(first), behind.map(Name::meant));
        let mut found = Vec::new();
        // Whoever names a district means what was before.
        if behind.is_none() {
            for (place, commune) in self.communes.iter().enumerate() {
                let here = province.is_none_or(|meant| meant.today.contains(&commune.place));
                if let Some(near) = nearest(&typed, &commune.unit.name).filter(|_| here) {
                    found.push((near, UnitSuggestion { unit: self.unit(place, today), was: None }));
                }
            }
        }
        let in_district =
            |district: &Within| behind.as_ref().is_none_or(|behind| nearest(behind, &district.unit.name).is_some());
        for old in &self.old_communes {
            let Some(district) = self.districts.get(old.district) else { continue };
            if !province.is_none_or(|meant| self.was_in(district, meant)) || !in_district(district) {
                continue;
            }
            let near = nearest(&typed, &old.unit.name);
            let whole = nearest(&typed, &district.unit.name).filter(|_| behind.is_none());
            let (near, was) = match (near, whole) {
                (Some(near), _) => (near, format!("{}, {}", old.unit.official, district.unit.official)),
                (None, Some(near)) => (near, district.unit.official.to_owned()),
                (None, None) => continue,
            };
            for commune in &old.now {
                // What is called as before is suggested by that name already.
                let same = self.communes.get(*commune).is_some_and(|commune| commune.unit.name == old.unit.name);
                if !same || behind.is_some() || whole.is_some() {
                    let unit = self.unit(*commune, today);
                    found.push((near, UnitSuggestion { unit, was: Some(was.clone()) }));
                }
            }
        }
        found
    }

    /// What is known of a commune and a province; one of the two may be empty.
    pub fn standing(&self, commune: &str, province: &str, today: NaiveDate) -> Standing {
        let meant = self.meant(province);
        if commune.is_empty() {
            return match meant {
                None => Standing::Unknown,
                Some(meant) if meant.is_called_so => Standing::Today,
                Some(meant) => {
                    let unit = |place| Unit { commune: None, province: self.province_at(place, today) };
                    Standing::Before(meant.today.into_iter().map(unit).collect())
                }
            };
        }
        if meant.is_none() && !province.is_empty() {
            return Standing::Unknown;
        }
        let (first, district) =
            commune.split_once(',').map_or((commune, None), |(first, behind)| (first, Some(behind)));
        let (names, district) = (Name::meant(first), district.map(Name::meant));
        let is_now = |commune: &Within| {
            let here = meant.as_ref().is_none_or(|meant| meant.is_called_so && meant.today.contains(&commune.place));
            here && names.iter().any(|name| name.fold == commune.unit.name.fold)
        };
        if district.is_none() && self.communes.iter().any(is_now) {
            return Standing::Today;
        }
        let now = self.communes_of_old(&names, district.as_deref(), meant.as_ref());
        if now.is_empty() {
            return Standing::Unknown;
        }
        Standing::Before(now.into_iter().map(|place| self.unit(place, today)).collect())
    }

    /// What is known of the commune and the province that end an address as people write it.
    pub fn standing_of_address(&self, address: &str, today: NaiveDate) -> Standing {
        let parts: Vec<&str> = address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let Some((province, parts)) = parts.split_last().filter(|(province, _)| self.meant(province).is_some()) else {
            return Standing::Unknown;
        };
        let with_district = parts.last_chunk::<2>().map(|[commune, district]| format!("{commune}, {district}"));
        let communes = with_district.into_iter().chain(parts.last().map(|commune| (*commune).to_owned()));
        let known = communes.map(|commune| self.standing(&commune, province, today));
        known.into_iter().find(|standing| *standing != Standing::Unknown).unwrap_or(Standing::Unknown)
    }

    /// The communes of today of an old commune, the usual choice first; of several that are called so, those of all.
    fn communes_of_old(&self, names: &[Name], district: Option<&[Name]>, province: Option<&Meant>) -> Vec<usize> {
        let called = |names: &[Name], name: &Name| names.iter().any(|meant| meant.fold == name.fold);
        let fits = |old: &&Old| {
            self.districts.get(old.district).is_some_and(|place| {
                called(names, &old.unit.name)
                    && district.is_none_or(|district| called(district, &place.unit.name))
                    && province.is_none_or(|meant| self.was_in(place, meant))
            })
        };
        let mut found: Vec<&Old> = self.old_communes.iter().filter(fits).collect();
        // What says of itself what it is, is no other kind of the same name.
        let same_kind = |old: &&Old| names.iter().any(|name| name.kind.is_some() && name.kind == old.unit.name.kind);
        if found.iter().any(same_kind) {
            found.retain(same_kind);
        }
        let mut now = Vec::new();
        for place in found.into_iter().flat_map(|old| &old.now) {
            if !now.contains(place) {
                now.push(*place);
            }
        }
        now
    }

    /// The provinces that are called so, or were.
    fn meant(&self, province: &str) -> Option<Meant> {
        let typed = Name::meant(province);
        let is = |name: &Name| typed.iter().any(|typed| typed.fold == name.fold);
        let named =
            self.provinces.iter().enumerate().filter(|(_, province)| is(&province.name)).map(|(place, _)| place);
        let aliased = self.aliases.iter().filter(|(name, _)| is(name)).map(|(_, place)| *place);
        let mut today: BTreeSet<usize> = named.chain(aliased).collect();
        let old = self.old_provinces.iter().enumerate().filter(|(_, old)| is(&old.unit.name));
        let before: BTreeSet<usize> = old.map(|(place, _)| place).collect();
        let is_called_so = !today.is_empty();
        if !is_called_so {
            today = before.iter().filter_map(|place| self.old_provinces.get(*place)).map(|old| old.place).collect();
        }
        (!today.is_empty()).then_some(Meant { today, is_called_so, before })
    }

    /// Whether a district was in a province that is meant: in the one of today, or in the old one that alone is called so.
    fn was_in(&self, district: &Within, meant: &Meant) -> bool {
        let now = self.old_provinces.get(district.place).map(|old| old.place);
        meant.before.contains(&district.place)
            || (meant.is_called_so && now.is_some_and(|now| meant.today.contains(&now)))
    }

    fn is_called_as_before(&self, old: &Within) -> bool {
        self.provinces.get(old.place).is_some_and(|province| province.name.fold == old.unit.name.fold)
    }

    fn unit(&self, commune: usize, today: NaiveDate) -> Unit {
        match self.communes.get(commune) {
            Some(Within { unit, place }) => {
                Unit { commune: Some(self.called(unit, today)), province: self.province_at(*place, today) }
            }
            None => Unit { commune: None, province: String::new() },
        }
    }

    fn province_at(&self, place: usize, today: NaiveDate) -> String {
        self.provinces.get(place).map(|province| self.called(province, today)).unwrap_or_default()
    }

    /// What a unit is called on a day.
    fn called(&self, unit: &Named, today: NaiveDate) -> String {
        let changes = self.changes.iter().filter(|change| change.code == unit.code && change.since <= today);
        changes.max_by_key(|change| change.since).map_or(unit.official, |change| change.official).to_owned()
    }
}

/// How near the nearest reading of what is typed is to a name in which it begins.
fn nearest(typed: &[Name], name: &Name) -> Option<u8> {
    typed.iter().filter(|typed| typed.begins_in(name)).map(|typed| typed.distance(name)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn today() -> NaiveDate {
        day("2026-11-22")
    }

    fn suggested(part: Part, typed: &str, province: &str) -> Vec<String> {
        let told = |UnitSuggestion { unit, was }: UnitSuggestion| {
            let name = unit.commune.unwrap_or(unit.province);
            was.map_or(name.clone(), |was| format!("{name} < {was}"))
        };
        TABLE.suggest(part, typed, province, today()).into_iter().map(told).collect()
    }

    fn told(standing: Standing) -> String {
        match standing {
            Standing::Today => "today".to_owned(),
            Standing::Unknown => "unknown".to_owned(),
            Standing::Before(units) => {
                let names = units.iter().map(Unit::to_string);
                names.collect::<Vec<_>>().join(" | ")
            }
        }
    }

    fn standing(commune: &str, province: &str) -> String {
        told(TABLE.standing(commune, province, today()))
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TABLE.unread, 0);
        assert_eq!((TABLE.provinces.len(), TABLE.communes.len()), (34, 3321));
        assert_eq!((TABLE.old_provinces.len(), TABLE.districts.len()), (63, 696));
        assert_eq!(TABLE.old_communes.len(), 10_040);
        let reached: BTreeSet<usize> = TABLE.old_communes.iter().flat_map(|old| old.now.iter().copied()).collect();
        assert_eq!(reached.len(), TABLE.communes.len());
        assert!(TABLE.communes.iter().all(|commune| commune.unit.name.kind.is_some()));
        assert!(TABLE.old_communes.iter().all(|old| old.unit.name.kind.is_some()));
    }

    #[test]
    fn provinces_are_suggested_by_new_and_old_names() {
        assert_eq!(suggested(Part::Province, "ho chi", ""), ["Thành phố Hồ Chí Minh"]);
        assert_eq!(suggested(Part::Province, "tp.hcm", ""), ["Thành phố Hồ Chí Minh"]);
        assert_eq!(suggested(Part::Province, "sai gon", ""), ["Thành phố Hồ Chí Minh"]);
        assert_eq!(suggested(Part::Province, "Bình Dương", ""), ["Thành phố Hồ Chí Minh < Tỉnh Bình Dương"]);
        assert_eq!(
            suggested(Part::Province, "binh d", ""),
            ["Thành phố Hồ Chí Minh < Tỉnh Bình Dương", "Tỉnh Gia Lai < Tỉnh Bình Định"]
        );
        assert_eq!(suggested(Part::Province, "huế", ""), ["Thành phố Huế"]);
        assert_eq!(suggested(Part::Province, "", ""), [""; 0]);
        assert_eq!(suggested(Part::Province, "xyz", ""), [""; 0]);
    }

    #[test]
    fn a_name_is_the_one_of_the_day() {
        let name = |on| TABLE.suggest(Part::Province, "dong nai", "", day(on))[0].unit.province.clone();
        assert_eq!(name("2026-04-29"), "Tỉnh Đồng Nai");
        assert_eq!(name("2026-04-30"), "Thành phố Đồng Nai");
    }

    #[test]
    fn communes_are_those_of_the_province() {
        let found = suggested(Part::Commune, "tân hưng", "Thành phố Hồ Chí Minh");
        assert_eq!(found[0], "Phường Tân Hưng");
        assert!(suggested(Part::Commune, "tan hung", "Hà Nội").iter().all(|name| !name.starts_with("Phường Tân Hưng")));
        // Without a province all of that name.
        assert!(suggested(Part::Commune, "tan hung", "").len() > 1);
        // A province that nobody knows narrows nothing.
        assert_eq!(suggested(Part::Commune, "tan hung", "Xyz"), suggested(Part::Commune, "tan hung", ""));
    }

    #[test]
    fn old_communes_and_districts_lead_to_the_new_ones() {
        let city = "TP. Hồ Chí Minh";
        assert_eq!(suggested(Part::Commune, "tân phong", city)[..1], ["Phường Tân Hưng < Phường Tân Phong, Quận 7"]);
        assert_eq!(suggested(Part::Commune, "p. tan phong, q7", city), ["Phường Tân Hưng < Phường Tân Phong, Quận 7"]);
        let district = suggested(Part::Commune, "quận 7", city);
        assert_eq!(district.len(), 4, "{district:?}");
        assert!(district.iter().all(|name| name.ends_with("< Quận 7")), "{district:?}");
        // Divided: the usual choice first.
        assert_eq!(
            suggested(Part::Commune, "phú mỹ, quận 7", city),
            ["Phường Phú Thuận < Phường Phú Mỹ, Quận 7", "Phường Tân Mỹ < Phường Phú Mỹ, Quận 7"]
        );
        // An old province narrows to what was in it.
        let found = suggested(Part::Commune, "tan phong", "Bình Dương");
        assert!(found.iter().all(|name| !name.contains("Quận 7")), "{found:?}");
    }

    #[test]
    fn an_address_of_today_is_told_from_one_of_before() {
        let city = "Thành phố Hồ Chí Minh";
        assert_eq!(standing("Phường Tân Hưng", city), "today");
        assert_eq!(standing("phuong tan hung", "tphcm"), "today");
        assert_eq!(standing("Phường Tân Phong", city), standing("P. Tân Phong", "TP.HCM"));
        assert_eq!(standing("Phường Tân Phong, Quận 7", city), "Phường Tân Hưng, Thành phố Hồ Chí Minh");
        // Called as before, but the district tells how old it is.
        assert_eq!(standing("Phường Tân Hưng, Quận 7", city), "Phường Tân Hưng, Thành phố Hồ Chí Minh");
        assert_eq!(standing("Phường Thuận Giao", "Tỉnh Bình Dương"), "Phường Thuận Giao, Thành phố Hồ Chí Minh");
        assert_eq!(standing("", "Bình Dương"), "Thành phố Hồ Chí Minh");
        assert_eq!(standing("", city), "today");
        assert_eq!(standing("Phường Không Có", city), "unknown");
        assert_eq!(standing("Phường Tân Hưng", "Xyz"), "unknown");
        assert_eq!(standing("", ""), "unknown");
    }

    #[test]
    fn the_end_of_a_written_address_is_understood() {
        let address = |text: &str| told(TABLE.standing_of_address(text, today()));
        assert_eq!(
            address("12/3 Nguyễn Thị Thập, P. Tân Phong, Q.7, TP.HCM"),
            "Phường Tân Hưng, Thành phố Hồ Chí Minh"
        );
        assert_eq!(address("12 Lê Lợi, Phường Tân Hưng, Thành phố Hồ Chí Minh"), "today");
        assert_eq!(address("12 Lê Lợi"), "unknown");
        assert_eq!(address("TP.HCM"), "unknown");
        assert_eq!(address(""), "unknown");
    }
}
