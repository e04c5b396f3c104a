//! What becomes of a form when somebody else has saved the same thing meanwhile: what one of the two touched is kept, and of
//! what both touched the person chooses.

use std::collections::BTreeSet;

use super::Typed;

/// Before the key of a field stands what it began with.
const BEGAN: &str = "was.";

/// Two forms of the same thing, brought together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What stands in the form now: of what both touched what this person typed.
    pub typed: Typed,
    /// The fields that the other one alone has changed.
    pub theirs: Vec<String>,
    /// The fields that both changed, each in another way.
    pub both: Vec<Clash>,
}

/// A field that two people changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The field.
    pub key: String,
    /// What this person typed.
    pub yours: String,
    /// What the other one saved.
    pub theirs: String,
}

/// Brings together what a person made of a form and what stands there by now. A field that is missing is empty.
pub fn merge(was: &Typed, yours: &Typed, theirs: &Typed) -> Merged {
    let mut merged = Merged::default();
    for key in keys(&[was, yours, theirs]) {
        let [was, yours, theirs] = [was, yours, theirs].map(|typed| text(typed, key));
        let chosen = if yours == was { theirs } else { yours };
        if !chosen.is_empty() {
            merged.typed.insert(key.clone(), chosen.to_owned());
        }
        if theirs == was || theirs == yours {
            continue;
        }
        if yours == was {
            merged.theirs.push(key.clone());
        } else {
            merged.both.push(Clash { key: key.clone(), yours: yours.to_owned(), theirs: theirs.to_owned() });
        }
    }
    merged
}

/// What stands in those fields that are no longer as the form began; one that was emptied is there, and empty.
pub fn touched(began: &Typed, now: &Typed) -> Typed {
    let differ = keys(&[began, now]).into_iter().filter(|key| text(began, key) != text(now, key));
    differ.map(|key| (key.clone(), text(now, key).to_owned())).collect()
}

/// The same for keeping: with what stood in each of them when the form began.
pub fn with_beginning(began: &Typed, mut touched: Typed) -> Typed {
    let was: Vec<_> = touched.keys().map(|key| (format!("{BEGAN}{key}"), text(began, key).to_owned())).collect();
    touched.extend(was);
    touched
}

/// What was kept, taken apart: what stands in the touched fields, and what they began with.
pub fn begun(kept: &Typed) -> (Typed, Typed) {
    let (was, touched): (Typed, Typed) =
        kept.iter().map(|(key, text)| (key.clone(), text.clone())).partition(|(key, _)| key.starts_with(BEGAN));
    let was = was.into_iter().filter_map(|(key, text)| Some((key.strip_prefix(BEGAN)?.to_owned(), text)));
    (touched, was.collect())
}

fn text<'t>(typed: &'t Typed, key: &str) -> &'t str {
    typed.get(key).map(String::as_str).unwrap_or_default()
}

fn keys<'t>(all: &[&'t Typed]) -> BTreeSet<&'t String> {
    all.iter().flat_map(|typed| typed.keys()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn different_fields_are_both_kept_and_the_same_field_is_asked_for() {
        let was = typed(&[("name", "Lễ tân"), ("words", "cũ"), ("cells.view.leads", "own")]);
        let yours = typed(&[("name", "Tiếp tân"), ("words", "của tôi"), ("cells.view.leads", "own")]);
        let theirs = typed(&[("name", "Lễ tân"), ("words", "của Lan"), ("cells.view.teams", "all")]);
        let merged = merge(&was, &yours, &theirs);
        assert_eq!(
            merged.typed,
            typed(&[("name", "Tiếp tân"), ("words", "của tôi"), ("cells.view.teams", "all")]),
            "what the other one took away is away"
        );
        assert_eq!(merged.theirs, ["cells.view.leads", "cells.view.teams"]);
        let clash = Clash { key: "words".to_owned(), yours: "của tôi".to_owned(), theirs: "của Lan".to_owned() };
        assert_eq!(merged.both, [clash]);
    }

    #[test]
    fn what_is_kept_says_what_it_began_with() {
        let began = typed(&[("name", "Lan"), ("phone", "0905")]);
        let now = typed(&[("name", "Lan Phạm")]);
        let kept = with_beginning(&began, touched(&began, &now));
        let (left, was) = begun(&kept);
        assert_eq!(left, typed(&[("name", "Lan Phạm"), ("phone", "")]));
        assert_eq!(was, typed(&[("name", "Lan"), ("phone", "0905")]));
    }

    fn forms() -> impl Strategy<Value = Typed> {
        proptest::collection::btree_map("[a-d]", "[x-z]", 0..4)
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_invented(was in forms(), yours in forms(), theirs in forms()) {
            let merged = merge(&was, &yours, &theirs);
            for key in keys(&[&was, &yours, &theirs]) {
                let [before, mine, other] = [&was, &yours, &theirs].map(|typed| text(typed, key));
                let clashes = merged.both.iter().any(|clash| clash.key == *key);
                prop_assert_eq!(clashes, mine != before && other != before && mine != other);
                prop_assert_eq!(text(&merged.typed, key), if mine == before { other } else { mine });
            }
            // Whoever has touched nothing gets what the other one saved, and the other way round.
            prop_assert_eq!(merge(&was, &was, &theirs).typed, theirs.clone());
            prop_assert_eq!(merge(&was, &yours, &was).typed, yours.clone());
            prop_assert!(merge(&was, &yours, &yours).both.is_empty());
        }
    }
}
