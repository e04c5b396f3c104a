//! The line under the head of the list: which view it is, and whether the list has become another one since.

use domain::{list::ListState, view::ViewChange};
use i18n::views as texts;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{Shelf, shown};
use crate::{
    api::views::change_view,
    components::Icon,
    pages::customers::{list::address, window::Window},
    state::{Toast, attempt, locale, toasts},
};

/// The line, in a chunk of its own.
#[lazy]
pub fn view_bar(state: Memo<ListState>, window: RwSignal<Option<Window>>, shelf: Shelf) -> AnyView {
    view! { <Bar state window shelf /> }.into_any()
}

#[component]
fn Bar(state: Memo<ListState>, window: RwSignal<Option<Window>>, shelf: Shelf) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let toasts = toasts();
    // A view that is not known may have been made since.
    Effect::new(move || {
        state.with(|state| state.view);
        if untrack(|| shelf.current(state)).is_none() {
            shelf.load();
        }
    });
    shelf.follow();
    let current = Memo::new(move |_| shelf.current(state));
    let changed = Memo::new(move |_| {
        current.with(|view| view.as_ref().is_some_and(|view| state.with(|state| view.differs_from(state))))
    });
    let may_save = move || current.with(|view| view.as_ref().is_some_and(|view| view.is_changeable));
    let save = move |_| {
        let Some(view) = current.get_untracked() else { return };
        let navigate = navigate.clone();
        let change = ViewChange { list: Some(shown(state, window)), ..ViewChange::default() };
        attempt(async move {
            change_view(shelf.directory, view.id, change).await?;
            shelf.load();
            toasts.show(Toast::done(texts::saved(locale, &view.name)));
            // The columns are the view's now.
            if let Some(now) = state.try_get_untracked() {
                navigate(&address(&ListState { columns: Vec::new(), ..now }), Default::default());
            }
            Ok(())
        });
    };
    let save = StoredValue::new(save);
    let name = move || current.with(|view| view.as_ref().map(|view| view.name.clone()).unwrap_or_default());
    let saved = move || current.with(|view| view.as_ref().map(|view| address(&view.opened())).unwrap_or_default());
    view! {
        <Show when=move || current.with(Option::is_some)>
            <div class="view-bar" role="group" aria-label=texts::current(locale)>
                <Icon name="bookmark" />
                <strong class="view-bar__name">{name}</strong>
                <span class="view-bar__note" role="status">
                    {move || changed.get().then(|| texts::changed(locale))}
                </span>
                <Show when=move || changed.get()>
                    <Show when=may_save>
                        <button
                            type="button"
                            class="button button--small"
                            on:click=move |event| save.with_value(|save| save(event))
                        >
                            {texts::save_changes(locale)}
                        </button>
                    </Show>
                    <a class="button button--quiet button--small" href=saved>
                        {texts::revert(locale)}
                    </a>
                </Show>
                <a class="button button--quiet button--small" href=move || address(&shelf.plain())>
                    {texts::leave(locale)}
                </a>
            </div>
        </Show>
    }
}
