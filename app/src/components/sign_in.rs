//! Signing in: as a page, and as a dialog when the session has ended while somebody was working.

use domain::{AppError, account::Enrolment};
use leptos::{lazy, prelude::*, task::spawn_local};

use super::{Control, Dialog, FieldBox, Icon, Late, Password, problem_text, second_step::SecondStep};
use crate::{
    api::{
        ApiError,
        accounts::{enrol_at_door, sign_in},
    },
    state::{SignInAgain, locale, viewer},
};

/// E-mail and password.
#[component]
pub fn SignInForm(
    /// The e-mail, if it is known who it is.
    #[prop(optional, into)]
    known: Option<String>,
    /// What happens when the person is in.
    on_done: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let fixed = known.is_some();
    let email = RwSignal::new(known.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let own = RwSignal::new(None::<RwSignal<String>>);
    let (busy, second) = (RwSignal::new(false), RwSignal::new(false));
    let problem = RwSignal::new(None::<AppError>);
    let door = Door { email, password, own, problem, on_done };
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            match door.knock(None, None).await {
                Ok(_) => on_done.run(()),
                Err(ApiError(error)) => {
                    if asks(&error, "new") && own.try_get_untracked() == Some(None) {
                        own.set(Some(RwSignal::new(String::new())));
                    }
                    let asks_code = asks(&error, "code");
                    problem.set(Some(error));
                    second.set(asks_code);
                    busy.set(false);
                }
            }
        });
    };
    let (email_control, password_control) = (Control::new("email"), Control::new("password"));
    view! {
        <Late wanted=second part=move || second_step(door) />
        <form
            class="form"
            method="post"
            hidden=second
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || {
                problem
                    .get()
                    .map(|error| {
                        view! {
                            <div class="banner banner--danger" role="alert">
                                <Icon name="circle-alert" />
                                <div class="banner__text">{problem_text(locale, &error)}</div>
                            </div>
                        }
                    })
            }}
            <FieldBox control=email_control.clone() label=i18n::accounts::email(locale)>
                <input
                    class="input"
                    id=email_control.id
                    aria-describedby=email_control.notes
                    type="email"
                    autocomplete="username"
                    required
                    readonly=fixed
                    autofocus=!fixed
                    prop:value=move || email.get()
                    on:input:target=move |event| email.set(event.target().value())
                />
            </FieldBox>
            <FieldBox control=password_control.clone() label=i18n::accounts::password(locale)>
                <Password control=password_control value=password autocomplete="current-password" />
            </FieldBox>
            // Somebody else has chosen the first password.
            {move || {
                own.get()
                    .map(|own| {
                        let control = Control::new("new");
                        let help = i18n::accounts::password_help(locale, domain::account::SHORTEST as u64);
                        view! {
                            <FieldBox control=control.clone() label=i18n::accounts::new_password(locale) help>
                                <Password control value=own autocomplete="new-password" />
                            </FieldBox>
                        }
                    })
            }}
            <button
                type="submit"
                class="button button--primary button--block"
                aria-busy=move || busy.get().to_string()
            >
                {move || {
                    if busy.get() {
                        i18n::accounts::signing_in(locale)
                    } else {
                        i18n::accounts::sign_in(locale)
                    }
                }}
            </button>
        </form>
    }
}

/// Whether an answer asks for a field that is not there yet, or finds it wrong.
fn asks(error: &AppError, field: &str) -> bool {
    matches!(error, AppError::Invalid(faults) if faults.of(field).is_some())
}

/// What is typed at the door; cheap to copy.
#[derive(Clone, Copy)]
pub struct Door {
    email: RwSignal<String>,
    password: RwSignal<String>,
    own: RwSignal<Option<RwSignal<String>>>,
    /// What the last answer said.
    pub problem: RwSignal<Option<AppError>>,
    /// What happens when the person is in.
    pub on_done: Callback<()>,
}

impl Door {
    /// Signs in.
    pub async fn knock(self, code: Option<String>, ticket: Option<String>) -> Result<Vec<String>, ApiError> {
        let own = self.own.get_untracked().map(|own| own.get_untracked());
        sign_in(self.email.get_untracked(), self.password.get_untracked(), own, code, ticket).await
    }

    /// What an app needs to show codes.
    pub async fn enrol(self) -> Result<Enrolment, ApiError> {
        enrol_at_door(self.email.get_untracked(), self.password.get_untracked()).await
    }
}

/// Few are asked for a second factor: its code is fetched then.
#[lazy]
fn second_step(door: Door) -> AnyView {
    view! { <SecondStep door /> }.into_any()
}

/// Opens when an answer says that the session has ended; the page under it stays as it is.
#[component]
pub fn SignInAgainDialog() -> impl IntoView {
    let locale = locale();
    let Some(SignInAgain(open)) = use_context::<SignInAgain>() else {
        return ().into_any();
    };
    let email = viewer().map(|viewer| viewer.email).unwrap_or_default();
    view! {
        <Dialog open title=i18n::accounts::expired_title(locale).to_owned()>
            <div class="dialog__body">
                <p>{i18n::accounts::expired_text(locale)}</p>
                <SignInForm known=email.clone() on_done=Callback::new(move |()| open.set(false)) />
            </div>
        </Dialog>
    }
    .into_any()
}
