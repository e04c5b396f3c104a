//! Whatever way leads to a page, it is the page that a plain walk along the sort finds.

use domain::{
    customer::{Directory, Field},
    filter::{Filter, Test},
    list::{Cursor, Place, Sort, SortKey},
    time::BusinessZone,
};
use test_support::{TestServices, each_database};

use super::{super::records::Limits, read, read_all_sorted};
use crate::{
    catalogs::Labels,
    database::Engine,
    query::{
        filter::{Context, narrow},
        records::Records,
    },
};

each_database!(every_way_leads_to_the_same_page);

const PEOPLE: usize = 150;
const SIZE: u16 = 7;

fn filters() -> Vec<Filter> {
    let has = |field, text: &str| Filter::Field(field, Test::Contains(text.to_owned()));
    let is = |field, text: &str| Filter::Field(field, Test::Is(text.to_owned()));
    let code = |text: &str| Filter::Field(Field::Code, Test::StartsWith(text.to_owned()));
    vec![
        Filter::All(vec![is(Field::Gender, "male")]),
        Filter::All(vec![has(Field::Name, "nguyen")]),
        Filter::All(vec![has(Field::Name, "nguyen"), has(Field::Phone, "777"), code("KH0000")]),
        Filter::All(vec![has(Field::Name, "lan"), has(Field::Phone, "777")]),
        Filter::All(vec![code("KH00001"), is(Field::Gender, "female"), has(Field::Name, "hoa")]),
        Filter::All(vec![has(Field::Phone, "999"), code("KH00002")]),
        Filter::All(vec![Filter::Any(vec![has(Field::Name, "lan"), is(Field::Gender, "male")]), code("KH0000")]),
    ]
}

fn limits() -> impl Iterator<Item = Limits> {
    let limits =
        [(1, 1, 0, 0), (1, 2, 4, 60), (1, 1, 9, 200), (2, 3, 0, 200), (1, 1, 40, 80), (40, 200, 5_000, 40_000)];
    limits.into_iter().map(|(short, patience, few, many)| Limits { short, patience, few, many })
}

async fn every_way_leads_to_the_same_page(on: &TestServices) {
    let admin = on.administrator().await;
    for number in 0..PEOPLE {
        let family = ["Nguyễn", "Trần", "Lê", "Phạm"][number % 4];
        let given = ["Lan", "Hoa", "Minh", "An", "Hùng"][number % 5];
        let phone = if number % 3 == 0 { format!("0905777{number:03}") } else { format!("0912345{number:03}") };
        let gender = if number % 2 == 0 { "male" } else { "female" };
        let name = format!("{family} {given}");
        on.individual(&admin, [(Field::Name, &name), (Field::Phone, &phone), (Field::Gender, gender)]).await;
    }
    let connection = on.database().writer();
    let labels = Labels::read(connection).await.unwrap();
    let engine = match sea_orm::ConnectionTrait::get_database_backend(connection) {
        sea_orm::DatabaseBackend::Sqlite => Engine::Sqlite,
        _ => Engine::Postgres,
    };
    let context = Context { engine, zone: BusinessZone::default(), labels: &labels };
    for filter in filters() {
        let records = narrow(Records::living(Directory::Individuals), &filter, &context).unwrap();
        for by in [SortKey::Newest, SortKey::Name, SortKey::Phone, SortKey::UpdatedAt] {
            for descending in [false, true] {
                let sort = Sort { by, descending };
                let mut expected: Vec<(i64, Cursor)> = Vec::new();
                let mut place = Place::Start;
                loop {
                    let page = read_all_sorted(connection, records.select(), sort, &place, SIZE).await.unwrap();
                    expected.extend(page.rows.into_iter().map(|at| (at.row.seq, at.place)));
                    let Some(after) = page.after else { break };
                    place = Place::After(after);
                }
                for limits in limits() {
                    let records = records.clone().within(limits).reading(&[]);
                    let mut found = Vec::new();
                    let mut place = Place::Start;
                    loop {
                        let page = read(connection, &records, sort, &place, SIZE).await.unwrap();
                        found.extend(page.rows.into_iter().map(|at| (at.row.seq, at.place)));
                        let Some(after) = page.after else { break };
                        place = Place::After(after);
                    }
                    assert_eq!(found, expected, "{filter:?} {sort}");
                }
            }
        }
    }
}
