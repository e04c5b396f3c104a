//! What pages begin with: their head, and the data that they wait for.

use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Serialize, de::DeserializeOwned};

use super::{Problem, ProblemPage};
use crate::{api::ApiError, state::locale};

/// A page under its title.
#[component]
pub fn TitledPage(
    /// The title.
    title: &'static str,
    /// What it is for.
    #[prop(optional, into)]
    note: String,
    /// What is done here first of all.
    #[prop(default = None)]
    action: Option<AnyView>,
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title />
        <main class="page" id="main">
            <div class="page__head">
                <h1 class="page__title">{title}</h1>
                {(!note.is_empty()).then(|| view! { <p class="page__note">{note}</p> })}
                {action.map(|action| view! { <div class="page__actions">{action}</div> })}
            </div>
            {children()}
        </main>
    }
}

/// The shape of rows, where they are still to come.
#[component]
pub fn RowsShape() -> impl IntoView {
    const ROWS: usize = 12;
    view! {
        <div class="shape" role="status">
            <span class="visually-hidden">{i18n::app::loading(locale())}</span>
            {(0..ROWS).map(|_| view! { <div class="shape__row"></div> }).collect_view()}
        </div>
    }
}

/// A part of a page that waits for its data; the old one stays until there is a new one.
#[component]
pub fn WhenLoaded<T>(
    /// The data.
    data: Resource<Result<T, ApiError>>,
    /// It is the whole page: so is the problem if they do not come.
    #[prop(optional)]
    whole: bool,
    /// Shows them.
    show: Callback<T, AnyView>,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    view! {
        <Transition fallback=move || {
            view! { <p class="quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => show.run(found),
                    Err(ApiError(error)) if whole => view! { <ProblemPage error /> }.into_any(),
                    Err(ApiError(error)) => {
                        view! { <Problem error retry=Callback::new(move |()| data.refetch()) /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}
