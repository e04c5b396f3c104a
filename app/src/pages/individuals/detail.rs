//! `/customers/individuals/{code}`

use domain::{
    CustomerId,
    history::HistoryEntry,
    individual::{Field, IndividualDetail, Section},
    permission::{self, Action},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_params_map},
    lazy_route,
};

use super::{
    cells::{label, shown},
    form::form,
    history::History,
    list::Editing,
    trash::TrashDialog,
};
use crate::{
    api::{
        ApiError,
        individuals::{individual_choices, individual_history, read_individual, unmask_individual},
    },
    components::{Avatar, Icon, Late, WhenLoaded},
    state::{attempt, changes, locale, viewer},
};

/// One individual whole.
pub struct IndividualDetailPage;

#[lazy_route]
impl LazyRoute for IndividualDetailPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let params = use_params_map();
        let code = move || params.read().get("code").unwrap_or_default();
        let found = Resource::new_blocking(code, |code| async move {
            let detail = read_individual(code).await?;
            let history = individual_history(detail.id, None).await?;
            Ok::<_, ApiError>((detail, history))
        });
        let choices = Resource::new(|| (), |()| individual_choices());
        let editing = RwSignal::new(None::<Editing>);
        let trashing = RwSignal::new(None::<(CustomerId, String)>);
        let navigate = StoredValue::new(use_navigate());
        let saved = Callback::new(move |code: String| {
            if params.with_untracked(|params| params.get("code")).is_some_and(|now| now == code) {
                found.refetch();
            } else {
                navigate.with_value(|go| go(&format!("/customers/individuals/{code}"), Default::default()));
            }
        });
        let removed =
            Callback::new(move |_| navigate.with_value(|go| go("/customers/individuals", Default::default())));
        changes().on_each(move || found.refetch());
        view! {
            // Until the record is there, and if it is not: a document always has a title.
            <Title text=i18n::individuals::detail_title(locale) />
            <main class="page" id="main">
                <WhenLoaded
                    data=found
                    whole=true
                    show=Callback::new(move |(detail, history)| {
                        view! { <Record detail history editing trashing /> }.into_any()
                    })
                />
                <Late
                    wanted=Signal::derive(move || editing.with(Option::is_some))
                    part=move || form(editing, choices, saved)
                />
                <TrashDialog trashing removed />
            </main>
        }
        .into_any()
    }
}

#[component]
fn Record(
    detail: IndividualDetail,
    history: Vec<HistoryEntry>,
    editing: RwSignal<Option<Editing>>,
    trashing: RwSignal<Option<(CustomerId, String)>>,
) -> impl IntoView {
    let locale = locale();
    let value = |field| detail.values.get(&field).cloned().unwrap_or_default();
    let (name, code) = (value(Field::Name), value(Field::Code));
    let may = |action| {
        viewer()
            .is_some_and(|viewer| viewer.principal.may_at(action, permission::Resource::Individuals, &detail.placement))
    };
    let owner = match &detail.owner {
        Some(owner) => i18n::individuals::owner_is(locale, &owner.name),
        None => i18n::individuals::owner_none(locale).to_owned(),
    };
    let status = detail.values.get(&Field::ContactStatus).cloned();
    let edit = may(Action::Edit).then(|| {
        let code = code.clone();
        view! {
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| editing.set(Some(Editing::Record(code.clone())))
            >
                <Icon name="pencil" />
                {i18n::app::edit(locale)}
            </button>
        }
    });
    let delete = may(Action::Delete).then(|| {
        let target = (detail.id, name.clone());
        view! {
            <button type="button" class="button" on:click=move |_| trashing.set(Some(target.clone()))>
                <Icon name="trash-2" />
                {i18n::app::delete(locale)}
            </button>
        }
    });
    view! {
        <Title text=name.clone() />
        <header class="detail-head">
            <Avatar name=name.clone() large=true />
            <div class="detail-head__text">
                <h1 class="detail-head__name">{name}</h1>
                <p class="detail-head__line">
                    <span>{code}</span>
                    <span>
                        <Icon name="user" class="icon--small" />
                        {i18n::kinds::individual(locale)}
                    </span>
                    <span>{owner}</span>
                    {status.map(|status| view! { <span class="badge badge--accent">{status}</span> })}
                    {detail
                        .without_email
                        .then(|| {
                            view! { <span class="badge">{i18n::individuals::without_email_short(locale)}</span> }
                        })}
                </p>
            </div>
            <div class="detail-head__actions">{edit} {delete}</div>
        </header>
        <details class="detail-info" open>
            <summary>
                <Icon name="chevron-right" />
                {i18n::individuals::general_info(locale)}
            </summary>
            {Section::ALL.iter().map(|section| view! { <Facts section=*section detail=detail.clone() /> }).collect_view()}
        </details>
        <nav class="tabs" aria-label=i18n::individuals::tabs(locale)>
            <a class="tabs__item" aria-current="page" href="#history">
                {i18n::individuals::history(locale)}
            </a>
        </nav>
        <section id="history" aria-label=i18n::individuals::history(locale)>
            <History id=detail.id entries=history />
        </section>
    }
}

