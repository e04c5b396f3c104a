//! What a change of rights will do, before it is saved.

use std::collections::{HashMap, HashSet};

use domain::{
    AppError, DepartmentId, RoleId, UserId,
    customer::Directory,
    permission::{Action, OwnGrants, Principal, Reach, noun, verb},
    user::{EffectOn, FactorAsked, UserInput, turns},
};
use entities::{role, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Users, check_act, list::online, moved, visible, within};
use crate::{
    authz::{Actor, Rights, Unit, colleagues_in, rights_of, roles},
    failure::Outcome,
    query::scope,
    standing::people_of,
};

impl Users<'_> {
    /// What other places, other roles or other own grants (`None`: they stay) will do to somebody, who comes first; and to
    /// those who reach by their department what this person is in charge of. Of these the ones whom the asker sees are
    /// told.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect(
        &self,
        actor: &Actor,
        id: UserId,
        input: &UserInput,
        own: Option<&OwnGrants>,
    ) -> Outcome<Vec<EffectOn>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Edit, noun::Users>()?;
        visible(&unit, id).await?;
        check_act::<verb::Edit>(&unit, id).await?;
        let people = moved(&unit, Some(id), &input.departments).await?;
        let (found, colleagues): (Vec<Rights>, Vec<Rights>) =
            rights_of(unit.tx(), &people).await?.into_iter().partition(|rights| rights.standing.user == id);
        let person = found.first().ok_or(AppError::NotFound)?;
        let given = roles(unit.tx(), input.roles.iter().map(|role| role.0).collect()).await?;
        let mut then = person.clone();
        then.departments.clone_from(&input.departments);
        then.standing.branches.clone_from(&input.branches);
        then.roles = given.into_iter().map(|(role, rights)| (role.into(), rights)).collect();
        if let Some(own) = own {
            then.own.clone_from(own);
        }

        let there = people_then(&unit, id, &input.departments, &colleagues).await?;
        let mut effects = Effects::of(&unit, &people).await?;
        let mut told = Vec::new();
        let others = colleagues.iter().map(|one| (one, one.clone()));
        for (before, mut after) in std::iter::once((person, then)).chain(others) {
            if effects.names.contains_key(&before.standing.user.0) {
                after.standing.colleagues = colleagues_in(&after.departments, &there);
                told.push(effects.on(before, &after).await?);
            }
        }
        told.retain(|effect| !effect.is_nothing());
        Ok(told)
    }
}

/// Who will be in the departments of these people, and in those that somebody moves to.
async fn people_then(
    unit: &Unit,
    id: UserId,
    departments: &[DepartmentId],
    colleagues: &[Rights],
) -> Outcome<HashMap<DepartmentId, Vec<UserId>>> {
    let known: HashSet<DepartmentId> =
        colleagues.iter().flat_map(|one| &one.departments).chain(departments).copied().collect();
    let mut people = people_of(unit.tx(), known).await?;
    people.values_mut().for_each(|people| people.retain(|person| *person != id));
    departments.iter().for_each(|entered| people.entry(*entered).or_default().push(id));
    Ok(people)
}

/// Tells what turns for people between two states of their rights.
pub(crate) struct Effects<'u> {
    unit: &'u Unit,
    online: HashSet<Uuid>,
    /// Of those whom the asker sees.
    names: HashMap<Uuid, String>,
    /// Those who sign in by their password alone.
    without_factor: HashSet<Uuid>,
    /// The roles that ask for a second factor, and those that will.
    asking: HashSet<Uuid>,
    will_ask: HashSet<Uuid>,
    /// Many have the same reach: how many records one covers beyond another one is counted once.
    counted: Vec<(Directory, Reach, Reach, u64)>,
}

