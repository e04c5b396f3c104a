//! `/customers/{directory}/{code}` and `/leads/{id}`

use domain::{
    CustomerId,
    address::{Standing, Unit},
    customer::{CustomerDetail, Directory, Field, Section, TO_COMPLETE},
    history::HistoryEntry,
    permission::Action,
    presence::{Scene, Subject},
    value::tags_in,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    LazyRoute, NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_params_map, use_query_map},
    lazy_route,
};

use super::{
    avatar::{Changing, HeadAvatar, avatar_dialog},
    bookings::Figures,
    cells::{label, told},
    facts::Facts,
    form::form,
    kind_icon,
    list::Editing,
    may,
    merge::{Converting, Merging, alike_notice, convert_dialog, key_of, may_merge, merge_dialog},
    page_of,
    presence::{PresenceLine, SavedLine, present},
    related::RelatedLists,
    tabs::Tabs,
    trash::TrashDialog,
    words,
};
use crate::{
    api::{
        ApiError,
        addresses::address_standing,
        customers::{customer_choices, customer_history, read_customer},
    },
    components::{Icon, Late, WhenLoaded},
    state::{changes, locale, viewer},
};

/// The code by which a record was asked for, the record, the newest entries of its history, and its address as of today.
type Found = (String, CustomerDetail, Vec<HistoryEntry>, Vec<Unit>);

/// One customer whole.
pub struct CustomerPage;

#[lazy_route]
impl LazyRoute for CustomerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        page_of(|directory| view! { <Detail directory /> }.into_any())
    }
}

#[component]
fn Detail(directory: Directory) -> impl IntoView {
    let params = use_params_map();
    let code = move || params.read().get("code").unwrap_or_default();
    let found = Resource::new_blocking(code, move |code| async move {
        let detail = read_customer(directory, code.clone()).await?;
        let history = customer_history(detail.directory, detail.id, None);
        let (history, now) = futures::join!(history, units_now(&detail));
        Ok::<_, ApiError>((code, detail, history?, now))
    });
    let choices = Resource::new(|| (), move |()| customer_choices(directory));
    let editing = RwSignal::new(None::<Editing>);
    let trashing = RwSignal::new(None::<(CustomerId, String)>);
    let converting = RwSignal::new(None::<Converting>);
    let merging = RwSignal::new(None::<Merging>);
    let picturing: Changing = RwSignal::new(None);
    let navigate = StoredValue::new(use_navigate());
    let saved = Callback::new(move |code: String| {
        if params.with_untracked(|params| params.get("code")).is_some_and(|now| now == code) {
            found.refetch();
        } else {
            navigate.with_value(|go| go(&directory.address_of(&code), Default::default()));
        }
    });
    let removed = Callback::new(move |_| navigate.with_value(|go| go(directory.address(), Default::default())));
    changes().on_each(move || found.refetch());
    let here = RwSignal::new(None::<Subject>);
    let scene = present(here.into());
    view! {
        // Until the record is there, and if it is not: a document always has a title.
        <Title text=words(directory, "_detail_title") />
        <main class="page" id="main">
            <WhenLoaded
                data=found
                whole=true
                show=Callback::new(move |(asked, detail, history, now): Found| {
                    let changed = Callback::new(move |()| found.refetch());
                    let key = key_of(&detail);
                    // A lead that is a customer by now, or a record that was merged into another one.
                    if detail.directory != directory || key != asked {
                        view! { <Redirect path=detail.directory.address_of(&key) /> }.into_any()
                    } else {
                        view! {
                            <Record detail history now editing trashing converting merging picturing changed here scene />
                        }
                            .into_any()
                    }
                })
            />
            <Late
                wanted=Signal::derive(move || editing.with(Option::is_some))
                part=move || form(directory, editing, choices, saved)
            />
            <Late
                wanted=Signal::derive(move || picturing.with(Option::is_some))
                part=move || avatar_dialog(picturing, Callback::new(move |()| found.refetch()))
            />
            <TrashDialog directory trashing removed />
            <Late
                wanted=Signal::derive(move || converting.with(Option::is_some))
                part=move || convert_dialog(converting)
            />
            <Late
                wanted=Signal::derive(move || merging.with(Option::is_some))
                part=move || merge_dialog(merging, Callback::new(move |()| found.refetch()))
            />
        </main>
    }
}

