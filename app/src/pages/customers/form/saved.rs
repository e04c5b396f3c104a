//! Somebody else has saved the customer whose form is open: said as it happens, and shown to whoever wants to see it.

use domain::{customer::Field, presence::Scene};
use leptos::prelude::*;

use super::{super::cells::told, draft::Draft, names};
use crate::{
    api::customers::read_customer,
    components::Icon,
    state::{attempt, locale},
};

/// What was shown of a version.
#[derive(Clone, Default)]
struct Shown {
    version: i64,
    /// Fields that stand in the form as they were saved, with what stands there.
    followed: Vec<(Field, Option<String>)>,
    /// Fields that the person has typed in too.
    both: Vec<Field>,
}

/// Who has saved, with the way to see what.
#[component]
pub fn SavedNotice(draft: Draft, scene: Signal<Option<Scene>>) -> impl IntoView {
    let locale = locale();
    let shown = RwSignal::new(Shown { version: draft.version().unwrap_or(i64::MAX), ..Shown::default() });
    // Somebody else's, and newer than what the form has seen.
    let news = Memo::new(move |_| {
        let scene = scene.get()?;
        let seen = shown.with(|shown| shown.version);
        scene.saved_by.filter(|_| scene.version > seen)
    });
    let show = move |_| {
        let Some(code) = draft.key_of_record() else { return };
        attempt(async move {
            let now = read_customer(draft.directory, code).await?;
            let (version, texts) = (now.version, now.clone());
            let (followed, both) = draft.follow(now);
            let followed = followed.into_iter().map(|field| (field, told(locale, &texts, field))).collect();
            shown.set(Shown { version, followed, both });
            Ok(())
        });
    };
    move || match news.get() {
        Some(name) => view! {
            <div class="banner banner--warn" role="status">
                <Icon name="history" />
                <div class="banner__text">{i18n::presence::saved(locale, &name)}</div>
                <div class="banner__actions">
                    <button type="button" class="button" on:click=show>
                        {i18n::presence::show(locale)}
                    </button>
                </div>
            </div>
        }
        .into_any(),
        None => {
            let Shown { followed, both, .. } = shown.get();
            (!followed.is_empty() || !both.is_empty()).then(|| told_of(draft, followed, &both)).into_any()
        }
    }
}

/// What has come into the form, and what the person will be asked about.
fn told_of(draft: Draft, followed: Vec<(Field, Option<String>)>, both: &[Field]) -> AnyView {
    let locale = locale();
    let row = move |(field, text): (Field, Option<String>)| {
        let text = text.unwrap_or_else(|| i18n::customers::conflict_empty(locale).to_owned());
        view! { <li>{draft.label(field)} ": " {text}</li> }
    };
    let taken_up = (!followed.is_empty()).then(|| {
        view! {
            <p>{i18n::presence::taken_up(locale)}</p>
            <ul class="alike">{followed.into_iter().map(row).collect_view()}</ul>
        }
    });
    let asked = (!both.is_empty()).then(|| view! { <p>{i18n::presence::both(locale, &names(draft, both))}</p> });
    view! {
        <div class="banner banner--info" role="status">
            <Icon name="info" />
            <div class="banner__text">{taken_up} {asked}</div>
        </div>
    }
    .into_any()
}
