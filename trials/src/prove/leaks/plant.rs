//! The business of the trial: who works there, and the records with their canaries.

use anyhow::{Context, Result};
use chrono::{TimeDelta, Utc};
use domain::{
    BranchId, CatalogValueId, ContractId, CustomerId, InvoiceId, SpaceId,
    booking::BookingInput,
    catalog::{CatalogValue, ValueText},
    contract::{Billed, ContractInput, Drafted},
    customer::{Created, CustomerChange, CustomerInput, CustomerKind, Edit, Field, Values},
    draft::Typed,
    extra_service::{NewService, ServiceInput},
    invoice::{InvoiceInput, LineInput},
    ledger::Purpose,
    money::Vnd,
    permission::{Action, Cell, Resource, Scope},
    quantity::Quantity,
    receipt::ReceiptInput,
    time::BusinessZone,
    value::Catalog,
};
use rand::RngExt;
use serde_json::json;
use uuid::Uuid;

use super::canary::Canary;
use crate::office::{Office, Person};

/// Of another branch, in the charge of nobody whom the trial lets in.
pub const FAR: &str = "far";
/// Of the staff's branch.
pub const NEAR: &str = "near";
/// As far away, in the trash.
pub const GONE: &str = "gone";
/// As far away; imports bring its keys.
pub const BAIT: &str = "bait";
/// No record yet: what the administrator has typed into forms and not saved.
pub const DRAFT: &str = "draft";
/// A booking of the far record, in the other branch.
pub const FAR_STAY: &str = "far stay";
/// A booking of the near record, in the staff's branch.
pub const NEAR_STAY: &str = "near stay";
/// A receipt of the far record.
pub const FAR_RECEIPT: &str = "far receipt";
/// A receipt of the near record.
pub const NEAR_RECEIPT: &str = "near receipt";

/// What the far record has ordered.
pub const FAR_SERVICE: &str = "far service";
/// What the near record has ordered.
pub const NEAR_SERVICE: &str = "near service";

/// A draft of a contract with the far record.
pub const FAR_CONTRACT: &str = "far contract";
/// A draft of a contract with the near record.
pub const NEAR_CONTRACT: &str = "near contract";

/// What the far record is asked to pay.
pub const FAR_INVOICE: &str = "far invoice";
/// What the near record is asked to pay.
pub const NEAR_INVOICE: &str = "near invoice";

/// What hangs on customers: whoever sees these alone sees none of it.
const HANGING: [&str; 10] = [
    NEAR_STAY,
    FAR_STAY,
    NEAR_RECEIPT,
    FAR_RECEIPT,
    NEAR_SERVICE,
    FAR_SERVICE,
    NEAR_CONTRACT,
    FAR_CONTRACT,
    NEAR_INVOICE,
    FAR_INVOICE,
];

const FIELDS: [Field; 13] = [
    Field::Name,
    Field::Code,
    Field::Phone,
    Field::OtherPhones,
    Field::Email,
    Field::Nationality,
    Field::JobTitle,
    Field::MonthlyIncome,
    Field::IdNumber,
    Field::IdIssuedBy,
    Field::Address,
    Field::AddressCommune,
    Field::Note,
];

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

/// A planted record.
pub struct Record {
    /// Its name here.
    pub name: &'static str,
    /// Its id.
    pub id: CustomerId,
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

/// Everything that was planted.
pub struct Plant {
    /// Where the staff and the near record are.
    pub branch: BranchId,
    /// The records.
    pub records: Vec<Record>,
    /// Their values, those of the past among them.
    pub canaries: Vec<Canary>,
    /// Id and code of a team of the staff's branch for which the far record stands.
    pub team: (CustomerId, String),
    /// The contracts.
    pub contracts: Vec<ContractId>,
    /// What the records were asked to pay.
    pub invoices: Vec<InvoiceId>,
}

impl Plant {
    /// A value that a record has.
    pub fn value(&self, record: &str, field: Field) -> Result<&Canary> {
        let mut all = self.canaries.iter().rev();
        all.find(|canary| canary.record == record && canary.field == field).context("there is no such canary")
    }

