//! Dangerous acts: the server wants to know anew who it is, and the act goes on as soon as the person has shown it.

use std::{future::Future, mem::take};

use domain::AppError;
use futures::channel::oneshot;
use leptos::prelude::*;

use crate::api::ApiError;

/// Whether somebody is asked who they are, and the acts that wait for it.
#[derive(Clone, Copy)]
pub struct Confirming {
    /// The question is asked.
    pub open: RwSignal<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<()>>>,
}

/// Makes the question known to everything below.
pub fn provide_confirming() {
    let confirming = Confirming { open: RwSignal::new(false), waiting: StoredValue::new(Vec::new()) };
    // Whoever closes the dialog without an answer has taken the acts back.
    Effect::new(move || {
        if !confirming.open.get() {
            confirming.waiting.update_value(Vec::clear);
        }
    });
    provide_context(confirming);
}

impl Confirming {
    /// The person has shown who they are: what waits goes on.
    pub fn go_on(self) {
        let waiting = self.waiting.try_update_value(take).unwrap_or_default();
        self.open.set(false);
        for act in waiting {
            // Its page may be gone meanwhile.
            let _ = act.send(());
        }
    }

    async fn asked(self) -> bool {
        let (sender, answer) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(sender));
        self.open.set(true);
        answer.await.is_ok()
    }
}

/// Does something dangerous; if the server asks who it is, the person is asked, and it is done again.
///
/// # Errors
/// What the act answers; unconfirmed if the person does not want to.
pub async fn confirmed<T, F>(act: impl Fn() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let confirming = use_context::<Confirming>();
    match (act().await, confirming) {
        (Err(ApiError(AppError::Unconfirmed)), Some(confirming)) if confirming.asked().await => act().await,
        (outcome, _) => outcome,
    }
}
