//! The advanced filter: the dialog in which it is built, and the chips of what is filtered by it.

mod chips;
mod condition;
mod customers;
mod group;
mod model;

use domain::{
    AppError,
    customer::{Choices, Directory, Field},
    filter::{Group, Operator},
    list::ListState,
};
use i18n::builder as texts;
use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*};
use leptos_router::hooks::use_navigate;

pub use chips::advanced_chips;

use self::{customers::Names, group::group_view, model::Block};
use super::list::address;
use crate::{
    api::ApiError,
    components::{Dialog, DialogForm},
    state::{Sending, locale, session},
};

/// What every row of the dialog needs to know; cheap to copy.
#[derive(Clone, Copy)]
struct Surroundings {
    directory: Directory,
    choices: RwSignal<Choices>,
    names: Names,
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn builder(open: RwSignal<bool>, state: Memo<ListState>, choices: Resource<Result<Choices, ApiError>>) -> AnyView {
    let directory = state.with_untracked(|state| state.directory);
    let around = Surroundings { directory, choices: offered(choices), names: Names::new() };
    view! {
        <Dialog open title=texts::title(locale()).to_owned()>
            <Builder open state around />
        </Dialog>
    }
    .into_any()
}

/// What the selects offer, once it is here.
fn offered(choices: Resource<Result<Choices, ApiError>>) -> RwSignal<Choices> {
    let offered = RwSignal::new(Choices::default());
    Effect::new(move || {
        if let Some(Ok(choices)) = choices.get() {
            offered.set(choices);
        }
    });
    offered
}

/// Conditions and groups, and the button that filters by them.
#[component]
fn Builder(open: RwSignal<bool>, state: Memo<ListState>, around: Surroundings) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let whole = Block::read(&Group::read(&state.with_untracked(|state| state.advanced.clone())));
    if whole.is_empty() {
        whole.add_condition(around.directory);
    }
    let sending = Sending::default();
    let apply = Callback::new(move |()| {
        sending.faults.clear();
        let built = whole.group();
        match built.filter(around.directory, session().today) {
            Ok(_) => {
                let advanced = built.tidied().to_string();
                let next = ListState { advanced, ..state.get_untracked().from_start() };
                open.set(false);
                navigate(&address(&next), Default::default());
            }
            Err(AppError::Invalid(found)) => {
                whole.mark(&found);
                match found.of("advanced") {
                    Some(code) => sending.faults.problem.set(Some(AppError::field("advanced", code))),
                    None => focus_first_fault(),
                }
            }
            Err(other) => sending.faults.problem.set(Some(other)),
        }
    });
    view! {
        <DialogForm open sending word=i18n::app::filter(locale) icon="funnel" on_submit=apply>
            <p class="quiet">{texts::text(locale)}</p>
            {group_view(around, whole, None, 1)}
        </DialogForm>
    }
}

/// The fields of a list that can be compared.
fn fields(directory: Directory) -> impl Iterator<Item = Field> {
    directory.compared().filter(|field| !Operator::of(*field).is_empty())
}

/// Puts the focus to the first condition that is not understood, once it is marked.
fn focus_first_fault() {
    request_animation_frame(|| focus(".condition [aria-invalid=true]"));
}

/// Puts the focus to what a selector finds.
fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) =
        found.and_then(|found| leptos::wasm_bindgen::JsCast::dyn_into::<leptos::web_sys::HtmlElement>(found).ok())
    {
        let _ = element.focus();
    }
}