#[component]
fn Record(
    detail: CustomerDetail,
    history: Vec<HistoryEntry>,
    now: Vec<Unit>,
    editing: RwSignal<Option<Editing>>,
    trashing: RwSignal<Option<(CustomerId, String)>>,
    converting: RwSignal<Option<Converting>>,
    merging: RwSignal<Option<Merging>>,
    picturing: Changing,
    changed: Callback<()>,
    here: RwSignal<Option<Subject>>,
    scene: Signal<Option<Scene>>,
) -> impl IntoView {
    let locale = locale();
    let directory = detail.directory;
    let (id, version) = (detail.id, detail.version);
    Effect::new(move || here.set(Some(Subject { directory, id, edits: false })));
    let name = detail.values.get(&Field::Name).cloned().unwrap_or_default();
    let own_code = detail.values.get(&Field::Code).cloned();
    // A lead has no code yet: it is known by its id.
    let code = own_code.clone().unwrap_or_else(|| detail.id.to_string());
    let may_act = |action| {
        viewer().is_some_and(|viewer| viewer.principal.may_at(action, directory.resource(), &detail.placement))
    };
    let owner = match &detail.owner {
        Some(owner) => i18n::customers::owner_is(locale, &owner.name),
        None => i18n::customers::owner_none(locale).to_owned(),
    };
    let badge = |field: Field| {
        told(locale, &detail, field)
            .map(|word| view! { <span class="badge badge--accent" title=label(locale, field)>{word}</span> })
    };
    let standing = [Field::ContactStatus, Field::JourneyStage].map(badge);
    let tags = detail.values.get(&Field::Tags).map(|text| {
        let tag = |tag: &str| view! { <li class="chip chip--tag">{tag.to_owned()}</li> };
        view! {
            <ul class="chips" aria-label=label(locale, Field::Tags)>
                {tags_in(text).map(tag).collect_view()}
            </ul>
        }
    });
    let edit = may_act(Action::Edit).then(|| {
        let code = code.clone();
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="e"
                on:click=move |_| editing.set(Some(Editing::Record(code.clone())))
            >
                <Icon name="pencil" />
                {i18n::app::edit(locale)}
            </button>
        }
    });
    let delete = may_act(Action::Delete).then(|| {
        let target = (detail.id, name.clone());
        view! {
            <button type="button" class="button" on:click=move |_| trashing.set(Some(target.clone()))>
                <Icon name="trash-2" />
                {i18n::app::delete(locale)}
            </button>
        }
    });
    let becomes = Directory::of_kind(detail.kind);
    let convert = (directory == Directory::Leads && may_act(Action::Edit) && may(Action::Create, becomes)).then(|| {
        let target = Box::new(detail.clone());
        view! {
            <button type="button" class="button" on:click=move |_| converting.set(Some(target.clone()))>
                <Icon name="arrow-right" />
                {i18n::customers::convert(locale)}
            </button>
        }
    });
    let record = StoredValue::new(detail.clone());
    let may_merge = may_merge(&detail);
    let merge = may_merge.then(|| {
        let merge = move |_| merging.set(Some(Merging { detail: record.get_value(), with: None }));
        view! {
            <button type="button" class="button" on:click=merge>
                <Icon name="copy" />
                {i18n::merges::action(locale)}
            </button>
        }
    });
    // Fetched when the page has come to life: what the server had rendered of it could not wait for its code.
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(may_merge));
    // The address may name the record with which it is to be merged; it is asked for once.
    let query = use_query_map();
    let navigate = use_navigate();
    let address = directory.address_of(&code);
    Effect::new(move || {
        let with = query.with(|query| query.get("merge")).filter(|code| may_merge && !code.is_empty());
        if let Some(code) = with {
            merging.set(Some(Merging { detail: record.get_value(), with: Some(code) }));
            navigate(&address, NavigateOptions { replace: true, scroll: false, ..Default::default() });
        }
    });
    view! {
        <Title text=name.clone() />
        <header class="detail-head">
            <HeadAvatar detail=detail.clone() changing=picturing />
            <div class="detail-head__text">
                <h1 class="detail-head__name">{name}</h1>
                <p class="detail-head__line">
                    {own_code.map(|code| view! { <span>{code}</span> })}
                    <span>
                        <Icon name=kind_icon(detail.kind) class="icon--small" />
                        {i18n::kinds::by_code(locale, detail.kind.key())}
                    </span>
                    <span>{owner}</span>
                    {standing.into_iter().collect_view()}
                    {detail
                        .without_email
                        .then(|| {
                            view! { <span class="badge">{i18n::customers::without_email_short(locale)}</span> }
                        })}
                    {(detail.directory == Directory::Individuals && detail.is_to_complete())
                        .then(|| {
                            let others = format!("{}?where={TO_COMPLETE}", detail.directory.address());
                            view! {
                                <a class="badge badge--warn" href=others title=i18n::customers::to_complete_others(locale)>
                                    {i18n::customers::to_complete(locale)}
                                </a>
                            }
                        })}
                </p>
                {tags}
                <PresenceLine scene />
                <SavedLine scene version changed />
            </div>
            <div class="detail-head__actions">{edit} {convert} {merge} {delete}</div>
        </header>
        <Figures detail=detail.clone() />
        <Late wanted=alive part=move || alike_notice(record.get_value(), merging) />
        <details class="detail-info" open>
            <summary>
                <Icon name="chevron-right" />
                {i18n::customers::general_info(locale)}
            </summary>
            {Section::ALL
                .iter()
                .map(|section| view! { <Facts section=*section detail=detail.clone() now=now.clone() /> })
                .collect_view()}
            <RelatedLists lists=detail.related.clone() />
        </details>
        <Tabs detail history changed />
    }
}

/// The units of today, if the address has old names. Without an answer the address stands for itself.
async fn units_now(detail: &CustomerDetail) -> Vec<Unit> {
    let part = |field| detail.values.get(&field).cloned().unwrap_or_default();
    let [commune, province, address] = [Field::AddressCommune, Field::AddressProvince, Field::Address].map(part);
    if commune.is_empty() && province.is_empty() && address.is_empty() {
        return Vec::new();
    }
    match address_standing(commune, province, address).await {
        Ok(Standing::Before(units)) => units,
        _ => Vec::new(),
    }
}
