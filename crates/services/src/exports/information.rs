//! The sheet that says who made a file, when and of what.

use chrono::{DateTime, Utc};
use domain::{
    customer::{CustomerKind, Field},
    export::ExportRequest,
    filter::{Condition, Group, Operand, Part},
    list::ListScope,
    value::{FieldKind, display},
};
use i18n::{Locale, exports as texts};
use uuid::Uuid;

use super::cells::Table;
use crate::words::{choice, directory_name, field_name};

/// Labels and values, in the user's language.
pub(super) fn information(
    request: &ExportRequest,
    table: &Table,
    who: &str,
    at: DateTime<Utc>,
    rows: u64,
) -> Vec<(String, String)> {
    let locale = table.locale;
    let mut lines = vec![
        (texts::info_what(locale), directory_name(request.state.directory, locale).to_owned()),
        (texts::info_who(locale), who.to_owned()),
        (texts::info_when(locale), table.zone.show(at)),
        (texts::info_filter(locale), filter(request, table)),
    ];
    if let Some(sort) = request.state.sort {
        lines.push((texts::info_sort(locale), sorted(sort, table.kind, locale)));
    }
    lines.push((texts::info_rows(locale), i18n::grouped(rows)));
    lines.push((texts::info_columns(locale), i18n::grouped(table.fields.len() as u64)));
    let sensitive: Vec<&str> = table
        .fields
        .iter()
        .filter(|field| field.sensitive().is_some())
        .map(|field| field_name(*field, table.kind, locale))
        .collect();
    if request.unmasked {
        lines.push((texts::info_reason(locale), request.reason.clone()));
    } else if !sensitive.is_empty() {
        lines.push((texts::info_masked(locale), sensitive.join(", ")));
    }
    lines.push((texts::info_confidential(locale), String::new()));
    lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// `Tôi phụ trách; Nguồn: Zalo; Ngày sinh: 01/01/1990..31/12/1990`
fn filter(request: &ExportRequest, table: &Table) -> String {
    let scope = match request.state.scope {
        ListScope::All => None,
        ListScope::Own => Some(i18n::customers::scope_own(table.locale)),
        ListScope::Department => Some(i18n::customers::scope_department(table.locale)),
    };
    let search = Some(&request.state.search).filter(|search| !search.is_empty()).map(|search| format!("“{search}”"));
    let filters = request.state.filters.iter().map(|(field, typed)| {
        format!("{}: {}", field_name(*field, table.kind, table.locale), shown(*field, typed, table))
    });
    let chosen = (!request.these.is_empty()).then(|| texts::rows_selected(table.locale, request.these.len() as u64));
    let left_out =
        (!request.except.is_empty()).then(|| texts::rows_left_out(table.locale, request.except.len() as u64));
    let narrowed = scope.map(str::to_owned).into_iter().chain(search).chain(filters).chain(advanced(request, table));
    let all: Vec<String> = chosen.into_iter().chain(narrowed).chain(left_out).collect();
    if all.is_empty() { texts::info_filter_none(table.locale).to_owned() } else { all.join("; ") }
}

/// What stands in the advanced filter, each condition or group by itself; of one that any of its parts is enough for, all of it
/// as one.
fn advanced(request: &ExportRequest, table: &Table) -> Vec<String> {
    let group = Group::read(&request.state.advanced);
    let words = [i18n::operators::and(table.locale), i18n::operators::or(table.locale)];
    let parts = if group.any { vec![Part::Group(group)] } else { group.parts };
    parts.iter().map(|part| part.in_words(&|condition| said(condition, table), words)).collect()
}

/// `Nguồn là Zalo`
fn said(condition: &Condition, table: &Table) -> String {
    let Condition { field, operator, value } = condition;
    let name = field_name(*field, table.kind, table.locale);
    let word = i18n::operators::by_code(table.locale, operator.key()).unwrap_or_default();
    match operator.operand(*field) {
        Operand::Nothing => format!("{name} {word}"),
        Operand::Days => {
            let (from, to) = value.split_once("..").unwrap_or((value, ""));
            format!("{name} {word} {}–{}", display(FieldKind::Date, from), display(FieldKind::Date, to))
        }
        Operand::Day => format!("{name} {word} {}", display(FieldKind::Date, value)),
        Operand::Numbers => format!("{name} {word} {}", value.replacen("..", "–", 1)),
        Operand::Number if word.contains('…') => format!("{name} {}", word.replacen('…', value, 1)),
        Operand::Number | Operand::Value => format!("{name} {word} {}", shown(*field, value, table)),
    }
}

fn shown(field: Field, typed: &str, table: &Table) -> String {
    match field.kind() {
        FieldKind::Choice(_) => choice(field, typed, table.locale).to_owned(),
        // An address may name anybody by the id.
        FieldKind::User if !typed.parse().is_ok_and(|id: Uuid| table.known.contains(&id)) => typed.to_owned(),
        FieldKind::User | FieldKind::Branch => table.staff.shown(field, typed.to_owned()),
        kind @ FieldKind::Date => display(kind, typed),
        _ => typed.to_owned(),
    }
}

fn sorted(sort: domain::list::Sort, kind: Option<CustomerKind>, locale: Locale) -> String {
    let of = Field::ALL.iter().find(|field| domain::list::SortKey::of(**field) == Some(sort.by));
    let name = of.map_or_else(|| sort.by.key(), |field| field_name(*field, kind, locale));
    let arrow = if sort.descending { '↓' } else { '↑' };
    format!("{name} {arrow}")
}
