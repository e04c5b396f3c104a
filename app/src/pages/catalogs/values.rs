//! The values of one catalog on the screen, and what is being done to them.

use std::collections::BTreeMap;

use domain::{
    AppError, CatalogValueId,
    catalog::{CatalogValue, Use, ValueChange},
    permission::{Action, Resource as Subject},
    value::Catalog,
};
use i18n::catalog_values as words;
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlElement};

use super::order::Drag;
use crate::{
    api::{
        ApiError,
        catalogs::{
            catalog_uses, change_value, list_catalog, place_value, remove_value, restore_value, set_value_active,
        },
    },
    state::{SENT, Toast, announce, attempt, changes, locale, report, toasts, viewer},
};

/// What is done to one value; each can be taken back by another one.
#[derive(Clone)]
pub enum Act {
    /// Another label or span.
    Change(ValueChange),
    /// A place before another one, or at the end.
    Place(Option<CatalogValueId>),
    /// It may be chosen, or no longer.
    Active(bool),
}

impl Act {
    async fn perform(self, id: CatalogValueId) -> Result<CatalogValue, ApiError> {
        match self {
            Self::Change(change) => change_value(id, change).await,
            Self::Place(before) => place_value(id, before).await,
            Self::Active(active) => set_value_active(id, active).await,
        }
    }
}

/// What stands beside a value after an act.
#[derive(Clone)]
pub enum Note {
    /// The answer is on its way.
    Saving,
    /// It is saved; how it is taken back.
    Saved(String, Option<Act>),
    /// It is not, for this reason.
    Wrong(String),
    /// It is in use and stays.
    InUse,
    /// This person was faster.
    Conflict(String),
}

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct Values {
    pub catalog: Catalog,
    /// In the admin's order.
    pub list: RwSignal<Vec<CatalogValue>>,
    /// Which are in use, once it is known.
    pub uses: RwSignal<Option<BTreeMap<CatalogValueId, Use>>>,
    /// What is being dragged.
    pub drag: RwSignal<Option<Drag>>,
    notes: RwSignal<BTreeMap<CatalogValueId, Note>>,
}

impl Values {
    /// The values as the server gave them.
    pub fn new(catalog: Catalog, list: Vec<CatalogValue>) -> Self {
        let values = Self {
            catalog,
            list: RwSignal::new(list),
            uses: RwSignal::new(None),
            drag: RwSignal::new(None),
            notes: RwSignal::new(BTreeMap::new()),
        };
        // In the browser alone: nobody waits for it.
        Effect::new(move || values.count());
        values
    }

