//! What is typed into the form of an invoice.

use std::collections::BTreeSet;

use domain::{
    AppError, ChargeId, CustomerId, FieldError, FieldErrors,
    customer::Named,
    invoice::{InvoiceInput, LineInput},
    money::Vnd,
    receipt::ChargeRow,
    space::amount_of,
    value::day,
};
use leptos::prelude::*;
use uuid::Uuid;

use super::sheet::Filled;
use crate::{api::ApiError, pages::customers::new_key, state::session};

/// A line that stands for itself; cheap to copy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Tells it from the others.
    pub key: Uuid,
    /// What it is.
    pub text: RwSignal<String>,
    /// How much.
    pub amount: RwSignal<String>,
    /// What is wrong with the first, as a key of the translation area `errors` …
    pub text_fault: RwSignal<Option<String>>,
    /// … and with the second.
    pub amount_fault: RwSignal<Option<String>>,
    /// It is added by hand, and is typed into next.
    pub is_new: bool,
}

impl Item {
    /// One that is added by hand.
    pub fn new() -> Self {
        Self { is_new: true, ..Self::of(String::new(), String::new()) }
    }

    fn of(text: String, amount: String) -> Self {
        Self {
            key: new_key(),
            text: RwSignal::new(text),
            amount: RwSignal::new(amount),
            text_fault: RwSignal::new(None),
            amount_fault: RwSignal::new(None),
            is_new: false,
        }
    }

    /// Whether anything is typed into it. Whatever reacts hears of a change.
    pub fn is_written(self) -> bool {
        let says = |text: RwSignal<String>| text.try_with(|text| !text.trim().is_empty()).unwrap_or_default();
        let (text, amount) = (says(self.text), says(self.amount));
        text || amount
    }

    /// Puts beside a part of it what is wrong with that, the first thing alone; says whether there is such a part.
    fn blame(self, part: &str, code: &str) -> bool {
        let fault = match part {
            "text" => self.text_fault,
            "amount" => self.amount_fault,
            _ => return false,
        };
        fault.try_update(|fault| {
            fault.get_or_insert_with(|| code.to_owned());
        });
        true
    }
}

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Who is chosen.
    pub customer: RwSignal<Option<CustomerId>>,
    /// What stands in the box of the customer.
    pub name: RwSignal<String>,
    /// What may be put on it.
    pub offered: RwSignal<Vec<ChargeRow>>,
    /// What is put on it of that.
    pub charges: RwSignal<Vec<ChargeId>>,
    /// Lines that stand for themselves.
    pub items: RwSignal<Vec<Item>>,
    /// Until when it is to be paid.
    pub due_on: RwSignal<String>,
    /// Whatever else is to be said.
    pub note: RwSignal<String>,
}

