//! What else can be done about one person: looking at the application as they see it, and helping them in.

use domain::user::{UserDetail, UserStatus};
use i18n::users;
use leptos::prelude::*;

use crate::{
    api::users::{remove_factor_of, see_as},
    components::{ConfirmDialog, Icon},
    state::{Toast, attempt, confirmed, locale, toasts},
};

/// Buttons at the head of the person's page.
#[component]
pub fn PersonActions(
    /// The person.
    account: StoredValue<UserDetail>,
    /// The asker may change accounts.
    may_edit: bool,
    /// Something was done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let asks = RwSignal::new(false);
    let (id, name, has_factor, is_active) = account.with_value(|account| {
        let is_active = account.status == UserStatus::Active;
        (account.id, account.input.full_name.clone(), account.second_factor, is_active)
    });
    let look = move |_| {
        attempt(async move {
            see_as(id).await?;
            // The whole document is the other person's.
            let _ = window().location().assign("/");
            Ok(())
        });
    };
    let title = users::remove_factor_title(locale, &name);
    let remove = Callback::new(move |()| {
        let name = name.clone();
        attempt(async move {
            confirmed(|| remove_factor_of(id)).await?;
            toasts.show(Toast::done(users::factor_removed(locale, &name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <div class="page__actions">
            {is_active
                .then(|| {
                    view! {
                        <button type="button" class="button" on:click=look>
                            <Icon name="eye" />
                            {users::see_as_word(locale)}
                        </button>
                    }
                })}
            {(has_factor && may_edit)
                .then(|| {
                    view! {
                        <button type="button" class="button" on:click=move |_| asks.set(true)>
                            <Icon name="smartphone" />
                            {users::remove_factor(locale)}
                        </button>
                    }
                })}
        </div>
        <ConfirmDialog
            open=asks
            title
            text=users::remove_factor_text(locale).to_owned()
            word=users::remove_factor(locale).to_owned()
            on_confirm=remove
        />
    }
}
