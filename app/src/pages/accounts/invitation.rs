//! `/invitation#token`: somebody who was let in chooses a password.

use domain::AppError;
use i18n::users;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use super::sign_in::SignInFoot;
use crate::{
    api::{
        ApiError,
        accounts::{accept_invitation, enrol_invited},
    },
    components::{Control, FactorAsked, FactorFields, FieldBox, Password, Problem},
    state::{Faults, locale},
};

/// Chooses a password and signs in. The token stands behind `#`, which no browser sends anywhere.
pub struct InvitationPage;

#[lazy_route]
impl LazyRoute for InvitationPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let gone = RwSignal::new(false);
        let title = move || {
            if gone.get() { users::invitation_gone_title(locale) } else { users::invitation_title(locale) }
        };
        view! {
            <Title text=users::invitation_title(locale) />
            <main class="sign-in" id="main">
                <div class="sign-in__sheet">
                    <p class="sign-in__brand">
                        <img src="/favicon.svg" alt="" />
                        {i18n::app::name(locale)}
                    </p>
                    <h1 class="sign-in__title">{title}</h1>
                    <Show
                        when=move || !gone.get()
                        fallback=move || {
                            view! {
                                <p>{users::invitation_gone(locale)}</p>
                                <a class="button button--block" href="/login" rel="external">
                                    {i18n::accounts::sign_in(locale)}
                                </a>
                            }
                        }
                    >
                        <PasswordChoice gone />
                    </Show>
                    <SignInFoot />
                </div>
            </main>
        }
        .into_any()
    }
}

#[component]
fn PasswordChoice(gone: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let (password, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (faults, factor) = (Faults::default(), FactorAsked::default());
    let done = Callback::new(|()| {
        let _ = window().location().assign("/");
    });
    let error = faults.of("password");
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        faults.clear();
        let (password, (code, ticket)) = (password.get_untracked(), factor.typed());
        spawn_local(async move {
            let token = window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
            match accept_invitation(token.clone(), password, code, ticket).await {
                Ok(codes) => factor.passed(codes, done),
                Err(ApiError(AppError::NotFound)) => gone.set(true),
                Err(ApiError(error)) => {
                    if let Some(error) = factor.take(error, || enrol_invited(token)).await {
                        faults.take(error);
                    }
                    busy.set(false);
                }
            }
        });
    };
    let control = Control::new("password");
    view! {
        <p>{users::invitation_text(locale)}</p>
        <form
            class="form"
            method="post"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || faults.problem.get().map(|error| view! { <Problem error /> })}
            <FieldBox
                control=control.clone()
                label=i18n::accounts::password(locale)
                required=true
                help=i18n::accounts::password_help(locale, domain::account::SHORTEST as u64)
                error
            >
                <Password
                    control
                    value=password
                    autocomplete="new-password"
                    invalid=Signal::derive(move || error.with(Option::is_some))
                />
            </FieldBox>
            <FactorFields asked=factor on_done=done />
            <button
                type="submit"
                class="button button--primary button--block"
                aria-busy=move || busy.get().to_string()
            >
                {users::invitation_button(locale)}
            </button>
        </form>
    }
}
