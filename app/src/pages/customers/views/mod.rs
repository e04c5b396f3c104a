//! Saved views of the list: the dialog in which they are kept and chosen, and the line that tells of the current one.

mod bar;
mod dialog;
mod keep;

use domain::{
    customer::Directory,
    list::{ListState, ViewChoice},
    view::{SavedView, Views, told},
};
use leptos::{prelude::*, task::spawn_local};

pub use bar::view_bar;
pub use dialog::views;

use super::window::Window;
use crate::{api::views::list_views, state::on_word};

/// The views of the list, once somebody wants to know them; cheap to copy.
#[derive(Clone, Copy)]
pub struct Shelf {
    directory: Directory,
    /// The views, once they are here.
    found: RwSignal<Option<Views>>,
}

impl Shelf {
    /// Nothing is known yet.
    pub fn new(directory: Directory) -> Self {
        Self { directory, found: RwSignal::new(None) }
    }

    /// Asks for the views anew. Without an answer those that are known stay.
    fn load(self) {
        spawn_local(async move {
            if let Ok(views) = list_views(self.directory).await {
                self.found.try_set(Some(views));
            }
        });
    }

    /// Asks anew whenever somebody changes what is shared with the person, for as long as what shows the views lives.
    fn follow(self) {
        on_word(told(self.directory), move || self.load());
    }

    /// The view that a list was opened with, if it can be used.
    fn current(self, state: Memo<ListState>) -> Option<SavedView> {
        let ViewChoice::Saved(id) = state.with(|state| state.view) else { return None };
        self.found.with(|found| found.as_ref()?.views.iter().find(|view| view.id == id).cloned())
    }

    /// The list without any view.
    fn plain(self) -> ListState {
        let has_default = |views: &Views| views.views.iter().any(|view| view.is_default);
        let view = match self.found.with(|found| found.as_ref().is_some_and(has_default)) {
            true => ViewChoice::Plain,
            false => ViewChoice::Unsaid,
        };
        ListState { view, ..ListState::whole(self.directory) }
    }
}

/// What a view would keep of the list as it is shown.
fn shown(state: Memo<ListState>, window: RwSignal<Option<Window>>) -> ListState {
    let now = state.get_untracked().kept();
    let columns = window.get_untracked().map_or(now.columns, Window::columns);
    ListState { columns, ..now }
}
