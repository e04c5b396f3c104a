//! The own second factor: on, off, recovery codes.

use domain::account::FactorState;
use i18n::accounts;
use leptos::prelude::*;

use crate::{
    api::accounts::{enrol, new_recovery_codes, own_factor, remove_factor, set_factor},
    components::{ConfirmDialog, Dialog, DialogForm, FactorAsked, FactorFields, RecoveryCodes, WhenLoaded},
    state::{Sending, Toast, attempt, confirmed, locale, toasts},
};

/// How it stands, and what can be done about it.
#[component]
pub fn FactorSection() -> impl IntoView {
    let found = Resource::new_blocking(|| (), |()| own_factor());
    let setting_up = RwSignal::new(None::<FactorAsked>);
    let codes = RwSignal::new(Vec::<String>::new());
    let changed = Callback::new(move |()| found.refetch());
    view! {
        <WhenLoaded
            data=found
            show=Callback::new(move |factor| view! { <State factor setting_up codes changed /> }.into_any())
        />
        <SetUpDialog setting_up changed />
        <CodesDialog codes />
    }
}

#[component]
fn State(
    factor: FactorState,
    setting_up: RwSignal<Option<FactorAsked>>,
    codes: RwSignal<Vec<String>>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let asks = RwSignal::new(false);
    let set_up = move |_| {
        attempt(async move {
            let enrolment = confirmed(enrol).await?;
            let asked = FactorAsked::default();
            asked.enrol(enrolment);
            setting_up.set(Some(asked));
            Ok(())
        });
    };
    let renew = move |_| {
        attempt(async move {
            codes.set(confirmed(new_recovery_codes).await?);
            changed.try_run(());
            Ok(())
        });
    };
    let remove = Callback::new(move |()| {
        attempt(async move {
            confirmed(remove_factor).await?;
            toasts.show(Toast::done(accounts::factor_removed(locale)));
            changed.try_run(());
            Ok(())
        });
    });
    let words = if factor.is_set {
        accounts::factor_on(locale, factor.recovery_codes)
    } else {
        accounts::factor_off(locale).to_owned()
    };
    let buttons = if factor.is_set {
        view! {
            <button type="button" class="button" on:click=renew>
                {accounts::recovery_new(locale)}
            </button>
            {(!factor.is_required)
                .then(|| {
                    view! {
                        <button type="button" class="button" on:click=move |_| asks.set(true)>
                            {accounts::factor_remove(locale)}
                        </button>
                    }
                })}
        }
        .into_any()
    } else {
        view! {
            <button type="button" class="button" on:click=set_up>
                {accounts::factor_set_up(locale)}
            </button>
        }
        .into_any()
    };
    view! {
        <p>{words} " " {factor.is_required.then(|| accounts::factor_is_required(locale))}</p>
        <div class="buttons">{buttons}</div>
        <ConfirmDialog
            open=asks
            title=accounts::factor_remove_title(locale).to_owned()
            text=accounts::factor_remove_text(locale).to_owned()
            word=accounts::factor_remove(locale).to_owned()
            on_confirm=remove
        />
    }
}

#[component]
fn SetUpDialog(setting_up: RwSignal<Option<FactorAsked>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let open = crate::components::open_for(setting_up);
    view! {
        <Dialog open title=accounts::factor_set_up(locale).to_owned()>
            {move || setting_up.get().map(|asked| view! { <SetUp asked open changed /> })}
        </Dialog>
    }
}

#[component]
fn SetUp(asked: FactorAsked, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let sending = Sending::default();
    let done = Callback::new(move |()| {
        open.set(false);
        toasts.show(Toast::done(accounts::factor_done(locale)));
        changed.try_run(());
    });
    let submit = Callback::new(move |()| {
        let (code, ticket) = asked.typed();
        sending.start(async move {
            let (code, ticket) = (code.unwrap_or_default(), ticket.unwrap_or_default());
            match confirmed(|| set_factor(code.clone(), ticket.clone())).await {
                Ok(codes) => asked.passed(codes, done),
                Err(error) => match asked.take(error.0, enrol).await {
                    Some(error) => return Err(error.into()),
                    None => return Ok(()),
                },
            }
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=accounts::factor_set_up(locale) on_submit=submit>
            <FactorFields asked on_done=done />
        </DialogForm>
    }
}

#[component]
fn CodesDialog(codes: RwSignal<Vec<String>>) -> impl IntoView {
    let locale = locale();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(!codes.with(Vec::is_empty)));
    view! {
        <Dialog open title=accounts::recovery_title(locale).to_owned()>
            <div class="dialog__body">
                {move || {
                    let codes = codes.get();
                    view! { <RecoveryCodes codes on_done=Callback::new(move |()| open.set(false)) /> }
                }}
            </div>
        </Dialog>
    }
}
