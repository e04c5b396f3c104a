//! The pages, which are alike.

use domain::{
    permission::{Action, Resource as Subject},
    place::PlaceRow,
};
use i18n::places;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    dialogs::{DeleteDialog, NameDialog, Naming},
    kind::Kind,
};
use crate::{
    components::{Icon, RowButton, ShortList, TitledPage, WhenLoaded},
    pages::forbidden,
    state::locale,
};

/// The branches.
pub struct BranchListPage;

#[lazy_route]
impl LazyRoute for BranchListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Branches))
            .unwrap_or_else(|| view! { <Places kind=Kind::Branch /> }.into_any())
    }
}

/// The departments.
pub struct DepartmentListPage;

#[lazy_route]
impl LazyRoute for DepartmentListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Departments))
            .unwrap_or_else(|| view! { <Places kind=Kind::Department /> }.into_any())
    }
}

#[component]
fn Places(kind: Kind) -> impl IntoView {
    let locale = locale();
    let [title, text, add] = kind.words(locale);
    let rows = Resource::new_blocking(|| (), move |()| kind.list());
    let (naming, doomed) = (RwSignal::new(None::<Naming>), RwSignal::new(None::<PlaceRow>));
    let changed = Callback::new(move |()| rows.refetch());
    let action = kind.may(Action::Create).then(|| {
        view! {
            <button type="button" class="button button--primary" aria-keyshortcuts="n" on:click=move |_| naming.set(Some(Naming::New))>
                <Icon name="plus" />
                {add}
            </button>
        }
        .into_any()
    });
    view! {
        <TitledPage title note=text action>
            <WhenLoaded
                data=rows
                show=Callback::new(move |found| view! { <Rows kind found naming doomed /> }.into_any())
            />
            <NameDialog kind naming changed />
            <DeleteDialog kind doomed changed />
        </TitledPage>
    }
}

#[component]
fn Rows(
    kind: Kind,
    found: Vec<PlaceRow>,
    naming: RwSignal<Option<Naming>>,
    doomed: RwSignal<Option<PlaceRow>>,
) -> impl IntoView {
    let locale = locale();
    let [title, ..] = kind.words(locale);
    let mut heads = vec![("cell--key", places::name(locale)), ("cell--number", places::people(locale))];
    if kind.has_ties() {
        heads.push(("cell--number", places::ties(locale)));
    }
    let rows = found.into_iter().map(|place| view! { <Row kind place naming doomed /> }.into_any()).collect();
    view! { <ShortList label=title heads acts=true rows empty=places::empty(locale) /> }
}

#[component]
fn Row(
    kind: Kind,
    place: PlaceRow,
    naming: RwSignal<Option<Naming>>,
    doomed: RwSignal<Option<PlaceRow>>,
) -> impl IntoView {
    let locale = locale();
    let rename = kind.may(Action::Edit).then(|| {
        let named = place.clone();
        let press = move |()| naming.set(Some(Naming::Place(named.clone())));
        view! { <RowButton icon="pencil" label=places::rename(locale, &place.name) on_press=Callback::new(press) /> }
    });
    let delete = kind.may(Action::Delete).then(|| {
        let (removed, used) = (place.clone(), place.people + place.ties > 0);
        view! {
            <RowButton
                icon="trash-2"
                label=places::delete(locale, &place.name)
                danger=true
                forbidden=used.then(|| places::in_use(locale))
                on_press=Callback::new(move |()| doomed.set(Some(removed.clone())))
            />
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {place.name}
            </th>
            <td class="cell--number">{i18n::grouped(place.people)}</td>
            {kind.has_ties().then(|| view! { <td class="cell--number">{i18n::grouped(place.ties)}</td> })}
            <td class="cell--actions">
                <div class="row-actions">{rename} {delete}</div>
            </td>
        </tr>
    }
}
