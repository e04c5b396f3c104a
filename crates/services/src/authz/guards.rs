//! Guards that can be switched off one at a time, to prove that each of them is missed (`cargo xtask prove guards`).
//! This module takes the place of `guard` with the feature `guards`, which no release may have.
//!
//! A use case may ask for one cell more than once: before it queues for the writer, again inside the unit that writes,
//! and for the permit. Each of these would refuse alone, so together they are one guard: that of a cell in a use case.
//! An act implies View on the same resource: a use case that has asked for the act refuses nobody more by asking for
//! View; and full permission implies every cell.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    panic::Location,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use domain::permission::{Action, Cell, Decision, Reach};
use sea_orm::sea_query::{Expr, SimpleExpr};

#[cfg(not(debug_assertions))]
compile_error!("the feature `guards` switches rights off: it is for proofs and in no release");

/// A line of the sources.
pub type Place = (&'static str, u32);

/// What a guard sees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Nobody comes in who is not signed in.
    SignedIn,
    /// Nobody acts who does not hold the cell.
    Cell(Cell),
    /// Nobody sees or uses what takes the cell.
    Mask(Cell),
    /// Here nothing out of reach is found or touched.
    Reach(Place),
    /// Here nobody gives what they lack, or changes what they may do themselves.
    Rights(Place),
    /// Here nobody comes to what another person has for themselves.
    Own(Place),
    /// Nobody does it who has not shown of late who they are.
    Confirmed,
    /// Nobody changes or takes along anything who looks as another person.
    Looking,
    /// No page of another site is served.
    Origin,
}

/// One guard: what it sees to, and in which use case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guard {
    /// Path of the endpoint, or name of the job.
    pub use_case: String,
    /// What it sees to.
    pub question: Question,
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { use_case, question } = self;
        match question {
            Question::SignedIn => write!(f, "{use_case}: signed in"),
            Question::Cell((action, resource)) => write!(f, "{use_case}: {} {}", action.key(), resource.key()),
            Question::Mask((action, resource)) => write!(f, "{use_case}: mask {} {}", action.key(), resource.key()),
            Question::Reach((file, line)) => write!(f, "{use_case}: reach at {file}:{line}"),
            Question::Rights((file, line)) => write!(f, "{use_case}: rights at {file}:{line}"),
            Question::Own((file, line)) => write!(f, "{use_case}: own at {file}:{line}"),
            Question::Confirmed => write!(f, "{use_case}: confirmed"),
            Question::Looking => write!(f, "{use_case}: looking"),
            Question::Origin => write!(f, "{use_case}: origin"),
        }
    }
}

/// The use case of looking as another person: each request of such a session asks whether it still may.
pub const SEEING: &str = "session: see as";

/// What has been met, and what is switched off.
#[derive(Default)]
struct Switchboard {
    use_case: String,
    /// Asked for since the use case began.
    asked: BTreeSet<Cell>,
    /// Of these those that the one who asks holds.
    held: BTreeSet<Cell>,
    off: Option<Guard>,
    met: BTreeMap<Guard, BTreeSet<Place>>,
    passed: BTreeSet<Place>,
    /// The use cases that ask for full permission.
    full: BTreeSet<String>,
}

static SWITCHBOARD: Mutex<Option<Switchboard>> = Mutex::new(None);
static EVERYTHING: LazyLock<Reach> = LazyLock::new(Reach::all);

/// A use case begins; what is asked from now on belongs to it. There is one at a time.
pub fn begin(use_case: &str) {
    with(|board| {
        use_case.clone_into(&mut board.use_case);
        board.asked.clear();
        board.held.clear();
    });
}

/// Switches one guard off, or all on again.
pub fn switch_off(guard: Option<Guard>) {
    with(|board| board.off = guard);
}

/// The guards met so far, and where they stand.
pub fn met() -> BTreeMap<Guard, BTreeSet<Place>> {
    with(|board| board.met.clone())
}

/// The lines that asked for anything so far.
pub fn passed() -> BTreeSet<Place> {
    with(|board| board.passed.clone())
}

/// Whether somebody is let in who is signed in, or is not.
#[track_caller]
pub fn lets_in(signed_in: bool) -> bool {
    Site::here().is_off(Question::SignedIn) || signed_in
}

/// Whether a channel is opened for a page of our own, or is not.
#[track_caller]
pub fn opens_for(own_page: bool) -> bool {
    Site::here().is_off(Question::Origin) || own_page
}

