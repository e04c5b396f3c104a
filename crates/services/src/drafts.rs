//! Drafts: kept for each person and form, seen by nobody else. A person keeps a few of them, of forms that there are.

use chrono::TimeDelta;
use domain::{
    AppError,
    draft::{Draft, LONGEST_FORM, MOST_BYTES, MOST_FORMS, Typed, is_form},
};
use entities::draft;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    Services,
    authz::{Actor, Unit},
    failure::Outcome,
};

/// A draft that nobody came back to goes.
const KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// The use cases; get them from [`Services::drafts`].
pub struct Drafts<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on drafts.
    pub const fn drafts(&self) -> Drafts<'_> {
        Drafts { services: self }
    }
}

impl Drafts<'_> {
    /// Keeps what is typed into a form, in place of what was kept before; nothing typed is nothing kept.
    ///
    /// # Errors
    /// Unauthenticated; too large; no such form.
    pub async fn keep(&self, actor: &Actor, form: &str, typed: &Typed) -> Outcome<()> {
        let json = serde_json::to_string(typed)?;
        if form.chars().count() > LONGEST_FORM || json.len() > MOST_BYTES {
            return Err(AppError::TooLarge.into());
        }
        if !is_form(form) {
            return Err(AppError::field("form", "invalid").into());
        }
        let unit = self.services.write_own(actor).await?;
        let mut gone = draft::Entity::delete_many().filter(unit.own(draft::Column::UserId));
        gone = gone.filter(match typed.is_empty() {
            true => draft::Column::Form.eq(form),
            false => draft::Column::At.lt(unit.now() - KEPT_FOR),
        });
        gone.exec(unit.tx()).await?;
        if !typed.is_empty() {
            let row = draft::ActiveModel {
                user_id: Set(actor.user.0),
                form: Set(form.to_owned()),
                at: Set(unit.now()),
                sealed: Set(self.services.secrets().seal(&json)?),
            };
            let again = OnConflict::columns([draft::Column::UserId, draft::Column::Form])
                .update_columns([draft::Column::At, draft::Column::Sealed])
                .to_owned();
            draft::Entity::insert(row).on_conflict(again).exec_without_returning(unit.tx()).await?;
            forget_oldest(&unit).await?;
        }
        unit.commit().await
    }

    /// What was typed into a form and not saved; whoever looks as another person does not read along.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn find(&self, actor: &Actor, form: &str) -> Outcome<Option<Draft>> {
        if !is_form(form) {
            return Ok(None);
        }
        let unit = self.services.read(actor).await?;
        if unit.is_seen() {
            return Ok(None);
        }
        let kept = draft::Entity::find().filter(unit.own(draft::Column::UserId)).filter(draft::Column::Form.eq(form));
        let Some(kept) = kept.one(unit.tx()).await? else { return Ok(None) };
        let typed = serde_json::from_str(&self.services.secrets().open(&kept.sealed)?)?;
        Ok(Some(Draft { at: kept.at, typed }))
    }
}

/// Whoever begins too many forms loses the one that they have not touched for the longest time.
async fn forget_oldest(unit: &Unit) -> Outcome<()> {
    let own = draft::Column::UserId.eq(unit.actor().user.0);
    let kept: Vec<String> = draft::Entity::find()
        .select_only()
        .column(draft::Column::Form)
        .filter(own.clone())
        .order_by_desc(draft::Column::At)
        .order_by_asc(draft::Column::Form)
        .into_tuple()
        .all(unit.tx())
        .await?;
    let oldest: Vec<String> = kept.into_iter().skip(MOST_FORMS).collect();
    if !oldest.is_empty() {
        draft::Entity::delete_many().filter(own).filter(draft::Column::Form.is_in(oldest)).exec(unit.tx()).await?;
    }
    Ok(())
}

/// Forgets what anybody has typed into the forms of these customers.
pub(crate) async fn forget_customers(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Outcome<()> {
    // Whatever they are called: forms of the record, of its people, of a merge with another one.
    let naming = |forms: Condition, id: &Uuid| forms.add(draft::Column::Form.contains(id.to_string()));
    let forms = ids.iter().fold(Condition::any(), naming);
    draft::Entity::delete_many().filter(forms).exec(tx).await?;
    Ok(())
}
