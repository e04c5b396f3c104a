//! The form and the questions, each in its dialog.

use domain::{
    ContractId,
    contract::{ContractDetail, ContractOffer},
    customer::Named,
};
use i18n::contracts;
use leptos::{either::Either, lazy, prelude::*};

use super::{
    activate::ActivateForm,
    desk::{Desk, Editing, Question},
    form::ContractForm,
    terminate::TerminateForm,
};
use crate::{
    api::{
        ApiError,
        contracts::{offer_contract, read_contract},
    },
    components::{CloseDialog, Closing, ConfirmDialog, Dialog, Late, Problem, open_for},
    state::locale,
};

/// The form and the questions.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let title = Signal::derive(move || {
        let title = |code: &str| contracts::discard_title(locale, code);
        desk.discarding.with(|row| row.as_ref().map(|row| title(&row.code))).unwrap_or_default()
    });
    let confirm = Callback::new(move |()| {
        if let Some(row) = desk.discarding.get_untracked() {
            desk.discard(row);
        }
    });
    view! {
        <Late
            wanted=Signal::derive(move || desk.editing.with(Option::is_some))
            part=move || contract_form(desk)
        />
        <Late
            wanted=Signal::derive(move || desk.asked.with(Option::is_some))
            part=move || contract_question(desk)
        />
        <ConfirmDialog
            open=open_for(desk.discarding)
            title
            text=contracts::discard_text(locale).to_owned()
            word=contracts::discard(locale).to_owned()
            on_confirm=confirm
        />
    }
}

/// What a dialog shows.
type Loaded = (Option<ContractDetail>, ContractOffer);

/// The dialog around the form, in a chunk of its own.
#[lazy]
fn contract_form(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        desk.editing.with(|editing| match editing {
            Some(Editing::Draft(draft)) => contracts::edit_title(locale, &draft.name),
            _ => contracts::create_title(locale).to_owned(),
        })
    });
    let form = move |editing: Editing| {
        let (customer, id) = match editing {
            Editing::New(customer) => (customer, None),
            Editing::Draft(draft) => (None, Some(draft.id)),
        };
        let found = Resource::new(|| (), move |()| load(id));
        let show = Callback::new(move |(detail, offer): Loaded| {
            let known = detail.as_ref().map(|detail| &detail.row.customer);
            let known = known.map(|guest| Named { id: guest.id, name: guest.name.clone() });
            let customer = known.or(customer.clone());
            view! { <ContractForm customer detail offer open closing desk /> }.into_any()
        });
        view! { <WhenRead found show /> }
    };
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || desk.editing.get().map(form)}
        </Dialog>
        <CloseDialog closing />
    }
    .into_any()
}

async fn load(id: Option<ContractId>) -> Result<Loaded, ApiError> {
    let Some(id) = id else { return Ok((None, offer_contract().await?)) };
    let (detail, offer) = futures::join!(read_contract(id), offer_contract());
    Ok((Some(detail?), offer?))
}

/// The dialog around a question, in a chunk of its own.
#[lazy]
fn contract_question(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.asked);
    let title = Signal::derive(move || {
        let title = |question: &Question| match question {
            Question::Activate(contract) => contracts::activate_title(locale, &contract.name),
            Question::Terminate(contract) => contracts::terminate_title(locale, &contract.name),
        };
        desk.asked.with(|question| question.as_ref().map(title)).unwrap_or_default()
    });
    let form = move |question: Question| {
        let (Question::Activate(Named { id, .. }) | Question::Terminate(Named { id, .. })) = &question;
        let id = *id;
        let found = Resource::new(|| (), move |()| read_contract(id));
        let show = Callback::new(move |detail: ContractDetail| match &question {
            Question::Activate(_) => view! { <ActivateForm detail open desk /> }.into_any(),
            Question::Terminate(_) => view! { <TerminateForm detail open desk /> }.into_any(),
        });
        view! { <WhenRead found show /> }
    };
    view! {
        <Dialog open title>
            {move || desk.asked.get().map(form)}
        </Dialog>
    }
    .into_any()
}

/// What stands in a dialog, once it is read: that may be another thing each time.
#[component]
fn WhenRead<T>(found: Resource<Result<T, ApiError>>, show: Callback<T, AnyView>) -> impl IntoView
where
    T: Clone + serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static,
{
    view! {
        <Transition fallback=move || {
            view! { <p class="dialog__body quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(read) => Either::Left(show.run(read)),
                    Err(ApiError(error)) => {
                        let retry = Callback::new(move |()| found.refetch());
                        Either::Right(view! {
                            <div class="dialog__body">
                                <Problem error retry />
                            </div>
                        })
                    }
                }
            })}
        </Transition>
    }
}
