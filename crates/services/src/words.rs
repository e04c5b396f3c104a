//! Words of the interface that stand in files too.

use domain::{
    UserId,
    customer::{CustomerKind, Directory, Field},
};
use entities::user;
use i18n::Locale;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use crate::failure::Outcome;

/// The word for a fixed key; a key without one stands for itself.
pub(crate) fn choice(field: Field, key: &str, locale: Locale) -> &str {
    let word = match field {
        Field::Gender => i18n::gender::by_code(locale, key),
        Field::MonthlyIncome => i18n::income_bands::by_code(locale, key),
        Field::Kind => i18n::kinds::by_code(locale, key),
        Field::JourneyStage => i18n::journey_stages::by_code(locale, key),
        _ => None,
    };
    word.unwrap_or(key)
}

/// The name of a list of customers, as files bear it.
pub(crate) fn directory_name(directory: Directory, locale: Locale) -> &'static str {
    i18n::directories::by_code(locale, directory.key()).unwrap_or_else(|| directory.key())
}

/// The name of a field of such customers; without a kind that of several together.
pub(crate) fn field_name(field: Field, of: Option<CustomerKind>, locale: Locale) -> &'static str {
    i18n::fields::by_code(locale, field.word(of)).unwrap_or_else(|| field.key())
}

/// How a member of staff is called: by name, or by the number when the account is deleted and has no name any more.
pub(crate) fn called(locale: Locale, full_name: String, number: i64) -> String {
    if full_name.is_empty() { i18n::users::former(locale, &number.to_string()) } else { full_name }
}

/// The language that somebody has chosen.
pub(crate) async fn language_of(tx: &impl ConnectionTrait, user: UserId) -> Outcome<Locale> {
    let code: Option<String> =
        user::Entity::find_by_id(user.0).select_only().column(user::Column::Language).into_tuple().one(tx).await?;
    Ok(code.and_then(|code| Locale::from_code(&code)).unwrap_or_default())
}

/// What stands in a field after somebody typed over what was there; `None` if somebody else has changed it meanwhile.
pub(crate) fn merged<T: Clone + PartialEq>(was: &T, becomes: &T, now: &T) -> Option<T> {
    match () {
        () if was == becomes || becomes == now => Some(now.clone()),
        () if was == now => Some(becomes.clone()),
        () => None,
    }
}
