//! One text of one language: its forms and the placeholders in them.

use std::collections::BTreeSet;

use serde_json::Value;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    Placeholder(String),
}

/// A text, cut at its placeholders.
pub type Pieces = Vec<Piece>;

/// A text in one language.
pub struct Text {
    /// The only form, or the one for every number but 1.
    pub other: Pieces,
    /// The form for `{count}` = 1.
    pub one: Option<Pieces>,
}

impl Text {
    /// Reads a text, or an object with the forms `one` and `other`.
    pub fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(Self { other: cut(text)?, one: None }),
            Value::Object(forms) => {
                let form = |name: &str| match forms.get(name) {
                    Some(Value::String(text)) => cut(text),
                    _ => Err(format!("the form \"{name}\" is missing")),
                };
                if forms.len() != 2 {
                    return Err("it must have the forms \"one\" and \"other\" and no further ones".to_owned());
                }
                let text = Self { other: form("other")?, one: Some(form("one")?) };
                if text.placeholders().contains("count") {
                    Ok(text)
                } else {
                    Err("its forms are chosen by {count}, which it does not have".to_owned())
                }
            }
            _ => Err("it must be a text or an object with the forms \"one\" and \"other\"".to_owned()),
        }
    }

    /// The names of all placeholders. The form for 1 may leave `{count}` out, but brings none of its own.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        names(&self.other).chain(self.one.iter().flat_map(names)).collect()
    }
}

fn names(pieces: &Pieces) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Placeholder(name) => Some(name.as_str()),
    })
}

/// Cuts a text at its placeholders.
fn cut(text: &str) -> Result<Pieces, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut pieces = Pieces::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a { is not closed")?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("{{{name}}} is not the name of a placeholder (a-z and _)"));
        }
        push_words(&mut pieces, words)?;
        pieces.push(Piece::Placeholder(name.to_owned()));
        rest = after;
    }
    push_words(&mut pieces, rest)?;
    Ok(pieces)
}

fn push_words(pieces: &mut Pieces, words: &str) -> Result<(), String> {
    if words.contains('}') {
        return Err("a } was not opened".to_owned());
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words.to_owned()));
    }
    Ok(())
}