/// The filled fields of a section; the empty ones are folded away.
#[component]
fn Facts(section: Section, detail: IndividualDetail) -> impl IntoView {
    let locale = locale();
    let text = |field: Field| match field {
        Field::Owner => detail.owner.as_ref().map(|owner| owner.name.clone()),
        Field::Branch => detail.branch.as_ref().map(|branch| branch.name.clone()),
        _ => detail.values.get(&field).map(|value| shown(locale, field, value)),
    };
    let fields = || Field::ALL.iter().copied().filter(|field| field.section() == section);
    let filled: Vec<_> = fields().filter_map(|field| Some((field, text(field)?))).collect();
    let empty: Vec<_> = fields().filter(|field| text(*field).is_none()).map(|field| label(locale, field)).collect();
    if filled.is_empty() {
        return ().into_any();
    }
    let title = i18n::sections::by_code(locale, section.key()).unwrap_or_default();
    let count = empty.len() as u64;
    view! {
        <section class="facts">
            <h2 class="facts__title">{title}</h2>
            <dl class="facts__list">
                {filled
                    .into_iter()
                    .map(|(field, text)| {
                        let raw = detail.values.get(&field).cloned().unwrap_or_default();
                        view! { <Fact id=detail.id field text raw /> }
                    })
                    .collect_view()}
            </dl>
            {(count > 0)
                .then(|| {
                    view! {
                        <details class="facts__rest">
                            <summary>
                                <Icon name="chevron-right" class="icon--small" />
                                {i18n::individuals::empty_fields(locale, count)}
                            </summary>
                            <ul>{empty.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
                        </details>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Fact(id: CustomerId, field: Field, text: String, raw: String) -> impl IntoView {
    let locale = locale();
    let wide = matches!(field, Field::Address | Field::Note);
    let link = match field {
        Field::Phone => Some(format!("tel:{raw}")),
        Field::Email => Some(format!("mailto:{raw}")),
        _ => None,
    };
    let may_unmask = field
        .sensitive()
        .is_some_and(|(action, resource)| viewer().is_some_and(|viewer| viewer.principal.may(action, resource)));
    view! {
        <div class="facts__item" class:facts__item--wide=wide>
            <dt>{label(locale, field)}</dt>
            <dd>
                {match link {
                    Some(target) => view! { <a href=target rel="external">{text}</a> }.into_any(),
                    None if may_unmask => view! { <Masked id field text /> }.into_any(),
                    None => text.into_any(),
                }}
            </dd>
        </div>
    }
}

/// A mask and the button that shows what is behind it; each time is written down.
#[component]
fn Masked(id: CustomerId, field: Field, text: String) -> impl IntoView {
    let locale = locale();
    let plain = RwSignal::new(None::<String>);
    let reveal = move |_| {
        if plain.get_untracked().is_some() {
            plain.set(None);
            return;
        }
        attempt(async move {
            plain.set(unmask_individual(id, field).await?);
            Ok(())
        });
    };
    let mask = text;
    view! {
        <span class="figures">
            {move || plain.get().map_or_else(|| mask.clone(), |plain| shown(locale, field, &plain))}
        </span>
        " "
        <button
            type="button"
            class="button button--quiet button--small"
            title=i18n::individuals::unmask_logged(locale)
            aria-label=i18n::individuals::unmask_field(locale, label(locale, field))
            on:click=reveal
        >
            {move || {
                if plain.with(Option::is_some) {
                    i18n::individuals::mask(locale)
                } else {
                    i18n::individuals::unmask(locale)
                }
            }}
        </button>
    }
}
