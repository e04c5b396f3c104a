//! From whom something is hidden, and what each of them may see.

use domain::{
    customer::Field,
    permission::{Action, Cell, Resource, Scope},
};

use super::{
    canary::Canary,
    hang::{HANGING, NEAR_CONTRACT, NEAR_FILE, NEAR_INVOICE, NEAR_RECEIPT, NEAR_SERVICE, NEAR_STAY},
    plant::{DRAFT, NEAR},
};
use crate::office::Person;

/// What somebody may see of the records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// No record.
    Nothing,
    /// The near one, masked.
    Near,
    /// The near one, masked, and its booking.
    Desk,
    /// The near one's booking, with the name in it.
    Door,
    /// The near one, masked, and its receipt.
    Till,
    /// The near one, masked, and what it has ordered.
    Laundry,
    /// The near one, masked, and its contract.
    Leases,
    /// The near one, masked, and its invoice.
    Papers,
    /// The near one, masked, and its file.
    Cabinet,
    /// Every record, masked.
    Masked,
    /// Everything.
    Everything,
}

impl Sight {
    /// Whether a record is there for somebody.
    pub fn has(self, record: &str) -> bool {
        match self {
            Self::Nothing | Self::Door => false,
            Self::Near => record == NEAR,
            Self::Desk => [NEAR, NEAR_STAY].contains(&record),
            Self::Till => [NEAR, NEAR_RECEIPT].contains(&record),
            Self::Laundry => [NEAR, NEAR_SERVICE].contains(&record),
            Self::Leases => [NEAR, NEAR_CONTRACT].contains(&record),
            Self::Papers => [NEAR, NEAR_INVOICE].contains(&record),
            Self::Cabinet => [NEAR, NEAR_FILE].contains(&record),
            Self::Masked => record != DRAFT && !HANGING.contains(&record),
            Self::Everything => true,
        }
    }

    /// Whether a value may be shown to somebody.
    pub fn allows(self, canary: &Canary) -> bool {
        if self == Self::Door {
            return canary.record == NEAR_STAY || (canary.record == NEAR && canary.field == Field::Name);
        }
        self.has(canary.record) && (self == Self::Everything || canary.field.sensitive().is_none())
    }
}

/// Somebody from whom something is hidden.
pub struct Reader {
    /// What the person is here.
    pub name: &'static str,
    /// What the person may see.
    pub sight: Sight,
    /// The person.
    pub person: Person,
}

/// A cell with its reach.
pub type Granted = (Cell, Scope);

/// Everybody from whom something is hidden, with the cells of their role.
pub fn staff() -> [(&'static str, Sight, Vec<Granted>); 20] {
    use Action::{Create, Delete, Edit, Export, Import, View};
    let cells = |scope, actions: &[Action]| {
        actions.iter().map(|action| ((*action, Resource::Individuals), scope)).collect::<Vec<_>>()
    };
    let all = [View, Create, Edit, Delete, Export, Import];
    let trail = [View, Export].map(|action| ((action, Resource::Audit), Scope::All));
    let teams = [((View, Resource::Teams), Scope::Branch)];
    let bookings = [((View, Resource::Bookings), Scope::Branch)];
    let receipts = [((View, Resource::Receipts), Scope::Branch)];
    let services = [((View, Resource::Services), Scope::Branch)];
    let contracts = [((View, Resource::Contracts), Scope::Branch)];
    let invoices = [((View, Resource::Invoices), Scope::Branch)];
    let files = [((View, Resource::Attachments), Scope::Branch)];
    [
        ("own customers", Sight::Near, cells(Scope::Own, &[View])),
        ("branch manager", Sight::Near, [cells(Scope::Branch, &all), teams.to_vec()].concat()),
        ("masked manager", Sight::Masked, cells(Scope::All, &all)),
        ("branch exporter", Sight::Near, cells(Scope::Branch, &[Export])),
        ("importer", Sight::Nothing, cells(Scope::Own, &[Import, Create])),
        ("head of staff", Sight::Nothing, vec![((View, Resource::Users), Scope::All)]),
        ("auditor", Sight::Nothing, trail.to_vec()),
        ("auditor of a branch", Sight::Near, [cells(Scope::Branch, &[View]), teams.to_vec(), trail.to_vec()].concat()),
        ("masked auditor", Sight::Masked, [cells(Scope::All, &[View]), trail.to_vec()].concat()),
        ("guard", Sight::Door, bookings.to_vec()),
        ("receptionist", Sight::Desk, [cells(Scope::Branch, &[View, Edit]), bookings.to_vec()].concat()),
        ("cashier", Sight::Till, [cells(Scope::Branch, &[View]), receipts.to_vec()].concat()),
        ("biller", Sight::Papers, [cells(Scope::Branch, &[View]), invoices.to_vec()].concat()),
        ("archivist", Sight::Cabinet, [cells(Scope::Branch, &[View]), files.to_vec()].concat()),
        ("auditor of files", Sight::Cabinet, [cells(Scope::Branch, &[View]), files.to_vec(), trail.to_vec()].concat()),
        (
            "auditor of papers",
            Sight::Papers,
            [cells(Scope::Branch, &[View]), invoices.to_vec(), trail.to_vec()].concat(),
        ),
        (
            "auditor in the laundry",
            Sight::Laundry,
            [cells(Scope::Branch, &[View]), services.to_vec(), trail.to_vec()].concat(),
        ),
        (
            "auditor of contracts",
            Sight::Leases,
            [cells(Scope::Branch, &[View]), contracts.to_vec(), trail.to_vec()].concat(),
        ),
        (
            "auditor at the till",
            Sight::Till,
            [cells(Scope::Branch, &[View]), receipts.to_vec(), trail.to_vec()].concat(),
        ),
        (
            "auditor at the desk",
            Sight::Desk,
            [cells(Scope::Branch, &[View]), bookings.to_vec(), trail.to_vec()].concat(),
        ),
    ]
}
