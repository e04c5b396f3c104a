//! The menu: where one can go from every page.

use domain::{
    customer::Directory,
    permission::{self, Action, Cell},
};

use crate::state::{locale, may_now};

/// An entry of the menu.
#[derive(Clone)]
pub struct Entry {
    /// Where it leads.
    pub address: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// What it is called.
    pub word: &'static str,
    /// One of them must be granted to see it; without any it is there for everybody.
    cells: Vec<Cell>,
    /// And this one, where it takes two.
    also: Option<Cell>,
}

impl Entry {
    /// Whether the visitor may go there. Whatever reacts hears of a change.
    pub fn is_open(&self) -> bool {
        let may = |(action, resource): &Cell| may_now(*action, *resource);
        (self.cells.is_empty() || self.cells.iter().any(may)) && self.also.iter().all(may)
    }
}

/// Where the menu begins.
pub fn home() -> Entry {
    Entry { address: "/", icon: "house", word: i18n::menu::home(locale()), cells: Vec::new(), also: None }
}

/// The parts of the menu below it, each with its heading.
pub fn menu() -> [(&'static str, Vec<Entry>); 4] {
    let locale = locale();
    [
        (i18n::menu::operations(locale), operations()),
        (i18n::menu::customers(locale), customers()),
        (i18n::menu::data(locale), data()),
        (i18n::menu::configuration(locale), configuration()),
    ]
}

fn operations() -> Vec<Entry> {
    let entry = |address, icon, word, resource| Entry {
        address,
        icon,
        word,
        cells: vec![(Action::View, resource)],
        also: None,
    };
    let locale = locale();
    vec![
        entry("/bookings", "calendar-days", i18n::menu::bookings(locale), permission::Resource::Bookings),
        entry("/contracts", "scroll-text", i18n::menu::contracts(locale), permission::Resource::Contracts),
        entry("/spaces", "bed", i18n::menu::spaces(locale), permission::Resource::Spaces),
        entry("/services", "concierge-bell", i18n::menu::services(locale), permission::Resource::Services),
        Entry {
            also: Some((Action::View, permission::Resource::Spaces)),
            ..entry("/meters", "gauge", i18n::menu::meters(locale), permission::Resource::Services)
        },
        entry("/invoices", "file-text", i18n::menu::invoices(locale), permission::Resource::Invoices),
        entry("/receipts", "receipt", i18n::menu::receipts(locale), permission::Resource::Receipts),
    ]
}

fn customers() -> Vec<Entry> {
    let locale = locale();
    let entry = |directory: Directory, icon, word| Entry {
        address: directory.address(),
        icon,
        word,
        cells: vec![directory.cell(Action::View)],
        also: None,
    };
    vec![
        entry(Directory::Individuals, "user", i18n::menu::individuals(locale)),
        entry(Directory::Organizations, "building-2", i18n::menu::organizations(locale)),
        entry(Directory::Teams, "users-round", i18n::menu::teams(locale)),
        entry(Directory::Leads, "contact", i18n::menu::leads(locale)),
    ]
}

fn data() -> Vec<Entry> {
    vec![
        Entry {
            address: "/import",
            icon: "file-up",
            word: i18n::menu::import(locale()),
            cells: vec![Directory::Individuals.cell(Action::Import)],
            also: None,
        },
        Entry {
            address: "/duplicates",
            icon: "copy",
            word: i18n::menu::duplicates(locale()),
            cells: Directory::ALL.iter().map(|directory| directory.cell(Action::Edit)).collect(),
            also: None,
        },
        Entry {
            address: "/trash",
            icon: "trash-2",
            word: i18n::menu::trash(locale()),
            cells: Directory::ALL.iter().map(|directory| directory.cell(Action::Delete)).collect(),
            also: None,
        },
    ]
}

fn configuration() -> Vec<Entry> {
    let entry = |address, icon, word, resource| Entry {
        address,
        icon,
        word,
        cells: vec![(Action::View, resource)],
        also: None,
    };
    let locale = locale();
    vec![
        entry("/config/users", "users", i18n::menu::users(locale), permission::Resource::Users),
        entry("/config/roles", "shield", i18n::menu::roles(locale), permission::Resource::Roles),
        entry("/config/branches", "map-pin", i18n::menu::branches(locale), permission::Resource::Branches),
        entry("/config/departments", "network", i18n::menu::departments(locale), permission::Resource::Departments),
        entry("/config/catalogs", "list-checks", i18n::menu::catalogs(locale), permission::Resource::Catalogs),
        entry(
            "/config/contract-templates",
            "file-pen-line",
            i18n::menu::contract_templates(locale),
            permission::Resource::Settings,
        ),
        entry("/config/audit", "history", i18n::menu::audit(locale), permission::Resource::Audit),
    ]
}
