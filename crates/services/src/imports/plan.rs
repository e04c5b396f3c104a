//! How a file is to be read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AppError, FieldError, FieldErrors, ImportId,
    customer::{Directory, Field, Values},
    import::{
        Catalogs, Options, Plan, UnknownCatalogValue,
        wizard::{ImportPlanInput, ImportState, ImportStatus},
    },
    permission::{Action, Decision, Placement, Resource, decide, noun, verb},
    value::Catalog,
};
use entities::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::{Deserialize, Serialize};
use sheets::{Selection, Workbook};

use super::{
    Imports,
    control::expect,
    folder::Folder,
    state::{own, own_locked, state_of},
};
use crate::{
    authz::{Actor, Unit},
    catalogs::Labels,
    customers::{check_links, check_sensitive},
    failure::Outcome,
};

/// Columns that are looked at; a sheet with more is refused as a whole.
const MAX_COLUMNS: usize = 200;

/// What the person set, with everything that a check and the run after it must agree on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredPlan {
    pub input: ImportPlanInput,
    /// The day of the check: nothing may be dated after it.
    pub as_of: NaiveDate,
    /// The labels of the catalogs at the time of the check.
    pub labels: BTreeMap<Catalog, Vec<String>>,
}

impl StoredPlan {
    /// A plan for a check that begins now.
    pub async fn new(unit: &Unit, input: ImportPlanInput) -> Outcome<Self> {
        let labels = Labels::read(unit.tx()).await?.all();
        Ok(Self { input, as_of: unit.services().clock().today(), labels })
    }

    pub fn of(row: &import::Model) -> Outcome<Self> {
        Ok(serde_json::from_str(&row.plan_json)?)
    }

    /// The plan as the rules read it.
    pub fn rules(&self) -> Plan {
        let input = &self.input;
        Plan {
            columns: input.columns.clone(),
            options: Options {
                heading_row: input.heading_row,
                from_row: input.from_row,
                to_row: input.to_row,
                match_key: input.match_key,
                likely_duplicates: input.likely_duplicates,
                individual_without_email: input.individual_without_email,
                unknown_catalog_value: input.unknown_catalog_value,
                as_of: self.as_of,
                date1904: false,
            },
        }
    }

    pub fn catalogs(&self) -> Catalogs {
        Catalogs::new(&self.labels)
    }

    /// The rows from one on.
    pub fn selection(&self, from_row: u32) -> Selection {
        let to_row = Some(self.input.to_row);
        Selection { sheet: self.input.sheet.clone(), from_row, to_row, separator: None }
    }

    pub fn rows_total(&self) -> u32 {
        (self.input.to_row + 1).saturating_sub(self.input.from_row)
    }
}

impl Imports<'_> {
    /// Sets how the file is to be read; what was checked has to be checked again.
    ///
    /// # Errors
    /// Faults by field; forbidden for sensitive fields, or new catalog values, without their cells; not found.
    pub async fn plan(&self, actor: &Actor, id: ImportId, plan: &ImportPlanInput) -> Outcome<ImportState> {
        let workbook = self.workbook(actor, id).await?;
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, ImportStatus::is_open)?;
        check(plan, &workbook).into_result()?;
        check_rights(&unit, plan)?;
        check_place(&unit, plan).await?;

        let stored = StoredPlan::new(&unit, plan.clone()).await?;
        let mut row = row.into_active_model();
        row.plan_json = Set(serde_json::to_string(&stored)?);
        row.status = Set(ImportStatus::Ready.key().to_owned());
        row.updated_at = Set(unit.now());
        let row = row.update(unit.tx()).await?;
        unit.commit().await?;
        state_of(row)
    }

    /// Begins the check.
    ///
    /// # Errors
    /// The import is not at that point; the plan is not complete; forbidden; not found.
    pub async fn check(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let workbook = self.workbook(actor, id).await?;
        let unit = self.services.write::<verb::Import, noun::Individuals>(actor).await?;
        let row = own_locked(&unit, id).await?;
        expect(&row, ImportStatus::is_open)?;
        let input = StoredPlan::of(&row)?.input;
        check(&input, &workbook).into_result()?;
        check_rights(&unit, &input)?;
        let plan = StoredPlan::new(&unit, input).await?;
        super::control::begin(unit, row, &plan, false).await
    }

    /// What was found when the file of an own import was looked over.
    pub(super) async fn workbook(&self, actor: &Actor, id: ImportId) -> Outcome<Workbook> {
        own(&self.services.read(actor).await?, id).await?;
        Folder::of(self.services, id).workbook().await
    }
}

