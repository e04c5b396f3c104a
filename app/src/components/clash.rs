//! Two people changed the same fields: the person who saves second chooses, field by field.

use domain::draft::Clash;
use i18n::customers as texts;
use leptos::prelude::*;

use super::{Dialog, open_for};
use crate::state::locale;

/// What there is to choose from.
#[derive(Clone)]
pub struct Clashes {
    /// Who saved first, if that is known.
    pub who: String,
    /// The fields.
    pub rows: Vec<Clash>,
    /// The form is sent when the person has chosen.
    pub sends: bool,
}

/// The name of a field, and what stands in it in words.
#[derive(Clone, Copy)]
pub struct Wording {
    /// The name of the field with this key.
    pub label: Callback<String, String>,
    /// What a text of the field with this key says.
    pub shown: Callback<(String, String), String>,
}

impl Wording {
    /// Of texts that are shown as they are typed.
    pub fn plain(label: impl Fn(String) -> String + Send + Sync + 'static) -> Self {
        Self { label: Callback::new(label), shown: Callback::new(|(_, text)| text) }
    }
}

/// Both versions of each field, side by side.
#[component]
pub fn ClashDialog(
    /// What both changed.
    clashes: RwSignal<Option<Clashes>>,
    /// The heading.
    title: &'static str,
    /// How fields are told.
    wording: Wording,
    /// The person has chosen: the keys of the fields in which the other's text stays.
    decided: Callback<Vec<String>>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(clashes);
    let give_way = RwSignal::new(Vec::<String>::new());
    Effect::new(move || {
        clashes.track();
        give_way.set(Vec::new());
    });
    let save = move |_| {
        decided.run(give_way.get_untracked());
        open.set(false);
    };
    let word = move || match clashes.with(|found| found.as_ref().is_none_or(|found| found.sends)) {
        true => texts::conflict_save(locale),
        false => i18n::app::ok(locale),
    };
    view! {
        <Dialog open title=title.to_owned()>
            <div class="dialog__body">
                {move || {
                    clashes
                        .get()
                        .map(|found| {
                            let name =
                                if found.who.is_empty() { i18n::app::somebody_else(locale) } else { found.who.as_str() };
                            let (text, who) = (texts::conflict_text(locale, name), texts::conflict_theirs(locale, name));
                            view! {
                                <p>{text}</p>
                                <div class="diff">
                                    <div class="diff__head">
                                        <span>{texts::conflict_field(locale)}</span>
                                        <span>{texts::conflict_yours(locale)}</span>
                                        <span>{who.clone()}</span>
                                    </div>
                                    {found
                                        .rows
                                        .into_iter()
                                        .map(|row| view! { <Choice row who=who.clone() wording give_way /> })
                                        .collect_view()}
                                </div>
                            }
                        })
                }}
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {i18n::app::cancel(locale)}
                </button>
                <button type="button" class="button button--primary" on:click=save>
                    {word}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn Choice(row: Clash, who: String, wording: Wording, give_way: RwSignal<Vec<String>>) -> impl IntoView {
    let locale = locale();
    let Clash { key, yours, theirs } = row;
    let text = |text: String| match text.is_empty() {
        true => texts::conflict_empty(locale).to_owned(),
        false => wording.shown.run((key.clone(), text)),
    };
    let (yours, theirs) = (text(yours), text(theirs));
    let (name, label) = (format!("conflict-{key}"), wording.label.run(key.clone()));
    let key = StoredValue::new(key);
    let choose = move |other: bool| {
        let key = key.get_value();
        give_way.update(|keys| {
            keys.retain(|known| *known != key);
            if other {
                keys.push(key);
            }
        });
    };
    view! {
        <fieldset class="diff__row">
            <legend class="diff__field">{label}</legend>
            <label class="diff__choice">
                <input type="radio" name=name.clone() checked on:change=move |_| choose(false) />
                <span class="diff__value">
                    <span class="diff__who">{texts::conflict_yours(locale)}</span>
                    {yours}
                </span>
            </label>
            <label class="diff__choice">
                <input type="radio" name=name on:change=move |_| choose(true) />
                <span class="diff__value">
                    <span class="diff__who">{who}</span>
                    {theirs}
                </span>
            </label>
        </fieldset>
    }
}