impl Draft {
    /// As a new form begins.
    pub fn new(customer: Option<Named<CustomerId>>) -> Self {
        let (customer, name) = customer.map_or((None, String::new()), |known| (Some(known.id), known.name));
        Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            offered: RwSignal::default(),
            charges: RwSignal::default(),
            items: RwSignal::default(),
            due_on: RwSignal::default(),
            note: RwSignal::default(),
        }
    }

    /// What stands in the form. Whatever reacts hears of a change.
    pub fn filled(self) -> Filled {
        let item = |item: &Item| (item.text.get(), item.amount.get());
        Filled {
            charges: self.charges.get(),
            items: self.items.with(|items| items.iter().map(item).collect()),
            due_on: self.due_on.get(),
            note: self.note.get(),
        }
    }

    /// Makes the form stand so.
    pub fn fill(self, filled: Filled) {
        let Filled { charges, items, due_on, note } = filled;
        self.charges.set(charges);
        self.items.set(items.into_iter().map(|(text, amount)| Item::of(text, amount)).collect());
        self.due_on.set(due_on);
        self.note.set(note);
    }

    /// What is ticked and may be put on it, the earlier ones first: the ids and amounts. Whatever reacts hears of a change.
    pub fn chosen(self) -> Vec<(ChargeId, Vnd)> {
        let charges = self.charges.try_get().unwrap_or_default();
        let is_ticked = |row: &&ChargeRow| charges.contains(&row.id);
        let of = |rows: &Vec<ChargeRow>| rows.iter().filter(is_ticked).map(|row| (row.id, row.amount)).collect();
        self.offered.try_with(of).unwrap_or_default()
    }

    /// The lines that stand for themselves and say something. Whatever reacts hears of a change.
    pub fn written(self) -> Vec<Item> {
        let items = self.items.try_get().unwrap_or_default();
        items.into_iter().filter(|item| item.is_written()).collect()
    }

    /// How many lines there are, and what they come to as far as it is filled in. Whatever reacts hears of a change.
    pub fn sum(self) -> (usize, Vnd) {
        let (chosen, written) = (self.chosen(), self.written());
        let amount = |item: &Item| amount_of(&item.amount.get()).ok().flatten().unwrap_or_default().0;
        let charges: i64 = chosen.iter().map(|(_, amount)| amount.0).sum();
        (chosen.len() + written.len(), Vnd(charges + written.iter().map(amount).sum::<i64>()))
    }

    /// What the form says; lines of a known draft that nobody has touched stay in their order.
    ///
    /// # Errors
    /// Faults by field.
    pub fn input(self, known: Option<&InvoiceInput>) -> Result<InvoiceInput, AppError> {
        let today = session().today;
        let customer = self.customer.get_untracked().ok_or_else(|| AppError::field("customer", "choose_customer"))?;
        let mut faults = FieldErrors::default();
        let mut lines: Vec<_> = untrack(|| self.chosen()).into_iter().map(|(id, _)| LineInput::Charge(id)).collect();
        for item in untrack(|| self.written()) {
            let amount = match amount_of(&item.amount.get_untracked()) {
                Ok(Some(amount)) => Ok(amount),
                Ok(None) => Err("required"),
                Err(code) => Err(code),
            };
            let amount = amount.unwrap_or_else(|code| {
                faults.0.push(FieldError::new(format!("lines.{}.amount", lines.len()), code));
                Vnd(0)
            });
            lines.push(LineInput::Free { text: item.text.get_untracked(), amount });
        }
        let typed = self.due_on.get_untracked();
        let due_on = day(&typed, today);
        if due_on.is_none() && !typed.trim().is_empty() {
            faults.0.push(FieldError::new("due_on", "invalid_date"));
        }
        let input = InvoiceInput { customer, lines, due_on, note: self.note.get_untracked() };
        let input = input.normal(today).unwrap_or_else(|found| {
            faults.0.extend(found.0);
            input
        });
        faults.into_result()?;
        Ok(match known {
            Some(known) if parted(&known.lines) == parted(&input.lines) => {
                InvoiceInput { lines: known.lines.clone(), ..input }
            }
            _ => input,
        })
    }

    /// Forgets what was wrong with lines: the form is sent again.
    pub fn forgive(self) {
        for item in self.items.get_untracked() {
            item.text_fault.set(None);
            item.amount_fault.set(None);
        }
    }

    /// Puts what is wrong with lines beside them, and leaves the rest. The form may be closed by then.
    pub fn blame(self, error: ApiError) -> ApiError {
        let ApiError(AppError::Invalid(found)) = error else { return error };
        let (first, written) = untrack(|| (self.chosen().len(), self.written()));
        let item = |field: &str| {
            let (place, part) = field.strip_prefix("lines.")?.split_once('.')?;
            let place = place.parse::<usize>().ok()?.checked_sub(first)?;
            Some((*written.get(place)?, part.to_owned()))
        };
        let mut rest = FieldErrors::default();
        for FieldError { field, code } in found.0 {
            let told = item(&field).is_some_and(|(item, part)| item.blame(&part, &code));
            if !told {
                rest.0.push(FieldError::new(if field.starts_with("lines.") { "lines" } else { field.as_str() }, code));
            }
        }
        ApiError(AppError::Invalid(rest))
    }
}

/// Lines whatever their order among one another: charges have none that counts.
fn parted(lines: &[LineInput]) -> (BTreeSet<ChargeId>, Vec<&LineInput>) {
    let charges = lines.iter().filter_map(|line| match line {
        LineInput::Charge(id) => Some(*id),
        LineInput::Free { .. } => None,
    });
    (charges.collect(), lines.iter().filter(|line| matches!(line, LineInput::Free { .. })).collect())
}
