//! `/setup`

use domain::{AppError, FieldErrors, account::SetUp};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::sign_in::SignInFoot;
use crate::{
    api::{ApiError, accounts::set_up_installation},
    components::{Control, FieldBox, Password, Problem},
    state::locale,
};

/// Creates the first administrator of a new installation.
pub struct SetUpPage;

#[lazy_route]
impl LazyRoute for SetUpPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        view! {
            <Title text=i18n::accounts::setup_title(locale) />
            <main class="sign-in" id="main">
                <div class="sign-in__sheet">
                    <p class="sign-in__brand">
                        <img src="/favicon.svg" alt="" />
                        {i18n::app::name(locale)}
                    </p>
                    <h1 class="sign-in__title">{i18n::accounts::setup_title(locale)}</h1>
                    <p>{i18n::accounts::setup_text(locale)}</p>
                    <SetUpForm />
                    <SignInFoot />
                </div>
            </main>
        }
        .into_any()
    }
}

#[component]
fn SetUpForm() -> impl IntoView {
    let locale = locale();
    let (code, full_name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let faults = RwSignal::new(FieldErrors::default());
    let problem = RwSignal::new(None::<AppError>);
    let fault = move |field: &'static str| {
        Signal::derive(move || {
            faults
                .with(|faults| faults.of(field).and_then(|code| i18n::errors::by_code(locale, code)).map(str::to_owned))
        })
    };
    let submit = move || {
        let form = SetUp {
            code: code.get_untracked(),
            email: email.get_untracked(),
            full_name: full_name.get_untracked(),
            password: password.get_untracked(),
            language: locale.code().to_owned(),
        };
        busy.set(true);
        problem.set(None);
        faults.set(FieldErrors::default());
        spawn_local(async move {
            match set_up_installation(form).await {
                Ok(()) => {
                    let _ = window().location().assign("/");
                }
                Err(ApiError(error)) => {
                    busy.set(false);
                    match error {
                        AppError::Invalid(found) => faults.set(found),
                        other => problem.set(Some(other)),
                    }
                }
            }
        });
    };
    let text_field = move |name: &'static str,
                           kind: &'static str,
                           autocomplete: &'static str,
                           label: &'static str,
                           help: Option<&'static str>,
                           value: RwSignal<String>| {
        let control = Control::new(name);
        let error = fault(name);
        view! {
            <FieldBox control=control.clone() label required=true error help=help.unwrap_or_default()>
                <input
                    class="input"
                    id=control.id
                    aria-describedby=control.notes
                    type=kind
                    autocomplete=autocomplete
                    required
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=move || value.get()
                    on:input:target=move |event| value.set(event.target().value())
                />
            </FieldBox>
        }
    };
    let password_control = Control::new("password");
    let password_fault = fault("password");
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
            {text_field(
                "code",
                "text",
                "one-time-code",
                i18n::accounts::setup_code(locale),
                Some(i18n::accounts::setup_code_help(locale)),
                code,
            )}
            {text_field("full_name", "text", "name", i18n::accounts::full_name(locale), None, full_name)}
            {text_field("email", "email", "username", i18n::accounts::email(locale), None, email)}
            <FieldBox
                control=password_control.clone()
                label=i18n::accounts::password(locale)
                required=true
                help=i18n::accounts::password_help(locale, domain::account::SHORTEST as u64)
                error=password_fault
            >
                <Password
                    control=password_control
                    value=password
                    autocomplete="new-password"
                    invalid=Signal::derive(move || password_fault.with(Option::is_some))
                />
            </FieldBox>
            <button
                type="submit"
                class="button button--primary button--block"
                disabled=move || busy.get()
                aria-busy=move || busy.get().to_string()
            >
                {i18n::accounts::setup_button(locale)}
            </button>
        </form>
    }
}