    /// Whether the signed-in person may do it.
    #[allow(clippy::unused_self, reason = "asked of the values")]
    pub fn may(self, action: Action) -> bool {
        viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Catalogs))
    }

    /// A value.
    pub fn value(self, id: CatalogValueId) -> Option<CatalogValue> {
        self.list.try_with(|list| list.iter().find(|value| value.id == id).cloned()).flatten()
    }

    /// Where a value stands.
    pub fn place(self, id: CatalogValueId) -> Option<usize> {
        self.list.try_with(|list| list.iter().position(|value| value.id == id)).flatten()
    }

    /// What stands beside a value.
    pub fn note(self, id: CatalogValueId) -> Option<Note> {
        self.notes.with(|notes| notes.get(&id).cloned())
    }

    /// Sets what stands beside a value; of what is saved only the last is told.
    pub fn tell(self, id: CatalogValueId, note: Option<Note>) {
        self.notes.update(|notes| {
            notes.retain(|_, note| !matches!(note, Note::Saved(..)));
            match note {
                Some(note) => notes.insert(id, note),
                None => notes.remove(&id),
            };
        });
    }

    /// Does something to a value, and says so beside it.
    pub fn act(self, id: CatalogValueId, act: Act) {
        let locale = locale();
        let place = untrack(|| self.place(id));
        let next = place.and_then(|at| self.list.with_untracked(|list| list.get(at + 1).map(|value| value.id)));
        if let Act::Place(before) = &act {
            self.put(id, *before);
        }
        self.tell(id, Some(Note::Saving));
        spawn_local(async move {
            let outcome = act.clone().perform(id).await;
            let value = match outcome {
                Ok(value) => value,
                Err(ApiError(error)) => return self.fail(id, error).await,
            };
            announce(SENT);
            self.refresh().await;
            let (said, undo) = match act {
                Act::Change(change) => {
                    let back = ValueChange { was: value.text, becomes: change.was };
                    (i18n::app::saved(locale).to_owned(), Act::Change(back))
                }
                Act::Active(active) => (i18n::app::saved(locale).to_owned(), Act::Active(!active)),
                Act::Place(_) => {
                    let at = untrack(|| self.place(id)).map_or(0, |at| at + 1);
                    (words::moved(locale, &at.to_string()), Act::Place(next))
                }
            };
            self.tell(id, Some(Note::Saved(said, Some(undo))));
        });
    }

    /// Moves a value by some places; at an end it stays.
    pub fn step(self, id: CatalogValueId, by: isize) {
        let at = untrack(|| self.place(id));
        let Some((at, to)) = at.and_then(|at| Some((at, at.checked_add_signed(by)?))) else { return };
        let behind = if to > at { to + 1 } else { to };
        let before = self.list.with_untracked(|list| {
            let before = list.get(behind).map(|value| value.id);
            (to < list.len()).then_some(before)
        });
        if let Some(before) = before {
            self.act(id, Act::Place(before));
        }
    }

    /// Removes a value that nobody uses; of one that is in use it is told.
    pub fn remove(self, id: CatalogValueId) {
        let locale = locale();
        let (toasts, changes) = (toasts(), changes());
        if self.uses.with_untracked(|uses| uses.as_ref().is_some_and(|uses| uses.contains_key(&id))) {
            self.tell(id, Some(Note::InUse));
            return;
        }
        let Some(value) = untrack(|| self.value(id)) else { return };
        let at = untrack(|| self.place(id)).unwrap_or_default();
        self.tell(id, Some(Note::Saving));
        spawn_local(async move {
            if let Err(ApiError(error)) = remove_value(id).await {
                return self.fail(id, error).await;
            }
            self.refresh().await;
            self.tell(id, None);
            let neighbour = self.list.try_with_untracked(|list| {
                let neighbour = list.get(at).or_else(|| list.last());
                neighbour.map(|value| format!("value-{}", value.id))
            });
            focus(&neighbour.flatten().unwrap_or_default());
            let back = move || {
                attempt(async move {
                    restore_value(id).await?;
                    changes.tell();
                    Ok(())
                });
            };
            let done = Toast::done(words::removed(locale, &value.text.label));
            toasts.show(done.with_action(i18n::app::undo(locale), back));
        });
    }

    /// Looks anew.
    pub fn reload(self) {
        spawn_local(self.refresh());
    }

    /// Looks anew, and waits for it.
    pub async fn refresh(self) {
        // Without an answer the old ones stay; the act itself has told what was wrong.
        let Ok(list) = list_catalog(self.catalog).await else { return };
        if self.list.try_with_untracked(|now| *now != list) != Some(true) {
            return;
        }
        keep_focus();
        let _ = self.list.try_set(list);
        self.count();
    }

    fn count(self) {
        spawn_local(async move {
            let _ = self.uses.try_set(catalog_uses(self.catalog).await.ok());
        });
    }

    /// Puts a value where it will be, before the server has said so.
    fn put(self, id: CatalogValueId, before: Option<CatalogValueId>) {
        keep_focus();
        self.list.update(|list| {
            let Some(from) = list.iter().position(|value| value.id == id) else { return };
            let value = list.remove(from);
            let to = before.and_then(|before| list.iter().position(|value| value.id == before)).unwrap_or(list.len());
            list.insert(to, value);
        });
    }

    async fn fail(self, id: CatalogValueId, error: AppError) {
        let locale = locale();
        let note = match error {
            AppError::Invalid(faults) if faults.of("value").is_some() => {
                self.refresh().await;
                Some(Note::InUse)
            }
            AppError::Invalid(faults) => {
                let code = faults.0.first().map_or("invalid", |fault| fault.code.as_str());
                let words = i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale));
                Some(Note::Wrong(words.to_owned()))
            }
            AppError::Conflict(found) => {
                // First of all: what is typed is not to be written over by what the other person has saved.
                self.tell(id, Some(Note::Conflict(found.changed_by)));
                return self.refresh().await;
            }
            other => {
                report(&other);
                // It may be gone by now.
                self.refresh().await;
                None
            }
        };
        self.tell(id, note);
    }
}

/// A row that is moved loses the focus: it gets it back.
fn keep_focus() {
    if let Some(id) = document().active_element().map(|element| element.id()).filter(|id| !id.is_empty()) {
        request_animation_frame(move || focus(&id));
    }
}

/// Puts the focus on an element, if it is there.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}
