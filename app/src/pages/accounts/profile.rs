//! `/profile`

use domain::{
    AppError,
    account::{LANGUAGES, Preferences, Profile, THEMES},
};
use i18n::Locale;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::{factor::FactorSection, password_form::PasswordForm, sessions::SessionList};
use crate::{
    api::{ApiError, accounts::save_profile},
    components::{Control, FieldBox, Problem},
    state::{locale, viewer},
};

/// Name, language, theme, password, sessions.
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
    let full_name = RwSignal::new(viewer.full_name);
    let language = RwSignal::new(viewer.preferences.language);
    let theme = RwSignal::new(viewer.preferences.theme);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let submit = move || {
        let profile = Profile {
            full_name: full_name.get_untracked(),
            preferences: Preferences { language: language.get_untracked(), theme: theme.get_untracked() },
        };
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            match save_profile(profile).await {
                // Language and theme belong to the document: a new one shows them everywhere.
                Ok(()) => {
                    let _ = window().location().reload();
                }
                Err(ApiError(error)) => {
                    busy.set(false);
                    problem.set(Some(error));
                }
            }
        });
    };
    let (name_control, language_control, theme_control) =
        (Control::new("full_name"), Control::new("language"), Control::new("theme"));
    view! {
        <form
            class="form"
            method="post"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || problem.get().map(|error| view! { <Problem error /> })}
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
            <FieldBox control=theme_control.clone() label=i18n::accounts::theme(locale)>
                <select
                    class="select"
                    id=theme_control.id
                    aria-describedby=theme_control.notes
                    prop:value=move || theme.get()
                    on:change:target=move |event| theme.set(event.target().value())
                >
                    {THEMES
                        .iter()
                        .map(|key| {
                            let selected = theme.with_untracked(|theme| theme == key);
                            view! {
                                <option value=*key selected=selected>
                                    {theme_word(locale, key)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </FieldBox>
            <div class="form__actions">
                <button type="submit" class="button button--primary" aria-busy=move || busy.get().to_string()>
                    {i18n::app::save(locale)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn theme_word(locale: Locale, key: &str) -> &'static str {
    match key {
        "light" => i18n::accounts::theme_light(locale),
        "dark" => i18n::accounts::theme_dark(locale),
        _ => i18n::accounts::theme_system(locale),
    }
}
