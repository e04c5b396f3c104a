//! `/contracts/{id}`: one contract whole, with its rent and its text.

use domain::{
    AppError, ContractId,
    attachment::{FilesMay, FilesOf},
    booking::Guest,
    contract::{ContractDetail, ContractStatus},
    customer::Named,
    permission::{Action, Resource as Subject},
};
use i18n::{Locale, contracts};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_params_map},
    lazy_route,
};

use super::{
    acts::PageActs,
    desk::Desk,
    dialogs::DeskDialogs,
    paper::Paper,
    periods::Periods,
    words::{address, badges, billed, days},
};
use crate::{
    api::contracts::read_contract,
    components::{Icon, WhenLoaded},
    pages::{customers::Files, forbidden, receipts::words::day},
    state::{locale, on_change_of},
};

/// One contract.
pub struct ContractPage;

#[lazy_route]
impl LazyRoute for ContractPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Contracts)).unwrap_or_else(|| view! { <Detail /> }.into_any())
    }
}

/// Files of a contract, and what may be done to them.
type Filed = RwSignal<Option<(FilesOf, FilesMay)>>;

#[component]
fn Detail() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ContractId>().ok()));
    let found = Resource::new_blocking(
        move || id.get(),
        |id| async move { read_contract(id.ok_or(AppError::NotFound)?).await },
    );
    let navigate = StoredValue::new(use_navigate());
    let gone = Callback::new(move |()| navigate.with_value(|go| go("/contracts", Default::default())));
    let desk = Desk::new(Callback::new(move |()| found.refetch()), gone);
    // It tells of what is paid of its rent, and of its booking.
    for subject in [Subject::Contracts, Subject::Receipts, Subject::Bookings] {
        on_change_of(subject, move || {
            if !desk.discards() {
                found.refetch();
            }
        });
    }
    let filed = Filed::default();
    // What is on its way in goes on whenever the rest is read anew.
    let same = Memo::new(move |_| filed.get());
    view! {
        // Until it is there, and if it is not: a document always has a title.
        <Title text=contracts::title(locale()) />
        <main class="page contract-page" id="main">
            <WhenLoaded
                data=found
                whole=true
                show=Callback::new(move |detail| view! { <Whole detail desk filed /> }.into_any())
            />
            {move || same.get().map(|(of, may)| view! { <Signed of may /> })}
            <DeskDialogs desk />
        </main>
    }
}

/// The copy that both have signed, and whatever else belongs to it.
#[component]
fn Signed(of: FilesOf, may: FilesMay) -> impl IntoView {
    view! {
        // The list in it is a region by itself.
        <div class="section">
            <div class="section__head">
                <h2 class="section__title">{contracts::files(locale())}</h2>
            </div>
            <Files of may />
        </div>
    }
}

#[component]
fn Whole(detail: ContractDetail, desk: Desk, filed: Filed) -> impl IntoView {
    let locale = locale();
    let row = detail.row.clone();
    let of = FilesOf { customer: row.customer.id, contract: Some(row.id) };
    let files = detail.files.map(|may| (of, may));
    Effect::new(move || filed.set(files));
    let heading = contracts::one(locale, &row.code);
    let print = move |_| {
        // Without a printer there is nothing to be told.
        let _ = window().print();
    };
    let print = detail.wording.is_some().then(|| {
        view! {
            <button type="button" class="button" on:click=print>
                <Icon name="printer" />
                {i18n::app::print(locale)}
            </button>
        }
    });
    view! {
        <Title text=heading.clone() />
        <div class="page__head">
            <h1 class="page__title">{heading}</h1>
            {badges(locale, &row)}
            <div class="page__actions">
                <PageActs row renewed=detail.renewed_by.is_some() desk /> {print}
            </div>
        </div>
        <section class="facts" aria-label=contracts::facts(locale)>
            <dl class="facts__list">{facts(locale, &detail)}</dl>
        </section>
        <Periods detail=detail.clone() />
        <Paper detail />
    }
}

/// Whatever there is to say, each under its word.
fn facts(locale: Locale, detail: &ContractDetail) -> impl IntoView + use<> {
    let row = &detail.row;
    let link = |href: String, word: String| view! { <a href=href>{word}</a> }.into_any();
    let contract = |named: &Named<ContractId>| link(address(named.id), named.name.clone());
    let Guest { name, link: known, .. } = row.customer.clone();
    let customer = match known {
        Some((directory, code)) => link(directory.address_of(&code), name),
        None => name.into_any(),
    };
    let booking = detail.booking.as_ref();
    let booking = booking.map(|booking| link(format!("/bookings/list?code={}", booking.name), booking.name.clone()));
    let terminated = row.terminated_on.map(|on| day(on).into_any());
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned().into_any());
    let facts = [
        (contracts::customer(locale), Some(customer)),
        (contracts::space(locale), row.space.as_ref().map(|space| space.name.clone().into_any())),
        (contracts::term(locale), Some(days(row.starts_on, row.ends_on).into_any())),
        (contracts::rent(locale), row.rent.map(|rent| rent.to_string().into_any())),
        (contracts::billed(locale), Some(billed(locale, row.billed).into_any())),
        (contracts::agreed_deposit(locale), row.agreed_deposit.map(|deposit| deposit.to_string().into_any())),
        (contracts::booking(locale), booking),
        (contracts::renews(locale), detail.renews.as_ref().map(contract)),
        (contracts::renewed_by(locale), detail.renewed_by.as_ref().map(contract)),
        (contracts::terminated_on(locale), terminated),
        (contracts::made_by(locale), said(&detail.made_by)),
    ];
    let texts = [
        (contracts::reason(locale), said(&detail.reason).filter(|_| row.status == ContractStatus::Terminated)),
        (contracts::note(locale), said(&detail.note)),
    ];
    let fact = |class: &'static str| {
        move |(word, value): (&'static str, Option<AnyView>)| {
            let value = value?;
            Some(view! {
                <div class=class>
                    <dt>{word}</dt>
                    <dd>{value}</dd>
                </div>
            })
        }
    };
    let facts = facts.into_iter().filter_map(fact("facts__item"));
    facts.chain(texts.into_iter().filter_map(fact("facts__item facts__item--wide"))).collect_view()
}
