//! Where customers may be put, and sensitive fields.

use domain::{
    customer::{Directory, Field},
    permission::{Action, Placement, Resource},
};
use entities::customer;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        cast::ELSEWHERE,
        world::{FORMER, ID_NUMBER, Record, TAG, World, reaches},
    },
    requests::Kept,
};

const SENSITIVE: [(Field, &str); 2] = [(Field::IdNumber, ID_NUMBER), (Field::MonthlyIncome, "5_10")];

/// Of acts on many customers.
pub fn of_many(world: &World<'_>, path: &str, directory: Directory, asker: &Asker) -> Vec<Further> {
    if world.may_choose_elsewhere(asker.inside().0, directory) {
        return Vec::new();
    }
    let act = json!({"set": ["owner", world.cast.elsewhere.inside().1]});
    let request = json!({"directory": directory, "selection": {"these": [Uuid::nil()]}, "act": act});
    let body = json!({"key": Uuid::now_v7(), "request": request});
    vec![Further::call("somebody in charge out of reach", path, body, Expected::Fault("unknown_value"))]
}

/// Of the acts that somebody has done: none on a list that they do not see any more.
pub async fn of_acts(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (_, me) = asker.inside();
    let mut questions = Vec::new();
    for hidden in Directory::ALL.iter().filter(|list| !asker.holds(list.cell(Action::View))) {
        let act = world.office.bulk(me, *hidden).await;
        let hides = Expected::Hides(act.to_string());
        questions.push(Further::call("an act on a list out of sight", path, json!({}), hides));
    }
    questions
}

/// Of what would become of cells: each record is told as it is for the asker.
pub fn of_cells(world: &World<'_>, path: &str, directory: Directory, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let records = || world.records.iter().filter(|record| record.kept == Kept::Customer(directory));
    let reach = |action, record: &Record| reaches(who, directory.cell(action), record);
    let ask = |about, record: &Record, cells: Value, word: &str| {
        let rows = json!([{"id": record.target.id, "cells": cells}]);
        let body = json!({"request": {"directory": directory, "rows": rows}});
        Further::call(about, path, body, Expected::Tells(word.to_owned()))
    };
    let street = || json!({"address_street": {"was": null, "becomes": "1 Lê Lợi"}});
    let hidden = records().find(|record| !reach(Action::View, record));
    let seen = records().find(|record| reach(Action::View, record) && !reach(Action::Edit, record));
    let mine = records().find(|record| reach(Action::View, record) && reach(Action::Edit, record));
    let mut questions: Vec<Further> =
        hidden.map(|it| ask("out of reach", it, street(), "[\"gone\"]")).into_iter().collect();
    questions.extend(seen.map(|it| ask("seen alone", it, street(), "[{\"refused\":\"not_granted\"}]")));
    questions.extend(mine.map(|it| ask("in reach", it, street(), "becomes")));
    let nobodys = Placement { owner: None, branches: vec![world.there] };
    if !who.may_at(Action::Edit, directory.resource(), &nobodys) {
        let there = |it: &Record| {
            json!({
                "owner": {"was": it.at.owner, "becomes": null},
                "branch": {"was": it.at.branches.first(), "becomes": world.there}
            })
        };
        let unbooked = mine.filter(|record| !world.is_booked(record));
        questions.extend(unbooked.map(|it| ask("a move out of reach", it, there(it), "outside_reach")));
    }
    if !world.may_choose_elsewhere(who, directory) {
        let owner = |it: &Record| json!({"owner": {"was": it.at.owner, "becomes": world.cast.elsewhere.inside().1}});
        questions.extend(mine.map(|it| ask("somebody in charge out of reach", it, owner(it), "unknown_value")));
    }
    questions
}

