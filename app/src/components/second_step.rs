//! The second step at the door: a code, or first to set up an app.

use i18n::accounts;
use leptos::prelude::*;

use super::{
    Problem,
    factor::{FactorAsked, FactorFields},
    sign_in::Door,
};
use crate::state::{Sending, locale};

/// Asks for what the first answer said.
#[component]
pub fn SecondStep(door: Door) -> impl IntoView {
    let locale = locale();
    let (asked, sending) = (FactorAsked::default(), Sending::default());
    let take = move |error| async move {
        match asked.take(error, move || door.enrol()).await {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    };
    if let Some(first) = door.problem.get_untracked() {
        sending.start(take(first));
    }
    let submit = move || {
        let (code, ticket) = asked.typed();
        sending.start(async move {
            match door.knock(code, ticket).await {
                Ok(codes) => asked.passed(codes, door.on_done),
                Err(error) => take(error.0).await?,
            }
            Ok(())
        });
    };
    view! {
        <form
            class="form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {move || sending.faults.problem.get().map(|error| view! { <Problem error /> })}
            <FactorFields asked on_done=door.on_done />
            <button
                type="submit"
                class="button button--primary button--block"
                aria-busy=move || sending.busy.try_get().unwrap_or_default().to_string()
            >
                {accounts::sign_in(locale)}
            </button>
        </form>
    }
}
