//! The business of the trial: who works there, and the records with their canaries.

use anyhow::{Context, Result};
use domain::{
    AttachmentId, BranchId, ContractId, CustomerId, InvoiceId,
    customer::{Created, CustomerChange, CustomerInput, CustomerKind, Edit, Field, Values},
    draft::Typed,
};
use rand::RngExt;
use serde_json::json;
use uuid::Uuid;

use super::{
    canary::Canary,
    staff::{Reader, staff},
};
use crate::office::Office;

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

/// A planted record.
pub struct Record {
    /// Its name here.
    pub name: &'static str,
    /// Its id.
    pub id: CustomerId,
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
    /// Their files.
    pub files: Vec<AttachmentId>,
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
        let (records, canaries, contracts) = (Vec::new(), Vec::new(), Vec::new());
        let (invoices, files) = (Vec::new(), Vec::new());
        let mut plant = Self { branch: here, records, canaries, team, contracts, invoices, files };
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
        plant.hang(office, chance, there).await?;
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
