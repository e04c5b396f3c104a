//! What imports and exports show and take of sensitive columns.

use axum::http::Method;
use domain::customer::Directory;
use domain::permission::{Action, Cell, Reach, Resource};
use entities::import_row;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further, Sent};
use crate::{
    matrix::{
        actors::Asker,
        office::{SHEET, export_of, plan_of},
        world::{World, reaches},
    },
    requests::Kept,
};

/// Columns, and the cell that it takes to import or export them.
const COLUMNS: [(&str, Cell); 3] = [
    ("id_number", (Action::View, Resource::PersonalIds)),
    ("monthly_income", (Action::View, Resource::Income)),
    // Words that the catalog does not have are added to it.
    ("source", (Action::Create, Resource::Catalogs)),
];

/// Of everything about files.
pub async fn of(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let Some(user) = asker.user.filter(|_| asker.principal.is_some()) else { return Vec::new() };
    let lacking = COLUMNS.into_iter().filter(|(_, cell)| !asker.holds(*cell));
    let sensitive = lacking.clone().filter(|(_, cell)| cell.0 == Action::View);
    let call = |path: &str, body: Value, expected| Further::call("a column", path, body, expected);
    let get = |path: String, expected| Further {
        about: "a column",
        method: Method::GET,
        path,
        sent: Sent::Nothing,
        expected,
    };
    let mut questions = Vec::new();
    match path {
        "/api/exports/request" => questions.extend(
            sensitive
                .map(|(column, cell)| call(path, json!({"request": export_of(&[column])}), Expected::Forbidden(cell))),
        ),
        "/exports/{id}" => {
            let (who, _) = asker.inside();
            let all = |action| who.grants.get(&(action, Resource::Individuals)).is_some_and(|reach| reach.all);
            if !all(Action::Export) || !all(Action::View) {
                let id = world.office.export_with(user, &[], &Reach::all()).await;
                questions.push(get(format!("/exports/{id}"), Expected::Missing));
            }
            for (column, cell) in sensitive {
                let id = world.office.export(user, &[column]).await;
                questions.push(get(format!("/exports/{id}"), Expected::Forbidden(cell)));
            }
        }
        "/api/imports/plan" => {
            let id = own(world, asker);
            questions.extend(lacking.map(|(column, cell)| {
                call(path, json!({"id": id, "plan": plan_of(&["name", column])}), Expected::Forbidden(cell))
            }));
            if !world.may_choose_elsewhere(asker.inside().0, Directory::Individuals) {
                let mut plan = plan_of(&["name"]);
                plan["owner"] = json!(world.cast.elsewhere.inside().1);
                let body = json!({"id": id, "plan": plan});
                questions.push(Further::call("somebody out of reach", path, body, Expected::Fault("unknown_value")));
            }
        }
        "/api/imports/check" | "/api/imports/start" => {
            let status = if path.ends_with("check") { "ready" } else { "checked" };
            for (column, cell) in lacking {
                let id = world.office.import(user, &["name", column], status).await;
                questions.push(call(path, json!({"id": id}), Expected::Forbidden(cell)));
            }
        }
        "/api/imports/columns" => {
            let body = json!({"id": own(world, asker), "sheet": "", "heading_row": 1});
            questions.extend(sensitive.map(|(column, _)| call(path, body.clone(), Expected::Hides(column.to_owned()))));
        }
        "/imports" => questions.extend(sensitive.map(|(column, _)| Further {
            about: "a column",
            method: Method::POST,
            path: path.to_owned(),
            sent: Sent::File(SHEET.as_bytes()),
            expected: Expected::Hides(column.to_owned()),
        })),
        "/imports/template" => questions.extend(sensitive.map(|(column, _)| {
            let heading = if column == "id_number" { i18n::fields::id_number } else { i18n::fields::monthly_income };
            get(path.to_owned(), Expected::WorkbookHides(heading(i18n::Locale::Vi).to_owned()))
        })),
        "/api/imports/rows" => {
            let (who, _) = asker.inside();
            let view = (Action::View, Resource::Individuals);
            let hidden = world
                .records
                .iter()
                .find(|record| record.kept == Kept::Customer(Directory::Individuals) && !reaches(who, view, record));
            if let Some(hidden) = hidden {
                let id = world.office.import(user, &["name"], "finished").await;
                row_about(world, id, hidden.target.id.parse().unwrap()).await;
                let body = json!({"id": id, "filter": "all", "after": null});
                questions.push(call(path, body, Expected::Hides(hidden.target.code.clone())));
            }
        }
        _ => {}
    }
    questions
}

/// The own import of somebody.
fn own<'w>(world: &'w World<'_>, asker: &Asker) -> &'w str {
    let mine = world.records.iter().find(|record| record.kept == Kept::Import && record.at.owner == asker.user);
    &mine.unwrap().target.id
}

/// A row of an import that has changed a record.
async fn row_about(world: &World<'_>, import: Uuid, customer: Uuid) {
    let row = import_row::ActiveModel {
        import_id: Set(import),
        run: Set(0),
        row_number: Set(2),
        verdict: Set("changed".to_owned()),
        warned: Set(false),
        customer_id: Set(Some(customer)),
        detail_json: Set("{}".to_owned()),
    };
    row.insert(world.services().database().writer()).await.unwrap();
}
