//! The form of a template and the question before one goes, each in its dialog.

use domain::contract::Template;
use i18n::contract_templates as templates;
use leptos::{lazy, prelude::*};

use super::form::TemplateForm;
use crate::{
    api::contracts::remove_template,
    components::{CloseDialog, Closing, ConfirmDialog, Dialog, Late, open_for},
    state::{Toast, attempt, locale, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new one.
    New,
    /// This one.
    Template(Box<Template>),
}

/// The form and the question.
#[component]
pub fn TemplateDialogs(
    /// What the form is open for.
    editing: RwSignal<Option<Editing>>,
    /// What is removed, if the person says so.
    doomed: RwSignal<Option<Template>>,
    /// Something was done.
    changed: Callback<()>,
) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let title = Signal::derive(move || {
        let title = |template: &Template| templates::remove_title(locale, &template.input.name);
        doomed.with(|template| template.as_ref().map(title)).unwrap_or_default()
    });
    let remove = Callback::new(move |()| {
        let Some(template) = doomed.get_untracked() else { return };
        attempt(async move {
            remove_template(template.id).await?;
            toasts.show(Toast::done(templates::removed(locale, &template.input.name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <Late
            wanted=Signal::derive(move || editing.with(Option::is_some))
            part=move || template_form(editing, changed)
        />
        <ConfirmDialog
            open=open_for(doomed)
            title
            text=templates::remove_text(locale).to_owned()
            word=i18n::app::delete(locale).to_owned()
            on_confirm=remove
        />
    }
}

/// The dialog around the form, in a chunk of its own.
#[lazy]
fn template_form(editing: RwSignal<Option<Editing>>, changed: Callback<()>) -> AnyView {
    let locale = locale();
    let open = open_for(editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        editing.with(|editing| match editing {
            Some(Editing::Template(template)) => templates::edit_of(locale, &template.input.name),
            _ => templates::create_title(locale).to_owned(),
        })
    });
    let form = move |editing: Editing| {
        let known = match editing {
            Editing::New => None,
            Editing::Template(template) => Some(*template),
        };
        view! { <TemplateForm known open closing changed /> }
    };
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || editing.get().map(form)}
        </Dialog>
        <CloseDialog closing />
    }
    .into_any()
}
