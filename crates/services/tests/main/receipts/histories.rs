//! Random histories of bookings, contracts, extra services, invoices and money: whatever happens, what is kept of a customer is what
//! the records make, no money is used twice, and what an invoice says stays so.

use chrono::TimeDelta;
use domain::{
    AppError, BookingId, ChargeId, ContractId, ExtraServiceId, IdempotencyKey, InvoiceId,
    booking::{BookingAct, BookingChange, BookingInput},
    contract::{Billed, ContractInput, Termination},
    extra_service::{NewService, ServiceAct, ServiceChange, ServiceInput},
    invoice::{InvoiceInput, InvoiceLine, InvoiceStatus, LineInput},
    ledger::Purpose,
    money::Vnd,
    receipt::{ChargeFilter, ReceiptInput},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use services::{Failure, Outcome};
use test_support::{TestServices, each_database};

use crate::invoices::{Bills, free};

each_database!(the_first_history, the_second_history, the_third_history);

/// Acts of a history.
const STEPS: i64 = 80;

async fn the_first_history(on: &TestServices) {
    history(on, 1).await;
}

async fn the_second_history(on: &TestServices) {
    history(on, 2).await;
}

async fn the_third_history(on: &TestServices) {
    history(on, 3).await;
}

/// What was made so far.
#[derive(Default)]
struct Past {
    bookings: Vec<BookingId>,
    services: Vec<ExtraServiceId>,
    contracts: Vec<ContractId>,
    invoices: Vec<InvoiceId>,
    /// What those that are issued said then.
    issued: Vec<(InvoiceId, Words)>,
}

/// What the lines of an invoice say, and how much each is.
type Words = Vec<(String, Option<Vnd>)>;

fn said(lines: &[InvoiceLine]) -> Words {
    lines.iter().map(|line| (line.text.clone(), line.amount)).collect()
}

async fn history(on: &TestServices, seed: u64) {
    let bills = Bills::new(on).await;
    let till = &bills.desk.till;
    let mut random = StdRng::seed_from_u64(seed);
    let mut past = Past::default();
    let mut happened = 0;
    for step in 0..STEPS {
        let done = happen(&bills, &mut random, &mut past, step).await;
        // A refusal is an answer; anything else is a fault of ours.
        assert!(matches!(done, Ok(()) | Err(Failure::Refused(AppError::Invalid(_)))), "step {step}: {done:?}");
        happened += i64::from(done.is_ok());
        let [_, debts, deposit, credit] = till.totals().await;
        assert!(debts == 0 || credit == 0, "step {step}: credit beside debts");
        assert!(debts >= 0 && deposit >= 0 && credit >= 0, "step {step}");
        let money: i64 = till.rows_of_guest().await.iter().map(signed).sum();
        let filter = ChargeFilter { customer: till.inn.guest, open: false };
        let charges = on.receipts().charges(&till.inn.admin, filter, None).await.unwrap();
        assert_eq!(charges.after, None);
        let paid: i64 = charges.rows.iter().map(|row| row.allocated.0).sum();
        assert_eq!(money, paid + credit + deposit, "step {step}");
    }
    assert!(happened > STEPS / 3, "only {happened} of {STEPS} acts happened");
    for (id, then) in &past.issued {
        let detail = bills.detail(*id).await;
        assert_eq!(said(&detail.lines), *then);
        let open: i64 = detail.lines.iter().filter_map(|line| line.open).map(|open| open.0).sum();
        assert!(detail.row.status == InvoiceStatus::Void || detail.row.open == Some(Vnd(open)));
    }
}

/// How the money that is held changed by a row of the list.
fn signed(row: &domain::receipt::ReceiptRow) -> i64 {
    let amount = row.amount.unwrap().0;
    match (row.purpose, row.direction) {
        (Purpose::Other, _) => 0,
        (_, domain::ledger::Direction::In) => amount,
        (_, domain::ledger::Direction::Out) => -amount,
    }
}

async fn happen(bills: &Bills<'_>, random: &mut StdRng, past: &mut Past, step: i64) -> Outcome<()> {
    let (desk, till) = (&bills.desk, &bills.desk.till);
    let (on, admin) = (till.inn.on, &till.inn.admin);
    let amount = random.random_range(1..900_000);
    let charges: Vec<ChargeId> = {
        let filter = ChargeFilter { customer: till.inn.guest, open: random.random_bool(0.7) };
        let page = on.receipts().charges(admin, filter, None).await?;
        page.rows.iter().filter(|_| random.random_bool(0.4)).map(|row| row.id).collect()
    };
    let booking = past.bookings.choose(random).copied();
    let service = past.services.choose(random).copied();
    let act = async |act: BookingAct| match booking {
        Some(id) => on.bookings().act(admin, id, act).await.map(drop),
        None => Ok(()),
    };
    let post = async |purpose: Purpose, charges: Vec<ChargeId>| {
        till.try_to_post(&ReceiptInput { charges, ..till.input(purpose, amount) }).await.map(drop)
    };
    match random.random_range(0..30) {
        0 | 1 => {
            let starts_at = till.inn.tomorrow + TimeDelta::days(10 * step);
            let stay = test_support::bookings::stay(till.inn.guest, till.inn.room, starts_at, 2);
            past.bookings.push(till.inn.try_to_book(&BookingInput { price: Some(Vnd(amount)), ..stay }).await?.id);
            Ok(())
        }
        2 | 3 => act(BookingAct::CheckIn).await,
        4 | 5 => act(BookingAct::CheckOut(random.random_bool(0.5).then_some(Vnd(amount)))).await,
        6 => act(BookingAct::Cancel).await,
        7 => act(BookingAct::Undo(domain::booking::BookingStatus::Completed)).await,
        8 => {
            let Some(id) = booking else { return Ok(()) };
            let was = till.inn.row(id).await.input();
            let becomes = BookingInput { price: Some(Vnd(amount)), ..was.clone() };
            on.bookings().change(admin, id, &BookingChange { was, becomes }).await
        }
        9 => post(Purpose::Payment, charges).await,
        10 => post(Purpose::Deposit, Vec::new()).await,
        11 => post(Purpose::RefundOfDeposit, Vec::new()).await,
        12 => till.try_to_apply(amount / 2 + 1, &charges).await,
        13 => {
            let (input, delivered) =
                (ServiceInput { unit_price: Some(Vnd(amount)), ..desk.input() }, random.random_bool(0.3));
            let new = NewService { input, delivered };
            let key = IdempotencyKey(uuid::Uuid::now_v7());
            past.services.push(on.extra_services().create(admin, key, &new).await?);
            Ok(())
        }
        14 | 15 => match (service, ServiceAct::ALL.choose(random)) {
            (Some(id), Some(act)) => desk.try_to(id, *act).await,
            _ => Ok(()),
        },
        16 => {
            let Some(id) = service else { return Ok(()) };
            let was = desk.row(id).await.input();
            let becomes = ServiceInput { unit_price: Some(Vnd(amount)), ..was.clone() };
            on.extra_services().change(admin, id, &ServiceChange { was, becomes }).await
        }
        17 => post(Purpose::RefundOfCredit, Vec::new()).await,
        18 => {
            let starts_on = till.today() + TimeDelta::days(random.random_range(-20..40));
            let input = ContractInput {
                customer: till.inn.guest,
                space: None,
                starts_on,
                ends_on: starts_on + TimeDelta::days(random.random_range(0..120)),
                rent: Some(Vnd(amount)),
                billed: if random.random_bool(0.5) { Billed::Start } else { Billed::End },
                agreed_deposit: Some(Vnd(amount)),
                text: String::new(),
                note: String::new(),
            };
            let id = on.contracts().create(admin, IdempotencyKey(uuid::Uuid::now_v7()), &input).await?.id;
            past.contracts.push(id);
            on.contracts().activate(admin, id, 1).await
        }
        19 => match past.contracts.choose(random) {
            Some(id) => {
                let day = till.today() + TimeDelta::days(random.random_range(-10..60));
                on.contracts().terminate(admin, *id, &Termination { on: day, reason: "Thôi".to_owned() }).await
            }
            None => Ok(()),
        },
        20 | 21 => {
            on.clock.advance(TimeDelta::days(random.random_range(0..15)));
            on.contracts().keep_up().await
        }
        22..=28 => invoice(bills, random, past, amount).await,
        _ => match till.rows_of_guest().await.choose(random) {
            Some(row) => till.try_to_reverse(row.id).await.map(drop),
            None => Ok(()),
        },
    }
}

async fn invoice(bills: &Bills<'_>, random: &mut StdRng, past: &mut Past, amount: i64) -> Outcome<()> {
    let till = &bills.desk.till;
    let (on, admin) = (till.inn.on, &till.inn.admin);
    let known = past.invoices.choose(random).copied();
    let offer = on.invoices().offer(admin, till.inn.guest, None).await?;
    let mut lines: Vec<LineInput> =
        offer.charges.iter().filter(|_| random.random_bool(0.5)).map(|row| LineInput::Charge(row.id)).collect();
    if random.random_bool(0.5) {
        lines.push(free("Phí", amount));
    }
    match (random.random_range(0..7), known) {
        (0 | 1, _) | (_, None) => {
            past.invoices.push(bills.try_to_begin(&bills.input(lines)).await?);
            Ok(())
        }
        (2, Some(id)) => {
            let was = bills.detail(id).await.input().unwrap();
            let lines = [was.lines.clone(), lines].concat();
            bills.change(id, &was, InvoiceInput { lines, ..was.clone() }).await
        }
        (3 | 4, Some(id)) => {
            bills.try_to_issue(id, till.today()).await?;
            past.issued.push((id, said(&bills.detail(id).await.lines)));
            Ok(())
        }
        (5, Some(id)) => bills.try_to_void(id).await,
        (_, Some(id)) => {
            on.invoices().discard(admin, id).await?;
            past.invoices.retain(|known| *known != id);
            Ok(())
        }
    }
}
