//! Keeping the list as a new view, or giving a view another name and other readers.

use domain::{
    AppError, RoleId,
    draft::{Sheet, Typed},
    list::{ListState, ViewChoice},
    view::{SavedView, Sharing, ViewChange, ViewInput, check_name},
};
use i18n::views as texts;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{Shelf, shown};
use crate::{
    api::views::{change_view, create_view},
    components::{Kept, Problem, SelectField, SheetForm, TextField},
    pages::customers::{list::address, window::Window},
    state::{Sending, Toast, locale, toasts},
};

/// What is typed into the form.
#[derive(Clone)]
struct Naming {
    name: String,
    role: String,
}

impl Sheet for Naming {
    fn typed(&self) -> Typed {
        let fields = [("name", &self.name), ("role", &self.role)].into_iter();
        fields.filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), text.clone())).collect()
    }

    fn of(typed: &Typed) -> Self {
        let text = |key: &str| typed.get(key).cloned().unwrap_or_default();
        Self { name: text("name"), role: text("role") }
    }
}

/// The form under the views.
#[component]
pub fn Keep(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The list.
    state: Memo<ListState>,
    /// What it shows.
    window: RwSignal<Option<Window>>,
    /// The views.
    shelf: Shelf,
    /// The view that is changed.
    editing: RwSignal<Option<SavedView>>,
    /// The same, as it stands.
    view: Option<SavedView>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let navigate = use_navigate();
    let name = RwSignal::new(view.as_ref().map(|view| view.name.clone()).unwrap_or_default());
    let shared = view.as_ref().and_then(|view| view.role.as_ref()).map(|role| role.id.to_string());
    let role = RwSignal::new(shared.unwrap_or_default());
    let form = format!(
        "views/{}/{}",
        shelf.directory.key(),
        view.as_ref().map_or_else(|| "new".to_owned(), |view| view.id.to_string())
    );
    let naming = move || Naming { name: name.get(), role: role.get() };
    let fill = move |typed: Naming| {
        name.set(typed.name);
        role.set(typed.role);
    };
    let unsaved = SheetForm::new(form, &untrack(naming), naming, fill).unsaved;
    let sending = Sending::default();
    let sharing = move || Sharing::from(role.with_untracked(|role| role.parse::<RoleId>().ok()));
    let id = view.as_ref().map(|view| view.id);
    let save = move || {
        let (typed, sharing, navigate) = (name.get_untracked(), sharing(), navigate.clone());
        let list = shown(state, window);
        sending.faults.clear();
        if let Err(found) = check_name(&typed) {
            return sending.faults.take(AppError::Invalid(found));
        }
        sending.start(async move {
            match id {
                Some(id) => {
                    let change = ViewChange { name: Some(typed.clone()), sharing: Some(sharing), list: None };
                    change_view(shelf.directory, id, change).await?;
                    unsaved.forget();
                    editing.set(None);
                }
                None => {
                    let input = ViewInput { name: typed.clone(), list: list.clone(), sharing };
                    let view = ViewChoice::Saved(create_view(shelf.directory, input).await?);
                    unsaved.forget();
                    let opened = ListState { view, columns: Vec::new(), ..list };
                    open.set(false);
                    navigate(&address(&opened), Default::default());
                }
            }
            shelf.load();
            toasts.show(Toast::done(texts::saved(locale, typed.trim())));
            Ok(())
        });
    };
    // Of a role that the person may not share with the view keeps what it has.
    let kept = view.as_ref().and_then(|view| view.role.clone());
    let roles = move || {
        let known = shelf.found.with(|found| found.as_ref().map(|found| found.roles.clone()).unwrap_or_default());
        let kept = kept.clone().filter(|kept| known.iter().all(|role| role.id != kept.id));
        let option = |role: domain::customer::Named<RoleId>| (role.id.to_string(), texts::role(locale, &role.name));
        let private = (String::new(), texts::private(locale).to_owned());
        std::iter::once(private).chain(known.into_iter().chain(kept).map(option)).collect::<Vec<_>>()
    };
    let heading = match &view {
        Some(view) => texts::edit(locale, &view.name),
        None => texts::save_current(locale).to_owned(),
    };
    let (name_fault, sharing_fault) = (sending.faults.of("name"), sending.faults.of("sharing"));
    view! {
        <form
            class="form views__form"
            method="post"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <h3 class="form__legend">{heading}</h3>
            {move || sending.faults.problem.get().map(|error| view! { <Problem error /> })}
            <Kept unsaved />
            <TextField name="view-name" label=texts::name(locale) value=name error=name_fault required=true />
            {move || {
                view! {
                    <SelectField
                        name="view-sharing"
                        label=texts::sharing(locale)
                        value=role
                        options=roles()
                        error=sharing_fault
                        help=texts::sharing_help(locale)
                    />
                }
            }}
            <div class="buttons">
                <button type="submit" class="button button--primary" aria-busy=move || sending.busy.try_get().unwrap_or_default().to_string()>
                    {i18n::app::save(locale)}
                </button>
                {id
                    .map(|_| {
                        view! {
                            <button type="button" class="button" on:click=move |_| {
                                unsaved.forget();
                                editing.set(None);
                            }>
                                {texts::edit_cancel(locale)}
                            </button>
                        }
                    })}
            </div>
        </form>
    }
}
