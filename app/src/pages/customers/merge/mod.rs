//! Two records of one customer become one: the dialog in which they are compared, and what offers it.

mod alike;
mod convert;
mod pick;

use domain::{
    AppError, CustomerId, MergeId,
    customer::{Alike, Comparison, CustomerDetail, Directory, Field, Merged},
    permission::Action,
};
use i18n::merges;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use self::pick::Picking;
pub use self::{
    alike::{alike_notice, lookalikes},
    convert::{Converting, convert_dialog},
};
use super::may;
use crate::{
    api::{
        ApiError,
        merges::{compare_customers, unmerge_customers},
    },
    components::{Control, CustomerBox, Dialog, FieldBox, Icon, Problem, open_for},
    state::{Changes, Toast, Toasts, attempt, changes, locale, toasts, viewer},
};

/// A record that is to be merged with another one.
#[derive(Clone)]
pub struct Merging {
    /// The record.
    pub detail: CustomerDetail,
    /// The code of the other one, if it is known.
    pub with: Option<String>,
}

/// Whether the person may merge a record with another one of its list.
pub fn may_merge(detail: &CustomerDetail) -> bool {
    let (resource, at) = (detail.directory.resource(), &detail.placement);
    viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Edit, resource, at))
        && may(Action::Delete, detail.directory)
}

/// By what a record is known in addresses: a lead has no code yet.
pub fn key_of(detail: &CustomerDetail) -> String {
    detail.values.get(&Field::Code).cloned().unwrap_or_else(|| detail.id.to_string())
}

fn name_of(detail: &CustomerDetail) -> String {
    detail.values.get(&Field::Name).cloned().unwrap_or_default()
}

/// Undoes a merge; the page that is open then looks anew.
pub fn unmerge(directory: Directory, survivor: CustomerId, merge: MergeId, toasts: Toasts, elsewhere: Changes) {
    attempt(async move {
        unmerge_customers(directory, survivor, merge).await?;
        toasts.show(Toast::done(merges::unmerged(locale())));
        elsewhere.tell();
        Ok(())
    });
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn merge_dialog(merging: RwSignal<Option<Merging>>, changed: Callback<()>) -> AnyView {
    view! { <MergeDialog merging changed /> }.into_any()
}

#[component]
fn MergeDialog(merging: RwSignal<Option<Merging>>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let open = open_for(merging);
    let title = Signal::derive(move || {
        let name = merging.with(|merging| merging.as_ref().map(|merging| name_of(&merging.detail)));
        merges::title(locale, &name.unwrap_or_default())
    });
    view! {
        <Dialog open title>
            {move || merging.get().map(|merging| view! { <Steps merging open changed /> })}
        </Dialog>
    }
}

/// First the other record is found, then the two are compared.
#[component]
fn Steps(merging: Merging, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let locale = locale();
    let Merging { detail, with } = merging;
    let (directory, id, own) = (detail.directory, detail.id, key_of(&detail));
    let with = RwSignal::new(with);
    let compared = RwSignal::new(None::<Comparison>);
    let problem = RwSignal::new(None::<AppError>);
    let notice = RwSignal::new(String::new());
    let compare = move || {
        let Some(code) = with.get_untracked() else { return };
        spawn_local(async move {
            let (found, fault) = match compare_customers(directory, id, code).await {
                Ok(found) => (Some(found), None),
                Err(ApiError(error)) => (None, Some(error)),
            };
            if fault.is_some() {
                let _ = with.try_set(None);
            }
            let _ = compared.try_set(found);
            let _ = problem.try_set(fault);
        });
    };
    compare();
    let choose = Callback::new(move |code: String| {
        with.set(Some(code));
        notice.set(String::new());
        compare();
    });
    let another = Callback::new(move |()| {
        with.set(None);
        compared.set(None);
    });
    let again = Callback::new(move |name: String| {
        notice.set(merges::changed(locale, &name));
        compare();
    });
    let (toasts, elsewhere, navigate) = (toasts(), changes(), StoredValue::new(use_navigate()));
    let done = Callback::new(move |(merged, name, other): (Merged, String, String)| {
        let undo = move || unmerge(directory, merged.survivor, merged.merge, toasts, elsewhere);
        toasts.show(Toast::done(merges::merged(locale, &name, &other)).with_action(merges::unmerge(locale), undo));
        open.set(false);
        // The address may still name the other record.
        navigate.with_value(|go| go(&directory.address_of(&merged.code), Default::default()));
        if merged.code == own {
            changed.try_run(());
        }
    });
    let detail = StoredValue::new(detail);
    move || match compared.get() {
        Some(comparison) => view! { <Picking directory comparison notice open another again done /> }.into_any(),
        None => view! { <Finding detail=detail.get_value() problem open choose /> }.into_any(),
    }
}

/// The other record: one that looks the same, or one that is found by typing.
#[component]
fn Finding(
    detail: CustomerDetail,
    problem: RwSignal<Option<AppError>>,
    open: RwSignal<bool>,
    choose: Callback<String>,
) -> impl IntoView {
    let locale = locale();
    let directory = detail.directory;
    let typed = RwSignal::new(String::new());
    let likely = RwSignal::new(Vec::<Alike>::new());
    spawn_local(async move {
        let _ = likely.try_set(lookalikes(&detail).await);
    });
    let control = Control::new("merge-with");
    let option = move |alike: Alike| {
        let (name, word) = (alike.name.clone(), merges::choose(locale, &alike.name));
        view! {
            <li>
                <button
                    type="button"
                    class="button button--small"
                    aria-label=word
                    on:click=move |_| choose.run(alike.code.clone())
                >
                    <Icon name="check" />
                    {name}
                </button>
            </li>
        }
    };
    view! {
        <div class="dialog__body">
            {move || problem.get().map(|error| view! { <Problem error /> })}
            <FieldBox control=control.clone() label=merges::find(locale) help=merges::find_help(locale)>
                <CustomerBox
                    control
                    directory
                    text=typed
                    chosen=Signal::stored(false)
                    on_type=Callback::new(move |text| typed.set(text))
                    on_choose=Callback::new(move |hit: domain::customer::Suggestion| choose.run(hit.code))
                    on_leave=Callback::new(|()| ())
                />
            </FieldBox>
            {move || {
                let likely = likely.get();
                (!likely.is_empty())
                    .then(|| {
                        view! {
                            <p class="quiet">{merges::likely(locale)}</p>
                            <ul class="merge__likely">{likely.into_iter().map(option).collect_view()}</ul>
                        }
                    })
            }}
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {i18n::app::cancel(locale)}
            </button>
        </div>
    }
}
