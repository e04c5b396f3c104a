//! `/spaces`

use domain::{
    permission::{Action, Placement, Resource as Subject},
    space::{SpaceInput, SpaceList, SpaceRow},
};
use i18n::spaces;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    form::{Editing, SpaceForm},
    words::price,
};
use crate::{
    api::spaces::{change_space, list_spaces},
    components::{Icon, RowButton, ShortList, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{Toast, attempt, locale, on_change_of, toasts, viewer},
};

/// The list of spaces.
pub struct SpaceListPage;

#[lazy_route]
impl LazyRoute for SpaceListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Spaces)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let found = Resource::new_blocking(|| (), |()| list_spaces());
    on_change_of(Subject::Spaces, move || found.refetch());
    let editing = RwSignal::new(None::<Editing>);
    let may_create = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Spaces));
    let action = may_create.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| editing.set(Some(Editing::New))
            >
                <Icon name="plus" />
                {spaces::create(locale)}
            </button>
        }
        .into_any()
    });
    let changed = Callback::new(move |()| found.refetch());
    let loaded = StoredValue::new(SpaceList::default());
    let show = Callback::new(move |list: SpaceList| {
        loaded.set_value(list.clone());
        view! { <Rows list editing changed /> }.into_any()
    });
    view! {
        <TitledPage title=spaces::title(locale) note=spaces::text(locale) action>
            <WhenLoaded data=found show />
            <SpaceForm editing loaded changed />
        </TitledPage>
    }
}

#[component]
fn Rows(list: SpaceList, editing: RwSignal<Option<Editing>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let amounts = list.spaces.iter().any(|space| space.price.is_some());
    let mut heads = vec![
        ("cell--key", spaces::name(locale)),
        ("cell--code", spaces::code(locale)),
        ("", spaces::branch(locale)),
        ("", spaces::kind(locale)),
        ("", spaces::capacity(locale)),
        ("", spaces::status(locale)),
    ];
    if amounts {
        heads.insert(5, ("cell--number", spaces::price(locale)));
    }
    let count = spaces::count(locale, list.spaces.len() as u64);
    let rows = list.spaces.into_iter();
    let rows = rows.map(|space| view! { <Row space amounts editing changed /> }.into_any()).collect();
    view! { <ShortList label=spaces::title(locale) heads acts=true rows empty=spaces::empty(locale) count /> }
}

#[component]
fn Row(space: SpaceRow, amounts: bool, editing: RwSignal<Option<Editing>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let at = Placement { owner: None, branches: vec![space.branch.id] };
    let may_edit = viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Edit, Subject::Spaces, &at));
    let (class, icon, word) = match space.active {
        true => ("badge badge--good", "circle-check", spaces::available(locale)),
        false => ("badge", "pause", spaces::closed(locale)),
    };
    let capacity = space.capacity.map(|people| spaces::capacity_people(locale, people.into()));
    let acts = may_edit.then(|| {
        let edited = space.clone();
        let edit = Callback::new(move |()| editing.set(Some(Editing::Space(edited.clone()))));
        let turned = space.clone();
        let turn = Callback::new(move |()| turn(turned.clone(), changed));
        let (turn_icon, turn_word) = match space.active {
            true => ("pause", spaces::close(locale, &space.name)),
            false => ("play", spaces::open(locale, &space.name)),
        };
        view! {
            <RowButton icon="pencil" label=spaces::edit(locale, &space.name) on_press=edit />
            <RowButton icon=turn_icon label=turn_word on_press=turn />
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=format!("/bookings/list?space={}", space.id)>{space.name.clone()}</a>
            </th>
            <td class="cell--code">{space.code.clone()}</td>
            <td>{space.branch.name.clone()}</td>
            <td>{space.kind.as_ref().map(|kind| kind.name.clone())}</td>
            <td>{capacity}</td>
            {amounts.then(|| view! { <td class="cell--number">{space.price.map(|it| price(locale, it))}</td> })}
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            <td class="cell--actions">
                <div class="row-actions">{acts}</div>
            </td>
        </tr>
    }
}

/// Takes a space out of renting, or into it again.
fn turn(space: SpaceRow, changed: Callback<()>) {
    let (locale, toasts) = (locale(), toasts());
    attempt(async move {
        let was = space.input();
        let becomes = SpaceInput { active: !was.active, ..was.clone() };
        change_space(space.id, was, becomes).await?;
        toasts.show(Toast::done(spaces::saved(locale, &space.name)));
        changed.try_run(());
        Ok(())
    });
}