impl<'u> Effects<'u> {
    /// Reads what there is to be known of these people.
    pub async fn of(unit: &'u Unit, people: &[Uuid]) -> Outcome<Self> {
        let without_factor: Vec<Uuid> = user::Entity::find()
            .select_only()
            .column(user::Column::Id)
            .filter(user::Column::Id.is_in(people.iter().copied()))
            .filter(user::Column::FactorKey.is_null())
            .into_tuple()
            .all(unit.tx())
            .await?;
        let asking: Vec<Uuid> = role::Entity::find()
            .select_only()
            .column(role::Column::Id)
            .filter(role::Column::SecondFactor.eq(true))
            .into_tuple()
            .all(unit.tx())
            .await?;
        let asking: HashSet<Uuid> = asking.into_iter().collect();
        Ok(Self {
            unit,
            online: online(unit).await?,
            names: names(unit, people).await?,
            without_factor: without_factor.into_iter().collect(),
            will_ask: asking.clone(),
            asking,
            counted: Vec::new(),
        })
    }

    /// A role will ask for a second factor, or will no longer.
    pub fn asks(&mut self, role: RoleId, will_ask: bool) {
        if will_ask {
            self.will_ask.insert(role.0);
        } else {
            self.will_ask.remove(&role.0);
        }
    }

    /// What turns for one of them. Of the records that enter or leave the person's lists those are counted that the asker
    /// sees.
    pub async fn on(&mut self, before: &Rights, after: &Rights) -> Outcome<EffectOn> {
        let (id, now) = (before.standing.user, self.unit.now());
        let factor = self.factor(before, after);
        let (before, after) = (before.principal(now), after.principal(now));
        let (mut entering, mut leaving) = (0, 0);
        for directory in Directory::ALL {
            let list = |who: &Principal| who.grants.get(&directory.cell(Action::View)).cloned().unwrap_or_default();
            let (was, will_be) = (list(&before), list(&after));
            entering += self.count_beyond(*directory, &will_be, &was).await?;
            leaving += self.count_beyond(*directory, &was, &will_be).await?;
        }
        let (online, name) = (self.online.contains(&id.0), self.names.get(&id.0).cloned());
        Ok(EffectOn { name, online, turns: turns(&before, &after), entering, leaving, factor })
    }

    /// As `Unit::end_rights_change` does it: who is asked and has none signs in anew, but for the one who changes.
    fn factor(&self, before: &Rights, after: &Rights) -> Option<FactorAsked> {
        let asks =
            |rights: &Rights, asking: &HashSet<Uuid>| rights.roles.iter().any(|(role, _)| asking.contains(&role.0));
        let id = before.standing.user;
        let is_asked =
            asks(after, &self.will_ask) && !asks(before, &self.asking) && self.without_factor.contains(&id.0);
        let own = id == self.unit.actor().user;
        is_asked.then_some(if own { FactorAsked::NextTime } else { FactorAsked::SignedOut })
    }

    async fn count_beyond(&mut self, directory: Directory, reach: &Reach, other: &Reach) -> Outcome<u64> {
        let same = |(list, one, beyond, _): &&(Directory, Reach, Reach, u64)| {
            *list == directory && one == reach && beyond == other
        };
        if let Some((.., count)) = self.counted.iter().find(same) {
            return Ok(*count);
        }
        let seen = self.unit.principal().grants.get(&directory.cell(Action::View)).cloned().unwrap_or_default();
        let count = scope::count_beyond(self.unit.tx(), directory, &seen, reach, other).await?;
        self.counted.push((directory, reach.clone(), other.clone(), count));
        Ok(count)
    }
}

/// The names of those among some people whom the asker may see.
async fn names(unit: &Unit, people: &[Uuid]) -> Outcome<HashMap<Uuid, String>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Users>() else { return Ok(HashMap::new()) };
    let seen = within(permit.reach()).filter(user::Column::Id.is_in(people.iter().copied()));
    Ok(seen.all(unit.tx()).await?.into_iter().map(|user| (user.id, user.full_name)).collect())
}
