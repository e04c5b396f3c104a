//! Where every query on customers begins: at the reach of a permit.

use domain::permission::{Placement, Reach, noun};
use entities::customer;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use crate::authz::Permit;

/// A resource whose records are customers of one kind.
pub(crate) trait Placed {
    /// The word in `customer.kind`.
    const KIND: &'static str;
}

impl Placed for noun::Individuals {
    const KIND: &'static str = "individual";
}

/// Records within reach that are not in the trash.
pub(crate) fn living<V, N: Placed>(permit: &Permit<'_, V, N>) -> Select<customer::Entity> {
    any(permit).filter(customer::Column::TrashedAt.is_null())
}

/// Records within reach that lie in the trash.
pub(crate) fn trashed<V, N: Placed>(permit: &Permit<'_, V, N>) -> Select<customer::Entity> {
    any(permit).filter(customer::Column::TrashedAt.is_not_null())
}

/// Records within reach, wherever they are.
pub(crate) fn any<V, N: Placed>(permit: &Permit<'_, V, N>) -> Select<customer::Entity> {
    covered(customer::Entity::find().filter(customer::Column::Kind.eq(N::KIND)), permit)
}

/// Of these records those that a further permit covers too.
pub(crate) fn covered<V, N: Placed>(
    records: Select<customer::Entity>,
    permit: &Permit<'_, V, N>,
) -> Select<customer::Entity> {
    if permit.reach().all { records } else { records.filter(within(permit.reach())) }
}

/// Nobody's charge and no branch is a condition that holds for nothing.
fn within(reach: &Reach) -> Condition {
    Condition::any()
        .add(customer::Column::OwnerId.is_in(reach.owners.iter().map(|owner| owner.0)))
        .add(customer::Column::BranchId.is_in(reach.branches.iter().map(|branch| branch.0)))
}

/// Where a record stands.
pub(crate) fn placement(owner: Option<uuid::Uuid>, branch: Option<uuid::Uuid>) -> Placement {
    Placement { owner: owner.map(Into::into), branches: branch.map(Into::into).into_iter().collect() }
}
