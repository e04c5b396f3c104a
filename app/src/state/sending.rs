//! What is done with the server's help, and what happens when it cannot be done.

use std::{future::Future, pin::Pin};

use domain::AppError;
use leptos::{prelude::*, task::spawn_local};

use super::{
    Faults,
    announce::{SENT, announce},
    report,
};
use crate::api::ApiError;

/// A form that is sent; cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct Sending {
    /// The answer is on its way.
    pub busy: RwSignal<bool>,
    /// What was wrong the last time.
    pub faults: Faults,
}

impl Sending {
    /// Does what the form is for, unless it is being done already. Faults stand in the form.
    pub fn start(self, act: impl Future<Output = Result<(), ApiError>> + 'static) {
        self.run(Box::pin(act));
    }

    fn run(self, act: Pin<Box<dyn Future<Output = Result<(), ApiError>>>>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.faults.clear();
        spawn_local(async move {
            let outcome = act.await;
            self.busy.set(false);
            match outcome {
                Ok(()) => announce(SENT),
                Err(ApiError(AppError::Unauthenticated)) => report(&AppError::Unauthenticated),
                Err(ApiError(error)) => self.faults.take(error),
            }
        });
    }
}

/// Does what no form is for. A failure is told in a notice.
pub fn attempt(act: impl Future<Output = Result<(), ApiError>> + 'static) {
    spawn_local(async move {
        if let Err(ApiError(error)) = act.await {
            report(&error);
        }
    });
}
