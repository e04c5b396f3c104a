//! `/profile/rights`: what the person may do, and why or why not.

use domain::{
    permission::{Cell, OwnGrant},
    user::OwnRights,
};
use i18n::{accounts, users};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::acts::Acts;
use crate::{
    api::accounts::read_own_rights,
    components::{Matrix, MatrixWords, TitledPage, WhenLoaded},
    pages::users::{Sources, scope_word},
    state::{locale, viewer},
};

/// The own rights, to be read.
pub struct OwnRightsPage;

#[lazy_route]
impl LazyRoute for OwnRightsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let found = Resource::new_blocking(|| (), |()| read_own_rights());
        view! {
            <TitledPage title=accounts::rights_title(locale) note=accounts::rights_text(locale)>
                <WhenLoaded data=found show=Callback::new(move |rights| view! { <Rights rights /> }.into_any()) />
            </TitledPage>
        }
        .into_any()
    }
}

#[component]
fn Rights(rights: OwnRights) -> impl IntoView {
    let locale = locale();
    let own = StoredValue::new(rights.own);
    let sources = StoredValue::new(Sources::of(&rights.standing, rights.roles));
    let names = sources
        .with_value(|sources| sources.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>().join(", "));
    let cell = Callback::new(move |cell: Cell| {
        let granted = viewer().is_some_and(|viewer| viewer.principal.may(cell.0, cell.1));
        let words = match own.with_value(|own| own.get(&cell).copied()) {
            Some(OwnGrant { scope: None, .. }) => users::taken(locale).to_owned(),
            Some(OwnGrant { scope: Some(scope), .. }) => users::added(locale, scope_word(locale, scope)),
            None if granted => sources.with_value(|sources| sources.words(locale, cell)),
            // Given by a role, and gone with View.
            None => users::inherited_none(locale).to_owned(),
        };
        let state = if granted { "granted" } else { "" };
        view! { <MatrixWords cell words state /> }.into_any()
    });
    let told = Callback::new(move |cell: Cell| {
        let why = sources.with_value(|sources| own.with_value(|own| sources.why(locale, own, cell)));
        view! { <p>{why}</p> }.into_any()
    });
    view! {
        <p>{accounts::roles(locale)} ": " <strong>{names}</strong></p>
        <Matrix label=i18n::roles::matrix(locale) cell told />
        <Acts />
    }
}
