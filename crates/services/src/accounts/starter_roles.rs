//! The roles that a new installation starts with.

use chrono::{DateTime, Utc};
use domain::permission::{
    Action::{self, Create, Delete, Edit, Export, Import, View},
    CELLS,
    Resource::{self, *},
    Scope,
};
use entities::{role, role_grant};
use i18n::Locale;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::failure::Outcome;

/// Actions on resources, with one scope.
type Block = (&'static [Action], &'static [Resource], Scope);

const SIX: &[Action] = &[View, Create, Edit, Delete, Export, Import];
const WORK: &[Action] = &[View, Create, Edit];

const MANAGER: &[Block] = &[
    (
        SIX,
        &[
            Individuals,
            Organizations,
            Teams,
            Leads,
            Bookings,
            Spaces,
            Services,
            Invoices,
            Receipts,
            Contracts,
            Care,
            Attachments,
            Opportunities,
            Segments,
        ],
        Scope::Branch,
    ),
    (&[View, Export], &[Reports], Scope::Branch),
    (&[View], &[Users, Audit, Amounts, PersonalIds], Scope::Branch),
];

const RECEPTIONIST: &[Block] = &[
    (WORK, &[Individuals, Organizations, Teams, Leads, Bookings, Services, Care, Attachments], Scope::Branch),
    (&[View], &[Spaces, Contracts, Invoices, Amounts, PersonalIds], Scope::Branch),
    (&[View, Create], &[Receipts], Scope::Branch),
];

const ACCOUNTANT: &[Block] = &[
    (&[View], &[Individuals, Organizations, Teams, Bookings, Services, Contracts, Amounts], Scope::All),
    (SIX, &[Invoices, Receipts], Scope::All),
    (&[View, Export], &[Reports], Scope::All),
];

const SALES: &[Block] = &[
    (&[View], &[Individuals, Organizations, Teams], Scope::Department),
    (&[Create, Edit], &[Individuals, Organizations, Teams], Scope::Own),
    (WORK, &[Leads, Opportunities, Care], Scope::Own),
    (&[View], &[Bookings, Contracts], Scope::Own),
];

const GUARD: &[Block] = &[(&[View], &[Bookings], Scope::Branch)];

/// Writes the starter roles and returns the administrator's.
pub(super) async fn write(tx: &impl ConnectionTrait, locale: Locale, now: DateTime<Utc>) -> Outcome<Uuid> {
    let administrator = one(tx, i18n::roles::administrator(locale), None, now).await?;
    for (name, blocks) in [
        (i18n::roles::manager(locale), MANAGER),
        (i18n::roles::receptionist(locale), RECEPTIONIST),
        (i18n::roles::accountant(locale), ACCOUNTANT),
        (i18n::roles::sales(locale), SALES),
        (i18n::roles::guard(locale), GUARD),
    ] {
        one(tx, name, Some(blocks), now).await?;
    }
    Ok(administrator)
}

/// Writes a role; without blocks it is full permission.
async fn one(tx: &impl ConnectionTrait, name: &str, blocks: Option<&[Block]>, now: DateTime<Utc>) -> Outcome<Uuid> {
    let id = Uuid::now_v7();
    let row = role::ActiveModel {
        id: Set(id),
        version: Set(1),
        name: Set(name.to_owned()),
        branch_id: Set(None),
        description: Set(String::new()),
        full_permission: Set(blocks.is_none()),
        second_factor: Set(false),
        created_at: Set(now),
    };
    role::Entity::insert(row).exec_without_returning(tx).await?;
    let cells = blocks.unwrap_or_default().iter().flat_map(|(actions, resources, scope)| {
        let cells = resources.iter().flat_map(|resource| actions.iter().map(|action| (*action, *resource)));
        cells.filter(|cell| CELLS.contains(cell)).map(|cell| (cell, *scope))
    });
    let grants = cells.map(|((action, resource), scope)| role_grant::ActiveModel {
        role_id: Set(id),
        action: Set(action.key().to_owned()),
        resource: Set(resource.key().to_owned()),
        scope: Set(if resource.has_reach() { scope } else { Scope::All }.key().to_owned()),
    });
    role_grant::Entity::insert_many(grants).exec_without_returning(tx).await?;
    Ok(id)
}
