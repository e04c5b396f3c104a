//! The form in which a reading is corrected.

use domain::{
    AppError, FieldError,
    meter::{ReadingChange, ReadingInput, ReadingRow},
};
use i18n::meters;
use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::Draft,
    words::{courses, of_month},
};
use crate::{
    api::{ApiError, meters::correct_reading},
    components::{DayField, DialogForm, SelectField, TextField, required_day},
    state::{Sending, locale},
};

/// The form.
#[component]
pub fn CorrectForm(
    /// What is corrected.
    row: ReadingRow,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let draft = Draft::of(&row);
    let read_on = RwSignal::new(row.place.read_on.to_string());
    let sending = Sending::default();
    let faults = sending.faults;
    let old = meters::old_is(locale, &row.old.to_string(), row.kind.unit());
    let submit = Callback::new(move |()| {
        let was = row.input();
        let becomes = typed(draft, read_on, &was);
        let (id, text) = (row.id, of_month(locale, &row, meters::corrected));
        sending.start(async move {
            let becomes = becomes?;
            correct_reading(id, ReadingChange { was, becomes }).await?;
            open.set(false);
            desk.done(text);
            Ok(())
        });
    });
    let (ended, began) = (faults.of("ended"), faults.of("began"));
    view! {
        <DialogForm open sending word=i18n::app::save(locale) marks_required=true on_submit=submit>
            <p class="field__help">{old}</p>
            <div class="form__columns">
                <TextField
                    name="reading"
                    label=meters::reading(locale)
                    value=draft.reading
                    required=true
                    error=faults.of("reading")
                />
                <DayField
                    name="read_on"
                    label=meters::read_on(locale)
                    value=read_on
                    required=true
                    error=faults.of("read_on")
                />
            </div>
            <SelectField name="course" label=meters::course(locale) value=draft.course options=courses(locale) />
            <Show when=move || draft.is_replaced()>
                <div class="form__columns">
                    <TextField
                        name="ended"
                        label=meters::ended(locale)
                        value=draft.ended
                        required=true
                        error=ended
                    />
                    <TextField
                        name="began"
                        label=meters::began(locale)
                        value=draft.began
                        required=true
                        error=began
                    />
                </div>
            </Show>
        </DialogForm>
    }
}

/// What the form says.
fn typed(draft: Draft, read_on: RwSignal<String>, was: &ReadingInput) -> Result<ReadingInput, ApiError> {
    let read = untrack(|| draft.read());
    let read_on = required_day(&read_on.get_untracked()).map_err(|code| FieldError::new("read_on", code));
    match (read, read_on) {
        (Ok((reading, course)), Ok(read_on)) => Ok(ReadingInput { read_on, reading, course, ..was.clone() }),
        (read, read_on) => {
            let mut faults = read.err().unwrap_or_default();
            faults.0.extend(read_on.err());
            Err(ApiError(AppError::Invalid(faults)))
        }
    }
}
