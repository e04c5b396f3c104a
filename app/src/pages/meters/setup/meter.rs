//! The form of a meter.

use domain::{
    AppError, FieldError, FieldErrors, SpaceId,
    customer::Named,
    meter::{MeterChange, MeterInput, MeterKind, MeterRow},
    quantity::Quantity,
};
use i18n::meters;
use leptos::prelude::*;

use crate::{
    api::{
        ApiError,
        meters::{change_meter, create_meter},
    },
    components::{DayField, Dialog, DialogForm, SelectField, TextField, open_for, required_day},
    pages::meters::words::kind as word_of,
    state::{Sending, Toast, locale, session, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new one.
    New,
    /// This one.
    Meter(MeterRow),
}

/// The dialog around the form.
#[component]
pub fn MeterForm(
    /// What it is open for.
    editing: RwSignal<Option<Editing>>,
    /// The spaces in which one may hang.
    spaces: StoredValue<Vec<Named<SpaceId>>>,
    /// Something was saved.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(editing);
    let title = Signal::derive(move || {
        let is_known = editing.with(|editing| matches!(editing, Some(Editing::Meter(_))));
        if is_known { meters::meter_edit_title(locale) } else { meters::meter_add(locale) }.to_owned()
    });
    view! {
        <Dialog open title>
            {move || {
                editing.get().map(|editing| view! { <Form editing spaces=spaces.get_value() open changed /> })
            }}
        </Dialog>
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    space: RwSignal<String>,
    kind: RwSignal<String>,
    serial: RwSignal<String>,
    begins_at: RwSignal<String>,
    begins_on: RwSignal<String>,
}

impl Draft {
    fn of(known: Option<&MeterRow>) -> Self {
        let text = |of: &dyn Fn(&MeterRow) -> String| known.map(of).unwrap_or_default();
        let begins_at = known.map_or(Quantity::default(), |meter| meter.begins_at);
        Self {
            space: RwSignal::new(text(&|meter| meter.space.id.to_string())),
            kind: RwSignal::new(known.map_or(MeterKind::Electricity, |meter| meter.kind).key().to_owned()),
            serial: RwSignal::new(text(&|meter| meter.serial.clone())),
            begins_at: RwSignal::new(begins_at.to_string()),
            begins_on: RwSignal::new(known.map_or(session().today, |meter| meter.begins_on).to_string()),
        }
    }

    /// What the form says.
    fn input(self, active: bool) -> Result<MeterInput, ApiError> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let space = self.space.get_untracked().parse().map_err(|_| fault("space", "required")).ok();
        let begins_at = self.begins_at.get_untracked();
        let begins_at = match begins_at.trim() {
            "" => Err("required"),
            text => Quantity::of_text(text),
        };
        let begins_at = begins_at.map_err(|code| fault("begins_at", code)).unwrap_or_default();
        let begins_on = required_day(&self.begins_on.get_untracked());
        let begins_on = begins_on.map_err(|code| fault("begins_on", code)).unwrap_or_default();
        let (Some(space), true) = (space, faults.0.is_empty()) else {
            return Err(ApiError(AppError::Invalid(faults)));
        };
        let kind = MeterKind::from_key(&self.kind.get_untracked()).unwrap_or_default();
        Ok(MeterInput { space, kind, serial: self.serial.get_untracked(), begins_at, begins_on, active })
    }
}

#[component]
fn Form(editing: Editing, spaces: Vec<Named<SpaceId>>, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let known = match editing {
        Editing::New => None,
        Editing::Meter(meter) => Some(meter),
    };
    let draft = Draft::of(known.as_ref());
    let sending = Sending::default();
    let faults = sending.faults;
    let was = known.as_ref().map(|meter| (meter.id, meter.input()));
    let active = known.as_ref().is_none_or(|meter| meter.active);
    let submit = Callback::new(move |()| {
        let (was, becomes) = (was.clone(), draft.input(active));
        sending.start(async move {
            let becomes = becomes?;
            match was {
                Some((id, was)) => change_meter(id, MeterChange { was, becomes }).await?,
                None => drop(create_meter(becomes).await?),
            }
            open.set(false);
            toasts.show(Toast::done(meters::meter_saved(locale)));
            changed.try_run(());
            Ok(())
        });
    });
    let kinds = MeterKind::ALL.iter().map(|kind| (kind.key().to_owned(), word_of(locale, *kind).to_owned())).collect();
    let choose = (String::new(), i18n::app::choose(locale).to_owned());
    let spaces = spaces.into_iter().map(|space| (space.id.to_string(), space.name));
    let spaces: Vec<_> = std::iter::once(choose).chain(spaces).collect();
    let is_new = known.is_none();
    let word = if is_new { i18n::app::create(locale) } else { i18n::app::save(locale) };
    // What it showed in the beginning stays when somebody has gone on from there.
    let begins = known.is_none_or(|meter| !meter.is_read).then(|| {
        view! {
            <TextField
                name="begins_at"
                label=meters::begins_at(locale)
                value=draft.begins_at
                required=true
                error=faults.of("begins_at")
            />
            <DayField
                name="begins_on"
                label=meters::begins_on(locale)
                value=draft.begins_on
                required=true
                error=faults.of("begins_on")
            />
        }
    });
    view! {
        <DialogForm open sending word marks_required=true on_submit=submit>
            <div class="form__columns">
                <SelectField
                    name="space"
                    label=meters::space(locale)
                    value=draft.space
                    options=spaces
                    required=true
                    disabled=!is_new
                    error=faults.of("space")
                />
                <SelectField
                    name="kind"
                    label=meters::kind(locale)
                    value=draft.kind
                    options=kinds
                    required=true
                    disabled=!is_new
                    error=faults.of("kind")
                />
                <TextField
                    name="serial"
                    label=meters::serial(locale)
                    value=draft.serial
                    error=faults.of("serial")
                />
                {begins}
            </div>
        </DialogForm>
    }
}