    /// Makes staff and records.
    pub async fn make(office: &mut Office, chance: &mut impl RngExt) -> Result<(Self, Vec<Reader>)> {
        let (here, there) = (office.branch("Chi nhánh Bắc").await?, office.branch("Chi nhánh Nam").await?);
        let mut readers = Vec::new();
        for (name, sight, cells) in staff() {
            let role = office.role(name, &cells).await?;
            readers.push(Reader { name, sight, person: office.person(name, here, role).await? });
        }
        let owner = readers.first().map(|reader| reader.person.id.to_string()).context("nobody is there")?;
        let team = (CustomerId(Uuid::nil()), String::new());
        let (records, canaries, contracts, invoices) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut plant = Self { branch: here, records, canaries, team, contracts, invoices };
        for name in [FAR, NEAR, GONE, BAIT] {
            let mut places = Values::from([(Field::Branch, there.to_string())]);
            if name == NEAR {
                places = Values::from([(Field::Branch, here.to_string()), (Field::Owner, owner.clone())]);
            }
            plant.record(office, chance, name, places).await?;
        }
        for name in [FAR, NEAR] {
            plant.rewrite(office, chance, name).await?;
        }
        let gone = plant.id(GONE)?;
        office.administrator.call::<()>("customers/trash", json!({ "directory": "individuals", "id": gone })).await?;
        plant.drafts(office, chance).await?;
        plant.team(office).await?;
        for (guest, stay, branch) in [(FAR, FAR_STAY, there), (NEAR, NEAR_STAY, here)] {
            plant.book(office, chance, guest, stay, branch).await?;
        }
        for (payer, receipt) in [(FAR, FAR_RECEIPT), (NEAR, NEAR_RECEIPT)] {
            plant.pay(office, chance, payer, receipt).await?;
        }
        let text = ValueText { label: "Giặt là".to_owned(), ..ValueText::default() };
        let value = json!({ "catalog": Catalog::Service, "text": text, "before": null });
        let value: CatalogValue = office.administrator.call("catalogs/create", value).await?;
        for (guest, service) in [(FAR, FAR_SERVICE), (NEAR, NEAR_SERVICE)] {
            plant.order(office, chance, guest, service, value.id).await?;
        }
        for (tenant, contract) in [(FAR, FAR_CONTRACT), (NEAR, NEAR_CONTRACT)] {
            plant.let_out(office, chance, tenant, contract).await?;
        }
        for (guest, invoice) in [(FAR, FAR_INVOICE), (NEAR, NEAR_INVOICE)] {
            plant.bill(office, chance, guest, invoice).await?;
        }
        Ok((plant, readers))
    }

    /// The id of a record.
    pub fn id(&self, name: &str) -> Result<CustomerId> {
        self.records.iter().find(|record| record.name == name).map(|record| record.id).context("no such record")
    }

    /// Puts another note in the place of a record's, which goes on in the history.
    pub async fn rewrite(&mut self, office: &mut Office, chance: &mut impl RngExt, name: &'static str) -> Result<()> {
        let (was, new) = (self.value(name, Field::Note)?.value.clone(), Canary::hatch(chance, name, Field::Note));
        let notes = self.canaries.iter().filter(|canary| canary.record == name && canary.field == Field::Note).count();
        let edit = Edit { was: Some(was), becomes: Some(new.value.clone()) };
        let version = i64::try_from(notes)?;
        let change = CustomerChange { version, fields: [(Field::Note, edit)].into(), without_email: None };
        let asked = json!({ "directory": "individuals", "id": self.id(name)?, "change": change });
        office.administrator.call::<serde_json::Value>("customers/change", asked).await?;
        self.canaries.push(new);
        Ok(())
    }

    /// The forms in which the administrator has begun something.
    pub fn forms(&self) -> Result<[String; 3]> {
        let of = |name| self.id(name).map(|id| format!("individuals/{id}"));
        Ok(["individuals/new".to_owned(), of(FAR)?, of(NEAR)?])
    }

    async fn drafts(&mut self, office: &mut Office, chance: &mut impl RngExt) -> Result<()> {
        for form in self.forms()? {
            let canaries = [Field::Name, Field::Note, Field::IdNumber].map(|field| Canary::hatch(chance, DRAFT, field));
            let typed = canaries.iter().map(|canary| (canary.field.key().to_owned(), canary.value.clone()));
            let asked = json!({ "form": form, "typed": typed.collect::<Typed>() });
            office.administrator.call::<()>("drafts/keep", asked).await?;
            self.canaries.extend(canaries);
        }
        Ok(())
    }

    /// Whoever sees the team does not see who stands for it, nor who is its member.
    async fn team(&mut self, office: &mut Office) -> Result<()> {
        let far = self.id(FAR)?;
        let values = Values::from([
            (Field::Name, "Nhóm Gần".to_owned()),
            (Field::Phone, "0912345678".to_owned()),
            (Field::Email, "nhom-gan@example.com".to_owned()),
            (Field::Representative, far.to_string()),
            (Field::Branch, self.branch.to_string()),
        ]);
        let input = CustomerInput { kind: CustomerKind::Team, values, ..CustomerInput::default() };
        let asked = json!({ "directory": "teams", "key": Uuid::now_v7(), "input": input });
        let Created { id, code } = office.administrator.call("customers/create", asked).await?;
        self.team = (id, code);
        Ok(())
    }

