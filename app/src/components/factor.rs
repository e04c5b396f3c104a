//! The second factor in a form: the field for the code, setting up an app, and the recovery codes.

use std::future::Future;

use domain::{AppError, account::Enrolment};
use i18n::accounts;
use leptos::prelude::*;

use super::{Icon, TextField};
use crate::{
    api::ApiError,
    state::{Faults, locale},
};

/// What a form asks for beside the password; cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct FactorAsked {
    code: RwSignal<String>,
    /// The field for the code is there.
    asked: RwSignal<bool>,
    enrolment: RwSignal<Option<Enrolment>>,
    /// Shown once, when everything else is done.
    recovery: RwSignal<Vec<String>>,
    faults: Faults,
}

impl FactorAsked {
    /// Code and ticket, as far as the form has them.
    pub fn typed(self) -> (Option<String>, Option<String>) {
        let code = self.code.get_untracked();
        let ticket = self.enrolment.with_untracked(|enrolment| enrolment.as_ref().map(|found| found.ticket.clone()));
        ((!code.trim().is_empty()).then_some(code), ticket)
    }

    /// It is passed; recovery codes are shown before the form is done.
    pub fn passed(self, codes: Vec<String>, on_done: Callback<()>) {
        if codes.is_empty() {
            on_done.run(());
        } else {
            self.recovery.set(codes);
        }
    }

    /// Sets an app up before anything was asked.
    pub fn enrol(self, enrolment: Enrolment) {
        self.faults.clear();
        self.code.set(String::new());
        self.enrolment.set(Some(enrolment));
        self.asked.set(true);
    }

    /// Takes from an answer what it says of the second factor; the rest is for the form.
    pub async fn take<F>(self, error: AppError, enrol: impl FnOnce() -> F) -> Option<AppError>
    where
        F: Future<Output = Result<Enrolment, ApiError>>,
    {
        self.faults.clear();
        let code = match &error {
            AppError::Invalid(faults) => faults.of("code").map(str::to_owned),
            _ => None,
        };
        let Some(code) = code else { return Some(error) };
        if matches!(code.as_str(), "factor_required" | "enrolment_expired") {
            match enrol().await {
                Ok(enrolment) => self.enrol(enrolment),
                Err(ApiError(error)) => return Some(error),
            }
        } else if self.asked.get_untracked() {
            self.faults.take(error);
        }
        self.asked.set(true);
        None
    }
}

/// What is asked for: nothing, a code, or first to set up an app; at the end the recovery codes.
#[component]
pub fn FactorFields(
    /// What is asked for.
    asked: FactorAsked,
    /// The recovery codes are kept.
    on_done: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let error = asked.faults.of("code");
    view! {
        {move || asked.enrolment.get().map(|enrolment| view! { <SetUp enrolment /> })}
        <Show when=move || asked.asked.get()>
            <TextField
                name="code"
                label=accounts::code(locale)
                value=asked.code
                required=true
                autocomplete="one-time-code"
                help=accounts::code_help(locale)
                error
            />
        </Show>
        {move || {
            let codes = asked.recovery.get();
            (!codes.is_empty()).then(|| view! { <RecoveryCodes codes on_done /> })
        }}
    }
}

#[component]
fn SetUp(enrolment: Enrolment) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="enrolment">
            <p>{accounts::enrol_text(locale)}</p>
            <div
                class="enrolment__picture"
                role="img"
                aria-label=accounts::enrol_picture(locale)
                inner_html=enrolment.picture
            ></div>
            <p>{accounts::enrol_key(locale)} " " <code class="enrolment__key">{enrolment.key}</code></p>
        </div>
    }
}

/// Codes that are shown once; they cover what is under them until they are kept.
#[component]
pub fn RecoveryCodes(
    /// The codes.
    codes: Vec<String>,
    /// They are kept.
    on_done: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    view! {
        <div class="recovery" role="alertdialog" aria-label=accounts::recovery_title(locale)>
            <h2>{accounts::recovery_title(locale)}</h2>
            <p>{accounts::recovery_text(locale)}</p>
            <ul class="recovery__codes">{codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view()}</ul>
            <button type="button" class="button button--primary" on:click=move |_| on_done.run(())>
                <Icon name="check" />
                {accounts::recovery_kept(locale)}
            </button>
        </div>
    }
}
