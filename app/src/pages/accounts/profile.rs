//! `/profile`

use domain::account::{DENSITIES, LANGUAGES, Preferences, Profile, THEMES};
use i18n::Locale;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::{factor::FactorSection, password_form::PasswordForm, sessions::SessionList};
use crate::{
    api::accounts::save_profile,
    components::{Control, FieldBox, Kept, Problem, SheetForm},
    state::{Sending, locale, viewer},
};

/// Name, language, looks, password, sessions.
pub struct ProfilePage;

#[lazy_route]
impl LazyRoute for ProfilePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        view! {
            <Title text=i18n::accounts::profile_title(locale) />
            <main class="page page--reading" id="main">
                <div class="page__head">
                    <h1 class="page__title">{i18n::accounts::profile_title(locale)}</h1>
                </div>
                <section class="section">
                    <div class="section__head">
                        <h2 class="section__title">{i18n::accounts::section_personal(locale)}</h2>
                    </div>
                    <ProfileForm />
                </section>
                <section class="section">
                    <div class="section__head">
                        <h2 class="section__title">{i18n::accounts::section_rights(locale)}</h2>
                    </div>
                    <p>
                        <a href="/profile/rights">{i18n::accounts::rights_title(locale)}</a>
                    </p>
                </section>
                <section class="section">
                    <div class="section__head">
                        <h2 class="section__title">{i18n::accounts::section_password(locale)}</h2>
                    </div>
                    <PasswordForm />
                </section>
                <section class="section">
                    <div class="section__head">
                        <h2 class="section__title">{i18n::accounts::section_factor(locale)}</h2>
                    </div>
                    <FactorSection />
                </section>
                <section class="section">
                    <div class="section__head">
                        <h2 class="section__title">{i18n::accounts::section_sessions(locale)}</h2>
                    </div>
                    <SessionList />
                </section>
            </main>
        }
        .into_any()
    }
}

#[component]
fn ProfileForm() -> impl IntoView {
    let locale = locale();
    let Some(viewer) = viewer() else { return ().into_any() };
    let began = Profile { full_name: viewer.full_name, preferences: viewer.preferences };
    let full_name = RwSignal::new(began.full_name.clone());
    let language = RwSignal::new(began.preferences.language.clone());
    let theme = RwSignal::new(began.preferences.theme.clone());
    let density = RwSignal::new(began.preferences.density.clone());
    let single_keys = RwSignal::new(began.preferences.single_keys);
    let profile = move || Profile {
        full_name: full_name.get(),
        preferences: Preferences {
            language: language.get(),
            theme: theme.get(),
            density: density.get(),
            single_keys: single_keys.get(),
        },
    };
    let fill = move |typed: Profile| {
        full_name.set(typed.full_name);
        language.set(typed.preferences.language);
        theme.set(typed.preferences.theme);
        density.set(typed.preferences.density);
        single_keys.set(typed.preferences.single_keys);
    };
    let unsaved = SheetForm::new("profile".to_owned(), &began, profile, fill).unsaved;
    let sending = Sending::default();
    let submit = move || {
        let profile = untrack(profile);
        sending.start(async move {
            save_profile(profile).await?;
            unsaved.forgotten().await;
            // How somebody likes it belongs to the document: a new one shows them everywhere.
            let _ = window().location().reload();
            Ok(())
        });
    };
    let (name_control, language_control) = (Control::new("full_name"), Control::new("language"));
    view! {
        <form
            class="form"
            method="post"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || sending.faults.problem.get().map(|error| view! { <Problem error /> })}
            <Kept unsaved />
            <FieldBox control=name_control.clone() label=i18n::accounts::full_name(locale) required=true>
                <input
                    class="input"
                    id=name_control.id
                    aria-describedby=name_control.notes
                    autocomplete="name"
                    required
                    // Before the page has come to life the browser looks whether something stands in it.
                    value=full_name.get_untracked()
                    prop:value=move || full_name.get()
                    on:input:target=move |event| full_name.set(event.target().value())
                />
            </FieldBox>
            <FieldBox control=language_control.clone() label=i18n::accounts::language(locale)>
                <select
                    class="select"
                    id=language_control.id
                    aria-describedby=language_control.notes
                    prop:value=move || language.get()
                    on:change:target=move |event| language.set(event.target().value())
                >
                    {LANGUAGES
                        .iter()
                        .filter_map(|code| Locale::from_code(code))
                        .map(|known| {
                            view! {
                                <option value=known.code() selected=known == locale>
                                    {known.name()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </FieldBox>
            <Choice name="theme" label=i18n::accounts::theme(locale) keys=THEMES word=theme_word value=theme />
            <Choice name="density" label=i18n::accounts::density(locale) keys=DENSITIES word=density_word value=density />
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || single_keys.get()
                    on:change:target=move |event| single_keys.set(event.target().checked())
                />
                <span>{i18n::accounts::single_keys(locale)}</span>
            </label>
            <div class="form__actions">
                <button type="submit" class="button button--primary" aria-busy=move || sending.busy.get().to_string()>
                    {i18n::app::save(locale)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// One of a few words.
#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    word: fn(Locale, &str) -> &'static str,
    value: RwSignal<String>,
) -> impl IntoView {
    let control = Control::new(name);
    let option = move |key: &&'static str| {
        let selected = value.with_untracked(|value| value == key);
        view! {
            <option value=*key selected=selected>
                {word(locale(), key)}
            </option>
        }
    };
    view! {
        <FieldBox control=control.clone() label>
            <select
                class="select"
                id=control.id
                aria-describedby=control.notes
                prop:value=move || value.get()
                on:change:target=move |event| value.set(event.target().value())
            >
                {keys.iter().map(option).collect_view()}
            </select>
        </FieldBox>
    }
}

fn density_word(locale: Locale, key: &str) -> &'static str {
    match key {
        "compact" => i18n::accounts::density_compact(locale),
        "touch" => i18n::accounts::density_touch(locale),
        _ => i18n::accounts::density_default(locale),
    }
}

fn theme_word(locale: Locale, key: &str) -> &'static str {
    match key {
        "light" => i18n::accounts::theme_light(locale),
        "dark" => i18n::accounts::theme_dark(locale),
        _ => i18n::accounts::theme_system(locale),
    }
}
