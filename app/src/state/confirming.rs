//! Dangerous acts: the server wants to know anew who it is, and the act goes on as soon as the person has shown it.

use std::future::Future;

use domain::AppError;
use futures::channel::oneshot;
use leptos::prelude::*;

use crate::api::ApiError;

/// Whether somebody is asked who they are; cheap to copy.
#[derive(Clone, Copy)]
pub struct Confirming {
    /// The question is asked.
    pub open: RwSignal<bool>,
    passed: RwSignal<bool>,
}

/// Makes the question known to everything below.
pub fn provide_confirming() {
    provide_context(Confirming { open: RwSignal::new(false), passed: RwSignal::new(false) });
}

impl Confirming {
    /// The person has shown who they are: what waits goes on.
    pub fn go_on(self) {
        self.passed.set(true);
        self.open.set(false);
    }

    /// Asks; whoever closes the dialog without an answer has taken the act back.
    async fn ask(self) -> bool {
        let (sender, answer) = oneshot::channel();
        let sender = StoredValue::new(Some(sender));
        self.passed.set(false);
        self.open.set(true);
        let closed = move |open: &bool, _: Option<&bool>, _: Option<()>| {
            if *open {
                return;
            }
            if let Some(sender) = sender.try_update_value(Option::take).flatten() {
                // The page that asked may be gone meanwhile.
                let _ = sender.send(self.passed.get_untracked());
            }
        };
        let watching = Effect::watch(move || self.open.get(), closed, false);
        let passed = answer.await.unwrap_or_default();
        watching.stop();
        passed
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
    match (act().await, use_context::<Confirming>()) {
        (Err(ApiError(AppError::Unconfirmed)), Some(confirming)) if confirming.ask().await => act().await,
        (outcome, _) => outcome,
    }
}
