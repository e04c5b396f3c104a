//! The workbook that people fill in.

use std::path::Path;

use domain::{
    customer::{Directory, Field},
    permission::{noun, verb},
    value::FieldKind,
};
use i18n::Locale;
use sheets::export::template::{Explanations, TemplateColumn, write};
use uuid::Uuid;

use super::{Imports, folder::all};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::{Failure, Outcome},
    files,
    words::{choice, field_name},
};

impl Imports<'_> {
    /// A workbook with the headings that the import understands, lists of the values that may be chosen, and
    /// explanations. Sensitive columns are for those who may read them.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn template(&self, actor: &Actor, locale: Locale) -> Outcome<Vec<u8>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Import, noun::Individuals>()?;
        let labels = Labels::read(unit.tx()).await?;
        let columns = columns(&unit, &labels, locale);
        unit.commit().await?;

        let folder = all(self.services);
        files::make_folder(&folder).await?;
        let path = folder.join(format!("template-{}", Uuid::now_v7()));
        let explanations = explanations(locale);
        let made = tokio::task::spawn_blocking(move || {
            let bytes = bytes(&path, &columns, &explanations);
            let removed = std::fs::remove_file(&path);
            bytes.and_then(|bytes| Ok(removed.map(|()| bytes)?))
        });
        made.await.map_err(Failure::fault)?
    }
}

fn bytes(path: &Path, columns: &[TemplateColumn], explanations: &Explanations) -> Outcome<Vec<u8>> {
    write(path, columns, explanations).map_err(Failure::fault)?;
    Ok(std::fs::read(path)?)
}

fn columns(unit: &Unit, labels: &Labels, locale: Locale) -> Vec<TemplateColumn> {
    let allowed = |field: &Field| field.sensitive().is_none_or(|(action, resource)| unit.may(action, resource));
    domain::import::fields()
        .filter(allowed)
        .map(|field| TemplateColumn {
            heading: field_name(field, Directory::Individuals.kind(), locale).to_owned(),
            note: note(field, locale).to_owned(),
            choices: match field.kind() {
                FieldKind::Choice(keys) => keys.iter().map(|key| choice(field, key, locale).to_owned()).collect(),
                FieldKind::Catalog(catalog) => labels.active(catalog),
                _ => Vec::new(),
            },
            sample: sample(field).map(str::to_owned),
        })
        .collect()
}

/// What belongs into a column.
fn note(field: Field, locale: Locale) -> &'static str {
    use i18n::imports as texts;
    match field.kind() {
        _ if field == Field::Name => texts::template_note_name(locale),
        FieldKind::Text | FieldKind::Customer(_) | FieldKind::People | FieldKind::Tags => {
            texts::template_note_text(locale)
        }
        FieldKind::TaxCode => texts::template_note_tax_code(locale),
        FieldKind::Count => texts::template_note_count(locale),
        FieldKind::LongText => texts::template_note_long_text(locale),
        FieldKind::Note => texts::template_note_lines(locale),
        FieldKind::Code => texts::template_note_code(locale),
        FieldKind::Phone => texts::template_note_phone(locale),
        FieldKind::Phones => texts::template_note_phones(locale),
        FieldKind::Email => texts::template_note_email(locale),
        FieldKind::Date | FieldKind::Instant => texts::template_note_date(locale),
        FieldKind::IdNumber => texts::template_note_id_number(locale),
        FieldKind::Choice(_) => texts::template_note_choice(locale),
        FieldKind::Catalog(_) => texts::template_note_catalog(locale),
        FieldKind::User => texts::template_note_owner(locale),
        FieldKind::Branch => texts::template_note_branch(locale),
    }
}

fn explanations(locale: Locale) -> Explanations {
    use i18n::imports as texts;
    Explanations {
        rows_sheet: texts::template_sheet(locale).to_owned(),
        sheet: texts::template_help_sheet(locale).to_owned(),
        headings: [
            texts::template_help_field(locale),
            texts::template_help_rule(locale),
            texts::template_help_example(locale),
            texts::template_help_choices(locale),
        ]
        .map(str::to_owned),
        sentences: [texts::match_key_help(locale), texts::empty_cells(locale), texts::template_help_other(locale)]
            .map(str::to_owned)
            .to_vec(),
    }
}

const fn sample(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Code => "KH000123",
        Field::Name => "Nguyễn Thị Hoa",
        Field::Phone => "0905 969 648",
        Field::OtherPhones => "0905 969 649; 024 3825 1234",
        Field::Email => "hoa.nguyen@example.com",
        Field::DateOfBirth => "21/04/1990",
        Field::IdNumber => "079190001234",
        Field::IdIssuedOn => "15/06/2021",
        Field::Nationality => "Việt Nam",
        Field::Address => "12 Lê Lợi, Phường Bến Thành, Thành phố Hồ Chí Minh",
        _ => return None,
    })
}
