//! The link by which somebody chooses a password: shown once.

use i18n::users;
use leptos::prelude::*;

use crate::{
    components::{Dialog, Icon, open_for},
    state::{Toast, locale, toasts},
};

/// Whose link, and what it carries.
#[derive(Clone)]
pub struct Link {
    /// Full name.
    pub name: String,
    /// The token.
    pub token: String,
}

/// Shows the link until it is closed. The token stands behind `#`: no server and no log sees it.
#[component]
pub fn LinkDialog(
    /// The link.
    link: RwSignal<Option<Link>>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let open = open_for(link);
    let title = Signal::derive(move || {
        link.with(|link| link.as_ref().map(|link| users::link_title(locale, &link.name))).unwrap_or_default()
    });
    let address = move || {
        let token = link.with(|link| link.as_ref().map(|link| link.token.clone())).unwrap_or_default();
        let origin = window().location().origin().unwrap_or_default();
        format!("{origin}/invitation#{token}")
    };
    let copy = move |_| {
        put_on_clipboard(&address());
        toasts.show(Toast::done(users::link_copied(locale)));
    };
    view! {
        <Dialog open title>
            <div class="dialog__body">
                <p>{users::link_text(locale)}</p>
                <input class="input" readonly aria-label=title value=address />
            </div>
            <div class="dialog__foot">
                <button type="button" class="button" on:click=copy>
                    <Icon name="copy" />
                    {users::link_copy(locale)}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| open.set(false)
                >
                    {users::link_done(locale)}
                </button>
            </div>
        </Dialog>
    }
}

#[cfg_attr(not(feature = "hydrate"), allow(unused_variables, reason = "only a browser has a clipboard"))]
fn put_on_clipboard(text: &str) {
    #[cfg(feature = "hydrate")]
    let _done = window().navigator().clipboard().write_text(text);
}
