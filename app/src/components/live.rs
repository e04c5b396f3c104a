//! Pages follow the rights of their visitor.

use std::{future::Future, marker::PhantomData, pin::Pin};

use leptos::{either::Either, prelude::*, reactive::transition::AsyncTransition};
use leptos_router::{ChooseView, LazyRoute};

use crate::state::{RENEWING, announce, renewals};

/// A lazy page that is made anew, in place, when its visitor's rights have changed.
pub struct Live<T> {
    page: PhantomData<fn() -> T>,
    /// For which renewal it was made last.
    made_for: ArcStoredValue<Option<u32>>,
}

/// The view of the route of such a page.
pub fn live<T>() -> Live<T> {
    Live { page: PhantomData, made_for: ArcStoredValue::new(None) }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self { page: PhantomData, made_for: self.made_for.clone() }
    }
}

impl<T: LazyRoute> ChooseView for Live<T> {
    async fn choose(self) -> AnyView {
        made(self.made_for, || Box::pin(T::view(T::data()))).await
    }

    async fn preload(&self) {
        T::preload().await;
    }
}

/// The same for all pages. The router listens to what is read here, and asks for the page again when it changes.
async fn made(made_for: ArcStoredValue<Option<u32>>, page: fn() -> Pin<Box<dyn Future<Output = AnyView>>>) -> AnyView {
    let renewal = renewals().get();
    let before = made_for.try_update_value(|made_for| made_for.replace(renewal)).flatten();
    let page = match before {
        // The old one stays until the new one has its data.
        Some(before) if before != renewal => {
            let page = AsyncTransition::run(page).await;
            announce(RENEWING);
            page
        }
        _ => page().await,
    };
    // What stands there is not written over but goes: nothing of what somebody had begun there is left half.
    let page = if renewal.is_multiple_of(2) { Either::Left(page) } else { Either::Right(page) };
    page.into_any()
}
