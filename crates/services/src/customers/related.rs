//! The customers that name a customer: the individuals and teams of an organization, the teams of a person.

use domain::{
    customer::{CustomerKind, CustomerLink, Directory, Related},
    permission::verb,
};
use entities::customer;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::{people, record::kind_of};
use crate::{authz::Unit, failure::Outcome, query::scope};

/// So many of each list stand on the detail page.
const SHOWN: usize = 10;

/// That a customer names this one; `None` of one that nobody can name.
pub(super) async fn naming(unit: &Unit, row: &customer::Model) -> Outcome<Option<Condition>> {
    Ok(match kind_of(row) {
        CustomerKind::Organization => Some(Condition::any().add(customer::Column::OrganizationId.eq(row.id))),
        CustomerKind::Individual => {
            // As a list of ids, so that both sides of the question have an index.
            let teams = people::teams_of(unit, row.id).await?;
            let member = (!teams.is_empty()).then(|| customer::Column::Id.is_in(teams));
            Some(Condition::any().add(customer::Column::RepresentativeId.eq(row.id)).add_option(member))
        }
        CustomerKind::Team => None,
    })
}

/// By list, as far as the reader may see them; lists without any are left out.
pub(super) async fn related(unit: &Unit, row: &customer::Model) -> Outcome<Vec<Related>> {
    let Some(naming) = naming(unit, row).await? else { return Ok(Vec::new()) };
    let mut lists = Vec::new();
    for directory in Directory::ALL {
        let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
        let found: Vec<(String, String)> = scope::living(&permit)
            .filter(naming.clone())
            .order_by_desc(customer::Column::Seq)
            .limit(SHOWN as u64 + 1)
            .select_only()
            .columns([customer::Column::Code, customer::Column::Name])
            .into_tuple()
            .all(unit.tx())
            .await?;
        if !found.is_empty() {
            let more = found.len() > SHOWN;
            let link = |(code, name)| CustomerLink { directory: *directory, code, name };
            lists.push(Related {
                directory: *directory,
                customers: found.into_iter().take(SHOWN).map(link).collect(),
                more,
            });
        }
    }
    Ok(lists)
}
