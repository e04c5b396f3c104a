//! The list of individuals.

use leptos::prelude::*;
use leptos_router::{LazyRoute, components::A, lazy_route};

use crate::api::{ApiError, individuals::*};

/// `/individuals`
pub struct IndividualListPage {
    rows: Resource<Result<Vec<IndividualRow>, ApiError>>,
}

#[lazy_route]
impl LazyRoute for IndividualListPage {
    fn data() -> Self {
        Self {
            rows: Resource::new_blocking(|| (), |()| list_individuals(20)),
        }
    }

    fn view(this: Self) -> AnyView {
        let rows = this.rows;
        view! {
            <h1>"Khách cá nhân"</h1>
            <Suspense fallback=|| view! { <p>"Đang tải…"</p> }>
                {move || Suspend::new(async move { rows.await.map(table) })}
            </Suspense>
        }
        .into_any()
    }
}

fn table(rows: Vec<IndividualRow>) -> impl IntoView {
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Họ tên"</th>
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|row| {
                        view! {
                            <tr>
                                <td>
                                    <A href=format!("/individuals/{}", row.id)>{row.name}</A>
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}