fn with<T>(act: impl FnOnce(&mut Switchboard) -> T) -> T {
    let mut board: MutexGuard<'_, Option<Switchboard>> = SWITCHBOARD.lock().unwrap_or_else(PoisonError::into_inner);
    act(board.get_or_insert_default())
}

/// Where somebody asks.
#[derive(Clone, Copy)]
pub(crate) struct Site(Place);

impl Site {
    /// The place that calls the function that calls this one.
    #[track_caller]
    pub fn here() -> Self {
        let caller = Location::caller();
        Self((caller.file(), caller.line()))
    }

    /// The reach of a cell, if it is granted.
    pub fn granted<'a>(self, cell: Cell, decision: &Decision<'a>) -> Option<&'a Reach> {
        let (action, resource) = cell;
        let implied = with(|board| {
            board.passed.insert(self.0);
            let acts = |asked: &Cell| asked.1 == resource && asked.0 != Action::View;
            let implied = action == Action::View && board.asked.iter().any(acts);
            let implied = implied || board.full.contains(&board.use_case);
            board.asked.insert(cell);
            if matches!(decision, Decision::Allowed(_)) {
                board.held.insert(cell);
            }
            implied
        });
        if !implied && self.is_off(Question::Cell(cell)) {
            return Some(&EVERYTHING);
        }
        match decision {
            Decision::Allowed(reach) => Some(reach),
            Decision::NoGrant | Decision::OutOfReach => None,
        }
    }

    /// The records to which a query or an act is confined.
    pub fn reach(self, reach: &Reach) -> &Reach {
        if !reach.all && self.is_off(Question::Reach(self.0)) { &EVERYTHING } else { reach }
    }

    /// Whether a cell lets something be seen unmasked, or be used.
    pub fn shows(self, cell: Cell, may: bool) -> bool {
        // Whoever has shown that they hold it is kept from nothing by the same question.
        let is_held = with(|board| {
            board.passed.insert(self.0);
            board.held.contains(&cell)
        });
        is_held || self.is_off(Question::Mask(cell)) || may
    }

    /// The records of which a cell lets something be seen unmasked, or be used.
    pub fn opens<'a>(self, cell: Cell, decision: &Decision<'a>) -> Option<&'a Reach> {
        match decision {
            _ if self.is_off(Question::Mask(cell)) => Some(&EVERYTHING),
            Decision::Allowed(reach) => Some(reach),
            Decision::NoGrant | Decision::OutOfReach => None,
        }
    }

    /// Whether somebody's rights allow a change of rights.
    pub fn allows(self, may: bool) -> bool {
        self.is_off(Question::Rights(self.0)) || may
    }

    /// Whether somebody has full permission.
    pub fn full(self, is_full: bool) -> bool {
        with(|board| {
            let use_case = board.use_case.clone();
            board.met.retain(|guard, _| guard.use_case != use_case || !matches!(guard.question, Question::Cell(_)));
            board.full.insert(use_case);
        });
        self.is_off(Question::Rights(self.0)) || is_full
    }

    /// What belongs to the one who asks, of what people have for themselves.
    pub fn own(self, own: SimpleExpr) -> SimpleExpr {
        if self.is_off(Question::Own(self.0)) { Expr::cust("1 = 1") } else { own }
    }

    /// Whether somebody has shown of late who they are.
    pub fn confirms(self, is_fresh: bool) -> bool {
        self.is_off(Question::Confirmed) || is_fresh
    }

    /// Whether somebody acts for themselves, and does not look as another person.
    pub fn acts(self, is_own: bool) -> bool {
        self.is_off(Question::Looking) || is_own
    }

    /// Whether somebody may look as another person.
    pub fn sees_as(self, may: bool) -> bool {
        self.is_off_in(Some(SEEING), Question::Rights(self.0)) || may
    }

    /// Notes the guard; says whether it is the one that is switched off.
    fn is_off(self, question: Question) -> bool {
        self.is_off_in(None, question)
    }

    /// The same in a use case that is not the one that has begun.
    fn is_off_in(self, use_case: Option<&str>, question: Question) -> bool {
        with(|board| {
            board.passed.insert(self.0);
            let guard = Guard { use_case: use_case.unwrap_or(&board.use_case).to_owned(), question };
            let off = board.off.as_ref() == Some(&guard);
            board.met.entry(guard).or_default().insert(self.0);
            off
        })
    }
}