/// Of `/api/customers/…`.
pub async fn of(world: &World<'_>, path: &str, directory: Directory, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, me) = asker.inside();
    let (_, elsewhere) = world.cast.elsewhere.inside();
    let kind = directory.kind().unwrap_or_default();
    let of_kind = |field: &Field| directory.has(*field, kind);
    let lacking = SENSITIVE.into_iter().filter(|(field, _)| of_kind(field) && !asker.holds(field.sensitive().unwrap()));
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let mut questions = Vec::new();
    match act {
        "choices" => {
            let expected = Expected::shows(ELSEWHERE, world.may_choose_elsewhere(who, directory));
            let body = json!({"directory": directory});
            questions.push(call("somebody in charge out of reach", body.clone(), expected));
            let of_former = |record: &&Record| {
                let at = (record.at.owner, record.at.branches.as_slice());
                record.kept == Kept::Customer(directory) && at == (Some(world.former), &[world.there])
            };
            let theirs = world.records.iter().find(of_former).unwrap();
            let expected = Expected::shows(FORMER, reaches(who, directory.cell(Action::View), theirs));
            questions.push(call("somebody once in charge, out of reach", body, expected));
        }
        // Who belongs to the organization to which all individuals belong.
        "detail" if directory == Directory::Organizations => {
            let (away, persons) = (world.away(directory), Directory::Individuals);
            let newest = world.records.iter().rfind(|record| record.kept == Kept::Customer(persons)).unwrap();
            if reaches(who, directory.cell(Action::View), away) && !reaches(who, persons.cell(Action::View), newest) {
                let body = json!({"directory": directory, "code": away.target.code});
                questions.push(call("a person out of reach", body, Expected::Hides(newest.target.name.clone())));
            }
        }
        // One of whose members lies in the trash: told to those who see the person, by name to those who see the trash.
        "detail" if directory == Directory::Teams => {
            let (gone, persons) = (world.gone(), Directory::Individuals);
            let team = world.records.iter().find(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, directory.cell(Action::View), record)
            });
            if let Some(team) = team {
                let is_seen = reaches(who, persons.cell(Action::View), gone);
                let body = json!({"directory": directory, "code": team.target.code});
                let shown = Expected::shows(&gone.target.id, is_seen);
                questions.push(call("a member in the trash", body.clone(), shown));
                let is_told = is_seen && reaches(who, persons.cell(Action::Delete), gone);
                questions.push(call("its name", body, Expected::shows(&gone.target.name, is_told)));
            }
        }
        "change_people" if directory == Directory::Teams => {
            let mine = world.records.iter().find(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, directory.cell(Action::Edit), record)
            });
            let away = world.away(Directory::Individuals);
            if let Some(mine) = mine.filter(|_| !reaches(who, Directory::Individuals.cell(Action::View), away)) {
                let becomes = json!({"values": {}, "individual": away.target.id});
                let people = json!([{"id": Uuid::now_v7(), "was": null, "becomes": becomes}]);
                let body = json!({"directory": directory, "id": mine.target.id, "change": {"people": people}});
                questions.push(call("a member out of reach", body, Expected::Fault("not_found")));
            }
            if let Some(mine) = mine {
                let (gone, persons) = (world.gone(), Directory::Individuals);
                let is_seen = reaches(who, persons.cell(Action::View), gone);
                let expected = match is_seen && reaches(who, persons.cell(Action::Delete), gone) {
                    _ if !is_seen => Some(Expected::Fault("not_found")),
                    true => None,
                    false => Some(Expected::ConflictHides(gone.target.name.clone())),
                };
                let person = |day: &str| json!({"values": {"joined_on": day}, "individual": gone.target.id});
                let id = world.membership(mine, gone).await;
                let people = json!([{"id": id, "was": person("2024-01-01"), "becomes": person("2025-01-01")}]);
                let body = json!({"directory": directory, "id": mine.target.id, "change": {"people": people}});
                questions.extend(expected.map(|expected| call("a member in the trash", body, expected)));
            }
        }
        "suggest_all" | "count_hits" => {
            for list in Directory::ALL {
                let away = world.away(*list);
                if reaches(who, list.cell(Action::View), away) {
                    continue;
                }
                let told = match act {
                    "suggest_all" => away.target.id.clone(),
                    _ => format!("[\"{}\",{{\"records\":1", list.key()),
                };
                let body = json!({"typed": away.target.name});
                questions.push(call("a customer out of reach", body, Expected::Hides(told)));
            }
            if !asker.holds((Action::View, Resource::PersonalIds)) {
                let list = Directory::Individuals;
                let is_seen = |record: &&Record| {
                    record.kept == Kept::Customer(list) && reaches(who, list.cell(Action::View), record)
                };
                let told = match (act, world.records.iter().find(is_seen)) {
                    (_, None) => return questions,
                    ("suggest_all", Some(seen)) => seen.target.id.clone(),
                    _ => format!("[\"{}\",{{\"records\":0", list.key()),
                };
                let body = json!({"typed": &ID_NUMBER[ID_NUMBER.len() - 4..]});
                let expected = if act == "suggest_all" { Expected::Hides(told) } else { Expected::Tells(told) };
                questions.push(call("the last digits of an id number", body, expected));
            }
        }
        "create" => {
            let known = world.records.iter().find(|record| {
                record.kept == Kept::Customer(Directory::Individuals)
                    && reaches(who, Directory::Individuals.cell(Action::View), record)
            });
            let new = |mut values: Value| {
                // A team needs somebody who stands for it.
                if directory == Directory::Teams {
                    values["representative"] = json!(known.map(|record| &record.target.id));
                }
                let input = json!({"kind": kind, "values": values, "without_email": true});
                json!({"directory": directory, "key": Uuid::now_v7(), "input": input})
            };
            let away = world.away(Directory::Individuals);
            if directory == Directory::Teams && !reaches(who, Directory::Individuals.cell(Action::View), away) {
                let values = json!({"name": "Nhóm Xa", "representative": away.target.id});
                let input = json!({"kind": kind, "values": values, "without_email": true});
                let body = json!({"directory": directory, "key": Uuid::now_v7(), "input": input});
                questions.push(call("somebody out of reach stands for it", body, Expected::Fault("not_found")));
            }
            if directory == Directory::Teams && known.is_none() {
                return questions;
            }
            let mine = Placement { owner: Some(me), branches: vec![world.there] };
            if !who.may_at(Action::Create, directory.resource(), &mine) {
                let there = json!({"name": "Khách Xa", "branch": world.there});
                questions.push(call("a record out of reach", new(there), Expected::Fault("outside_reach")));
            }
            if !world.may_choose_elsewhere(who, directory) {
                let theirs = json!({"name": "Khách Xa", "owner": elsewhere});
                questions.push(call("somebody in charge out of reach", new(theirs), Expected::Fault("unknown_value")));
            }
            questions.extend(lacking.map(|(field, value)| {
                let mut values = json!({"name": "Khách Kín"});
                values[field.key()] = json!(value);
                call("a sensitive field", new(values), Expected::Forbidden(field.sensitive().unwrap()))
            }));
        }
        "change" => {
            let mine = world.records.iter().find(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, (Action::Edit, directory.resource()), record)
            });
            let Some(mine) = mine else { return questions };
            let row = world.row_of(mine).await;
            let change = |fields: Value| {
                let change = json!({"version": row.version, "fields": fields, "without_email": true});
                json!({"directory": directory, "id": row.id, "change": change})
            };
            let nobodys = Placement { owner: None, branches: vec![world.there] };
            if !world.is_booked(mine) && !who.may_at(Action::Edit, directory.resource(), &nobodys) {
                let there = change(json!({
                    "owner": {"was": row.owner_id, "becomes": null},
                    "branch": {"was": row.branch_id, "becomes": world.there}
                }));
                questions.push(call("a move out of reach", there, Expected::Fault("outside_reach")));
            }
            if !world.may_choose_elsewhere(who, directory) {
                let theirs = change(json!({"owner": {"was": row.owner_id, "becomes": elsewhere}}));
                questions.push(call("somebody in charge out of reach", theirs, Expected::Fault("unknown_value")));
                // Whoever was chosen is named in a conflict by those who may choose them.
                let clash = change(json!({"owner": {"was": Uuid::nil(), "becomes": elsewhere}}));
                let hidden = Expected::ConflictHides(ELSEWHERE.to_owned());
                questions.push(call("a clash about somebody out of reach", clash, hidden));
            }
            questions.extend(lacking.map(|(field, value)| {
                let mut fields = json!({});
                fields[field.key()] = json!({"was": null, "becomes": value});
                call("a sensitive field", change(fields), Expected::Forbidden(field.sensitive().unwrap()))
            }));
        }
        "list" | "suggest" | "held" | "count" | "totals" if directory == Directory::Individuals => {
            let columns = ["organization"];
            let state = json!({
                "directory": directory, "search": "", "filters": {}, "sort": null, "place": "start", "columns": columns
            });
            let rows: Vec<Value> = world
                .records
                .iter()
                .filter(|record| record.kept == Kept::Customer(directory))
                .map(|record| json!([record.target.id, 0]))
                .collect();
            // Whoever sees individuals is told of their organization as far as they see that: no name out of reach is told.
            let organization = world.away(Directory::Organizations);
            if ["list", "held"].contains(&act)
                && !reaches(who, Directory::Organizations.cell(Action::View), organization)
            {
                let body = json!({"state": state, "rows": rows});
                let hidden = Expected::Hides(organization.target.name.clone());
                questions.push(call("an organization out of reach", body, hidden));
            }
            if asker.holds((Action::View, Resource::PersonalIds)) {
                return questions;
            }
            let mine = world.records.iter().find(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, directory.cell(Action::View), record)
            });
            let Some(mine) = mine.filter(|_| directory == Directory::Individuals) else { return questions };
            let typed = &ID_NUMBER[ID_NUMBER.len() - 4..];
            let state = json!({"directory": directory, "search": typed, "filters": {}, "sort": null, "place": "start"});
            let body = json!({"directory": directory, "typed": typed, "state": state, "rows": rows});
            let expected = match act {
                "count" | "totals" => Expected::Tells("\"records\":0".to_owned()),
                // It is there, and no hit.
                "held" => Expected::Hides("\"Changed\"".to_owned()),
                _ => Expected::Hides(mine.target.name.clone()),
            };
            questions.push(call("the last digits of an id number", body, expected));
        }
        "suggest_tags" if directory == Directory::Individuals => {
            let away = |record: &&Record| {
                let at = Placement { owner: Some(world.stranger), branches: vec![world.there] };
                record.kept == Kept::Customer(directory) && record.at == at
            };
            let away = world.records.iter().find(away).unwrap();
            let body = json!({"directory": directory, "typed": "the xa"});
            let expected = Expected::shows(TAG, reaches(who, directory.cell(Action::View), away));
            questions.push(call("a tag of a record elsewhere", body, expected));
        }
        "trash" => {
            let mut records = world.records.iter().filter(|record| record.kept == Kept::Customer(directory));
            let booked = records.find(|it| world.is_booked(it) && reaches(who, directory.cell(Action::Delete), it));
            // The codes of its bookings are for those who may see bookings.
            let told = if asker.holds((Action::View, Resource::Bookings)) { "\"DP0" } else { "\"booking\"" };
            questions.extend(booked.map(|it| {
                let body = json!({"directory": directory, "id": it.target.id});
                call("a customer with an open booking", body, Expected::Fault(told))
            }));
            // And those of its contracts for those who may see contracts.
            let told = if asker.holds((Action::View, Resource::Contracts)) { "\"HT0" } else { "\"contract\"" };
            questions.extend(booked.map(|it| {
                let body = json!({"directory": directory, "id": it.target.id});
                call("a customer with an open contract", body, Expected::Fault(told))
            }));
            // What money there is is for those who may see all that it is made of.
            let made_of =
                [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Contracts, Resource::Receipts];
            let sees = |it: &Record| {
                who.may_at(Action::View, Resource::Amounts, &it.at)
                    && made_of.iter().all(|of| who.may(Action::View, *of))
            };
            questions.extend(booked.map(|it| {
                let told = if sees(it) { "has_deposit" } else { "has_money" };
                let body = json!({"directory": directory, "id": it.target.id});
                call("a customer with money", body, Expected::Fault(told))
            }));
        }
        "alike" => questions.extend(lacking.map(|(field, value)| {
            let mut values = json!({});
            values[field.key()] = json!(value);
            let sought = json!({"kind": kind, "values": values, "except": null});
            let body = json!({"directory": directory, "sought": sought});
            call("a sensitive field", body, Expected::Forbidden(field.sensitive().unwrap()))
        })),
        "compare" | "merge" => {
            let may = |action, record: &Record| reaches(who, directory.cell(action), record);
            let records = || world.records.iter().filter(|record| record.kept == Kept::Customer(directory));
            let mine = records().find(|record| may(Action::Delete, record) && may(Action::Edit, record));
            let Some(mine) = mine else { return questions };
            let with = |other: &Record| match act {
                "compare" => json!({"directory": directory, "id": mine.target.id, "with": other.target.code}),
                _ => json!({"directory": directory, "request": {
                    "survivor": mine.target.id, "survivor_version": 0, "other": other.target.id, "other_version": 0,
                    "take": []
                }}),
            };
            let seconds = |record: &Record| records().position(|one| one.target.id == record.target.id).unwrap() % 2;
            let editable = |record: &&Record| may(Action::Delete, record) && may(Action::Edit, record);
            // All individuals, teams and leads belong to this one: each side tells of those that are seen.
            let away = Some(world.away(directory)).filter(editable).filter(|_| directory == Directory::Organizations);
            let beside = away.and_then(|away| records().filter(editable).find(|it| it.target.id != away.target.id));
            if let Some((away, beside)) = away.zip(beside).filter(|_| act == "compare") {
                let organization = away.target.id.parse::<Uuid>().ok();
                for list in [Directory::Individuals, Directory::Teams, Directory::Leads] {
                    let belongs =
                        |row: &customer::Model| row.directory == list.key() && row.organization_id == organization;
                    let expected = match world.customers_seen(who, belongs).await {
                        0 => Expected::Hides(format!("[\"{}\",", list.key())),
                        seen => Expected::Tells(format!("[\"{}\",{seen}]", list.key())),
                    };
                    let body = json!({"directory": directory, "id": away.target.id, "with": beside.target.code});
                    questions.push(call("who belongs to it", body, expected));
                }
            }
            // Who is in charge of the one where the other one stands.
            let mixed = |one: &Record, other: &Record| {
                let at = Placement { owner: other.at.owner, branches: one.at.branches.clone() };
                !who.may_at(Action::Edit, directory.resource(), &at)
            };
            let pairs =
                || records().filter(editable).flat_map(|one| records().filter(editable).map(move |it| (one, it)));
            if let Some((one, other)) = pairs().find(|(one, other)| act == "merge" && mixed(one, other)) {
                let [one, other] = [world.row_of(one).await, world.row_of(other).await];
                let request = json!({
                    "survivor": one.id, "survivor_version": one.version,
                    "other": other.id, "other_version": other.version, "take": ["owner"]
                });
                let body = json!({"directory": directory, "request": request});
                questions.push(call("two that become one out of reach", body, Expected::Fault("outside_reach")));
            }
            let unlike = records().filter(editable).find(|record| seconds(record) != seconds(mine));
            if let Some(other) = unlike {
                // Behind masks they look alike, and are not.
                questions.extend(lacking.flat_map(|(field, _)| {
                    match act {
                        "compare" => [",", "]"]
                            .map(|end| format!("\"{}\"{end}", field.key()))
                            .map(|word| call("fields behind masks", with(other), Expected::Hides(word)))
                            .into_iter()
                            .collect::<Vec<_>>(),
                        _ => {
                            let mut body = with(other);
                            body["request"]["take"] = json!([field]);
                            vec![call("a field behind its mask", body, Expected::Forbidden(field.sensitive().unwrap()))]
                        }
                    }
                }));
            }
            if let Some(other) = records().find(|record| !may(Action::View, record)) {
                questions.push(call("another one out of reach", with(other), Expected::Missing));
                if act == "compare" {
                    let body = json!({"directory": directory, "id": other.target.id, "with": mine.target.code});
                    questions.push(call("one out of reach", body, Expected::Missing));
                }
            }
            let deleted = |record: &&Record| may(Action::Delete, record) && !may(Action::Edit, record);
            if let Some(other) = records().find(deleted) {
                let expected = Expected::Forbidden(directory.cell(Action::Edit));
                questions.push(call("another one that may be deleted alone", with(other), expected));
            }
            let seen = |record: &&Record| may(Action::View, record) && !may(Action::Edit, record);
            if let Some(other) = records().find(seen) {
                let goes = act == "merge" && !may(Action::Delete, other);
                let lacks = if goes { Action::Delete } else { Action::Edit };
                let expected = Expected::Forbidden(directory.cell(lacks));
                questions.push(call("another one that is seen alone", with(other), expected));
            }
        }
        "unmerge" => {
            let may = |action, record: &Record| reaches(who, directory.cell(action), record);
            let deleted = |record: &&Record| {
                record.kept == Kept::Customer(directory) && may(Action::Delete, record) && !may(Action::Edit, record)
            };
            if let Some(record) = world.records.iter().find(deleted) {
                let body = json!({"directory": directory, "id": record.target.id, "merge": Uuid::nil()});
                let expected = Expected::Forbidden(directory.cell(Action::Edit));
                questions.push(call("one that may be deleted alone", body, expected));
            }
        }
        "convert" => {
            let leads = Directory::Leads.cell(Action::Edit);
            let create = Directory::Individuals.cell(Action::Create);
            let stays = |record: &&Record| {
                record.kept == Kept::Customer(Directory::Leads)
                    && reaches(who, leads, record)
                    && !reaches(who, create, record)
            };
            if let Some(lead) = world.records.iter().find(stays) {
                let body = json!({"id": lead.target.id});
                questions.push(call("one that may be no customer", body, Expected::Forbidden(create)));
            }
        }
        "unmask" => {
            let mine = world.records.iter().find(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, (Action::View, directory.resource()), record)
            });
            let Some(mine) = mine else { return questions };
            questions.extend(lacking.map(|(field, _)| {
                let body = json!({"directory": directory, "id": mine.target.id, "field": field});
                call("another sensitive field", body, Expected::Forbidden(field.sensitive().unwrap()))
            }));
        }
        _ => {}
    }
    questions
}