/// Where new records stand, unless their row says something else.
pub(super) async fn placement(plan: &ImportPlanInput, unit: &Unit) -> Outcome<Placement> {
    let branch = match plan.branch {
        Some(branch) => Some(branch),
        None => unit.home_branch().await?,
    };
    Ok(Placement { owner: Some(plan.owner.unwrap_or(unit.actor().user)), branches: branch.into_iter().collect() })
}

/// What is wrong with a plan for this file.
fn check(plan: &ImportPlanInput, workbook: &Workbook) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let mut fault = |field: &str, code: &str| errors.0.push(FieldError::new(field, code));
    match workbook.sheets.iter().find(|sheet| sheet.name == plan.sheet) {
        None => fault("sheet", "unknown_value"),
        Some(sheet) if plan.to_row > sheet.rows => fault("to_row", "row_out_of_range"),
        Some(_) => {}
    }
    if plan.from_row == 0 {
        fault("from_row", "row_out_of_range");
    } else if plan.from_row > plan.to_row {
        fault("to_row", "range_reversed");
    }
    if plan.heading_row >= plan.from_row.max(1) {
        fault("heading_row", "row_out_of_range");
    }
    let mapped: Vec<Field> = plan.columns.iter().flatten().copied().collect();
    let twice = mapped.iter().enumerate().any(|(place, field)| mapped.iter().take(place).any(|other| other == field));
    if twice {
        fault("columns", "field_mapped_twice");
    } else if plan.columns.len() > MAX_COLUMNS || mapped.iter().any(|field| !field.editable()) {
        fault("columns", "unknown_value");
    } else if ![Field::Name, Field::Code, plan.match_key.field()].iter().any(|field| mapped.contains(field)) {
        // Neither new records nor known ones could come out of this.
        fault("columns", "required");
    }
    errors
}

/// What somebody may not read, they may not overwrite; and catalogs are for those who may add to them.
pub(super) fn check_rights(unit: &Unit, plan: &ImportPlanInput) -> Outcome<()> {
    check_sensitive(unit, plan.columns.iter().flatten())?;
    let adds = plan.unknown_catalog_value == UnknownCatalogValue::Create
        && plan.columns.iter().flatten().any(|field| matches!(field.kind(), domain::value::FieldKind::Catalog(_)));
    if adds && !unit.may(Action::Create, Resource::Catalogs) {
        return Err(AppError::Forbidden { action: Action::Create, resource: Resource::Catalogs }.into());
    }
    Ok(())
}

/// Whether owner and branch of new records exist, and lie within reach of who may create some.
async fn check_place(unit: &Unit, plan: &ImportPlanInput) -> Outcome<()> {
    let owner = plan.owner.map(|owner| (Field::Owner, owner.to_string()));
    let branch = plan.branch.map(|branch| (Field::Branch, branch.to_string()));
    check_links(unit, Directory::Individuals, &owner.into_iter().chain(branch).collect::<Values>()).await?;
    // Said early; the rows are asked for themselves, and without the right to create they change records alone.
    let at = placement(plan, unit).await?;
    if decide(unit.principal(), (Action::Create, Resource::Individuals), Some(&at)) == Decision::OutOfReach {
        return Err(AppError::field(Field::Branch.key(), "outside_reach").into());
    }
    Ok(())
}
