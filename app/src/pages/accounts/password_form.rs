//! Changing the own password.

use domain::account::PasswordChange;
use leptos::prelude::*;

use crate::{
    api::accounts::change_password,
    components::{Control, FieldBox, Password, Problem},
    state::{Sending, Toast, locale, toasts, viewer},
};

/// The current password and the new one.
#[component]
pub fn PasswordForm() -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sending = Sending::default();
    let faults = sending.faults;
    let submit = move || {
        let change = PasswordChange { current: current.get_untracked(), new: new.get_untracked() };
        sending.start(async move {
            change_password(change).await?;
            current.set(String::new());
            new.set(String::new());
            toasts.show(Toast::done(i18n::accounts::password_changed(locale)));
            Ok(())
        });
    };
    let email = viewer().map(|viewer| viewer.email).unwrap_or_default();
    let (current_control, new_control) = (Control::new("current"), Control::new("new"));
    let (current_fault, new_fault) = (faults.of("current"), faults.of("new"));
    view! {
        <form
            class="form"
            method="post"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || faults.problem.get().map(|error| view! { <Problem error /> })}
            // Tells password managers whose password it is.
            <input type="text" autocomplete="username" value=email hidden readonly />
            <FieldBox
                control=current_control.clone()
                label=i18n::accounts::current_password(locale)
                required=true
                error=current_fault
            >
                <Password
                    control=current_control
                    value=current
                    autocomplete="current-password"
                    invalid=Signal::derive(move || current_fault.with(Option::is_some))
                />
            </FieldBox>
            <FieldBox
                control=new_control.clone()
                label=i18n::accounts::new_password(locale)
                required=true
                help=i18n::accounts::password_help(locale, domain::account::SHORTEST as u64)
                error=new_fault
            >
                <Password
                    control=new_control
                    value=new
                    autocomplete="new-password"
                    invalid=Signal::derive(move || new_fault.with(Option::is_some))
                />
            </FieldBox>
            <div class="form__actions">
                <button type="submit" class="button" aria-busy=move || sending.busy.get().to_string()>
                    {i18n::accounts::change_password(locale)}
                </button>
            </div>
        </form>
    }
}
