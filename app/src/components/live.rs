//! Pages follow the rights of their visitor.

use std::{future::Future, pin::Pin};

use leptos::{either::Either, prelude::*, reactive::transition::AsyncTransition};
use leptos_router::{ChooseView, LazyRoute};

use crate::state::{RENEWING, announce, renewals};

/// Something that is on its way.
type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// A page that is made anew, in place, when its visitor's rights have changed. One type for all pages: the client holds what
/// the router does with it once.
#[derive(Clone)]
pub struct Live {
    page: fn() -> Coming<AnyView>,
    code: fn() -> Coming<()>,
    /// For which renewal it was made last.
    made_for: ArcStoredValue<Option<u32>>,
}

/// The view of the route of such a page.
pub fn live<T: LazyRoute>() -> Live {
    Live { page: || Box::pin(T::view(T::data())), code: || Box::pin(T::preload()), made_for: ArcStoredValue::new(None) }
}

impl ChooseView for Live {
    /// The router listens to what is read here, and asks for the page again when it changes.
    async fn choose(self) -> AnyView {
        let renewal = renewals().get();
        let before = self.made_for.try_update_value(|made_for| made_for.replace(renewal)).flatten();
        let page = match before {
            // The old one stays until the new one has its data.
            Some(before) if before != renewal => {
                let page = AsyncTransition::run(self.page).await;
                announce(RENEWING);
                page
            }
            _ => (self.page)().await,
        };
        // What stands there is not written over but goes: nothing of what somebody had begun there is left half.
        let page = if renewal.is_multiple_of(2) { Either::Left(page) } else { Either::Right(page) };
        page.into_any()
    }

    async fn preload(&self) {
        (self.code)().await;
    }
}
