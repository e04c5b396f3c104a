//! Texts from which contracts begin.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::text_of;
use crate::{
    ContractTemplateId, FieldError, FieldErrors,
    value::{FieldKind, normalise},
};

/// What people type of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateInput {
    /// What it is called.
    pub name: String,
    /// The text, with [`super::TextField`]s in it.
    pub text: String,
    /// Where it stands among the others, the smallest number first; a new one without number comes last.
    pub position: Option<u32>,
    /// Whether contracts may begin from it.
    pub active: bool,
}

impl TemplateInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults of `name` and `text`.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let name = match normalise(FieldKind::Text, &self.name, today) {
            Ok(normal) => normal.text.ok_or("required"),
            Err(code) => Err(code),
        };
        let text = match text_of(&self.text) {
            Ok(text) if text.is_empty() => Err("required"),
            other => other,
        };
        let mut checked = |field: &str, value: Result<String, &str>| {
            value.unwrap_or_else(|code| {
                faults.0.push(FieldError::new(field, code));
                String::new()
            })
        };
        let (name, text) = (checked("name", name), checked("text", text));
        if faults.0.is_empty() { Ok(Self { name, text, ..*self }) } else { Err(faults) }
    }
}

/// A text from which contracts begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id.
    pub id: ContractTemplateId,
    /// Goes up with each change.
    pub version: i64,
    /// What it is called and says.
    pub input: TemplateInput,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_a_name_and_a_text() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let faults = TemplateInput::default().normal(today).unwrap_err();
        assert_eq!([faults.of("name"), faults.of("text")], [Some("required"); 2]);
        let typed = TemplateInput {
            name: " Thuê  phòng ".to_owned(),
            text: "{{luck}}".to_owned(),
            position: None,
            active: true,
        };
        assert_eq!(typed.normal(today).unwrap_err().of("text"), Some("unknown_text_field"));
        let fine = TemplateInput { text: "{{rent}}\r\n".to_owned(), ..typed }.normal(today).unwrap();
        assert_eq!((fine.name.as_str(), fine.text.as_str()), ("Thuê phòng", "{{rent}}"));
    }
}
