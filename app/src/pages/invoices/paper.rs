//! An invoice as a paper: what the customer is handed.

use domain::{
    invoice::{InvoiceDetail, InvoiceLine, InvoiceRow, InvoiceStatus},
    ledger::Source,
};
use i18n::{Locale, invoices};
use leptos::prelude::*;

use crate::{
    pages::receipts::words::{day, source},
    state::locale,
};

/// The paper. It asks for money, and says that it is no tax invoice.
#[component]
pub fn Paper(
    /// The invoice.
    detail: InvoiceDetail,
) -> impl IntoView {
    let locale = locale();
    let mark = match detail.row.status {
        InvoiceStatus::Draft => Some(invoices::paper_draft(locale)),
        InvoiceStatus::Void => Some(invoices::paper_void(locale)),
        InvoiceStatus::Issued => None,
    };
    let note = (!detail.row.note.is_empty()).then(|| {
        view! {
            <section class="invoice__note">
                <h3 class="invoice__label">{invoices::note(locale)}</h3>
                <p>{detail.row.note.clone()}</p>
            </section>
        }
    });
    view! {
        <article class="invoice">
            <header class="invoice__head">
                <h2 class="invoice__title">{invoices::paper(locale)}</h2>
                {mark.map(|mark| view! { <p class="invoice__mark">{mark}</p> })}
            </header>
            <div class="invoice__columns">
                {facts(customer_facts(locale, &detail))} {facts(own_facts(locale, &detail.row))}
            </div>
            <Lines row=detail.row.clone() lines=detail.lines />
            {note}
            <div class="invoice__signatures">
                {[invoices::sign_maker(locale), invoices::sign_customer(locale)]
                    .map(|who| {
                        view! {
                            <div class="invoice__signature">
                                <p class="invoice__label">{who}</p>
                                <p>{invoices::sign_help(locale)}</p>
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
            <p class="invoice__fine">{invoices::fine_print(locale)}</p>
        </article>
    }
}

/// Whatever there is to say, each under its word.
fn facts(facts: Vec<(&'static str, AnyView)>) -> AnyView {
    let fact = |(word, value): (&'static str, AnyView)| {
        view! {
            <div class="invoice__fact">
                <dt>{word}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! { <dl class="invoice__facts">{facts.into_iter().map(fact).collect_view()}</dl> }.into_any()
}

/// Who is asked.
fn customer_facts(locale: Locale, detail: &InvoiceDetail) -> Vec<(&'static str, AnyView)> {
    let customer = &detail.row.customer;
    let name = match &customer.link {
        Some((directory, code)) => view! { <a href=directory.address_of(code)>{customer.name.clone()}</a> }.into_any(),
        None => customer.name.clone().into_any(),
    };
    let others = [
        (invoices::address(locale), detail.address.clone()),
        (invoices::phone(locale), detail.phone.clone()),
        (invoices::tax_code(locale), detail.tax_code.clone()),
    ];
    let others = others.into_iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| (word, text.into_any()));
    std::iter::once((invoices::customer(locale), name)).chain(others).collect()
}

/// Which paper it is.
fn own_facts(locale: Locale, row: &InvoiceRow) -> Vec<(&'static str, AnyView)> {
    let facts = [
        (invoices::code(locale), row.code.clone()),
        (invoices::issued_on(locale), row.issued_on.map(day)),
        (invoices::due_on(locale), row.due_on.map(day)),
        (invoices::made_by(locale), Some(row.made_by.clone()).filter(|name| !name.is_empty())),
    ];
    facts.into_iter().filter_map(|(word, text)| Some((word, text?.into_any()))).collect()
}

#[component]
fn Lines(row: InvoiceRow, lines: Vec<InvoiceLine>) -> impl IntoView {
    let locale = locale();
    if lines.is_empty() {
        return view! { <p class="quiet">{invoices::empty_lines(locale)}</p> }.into_any();
    }
    let amounts = row.total.is_some();
    let open = row.open.filter(|_| row.status == InvoiceStatus::Issued);
    let heads = [
        Some(("cell--key", invoices::line_text(locale))),
        Some(("", invoices::line_day(locale))),
        amounts.then(|| ("cell--number", invoices::line_amount(locale))),
        open.map(|_| ("cell--number", invoices::open(locale))),
    ];
    let head = |(class, word): (&'static str, &'static str)| {
        view! {
            <th scope="col" class=class>
                {word}
            </th>
        }
    };
    let shows_open = open.is_some();
    let shown = lines.into_iter().map(|line| view! { <Line line amounts shows_open /> });
    let total = row.total.map(|total| {
        view! {
            <tfoot>
                <tr>
                    <th scope="row" class="cell--key">
                        {invoices::total(locale)}
                    </th>
                    <td></td>
                    <td class="cell--number">{total.to_string()}</td>
                    {open.map(|open| view! { <td class="cell--number">{open.to_string()}</td> })}
                </tr>
            </tfoot>
        }
    });
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=invoices::lines(locale)>
                <table class="table invoice__lines">
                    <thead>
                        <tr>{heads.into_iter().flatten().map(head).collect_view()}</tr>
                    </thead>
                    <tbody>{shown.collect_view()}</tbody>
                    {total}
                </table>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Line(line: InvoiceLine, amounts: bool, shows_open: bool) -> impl IntoView {
    let locale = locale();
    let of = format!("{} {}", source(locale, line.source), line.code);
    let of = match line.source {
        _ if line.code.is_empty() => None,
        Source::Booking => Some(view! { <a href=format!("/bookings/list?code={}", line.code)>{of}</a> }.into_any()),
        Source::Service => Some(view! { <a href=format!("/services?code={}", line.code)>{of}</a> }.into_any()),
        Source::RentPeriod => Some(view! { <a href=format!("/contracts?code={}", line.code)>{of}</a> }.into_any()),
        _ => Some(of.into_any()),
    };
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <span class="invoice__text">{line.text}</span>
                {of.map(|of| view! { <span class="invoice__source">{of}</span> })}
            </th>
            <td>{line.service_on.map(day)}</td>
            {amounts.then(|| view! { <td class="cell--number">{line.amount.map(|amount| amount.to_string())}</td> })}
            {shows_open.then(|| view! { <td class="cell--number">{line.open.map(|open| open.to_string())}</td> })}
        </tr>
    }
}
