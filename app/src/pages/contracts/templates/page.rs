//! `/config/contract-templates`

use domain::{
    contract::Template,
    permission::{Action, Resource as Subject},
};
use i18n::contract_templates as templates;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::dialogs::{Editing, TemplateDialogs};
use crate::{
    api::contracts::list_templates,
    components::{Icon, RowButton, ShortList, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{locale, on_change_of, viewer},
};

/// The templates.
pub struct TemplateListPage;

#[lazy_route]
impl LazyRoute for TemplateListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Settings)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let found = Resource::new_blocking(|| (), |()| list_templates());
    on_change_of(Subject::Settings, move || found.refetch());
    let (editing, doomed) = (RwSignal::new(None::<Editing>), RwSignal::new(None::<Template>));
    let changed = Callback::new(move |()| found.refetch());
    let edits = viewer().is_some_and(|viewer| viewer.principal.may(Action::Edit, Subject::Settings));
    let action = edits.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| editing.set(Some(Editing::New))
            >
                <Icon name="plus" />
                {templates::create(locale)}
            </button>
        }
        .into_any()
    });
    let show = Callback::new(move |found: Vec<Template>| {
        let heads = vec![
            ("cell--key", templates::name(locale)),
            ("cell--number", templates::position(locale)),
            ("", templates::status(locale)),
        ];
        let rows = found.into_iter().map(|row| view! { <Row row edits editing doomed /> }.into_any()).collect();
        view! { <ShortList label=templates::title(locale) heads acts=edits rows empty=templates::empty(locale) /> }
            .into_any()
    });
    view! {
        <TitledPage title=templates::title(locale) note=templates::help(locale) action>
            <WhenLoaded data=found show />
            <TemplateDialogs editing doomed changed />
        </TitledPage>
    }
}

#[component]
fn Row(
    row: Template,
    edits: bool,
    editing: RwSignal<Option<Editing>>,
    doomed: RwSignal<Option<Template>>,
) -> impl IntoView {
    let locale = locale();
    let name = row.input.name.clone();
    let (class, icon, word) = match row.input.active {
        true => ("badge badge--good", "check", templates::active(locale)),
        false => ("badge", "ban", templates::inactive(locale)),
    };
    let position = row.input.position.map(|position| i18n::grouped(position.into()));
    let acts = edits.then(|| {
        let (edited, removed) = (Box::new(row.clone()), row);
        let edit = move |()| editing.set(Some(Editing::Template(edited.clone())));
        let remove = move |()| doomed.set(Some(removed.clone()));
        view! {
            <td class="cell--actions">
                <div class="row-actions">
                    <RowButton
                        icon="pencil"
                        label=templates::edit_of(locale, &name)
                        on_press=Callback::new(edit)
                    />
                    <RowButton
                        icon="trash-2"
                        label=templates::remove_of(locale, &name)
                        danger=true
                        on_press=Callback::new(remove)
                    />
                </div>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {name.clone()}
            </th>
            <td class="cell--number">{position}</td>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            {acts}
        </tr>
    }
}
