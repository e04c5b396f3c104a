//! The form of a template.

use domain::{
    AppError,
    contract::{Template, TemplateInput},
};
use i18n::contract_templates as templates;
use leptos::prelude::*;

use crate::{
    api::{
        ApiError,
        contracts::{change_template, create_template, list_templates},
    },
    components::{ClashDialog, Closing, DialogForm, Kept, SheetForm, TextField, Wording},
    pages::contracts::{
        sheet::{Fields, Filled},
        text::TextEditor,
    },
    state::{Sending, Toast, locale, session, toasts},
};

/// The word of what is ticked.
const TICKED: &str = "1";

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    text: RwSignal<String>,
    position: RwSignal<String>,
    active: RwSignal<String>,
}

impl Draft {
    fn new(began: &Filled) -> Self {
        let empty = || RwSignal::new(String::new());
        let draft = Self { name: empty(), text: empty(), position: empty(), active: empty() };
        began.fill(draft.fields());
        draft
    }

    const fn fields(self) -> Fields<4> {
        [("name", self.name), ("text", self.text), ("position", self.position), ("active", self.active)]
    }

    /// What the form says.
    fn input(self) -> Result<TemplateInput, AppError> {
        let position = self.position.get_untracked();
        let position = match position.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| AppError::field("position", "invalid_number"))?),
        };
        let input = TemplateInput {
            name: self.name.get_untracked(),
            text: self.text.get_untracked(),
            position,
            active: !self.active.get_untracked().is_empty(),
        };
        input.normal(session().today).map_err(AppError::Invalid)
    }
}

/// As the form of a template begins.
fn filled(input: &TemplateInput) -> Filled {
    Filled::saying([
        ("name", input.name.clone()),
        ("text", input.text.clone()),
        ("position", input.position.map(|position| position.to_string()).unwrap_or_default()),
        ("active", if input.active { TICKED.to_owned() } else { String::new() }),
    ])
}

/// The form.
#[component]
pub fn TemplateForm(
    /// The template, if it is not a new one.
    known: Option<Template>,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// What asks before that closes.
    closing: Closing,
    /// It is saved.
    changed: Callback<()>,
) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let began = known.as_ref().map(|known| known.input.clone());
    let began = filled(&began.unwrap_or_else(|| TemplateInput { active: true, ..TemplateInput::default() }));
    let name = known.as_ref().map_or_else(|| "new".to_owned(), |known| known.id.to_string());
    let word = if known.is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) };
    let known = StoredValue::new(known);
    let draft = Draft::new(&began);
    let form = SheetForm::new(
        format!("contract_templates/{name}"),
        &began,
        move || Filled::of_fields(draft.fields()),
        move |filled| filled.fill(draft.fields()),
    );
    closing.watch(form.unsaved);
    let sending = Sending::default();
    let faults = sending.faults;
    let send = Callback::new(move |()| {
        if form.asks_again() {
            return;
        }
        let name = draft.name.get_untracked();
        sending.start(async move {
            if !save(known, draft, form).await? {
                return Ok(());
            }
            let others = form.done();
            // Another form may be open by then.
            if draft.name.try_get_untracked().is_some() {
                open.set(false);
            }
            let done = Some(templates::saved(locale, name.trim()));
            toasts.show(Toast::done([done, others].into_iter().flatten().collect::<Vec<_>>().join(" ")));
            changed.try_run(());
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            send.run(());
        }
    });
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=send>
            <Kept unsaved=form.unsaved />
            <div class="form__columns">
                <TextField
                    name="name"
                    label=templates::name(locale)
                    value=draft.name
                    required=true
                    error=faults.of("name")
                />
                <TextField
                    name="position"
                    label=templates::position(locale)
                    value=draft.position
                    help=templates::position_help(locale)
                    error=faults.of("position")
                />
            </div>
            <TextEditor
                name="text"
                label=templates::text(locale)
                value=draft.text
                required=true
                error=faults.of("text")
            />
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || draft.active.with(|ticked| !ticked.is_empty())
                    on:change:target=move |event| {
                        draft.active.set(if event.target().checked() { TICKED.to_owned() } else { String::new() });
                    }
                />
                <span>
                    {templates::active(locale)}
                    <span class="check__help">{templates::active_help(locale)}</span>
                </span>
            </label>
        </DialogForm>
        <ClashDialog clashes=form.clashes title=templates::conflict_title(locale) wording=wording() decided />
    }
}

/// Saves; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
async fn save(known: StoredValue<Option<Template>>, draft: Draft, form: SheetForm) -> Result<bool, ApiError> {
    // Nothing more is sent from a form that is closed.
    while let Some(known_now) = known.try_get_value() {
        let input = draft.input().map_err(ApiError)?;
        let Some(Template { id, version, .. }) = known_now else {
            create_template(input).await?;
            return Ok(true);
        };
        match change_template(id, version, input).await {
            Ok(_) => return Ok(true),
            Err(ApiError(AppError::Conflict(found))) => {
                let now = list_templates().await?.into_iter().find(|template| template.id == id);
                let now = now.ok_or(AppError::NotFound)?;
                let filled = filled(&now.input);
                known.try_set_value(Some(now));
                if !form.meet(found.changed_by, &filled) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// How fields are told when two people have changed them.
fn wording() -> Wording {
    let locale = locale();
    let label = move |key: String| {
        match key.as_str() {
            "name" => templates::name(locale),
            "text" => templates::text(locale),
            "position" => templates::position(locale),
            _ => templates::active(locale),
        }
        .to_owned()
    };
    let shown = move |(key, text): (String, String)| match key.as_str() {
        "active" => i18n::app::yes(locale).to_owned(),
        _ => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}
