//! Which tags there are, and who has them.

use domain::value::tag_key;
use entities::{
    customer::{self, Column},
    customer_tag, tag,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use super::{
    dialect::{like, raw},
    scope,
};
use crate::{authz::CustomerPermit, database::Engine};

/// That the key of a tag holds a text.
pub(crate) fn holds(engine: Engine, key: &str) -> SimpleExpr {
    raw(engine, "\"tag\".\"key\" LIKE {} ESCAPE '\\'", [like("%", key, "%")])
}

/// That a living record within reach has the tag.
#[track_caller]
pub(crate) fn is_borne<V>(permit: &CustomerPermit<'_, V>) -> SimpleExpr {
    let of_tag = Expr::col((customer_tag::Entity, customer_tag::Column::TagId)).equals((tag::Entity, tag::Column::Id));
    let bearers = customers(of_tag);
    let seen = scope::living(permit).filter(Column::Id.in_subquery(bearers));
    Expr::exists(seen.select_only().column(Column::Seq).into_query())
}

/// That no record has the tag.
pub(crate) fn is_unused() -> SimpleExpr {
    let of_tag = Expr::col((customer_tag::Entity, customer_tag::Column::TagId)).equals((tag::Entity, tag::Column::Id));
    Expr::exists(customers(of_tag)).not()
}

/// That a customer has a tag.
pub(super) fn has(typed: &str) -> SimpleExpr {
    let of_key = Query::select()
        .column(tag::Column::Id)
        .from(tag::Entity)
        .and_where(tag::Column::Key.eq(tag_key(typed)))
        .to_owned();
    Column::Id.in_subquery(customers(customer_tag::Column::TagId.in_subquery(of_key)))
}

/// The numbers of living records that have a tag.
pub(super) fn numbers_with(typed: &str) -> SelectStatement {
    let living = customer::Entity::find().filter(Column::TrashedAt.is_null()).filter(has(typed));
    living.select_only().column(Column::Seq).into_query()
}

/// The customers of tags that meet a condition.
fn customers(condition: SimpleExpr) -> SelectStatement {
    Query::select().column(customer_tag::Column::CustomerId).from(customer_tag::Entity).and_where(condition).to_owned()
}
