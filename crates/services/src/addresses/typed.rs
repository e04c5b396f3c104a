//! Names of units as people write them: `Phường Tân Phong`, `P. Tân Phong`, `q7`, `TP.HCM`.

use domain::fold::{fold, marked};

/// What kind of unit a name says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ward,
    Commune,
    Town,
    Zone,
    /// Quận, huyện, thị xã: there are none any more.
    District,
    Province,
    /// A province; once a district too.
    City,
}

impl Kind {
    /// Whether both may be said of one unit: people mix up those of one level.
    fn goes_with(self, other: Self) -> bool {
        let level = |kind| match kind {
            Self::Ward | Self::Commune | Self::Town | Self::Zone => [true, false, false],
            Self::District => [false, true, false],
            Self::Province => [false, false, true],
            Self::City => [false, true, true],
        };
        level(self).iter().zip(level(other)).any(|(here, there)| *here && there)
    }
}

/// What may stand before a name: with and without marks.
const WORDS: &[(&str, &str, Kind)] = &[
    ("thành phố", "thanh pho", Kind::City),
    ("thị trấn", "thi tran", Kind::Town),
    ("đặc khu", "dac khu", Kind::Zone),
    ("thị xã", "thi xa", Kind::District),
    ("phường", "phuong", Kind::Ward),
    ("huyện", "huyen", Kind::District),
    ("quận", "quan", Kind::District),
    ("tỉnh", "tinh", Kind::Province),
    ("xã", "xa", Kind::Commune),
    ("tp", "tp", Kind::City),
    ("tt", "tt", Kind::Town),
    ("tx", "tx", Kind::District),
    ("p", "p", Kind::Ward),
    ("q", "q", Kind::District),
    ("h", "h", Kind::District),
    ("x", "x", Kind::Commune),
    ("t", "t", Kind::Province),
];

/// A name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// What it says it is.
    pub kind: Option<Kind>,
    /// The name itself, folded.
    pub fold: String,
    /// The same with its marks.
    pub marked: String,
}

impl Name {
    /// A name that begins with what it is, as those of the table do.
    pub fn official(text: &str) -> Self {
        let marked = marked(text);
        let found = WORDS.iter().find_map(|(word, _, kind)| Some((*kind, after(&marked, word)?)));
        let (kind, bare) = found.map_or((None, marked.as_str()), |(kind, bare)| (Some(kind), bare));
        Self { kind, fold: fold(bare), marked: bare.to_owned() }
    }

    /// What may be meant: `quan son` is a district called Sơn, or something called Quan Sơn.
    pub fn meant(text: &str) -> Vec<Self> {
        let marked = marked(text);
        let name = |kind, bare: &str| Self { kind, fold: fold(bare), marked: bare.to_owned() };
        let with_word = WORDS.iter().find_map(|(word, plain, kind)| {
            Some(name(Some(*kind), after(&marked, word).or_else(|| after(&marked, plain))?))
        });
        with_word.into_iter().chain([name(None, &marked)]).filter(|name| !name.fold.is_empty()).collect()
    }

    /// Whether what is typed begins a word of a name: `phong` does in `Tân Phong`.
    pub fn begins_in(&self, name: &Self) -> bool {
        if self.kind.zip(name.kind).is_some_and(|(typed, kind)| !typed.goes_with(kind)) {
            return false;
        }
        let mut words = name.fold.match_indices(&self.fold).map(|(at, _)| at);
        words.any(|at| at == 0 || name.fold.as_bytes().get(at - 1) == Some(&b' '))
    }

    /// How far a name in which it begins is from what is typed. Marks and kinds that were not typed are not missed.
    pub fn distance(&self, name: &Self) -> u8 {
        let marks = self.marked == self.fold || name.marked.contains(&self.marked);
        let kind = self.kind.is_none() || self.kind == name.kind;
        let fits = [marks, name.fold == self.fold, kind, name.fold.starts_with(&self.fold)];
        fits.iter().fold(0, |distance, fits| distance * 2 + u8::from(!fits))
    }
}

/// What stands behind a word. Behind a single letter that is a dot or a number.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    let letter = word.chars().nth(1).is_none();
    let dotted = rest.strip_prefix('.').map(str::trim_start);
    let spaced = rest.strip_prefix(' ').filter(|_| !letter);
    let numbered = Some(rest).filter(|rest| letter && rest.starts_with(|sign: char| sign.is_ascii_digit()));
    dotted.or(spaced).or(numbered).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (typed, kind, bare) in [
            ("Phường Tân Phong", Some(Kind::Ward), "tân phong"),
            ("P. Tân  PHONG", Some(Kind::Ward), "tân phong"),
            ("p.tan phong", Some(Kind::Ward), "tan phong"),
            ("p12", Some(Kind::Ward), "12"),
            ("Quận 7", Some(Kind::District), "7"),
            ("q.7", Some(Kind::District), "7"),
            ("Q7", Some(Kind::District), "7"),
            ("TP. Thủ Đức", Some(Kind::City), "thủ đức"),
            ("TP.HCM", Some(Kind::City), "hcm"),
            ("TPHCM", None, "tphcm"),
            ("thi tran co do", Some(Kind::Town), "co do"),
            ("Xã", None, "xã"),
            ("Phú Mỹ", None, "phú mỹ"),
            ("Tĩnh Gia", None, "tĩnh gia"),
        ] {
            let name = &Name::meant(typed)[0];
            assert_eq!((name.kind, name.marked.as_str()), (kind, bare), "{typed}");
        }
        assert_eq!(Name::meant(" "), []);
        let [district, name] = &Name::meant("quan son")[..] else { panic!() };
        assert_eq!((district.kind, district.fold.as_str()), (Some(Kind::District), "son"));
        assert_eq!((name.kind, name.fold.as_str()), (None, "quan son"));
        assert_eq!(Name::official("Huyện Quan Sơn").marked, "quan sơn");
    }

    #[test]
    fn what_is_typed_is_found_at_the_beginning_of_a_word() {
        let name = Name::official("Phường Tân Phong");
        let begins = |typed: &str| Name::meant(typed)[0].begins_in(&name);
        assert!(begins("tân") && begins("phong") && begins("Tan Ph") && begins("p. tân phong"));
        assert!(!begins("an") && !begins("hong") && !begins("tan phong a"));
        assert!(begins("xã Tân Phong") && !begins("quận Tân Phong") && !begins("tp. Tân Phong"));
    }

    #[test]
    fn the_nearest_name_is_the_one_with_the_same_marks_and_words() {
        let distance = |typed: &str, name: &str| Name::meant(typed)[0].distance(&Name::official(name));
        assert!(distance("tân phú", "Phường Tân Phú") < distance("tân phú", "Phường Tấn Phú"));
        assert!(distance("tan phu", "Phường Tân Phú") == distance("tan phu", "Phường Tấn Phú"));
        assert!(distance("tân phú", "Phường Tân Phú") < distance("tân phú", "Phường Tân Phú Trung"));
        assert!(distance("xã tân phú", "Xã Tân Phú") < distance("xã tân phú", "Phường Tân Phú"));
        assert!(distance("phú", "Xã Phú An") < distance("phú", "Xã Tân Phú"));
    }
}
