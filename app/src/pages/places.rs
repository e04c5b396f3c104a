//! `/config/branches` and `/config/departments`: two lists of names.

use domain::{
    permission::{Action, Resource as Subject},
    place::PlaceRow,
};
use i18n::{Locale, places};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use uuid::Uuid;

use crate::{
    api::{
        ApiError,
        places::{
            create_branch, create_department, delete_branch, delete_department, list_branches, list_departments,
            rename_branch, rename_department,
        },
    },
    components::{
        ConfirmDialog, Dialog, DialogForm, Icon, RowButton, ShortList, TextField, TitledPage, WhenLoaded, open_for,
    },
    pages::forbidden,
    state::{Sending, Toast, attempt, locale, toasts, viewer},
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

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Branch,
    Department,
}

impl Kind {
    fn may(self, action: Action) -> bool {
        let subject = match self {
            Self::Branch => Subject::Branches,
            Self::Department => Subject::Departments,
        };
        viewer().is_some_and(|viewer| viewer.principal.may(action, subject))
    }

    /// Whether customers and roles are tied to it too, not only members of staff.
    fn has_ties(self) -> bool {
        self == Self::Branch
    }

    fn words(self, locale: Locale) -> [&'static str; 3] {
        match self {
            Self::Branch => [places::branches(locale), places::branches_text(locale), places::add_branch(locale)],
            Self::Department => {
                [places::departments(locale), places::departments_text(locale), places::add_department(locale)]
            }
        }
    }

    async fn list(self) -> Result<Vec<PlaceRow>, ApiError> {
        match self {
            Self::Branch => list_branches().await,
            Self::Department => list_departments().await,
        }
    }

    async fn save(self, id: Option<Uuid>, name: String) -> Result<(), ApiError> {
        match (self, id) {
            (Self::Branch, None) => create_branch(name).await.map(drop),
            (Self::Branch, Some(id)) => rename_branch(id, name).await,
            (Self::Department, None) => create_department(name).await.map(drop),
            (Self::Department, Some(id)) => rename_department(id, name).await,
        }
    }

    async fn delete(self, id: Uuid) -> Result<(), ApiError> {
        match self {
            Self::Branch => delete_branch(id).await,
            Self::Department => delete_department(id).await,
        }
    }
}

/// What is given a name.
#[derive(Clone)]
enum Naming {
    New,
    Place(PlaceRow),
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
            <button type="button" class="button button--primary" on:click=move |_| naming.set(Some(Naming::New))>
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

/// Asks for the name of a new or known place.
#[component]
fn NameDialog(kind: Kind, naming: RwSignal<Option<Naming>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let open = open_for(naming);
    let title = Signal::derive(move || match naming.get() {
        Some(Naming::Place(place)) => places::rename(locale, &place.name),
        _ => kind.words(locale)[2].to_owned(),
    });
    view! {
        <Dialog open title>
            {move || naming.get().map(|naming| view! { <NameForm kind naming open changed /> })}
        </Dialog>
    }
}

#[component]
fn NameForm(kind: Kind, naming: Naming, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (id, name) = match naming {
        Naming::New => (None, String::new()),
        Naming::Place(place) => (Some(place.id), place.name),
    };
    let name = RwSignal::new(name);
    let sending = Sending::default();
    let save = Callback::new(move |()| {
        let typed = name.get_untracked();
        sending.start(async move {
            kind.save(id, typed.clone()).await?;
            open.set(false);
            toasts.show(Toast::done(places::saved(locale, &typed)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=i18n::app::save(locale) on_submit=save>
            <TextField
                name="name"
                label=places::name(locale)
                value=name
                required=true
                error=sending.faults.of("name")
            />
        </DialogForm>
    }
}

#[component]
fn DeleteDialog(kind: Kind, doomed: RwSignal<Option<PlaceRow>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let title = Signal::derive(move || {
        doomed.with(|place| place.as_ref().map(|place| places::delete_title(locale, &place.name))).unwrap_or_default()
    });
    let delete = Callback::new(move |()| {
        let Some(place) = doomed.get_untracked() else { return };
        attempt(async move {
            kind.delete(place.id).await?;
            toasts.show(Toast::done(places::deleted(locale, &place.name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <ConfirmDialog
            open=open_for(doomed)
            title
            text=places::delete_text(locale).to_owned()
            word=i18n::app::delete(locale).to_owned()
            on_confirm=delete
        />
    }
}
