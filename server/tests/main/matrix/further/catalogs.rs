//! What is told of customers by the values that they have.

use domain::{
    customer::Directory,
    permission::{Action, Resource},
};
use serde_json::json;

use super::{Expected, Further};
use crate::matrix::{
    actors::Asker,
    world::{WITHDRAWN, World, reaches},
};

/// Of `/api/catalogs/create`: what was withdrawn comes back through those who may change it.
pub fn of_new(path: &str, asker: &Asker) -> Vec<Further> {
    if asker.holds((Action::Edit, Resource::Catalogs)) {
        return Vec::new();
    }
    let body = json!({"catalog": "source", "text": {"label": WITHDRAWN}, "before": null});
    vec![Further::call("a value that was withdrawn", path, body, Expected::Fault("value_inactive"))]
}

/// Of `/api/catalogs/uses`: nobody hears how many customers out of reach there are.
pub fn of_uses(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let sees = |list: &Directory| reaches(who, list.cell(Action::View), world.away(*list));
    if Directory::ALL.iter().any(sees) {
        return Vec::new();
    }
    let counted = Expected::Hides(format!("\"{}\":{{\"customers\"", world.source));
    vec![Further::call("customers out of reach", path, json!({"catalog": "source"}), counted)]
}
