//! Moving a customer to the trash, and taking it back.

use domain::{
    AppError, CustomerId, FieldErrors,
    customer::{Directory, Field},
    filter::comparable,
    history::{Changes, Event},
    list::{Cursor, Listed, Place},
    permission::{Action, verb},
};
use entities::customer::{self, Column};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, LikeExpr, SimpleExpr},
};

use super::Customers;
use crate::{
    authz::{Actor, Unit},
    bookings, contracts, extra_services,
    failure::Outcome,
    invoices, ledger,
    query::{is_storable, scope},
};

/// Fewer typed digits than this are in every phone number.
const MIN_DIGITS: usize = 4;

impl Customers<'_> {
    /// Moves a record to the trash: it leaves lists and search, its code stays taken.
    ///
    /// # Errors
    /// Forbidden, or not found; refused while a booking or a contract is open, something is ordered, an invoice is begun or money
    /// is owed or held, with a list of these.
    pub async fn trash(&self, actor: &Actor, id: CustomerId) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Delete>(actor, self.directory).await?;
        self.trash_in(&unit, id).await?;
        unit.commit().await
    }

    /// The same within a unit.
    pub(crate) async fn trash_in(&self, unit: &Unit, id: CustomerId) -> Outcome<()> {
        let row = super::detail::locked(unit, &unit.permit_in::<verb::View>(self.directory)?, id).await?;
        let permit = unit.permit_in::<verb::Delete>(self.directory)?;
        if !permit.reach().covers(&scope::place_of(&row)) {
            return Err(self.forbidden(Action::Delete));
        }
        let hindrances = [
            bookings::hindrances(unit, &row).await?,
            contracts::hindrances(unit, &row).await?,
            extra_services::hindrances(unit.tx(), row.id).await?,
            invoices::hindrances(unit.tx(), row.id).await?,
            ledger::hindrances(unit, &row).await?,
        ];
        FieldErrors(hindrances.concat()).into_result()?;
        self.mark(unit, row, true).await
    }

    /// Takes a record back from the trash.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn restore(&self, actor: &Actor, id: CustomerId) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Delete>(actor, self.directory).await?;
        self.restore_in(&unit, id).await?;
        unit.commit().await
    }

    /// The same within a unit.
    pub(crate) async fn restore_in(&self, unit: &Unit, id: CustomerId) -> Outcome<()> {
        let permit = unit.permit_in::<verb::Delete>(self.directory)?;
        let select = scope::trashed(&permit).filter(customer::Column::Id.eq(id.0)).lock_exclusive();
        let row = select.one(unit.tx()).await?;
        self.mark(unit, row.ok_or(AppError::NotFound)?, false).await
    }

    /// What lies in the trash, newest first: all of it, or what a typed code, phone number or part of a name finds.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn trashed(&self, actor: &Actor, typed: &str, after: Option<Cursor>) -> Outcome<Listed> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::Delete>(self.directory)?;
        let place = after.map_or(Place::Start, Place::After);
        let mut select = scope::trashed(&permit);
        if let Some(wanted) = found_in_trash(self.directory, typed) {
            select = select.filter(wanted);
        }
        super::list::trashed(&unit, self.directory, select, &place).await
    }

    async fn mark(&self, unit: &Unit, row: customer::Model, trashed: bool) -> Outcome<()> {
        let (id, version) = (row.id, row.version + 1);
        let place = scope::place_of(&row);
        let mut active = row.into_active_model();
        active.trashed_at = Set(trashed.then(|| unit.now()));
        active.trashed_by = Set(trashed.then_some(unit.actor().user.0));
        active.version = Set(version);
        active.update(unit.tx()).await?;
        let event = if trashed { Event::Trashed } else { Event::Restored };
        unit.record(event, self.directory.resource(), Some(id), &Changes::new()).await?;
        unit.announce_customer(self.directory, id, [place]).await
    }
}

/// What a typed text finds in the trash; `None` if nothing is typed. There are few: they are looked through.
fn found_in_trash(directory: Directory, typed: &str) -> Option<Condition> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let mut found = Condition::any();
    // No field holds such a text.
    if !is_storable(typed) {
        return Some(found);
    }
    let (name, digits) = (comparable(Field::Name, typed), comparable(Field::Phone, typed));
    if !name.is_empty() {
        found = found.add(like(Column::Fold, "%", &name));
    }
    if digits.len() >= MIN_DIGITS {
        found = found.add(like(Column::Phone, "%", &digits));
    }
    // The code of a lead is its id.
    if directory != Directory::Leads {
        found = found.add(like(Column::Code, "", &comparable(Field::Code, typed)));
    }
    Some(found)
}

/// Whether a column holds a text, after what stands before it.
fn like(column: Column, before: &str, text: &str) -> SimpleExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = LikeExpr::new(format!("{before}{escaped}%")).escape('\\');
    Expr::col((customer::Entity, column)).like(pattern)
}
