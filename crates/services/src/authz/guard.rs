//! What stands between a question about rights and its answer: nothing. With the feature `guards` the module of that
//! name stands here instead, where a single guard can be switched off to prove that somebody notices.

use domain::permission::{Cell, Decision, Reach};
use sea_orm::sea_query::SimpleExpr;

/// Where somebody asks.
#[derive(Clone, Copy)]
pub(crate) struct Site;

impl Site {
    /// The place that calls the function that calls this one.
    pub const fn here() -> Self {
        Self
    }

    /// The reach of a cell, if it is granted.
    pub const fn granted<'a>(self, _: Cell, decision: &Decision<'a>) -> Option<&'a Reach> {
        match decision {
            Decision::Allowed(reach) => Some(reach),
            Decision::NoGrant | Decision::OutOfReach => None,
        }
    }

    /// The records to which a query or an act is confined.
    pub const fn reach(self, reach: &Reach) -> &Reach {
        reach
    }

    /// Whether a cell lets something be seen unmasked, or be used.
    pub const fn shows(self, _: Cell, may: bool) -> bool {
        may
    }

    /// The records of which a cell lets something be seen unmasked, or be used.
    pub const fn opens<'a>(self, cell: Cell, decision: &Decision<'a>) -> Option<&'a Reach> {
        self.granted(cell, decision)
    }

    /// Whether somebody's rights allow a change of rights.
    pub const fn allows(self, may: bool) -> bool {
        may
    }

    /// Whether somebody has full permission.
    pub const fn full(self, is_full: bool) -> bool {
        is_full
    }

    /// What belongs to the one who asks, of what people have for themselves.
    pub fn own(self, own: SimpleExpr) -> SimpleExpr {
        own
    }

    /// Whether somebody has shown of late who they are.
    pub const fn confirms(self, is_fresh: bool) -> bool {
        is_fresh
    }

    /// Whether somebody acts for themselves, and does not look as another person.
    pub const fn acts(self, is_own: bool) -> bool {
        is_own
    }

    /// Whether somebody may look as another person.
    pub const fn sees_as(self, may: bool) -> bool {
        may
    }
}

/// Whether somebody is let in who is signed in, or is not.
pub const fn lets_in(signed_in: bool) -> bool {
    signed_in
}

/// Whether a channel is opened for a page of our own, or is not.
pub const fn opens_for(own_page: bool) -> bool {
    own_page
}
