//! Showing anew who one is, before a dangerous act.

use i18n::accounts;
use leptos::{lazy, prelude::*};

use super::{Control, Dialog, DialogForm, FieldBox, Late, Password, TextField};
use crate::{
    api::accounts::{confirm_identity, own_factor},
    state::{Confirming, Sending, locale},
};

/// Opens when an act waits for it; its code is fetched then.
#[component]
pub fn ConfirmIdentityDialog() -> impl IntoView {
    use_context::<Confirming>()
        .map(|confirming| view! { <Late wanted=confirming.open part=move || confirm(confirming) /> })
}

#[lazy]
fn confirm(confirming: Confirming) -> AnyView {
    view! {
        <Dialog open=confirming.open title=accounts::confirm_title(locale()).to_owned()>
            <Form confirming />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Form(confirming: Confirming) -> impl IntoView {
    let locale = locale();
    let (password, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let has_factor = Resource::new(|| (), |()| own_factor());
    let sending = Sending::default();
    let submit = Callback::new(move |()| {
        let typed = code.get_untracked();
        let code = (!typed.trim().is_empty()).then_some(typed);
        let password = password.get_untracked();
        sending.start(async move {
            confirm_identity(password, code).await?;
            confirming.go_on();
            Ok(())
        });
    });
    let control = Control::new("confirm");
    let (wrong, wrong_code) = (sending.faults.of("password"), sending.faults.of("code"));
    view! {
        <DialogForm open=confirming.open sending word=accounts::confirm(locale) on_submit=submit>
            <p>{accounts::confirm_text(locale)}</p>
            <FieldBox control=control.clone() label=accounts::password(locale) required=true error=wrong>
                <Password
                    control
                    value=password
                    autocomplete="current-password"
                    invalid=Signal::derive(move || wrong.with(Option::is_some))
                />
            </FieldBox>
            <Transition>
                {move || Suspend::new(async move {
                    has_factor
                        .await
                        .is_ok_and(|factor| factor.is_set)
                        .then(|| {
                            view! {
                                <TextField
                                    name="confirm-code"
                                    label=accounts::code(locale)
                                    value=code
                                    required=true
                                    autocomplete="one-time-code"
                                    help=accounts::code_help(locale)
                                    error=wrong_code
                                />
                            }
                        })
                })}
            </Transition>
        </DialogForm>
    }
}