    /// Books a room of a branch for today, with a note that stands nowhere else.
    async fn book(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        stay: &'static str,
        branch: BranchId,
    ) -> Result<()> {
        let note = Canary::hatch(chance, stay, Field::Note);
        let code = stay.replace(' ', "-");
        let space = json!({
            "code": code, "name": "Phòng", "branch": branch, "kind": null, "capacity": null,
            "price": { "amount": 300_000, "unit": "day" }, "active": true
        });
        let space: SpaceId = office.administrator.call("spaces/create", json!({ "input": space })).await?;
        let now = Utc::now();
        let input = BookingInput {
            customer: self.id(guest)?,
            space,
            starts_at: now,
            ends_at: now + TimeDelta::days(1),
            price: None,
            agreed_deposit: None,
            guests: None,
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        office.administrator.call::<serde_json::Value>("bookings/create", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    /// Orders a service, with a note that stands nowhere else.
    async fn order(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        ordered: &'static str,
        service: CatalogValueId,
    ) -> Result<()> {
        let note = Canary::hatch(chance, ordered, Field::Note);
        let input = ServiceInput {
            customer: self.id(guest)?,
            service,
            booking: None,
            quantity: Quantity::whole(1),
            unit_price: Some(Vnd(50_000)),
            used_on: BusinessZone::default().day_of(Utc::now()),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": NewService { input, delivered: true } });
        office.administrator.call::<serde_json::Value>("services/create", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    /// Drafts a contract, with a note that stands nowhere else.
    async fn let_out(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        tenant: &str,
        contract: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, contract, Field::Note);
        let today = BusinessZone::default().day_of(Utc::now());
        let input = ContractInput {
            customer: self.id(tenant)?,
            space: None,
            starts_on: today,
            ends_on: today,
            rent: Some(Vnd(3_000_000)),
            billed: Billed::Start,
            agreed_deposit: None,
            text: "{{customer.name}}, {{customer.address}}, {{customer.phone}}".to_owned(),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        let Drafted { id, .. } = office.administrator.call("contracts/create", asked).await?;
        self.contracts.push(id);
        self.canaries.push(note);
        Ok(())
    }

    /// Issues an invoice, with a note that stands nowhere else.
    async fn bill(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        guest: &str,
        invoice: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, invoice, Field::Note);
        let fee = LineInput::Free { text: "Phụ thu".to_owned(), amount: Vnd(90_000) };
        let input =
            InvoiceInput { customer: self.id(guest)?, lines: vec![fee], due_on: None, note: note.value.clone() };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        let id: InvoiceId = office.administrator.call("invoices/create", asked).await?;
        let issued = json!({ "id": id, "issued_on": BusinessZone::default().day_of(Utc::now()) });
        office.administrator.call::<String>("invoices/issue", issued).await?;
        self.invoices.push(id);
        self.canaries.push(note);
        Ok(())
    }

    /// Takes a deposit, with a note that stands nowhere else.
    async fn pay(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        payer: &str,
        receipt: &'static str,
    ) -> Result<()> {
        let note = Canary::hatch(chance, receipt, Field::Note);
        let input = ReceiptInput {
            customer: self.id(payer)?,
            purpose: Purpose::Deposit,
            amount: Vnd(1_000_000),
            method: None,
            paid_on: BusinessZone::default().day_of(Utc::now()),
            charges: Vec::new(),
            note: note.value.clone(),
        };
        let asked = json!({ "key": Uuid::now_v7(), "input": input });
        office.administrator.call::<serde_json::Value>("receipts/post", asked).await?;
        self.canaries.push(note);
        Ok(())
    }

    async fn record(
        &mut self,
        office: &mut Office,
        chance: &mut impl RngExt,
        name: &'static str,
        mut values: Values,
    ) -> Result<()> {
        let canaries = FIELDS.map(|field| Canary::hatch(chance, name, field));
        values.extend(canaries.iter().map(|canary| (canary.field, canary.value.clone())));
        let input = CustomerInput { values, without_email: false, ..Default::default() };
        let asked = json!({ "directory": "individuals", "key": Uuid::now_v7(), "input": input });
        let Created { id, .. } = office.administrator.call("customers/create", asked).await?;
        self.records.push(Record { name, id });
        self.canaries.extend(canaries);
        Ok(())
    }
}

/// A cell with its reach.
type Granted = (Cell, Scope);

/// Everybody from whom something is hidden, with the cells of their role.
fn staff() -> [(&'static str, Sight, Vec<Granted>); 18] {
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
