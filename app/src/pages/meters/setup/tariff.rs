//! The form of a tariff.

use domain::{
    AppError, BranchId, FieldError, FieldErrors,
    meter::{MeterKind, TariffInput},
};
use i18n::meters;
use leptos::prelude::*;

use super::steps::{StepDraft, Steps};
use crate::{
    api::{ApiError, meters::create_tariff},
    components::{DayField, Dialog, DialogForm, SelectField, open_for, required_day},
    pages::meters::words::kind as word_of,
    state::{Sending, Toast, locale, session, toasts},
};

/// The dialog around the form.
#[component]
pub fn TariffForm(
    /// The branch in which one is added.
    adding: RwSignal<Option<BranchId>>,
    /// It was saved.
    changed: Callback<()>,
) -> impl IntoView {
    let open = open_for(adding);
    let title = Signal::derive(|| meters::tariff_add(locale()).to_owned());
    view! {
        <Dialog open title>
            {move || adding.get().map(|branch| view! { <Form branch open changed /> })}
        </Dialog>
    }
}

#[component]
fn Form(branch: BranchId, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let kind = RwSignal::new(MeterKind::Electricity.key().to_owned());
    let valid_from = RwSignal::new(session().today.to_string());
    let steps = RwSignal::new(vec![StepDraft::first()]);
    let chosen = Signal::derive(move || kind.with(|kind| MeterKind::from_key(kind)).unwrap_or_default());
    let sending = Sending::default();
    let faults = sending.faults;
    let submit = Callback::new(move |()| {
        let mut wrong = FieldErrors::default();
        let day = required_day(&valid_from.get_untracked());
        let day = day.map_err(|code| wrong.0.push(FieldError::new("valid_from", code))).unwrap_or_default();
        let read = steps.with_untracked(|steps| steps.iter().map(|step| step.read()).collect::<Result<Vec<_>, _>>());
        let read = read.map_err(|code| wrong.0.push(FieldError::new("steps", code))).unwrap_or_default();
        let input = match wrong.into_result() {
            Ok(()) => Ok(TariffInput { branch, kind: chosen.get_untracked(), valid_from: day, steps: read }),
            Err(error) => Err(ApiError(error)),
        };
        sending.start(async move {
            let input = input?.normal().map_err(|faults| ApiError(AppError::Invalid(faults)))?;
            create_tariff(input).await?;
            open.set(false);
            toasts.show(Toast::done(meters::tariff_saved(locale)));
            changed.try_run(());
            Ok(())
        });
    });
    let kinds = MeterKind::ALL.iter().map(|kind| (kind.key().to_owned(), word_of(locale, *kind).to_owned())).collect();
    view! {
        <DialogForm open sending word=i18n::app::create(locale) marks_required=true on_submit=submit>
            <div class="form__columns">
                <SelectField name="kind" label=meters::kind(locale) value=kind options=kinds required=true />
                <DayField
                    name="valid_from"
                    label=meters::valid_from(locale)
                    value=valid_from
                    required=true
                    error=faults.of("valid_from")
                />
            </div>
            <Steps steps kind=chosen error=faults.of("steps") />
        </DialogForm>
    }
}
