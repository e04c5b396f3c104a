//! The name of an organization's main contact person, compared without case and marks.

use domain::{
    customer::Field,
    filter::{Test, comparable},
};
use entities::{
    contact_person,
    customer::{self, Column},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use super::{
    mismatch,
    plain::{Bounds, like_plain},
};
use crate::{
    database::Engine,
    failure::Outcome,
    query::{dialect::is_storable, records::Way},
};

/// Whether the main contact person of a record is called so, or there is none.
pub(super) fn comparison(test: &Test, engine: Engine) -> Outcome<SimpleExpr> {
    match test {
        Test::Empty => Ok(is_nobody()),
        // Somebody without a name is not kept.
        Test::Is(wanted) if wanted.is_empty() => Ok(is_nobody()),
        Test::Contains(wanted) | Test::StartsWith(wanted) if wanted.is_empty() => Ok(SimpleExpr::from(true)),
        Test::Is(_) | Test::Contains(_) | Test::StartsWith(_) => Ok(match called(test, engine) {
            Some(called) => Column::Id.in_subquery(organizations(called)),
            None => SimpleExpr::from(false),
        }),
        Test::Between(..) => Err(mismatch()),
    }
}

fn is_nobody() -> SimpleExpr {
    let of_this = Expr::col((contact_person::Entity, contact_person::Column::CustomerId));
    let of_this = of_this.equals((customer::Entity, Column::Id));
    Expr::exists(organizations(of_this)).not()
}

/// Names of contact persons have no index, but there are fewer of them than organizations have texts to look through.
pub(super) fn way(test: &Test, engine: Engine) -> Option<Way> {
    let of_these = Column::Id.in_subquery(organizations(called(test, engine)?));
    let living = customer::Entity::find().filter(Column::TrashedAt.is_null()).filter(of_these);
    Some(Way::about(living.select_only().column(Column::Seq).into_query()))
}

/// That a contact person is called so; `None` of what is no name, or none that is kept.
fn called(test: &Test, engine: Engine) -> Option<SimpleExpr> {
    let (Test::Is(wanted) | Test::Contains(wanted) | Test::StartsWith(wanted)) = test else { return None };
    let wanted = comparable(Field::MainContact, wanted);
    let bounds = Bounds::of(test).filter(|_| is_storable(&wanted) && !wanted.is_empty())?;
    Some(like_plain(engine, ("contact_person", "name"), &wanted, bounds))
}

/// The organizations whose main contact person meets a condition.
fn organizations(condition: SimpleExpr) -> SelectStatement {
    Query::select()
        .column((contact_person::Entity, contact_person::Column::CustomerId))
        .from(contact_person::Entity)
        .and_where(contact_person::Column::IsMain.eq(true))
        .and_where(condition)
        .to_owned()
}
