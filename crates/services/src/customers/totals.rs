//! What a list comes to. It is asked for when somebody wants to know, and costs no more than the count: what is beyond the cap
//! is not looked at.

use domain::{
    customer::Directory,
    list::{Count, Figure, ListState, Totals},
    permission::verb,
};

use super::{Customers, list::COUNT_CAP};
use crate::{
    authz::Actor,
    catalogs::Labels,
    failure::Outcome,
    query::{
        search::Search,
        totals::{sums, with_contact},
    },
};

impl Customers<'_> {
    /// How many records the list has, how they are spread over values that can be filtered by, and what they sum up to.
    ///
    /// # Errors
    /// As for the list.
    pub async fn totals(&self, actor: &Actor, state: &ListState) -> Outcome<Totals> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let records = self.filtered(&unit, &permit, state).await?;
        let tx = unit.tx();
        let found = match Search::of(&unit, &state.search).await? {
            Some(search) => search.numbers(tx, &records, COUNT_CAP + 1).await?,
            None => records.numbers(tx, COUNT_CAP + 1).await?,
        };
        let capped = found.count > COUNT_CAP;
        let found = if capped { found.but_one() } else { found };
        let sums = sums(tx, &found, Totals::fields(self.directory), &Labels::read(tx).await?).await?;
        let figures = match self.directory {
            Directory::Teams => vec![(Figure::Members, sums.members)],
            Directory::Organizations => vec![(Figure::WithContact, with_contact(tx, &found).await?)],
            Directory::Individuals | Directory::Leads => Vec::new(),
        };
        Ok(Totals { count: Count { records: found.count, capped }, figures, breakdowns: sums.breakdowns })
    }
}
