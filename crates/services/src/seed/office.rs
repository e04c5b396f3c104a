//! Branches, staff and catalogs of the seed; those that are there already are taken as they are.

use chrono::{DateTime, Utc};
use domain::{BranchId, UserId, value::Catalog};
use entities::{branch, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dice::Dice,
    maker::{Labels, Office},
    names::{Sex, full_name},
    places::CITIES,
};
use crate::{accounts, catalogs, failure::Outcome, standing::stand};

/// Members of staff of each branch.
const STAFF: usize = 4;

/// What the catalogs offer; an empty installation gets the starting values.
pub(super) async fn labels(tx: &impl ConnectionTrait) -> Outcome<Labels> {
    let mut known = catalogs::Labels::read(tx).await?;
    if known.active(Catalog::Source).is_empty() {
        catalogs::write_starters(tx).await?;
        known = catalogs::Labels::read(tx).await?;
    }
    Ok(Labels {
        source: known.active(Catalog::Source),
        customer_group: known.active(Catalog::CustomerGroup),
        contact_status: known.active(Catalog::ContactStatus),
        occupation: known.active(Catalog::Occupation),
        organization_size: known.active(Catalog::OrganizationSize),
        industry: known.active(Catalog::Industry),
    })
}

/// A branch in each city, with its staff.
pub(super) async fn offices(tx: &impl ConnectionTrait, dice: &mut Dice, now: DateTime<Utc>) -> Outcome<Vec<Office>> {
    let mut offices = Vec::with_capacity(CITIES.len());
    for (place, city) in CITIES.iter().enumerate() {
        let branch = branch(tx, dice, city.branch, now).await?;
        let mut staff = Vec::with_capacity(STAFF);
        for number in place * STAFF + 1..=(place + 1) * STAFF {
            staff.push(member(tx, dice, branch, number, now).await?);
        }
        offices.push(Office { city, branch, staff });
    }
    Ok(offices)
}

async fn branch(tx: &impl ConnectionTrait, dice: &mut Dice, name: &str, now: DateTime<Utc>) -> Outcome<BranchId> {
    if let Some(known) = branch::Entity::find().filter(branch::Column::Name.eq(name)).one(tx).await? {
        return Ok(BranchId(known.id));
    }
    let id = dice.id(now);
    let row = branch::ActiveModel { id: Set(id), name: Set(name.to_owned()), created_at: Set(now) };
    branch::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(BranchId(id))
}

/// Somebody who is invited and has no password: nobody can sign in as one of these.
async fn member(
    tx: &impl ConnectionTrait,
    dice: &mut Dice,
    branch: BranchId,
    number: usize,
    now: DateTime<Utc>,
) -> Outcome<UserId> {
    let email = format!("nhan-vien-{number:02}@example.com");
    if let Some(known) = user::Entity::find().filter(user::Column::Email.eq(&email)).one(tx).await? {
        return Ok(UserId(known.id));
    }
    let sex = if dice.percent(50) { Sex::Man } else { Sex::Woman };
    let id: Uuid = dice.id(now);
    let row = user::ActiveModel {
        id: Set(id),
        version: Set(1),
        email: Set(email),
        full_name: Set(full_name(dice, sex)),
        phone: Set(String::new()),
        staff_number: Set(accounts::next_number(tx).await?),
        status: Set("invited".to_owned()),
        password_hash: Set(String::new()),
        must_change_password: Set(false),
        password_from: Set(None),
        factor_key: Set(None),
        factor_step: Set(0),
        language: Set("vi".to_owned()),
        theme: Set("system".to_owned()),
        density: Set("default".to_owned()),
        single_keys: Set(true),
        perm_epoch: Set(1),
        last_seen_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    user::Entity::insert(row).exec_without_returning(tx).await?;
    stand(tx, id, &[branch], &[]).await?;
    Ok(UserId(id))
}
