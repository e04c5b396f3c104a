//! The detail page of one individual.

use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, components::A, hooks::use_params_map, lazy_route};

use crate::api::{ApiError, Refusal, individuals::*};

/// `/individuals/:id`
pub struct IndividualDetailPage {
    individual: Resource<Result<IndividualRow, ApiError>>,
}

#[lazy_route]
impl LazyRoute for IndividualDetailPage {
    fn data() -> Self {
        let params = use_params_map();
        let id = move || params.read().get("id").and_then(|id| id.parse().ok());
        Self {
            individual: Resource::new_blocking(id, |id: Option<u32>| async move {
                match id {
                    Some(id) => get_individual(id).await,
                    None => Err(Refusal::NotFound.into()),
                }
            }),
        }
    }

    fn view(this: Self) -> AnyView {
        let individual = this.individual;
        view! {
            <A href="/individuals">"Danh sách"</A>
            <Suspense fallback=|| view! { <p>"Đang tải…"</p> }>
                {move || Suspend::new(async move {
                    match individual.await {
                        Ok(individual) => Either::Left(card(individual)),
                        Err(ApiError(refusal)) => Either::Right(refused(refusal)),
                    }
                })}
            </Suspense>
        }
        .into_any()
    }
}

fn card(individual: IndividualRow) -> impl IntoView {
    let clicks = RwSignal::new(0);
    view! {
        <h1>{individual.name}</h1>
        <button on:click=move |_| clicks.update(|n| *n += 1)>"Đã bấm " {clicks}</button>
    }
}

fn refused(refusal: Refusal) -> impl IntoView {
    let text = match refusal {
        Refusal::NotFound => "Không tìm thấy khách hàng",
        Refusal::Forbidden => "Bạn không có quyền xem",
        Refusal::Invalid | Refusal::Unavailable => "Không tải được",
    };
    view! { <h1>{text}</h1> }
}
