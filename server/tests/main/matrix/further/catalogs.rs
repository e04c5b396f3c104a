//! What is told of customers by the values that they have.

use domain::permission::{Action, Placement, Resource};
use serde_json::json;

use super::{Expected, Further};
use crate::matrix::{actors::Asker, world::World};

/// Of `/api/catalogs/uses`: nobody hears how many customers out of reach there are.
pub fn of_uses(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let away = Placement { owner: Some(world.stranger), branches: vec![world.there] };
    if who.may_at(Action::View, Resource::Individuals, &away) {
        return Vec::new();
    }
    let counted = Expected::Hides(format!("\"{}\":{{\"customers\"", world.source));
    vec![Further::call("customers out of reach", path, json!({"catalog": "source"}), counted)]
}
