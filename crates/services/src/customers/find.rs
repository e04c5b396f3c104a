//! Finding customers wherever they stand: in each list that somebody may see.

use domain::{
    customer::{Directory, Field, Suggestion},
    list::{Count, Place},
    permission::verb,
};

use super::COUNT_CAP;
use crate::{
    Services,
    authz::{Actor, CustomerPermit, Unit},
    avatars,
    failure::Outcome,
    query::{page::At, scope, search::Search},
};

/// Suggestions under a search box.
const SUGGESTIONS: u16 = 8;

impl Services {
    /// Hits while typing in all lists that the actor may see, best tier first.
    ///
    /// # Errors
    /// Forbidden to those who may see none.
    pub async fn suggest_customers(&self, actor: &Actor, typed: &str) -> Outcome<Vec<Suggestion>> {
        let unit = self.read(actor).await?;
        unit.permit_anywhere::<verb::View>()?;
        let mut found = Vec::new();
        for directory in Directory::ALL {
            let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
            found.extend(hits(&unit, &permit, typed).await?);
        }
        found.sort_by_key(|(tier, _)| *tier);
        Ok(found.into_iter().map(|(_, hit)| hit).take(usize::from(SUGGESTIONS)).collect())
    }

    /// How many hits each list has that the actor may see, up to a cap.
    ///
    /// # Errors
    /// Forbidden to those who may see none.
    pub async fn count_hits(&self, actor: &Actor, typed: &str) -> Outcome<Vec<(Directory, Count)>> {
        let unit = self.read(actor).await?;
        unit.permit_anywhere::<verb::View>()?;
        let Some(search) = Search::of(&unit, typed).await? else { return Ok(Vec::new()) };
        let mut counts = Vec::new();
        for directory in Directory::ALL {
            let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
            let hits = search.count(unit.tx(), &scope::records(&permit), COUNT_CAP + 1).await?;
            counts.push((*directory, Count { records: hits.min(COUNT_CAP), capped: hits > COUNT_CAP }));
        }
        Ok(counts)
    }
}

/// The best hits in one list, each with its tier.
pub(super) async fn hits(
    unit: &Unit,
    permit: &CustomerPermit<'_, verb::View>,
    typed: &str,
) -> Outcome<Vec<(u8, Suggestion)>> {
    let Some(search) = Search::of(unit, typed).await? else { return Ok(Vec::new()) };
    let records = scope::records(permit).reading(&[Field::Phone, Field::Email]);
    let found = search.page(unit.tx(), &records, &Place::Start, SUGGESTIONS).await?;
    let avatars = avatars::marks(unit.tx(), found.rows.iter().map(|at| at.row.id)).await?;
    let hit = |At { place, row }: At| {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let hit = Suggestion {
            id: row.id.into(),
            directory: permit.directory(),
            code: row.code,
            name: row.name,
            phone: text(row.phone),
            email: text(row.email),
            avatar: avatars.get(&row.id).copied(),
        };
        (place.value.first().copied().unwrap_or_default(), hit)
    };
    Ok(found.rows.into_iter().map(hit).collect())
}
