//! A lead becomes a customer; if it looks like one who is there already, the two may be merged at once.

use domain::{
    customer::{Alike, CustomerDetail, Directory},
    permission::Action,
};
use i18n::{customers, merges};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{super::may, alike::everywhere, name_of};
use crate::{
    api::customers::convert_lead,
    components::{Dialog, open_for},
    state::{Toast, attempt, locale, toasts},
};

/// A lead that is asked about.
pub type Converting = Box<CustomerDetail>;

/// The dialog, in a chunk of its own.
#[lazy]
pub fn convert_dialog(converting: RwSignal<Option<Converting>>) -> AnyView {
    let locale = locale();
    let open = open_for(converting);
    let title = Signal::derive(move || {
        let asked =
            converting.with(|asked| asked.as_ref().map(|lead| customers::convert_title(locale, &name_of(lead))));
        asked.unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || converting.get().map(|lead| view! { <Asking lead open /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Asking(lead: Converting, open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let navigate = StoredValue::new(use_navigate());
    let (id, name) = (lead.id, StoredValue::new(name_of(&lead)));
    let becomes = Directory::of_kind(lead.kind);
    let known = RwSignal::new(Vec::<Alike>::new());
    if may(Action::Edit, becomes) && may(Action::Delete, becomes) {
        spawn_local(async move {
            let alike = everywhere(&lead).await.into_iter().filter(|alike| alike.directory == becomes);
            let _ = known.try_set(alike.collect());
        });
    }
    let convert = move |with: Option<String>| {
        // They end with the dialog.
        let (name, go) = (name.get_value(), navigate.get_value());
        open.set(false);
        attempt(async move {
            let made = convert_lead(id).await?;
            toasts.show(Toast::done(customers::converted_code(locale, &made.code, &name)));
            let with = with.map(|code| format!("?merge={code}")).unwrap_or_default();
            let address = format!("{}{with}", becomes.address_of(&made.code));
            go(&address, Default::default());
            Ok(())
        });
    };
    let option = move |alike: Alike| {
        let code = alike.code.clone();
        view! {
            <li>
                <a href=alike.directory.address_of(&alike.code) target="_blank" rel="noopener">
                    {alike.code.clone()}
                </a>
                " "
                <button type="button" class="button button--small" on:click=move |_| convert(Some(code.clone()))>
                    {merges::convert_merge(locale, &alike.name)}
                </button>
            </li>
        }
    };
    view! {
        <div class="dialog__body">
            <p>{customers::convert_text(locale)}</p>
            <div role="status">
                {move || {
                    let known = known.get();
                    (!known.is_empty())
                        .then(|| {
                            view! {
                                <p>{merges::convert_alike(locale)}</p>
                                <ul class="merge__likely">{known.into_iter().map(option).collect_view()}</ul>
                            }
                        })
                }}
            </div>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {i18n::app::cancel(locale)}
            </button>
            <button type="button" class="button button--danger" on:click=move |_| convert(None)>
                {customers::convert(locale)}
            </button>
        </div>
    }
}
