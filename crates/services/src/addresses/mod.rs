//! Addresses in their parts: provinces and communes are suggested while they are typed, and old names lead to new units.

mod table;
mod typed;

use chrono::NaiveDate;
use domain::address::{Part, Standing, UnitSuggestion};

use crate::{Services, authz::Actor, failure::Outcome};

use table::TABLE;

/// The use cases; get them from [`Services::addresses`].
pub struct Addresses<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on addresses.
    pub const fn addresses(&self) -> Addresses<'_> {
        Addresses { services: self }
    }
}

impl Addresses<'_> {
    /// What may be meant by what is typed into a part of an address; communes of the province that stands beside it, if it
    /// is known.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn suggest(
        &self,
        actor: &Actor,
        part: Part,
        typed: &str,
        province: &str,
    ) -> Outcome<Vec<UnitSuggestion>> {
        self.services.read(actor).await?;
        Ok(TABLE.suggest(part, typed, province, self.today()))
    }

    /// What is known of the commune and the province of an address; without either, of those in the whole address.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn standing(&self, actor: &Actor, commune: &str, province: &str, address: &str) -> Outcome<Standing> {
        self.services.read(actor).await?;
        Ok(match (commune.trim(), province.trim()) {
            ("", "") => TABLE.standing_of_address(address, self.today()),
            (commune, province) => TABLE.standing(commune, province, self.today()),
        })
    }

    fn today(&self) -> NaiveDate {
        self.services.clock().today()
    }
}
