//! The dialog: the views that there are, and what is done with them.

use domain::{
    list::{ListState, ViewChoice},
    view::SavedView,
};
use i18n::views as texts;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{Shelf, keep::Keep};
use crate::{
    api::views::{delete_view, set_default_view},
    components::{ConfirmDialog, Dialog, Icon, open_for},
    pages::customers::{list::address, window::Window},
    state::{Toast, attempt, locale, toasts},
};

/// The dialog, in a chunk of its own.
#[lazy]
pub fn views(open: RwSignal<bool>, state: Memo<ListState>, window: RwSignal<Option<Window>>, shelf: Shelf) -> AnyView {
    view! { <ViewsDialog open state window shelf /> }.into_any()
}

#[component]
fn ViewsDialog(
    open: RwSignal<bool>,
    state: Memo<ListState>,
    window: RwSignal<Option<Window>>,
    shelf: Shelf,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let toasts = toasts();
    let editing = RwSignal::new(None::<SavedView>);
    let deleting = RwSignal::new(None::<SavedView>);
    Effect::new(move || {
        if open.get() {
            editing.set(None);
            shelf.load();
        }
    });
    shelf.follow();
    let title = Signal::derive(move || {
        deleting.with(|view| view.as_ref().map(|view| texts::delete_title(locale, &view.name))).unwrap_or_default()
    });
    let delete = Callback::new(move |()| {
        let Some(view) = deleting.get_untracked() else { return };
        let navigate = navigate.clone();
        attempt(async move {
            delete_view(shelf.directory, view.id).await?;
            toasts.show(Toast::done(texts::deleted(locale, &view.name)));
            editing.update(|editing| drop(editing.take_if(|editing| editing.id == view.id)));
            shelf.load();
            let now = state.try_get_untracked();
            if let Some(now) = now.filter(|now| now.view == ViewChoice::Saved(view.id)) {
                navigate(&address(&ListState { view: ViewChoice::Unsaid, ..now }), Default::default());
            }
            Ok(())
        });
    });
    view! {
        <Dialog open title=texts::title(locale).to_owned()>
            <div class="dialog__body">
                <p class="quiet">{texts::text(locale)}</p>
                <List open state shelf editing deleting />
                {move || {
                    let editing_now = editing.get();
                    view! { <Keep open state window shelf editing view=editing_now /> }
                }}
            </div>
        </Dialog>
        <ConfirmDialog
            open=open_for(deleting)
            title
            text=texts::delete_text(locale).to_owned()
            word=i18n::app::delete(locale).to_owned()
            on_confirm=delete
        />
    }
}

/// The views as links to the list that they show.
#[component]
fn List(
    open: RwSignal<bool>,
    state: Memo<ListState>,
    shelf: Shelf,
    editing: RwSignal<Option<SavedView>>,
    deleting: RwSignal<Option<SavedView>>,
) -> impl IntoView {
    let locale = locale();
    let views = move || shelf.found.with(|found| found.as_ref().map(|found| found.views.clone()).unwrap_or_default());
    let is_current = move |choice: ViewChoice| state.with(|state| state.view == choice);
    let none = move || !state.with(|state| matches!(state.view, ViewChoice::Saved(_)));
    view! {
        <Show when=move || shelf.found.with(Option::is_some) fallback=move || view! { <p class="quiet">{i18n::app::loading(locale)}</p> }>
            <ul class="views" aria-label=texts::list(locale)>
                <li class="views__item">
                    <a
                        class="views__name"
                        href=move || address(&shelf.plain())
                        aria-current=move || none().then_some("true")
                        on:click=move |_| open.set(false)
                    >
                        {texts::plain(locale)}
                    </a>
                </li>
                <For
                    each=views
                    key=|view| (view.id, view.name.clone(), view.is_default, view.role.clone().map(|role| role.id), address(&view.list))
                    children=move |view| {
                        let choice = ViewChoice::Saved(view.id);
                        view! {
                            <Item
                                view
                                shelf
                                editing
                                deleting
                                is_current=Signal::derive(move || is_current(choice))
                                on_open=Callback::new(move |()| open.set(false))
                            />
                        }
                    }
                />
            </ul>
        </Show>
    }
}

#[component]
fn Item(
    view: SavedView,
    shelf: Shelf,
    editing: RwSignal<Option<SavedView>>,
    deleting: RwSignal<Option<SavedView>>,
    is_current: Signal<bool>,
    on_open: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let (id, name, is_default) = (view.id, view.name.clone(), view.is_default);
    let notes = [
        is_default.then(|| texts::default(locale).to_owned()),
        view.role.as_ref().map(|role| texts::shared_with(locale, &role.name)),
        view.maker.as_ref().map(|maker| texts::made_by(locale, maker)),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let choose = move |_| {
        attempt(async move {
            set_default_view(shelf.directory, (!is_default).then_some(id)).await?;
            shelf.load();
            Ok(())
        });
    };
    let default_words =
        if is_default { texts::unmake_default(locale, &name) } else { texts::make_default(locale, &name) };
    let changes = view.is_changeable.then(|| {
        let (edited, deleted) = (view.clone(), view.clone());
        let button = |words: String, icon: &'static str, class: &'static str| (words.clone(), words, icon, class);
        let (edit_label, edit_title, edit_icon, edit_class) =
            button(texts::edit(locale, &name), "pencil", "icon-button");
        let (delete_label, delete_title, delete_icon, delete_class) =
            button(texts::delete(locale, &name), "trash-2", "icon-button icon-button--danger");
        view! {
            <button
                type="button"
                class=edit_class
                aria-label=edit_label
                title=edit_title
                on:click=move |_| editing.set(Some(edited.clone()))
            >
                <Icon name=edit_icon />
            </button>
            <button
                type="button"
                class=delete_class
                aria-label=delete_label
                title=delete_title
                on:click=move |_| deleting.set(Some(deleted.clone()))
            >
                <Icon name=delete_icon />
            </button>
        }
    });
    view! {
        <li class="views__item">
            <a
                class="views__name"
                href=address(&view.opened())
                aria-current=move || is_current.get().then_some("true")
                on:click=move |_| on_open.run(())
            >
                {name}
            </a>
            <span class="views__note">{notes.join(" · ")}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=default_words.clone()
                title=default_words
                aria-pressed=is_default.to_string()
                on:click=choose
            >
                <Icon name="star" />
            </button>
            {changes}
        </li>
    }
}
