//! A row of cells becomes the values of an individual.

use serde::{Deserialize, Serialize};

use super::{Catalogs, Cell, Fault, Options, Outcome, Skip, UnknownCatalogValue, Verdict, Warning, cell_text};
use crate::{
    customer::{Field, Values},
    value::{FieldKind, Normal, clean, mismatches},
};

/// How the columns of a sheet become fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Field of each column, counted from 0; `None` is not imported.
    pub columns: Vec<Option<Field>>,
    /// What the person chose.
    pub options: Options,
}

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// It says something about an individual.
    Parsed(ParsedRow),
    /// It does not.
    Skipped {
        /// Number of the row, as the sheet counts.
        row: u32,
        /// Why.
        reason: Skip,
    },
}

/// What a row says about an individual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedRow {
    /// Number of the row, as the sheet counts.
    pub row: u32,
    /// The filled fields in canonical text; the id number is plain, catalog values are labels.
    pub values: Values,
    /// Everything that is wrong with its cells.
    pub faults: Vec<Fault>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
}

impl Row {
    /// The verdict, if the row alone decides it.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Skipped { row, reason } => {
                Some(Outcome { row: *row, verdict: Verdict::Skipped(reason.clone()), warnings: Vec::new() })
            }
            Self::Parsed(_) => None,
        }
    }
}

impl ParsedRow {
    /// Whether a fault of this field is known already.
    pub(super) fn failed(&self, field: Field) -> bool {
        self.faults.iter().any(|fault| fault.field == field)
    }
}

impl Plan {
    /// Reads a row of cells, of which the first stands in column A.
    pub fn read(&self, row: u32, cells: &[Cell], catalogs: &Catalogs) -> Row {
        let mut parsed = ParsedRow { row, ..ParsedRow::default() };
        for (column, field, cell) in self.mapped(cells) {
            match self.value(field, cell, catalogs) {
                Ok(Normal { text, warnings }) => {
                    parsed.values.extend(text.map(|text| (field, text)));
                    parsed
                        .warnings
                        .extend(warnings.into_iter().map(|code| Warning { field: Some(field), code: code.into() }));
                }
                Err(code) => parsed.faults.push(Fault { field, code: code.into(), column: Some(column) }),
            }
        }
        if parsed.values.is_empty() && parsed.faults.is_empty() {
            return Row::Skipped { row, reason: Skip::EmptyRow };
        }
        if self.is_totals_row(cells) {
            return Row::Skipped { row, reason: Skip::TotalsRow };
        }
        let value = |field| parsed.values.get(&field).map(String::as_str);
        if value(Field::IdNumber)
            .is_some_and(|number| mismatches(number, value(Field::Gender), value(Field::DateOfBirth)))
        {
            parsed.warnings.push(Warning { field: Some(Field::IdNumber), code: "id_number_mismatch".into() });
        }
        Row::Parsed(parsed)
    }

    fn mapped<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = (usize, Field, &'a Cell)> {
        let columns = self.columns.iter().zip(cells).enumerate();
        columns.filter_map(|(column, (field, cell))| field.map(|field| (column, field, cell)))
    }

    fn value(&self, field: Field, cell: &Cell, catalogs: &Catalogs) -> Result<Normal, &'static str> {
        let mut value = cell_text::read(cell, field.kind(), &self.options)?;
        let (FieldKind::Catalog(catalog), Some(typed)) = (field.kind(), &value.text) else { return Ok(value) };
        match catalogs.label(catalog, typed) {
            Some(label) => value.text = Some(label.to_owned()),
            None if self.options.unknown_catalog_value == UnknownCatalogValue::Refuse => return Err("not_in_catalog"),
            None => value.warnings.push("catalog_value_created"),
        }
        Ok(value)
    }

    /// "Tổng cộng", "Tổng số: 58", "Total" as the row's first text, and neither e-mail nor id number.
    fn is_totals_row(&self, cells: &[Cell]) -> bool {
        let bears = |wanted| self.mapped(cells).any(|(_, field, cell)| field == wanted && !is_blank(cell));
        let first = self.mapped(cells).find_map(|(_, _, cell)| match cell {
            Cell::Text(text) if !is_blank(cell) => Some(clean(text).to_lowercase()),
            _ => None,
        });
        let is_sum = first.is_some_and(|text| {
            ["tổng", "cộng", "total", "grand total"].into_iter().any(|word| {
                let rest = text.strip_prefix(word).map(|rest| rest.chars().next());
                rest.is_some_and(|next| next.is_none_or(|next| !next.is_alphanumeric() && next != '_'))
            })
        });
        is_sum && !bears(Field::Email) && !bears(Field::IdNumber)
    }
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => clean(text).is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::options, *};
    use crate::value::Catalog;

    fn plan() -> Plan {
        let columns = vec![
            None,
            Some(Field::Name),
            Some(Field::Phone),
            Some(Field::Email),
            Some(Field::Source),
            Some(Field::IdNumber),
            Some(Field::Gender),
        ];
        Plan { columns, options: options() }
    }

    fn read(texts: &[&str]) -> Row {
        let cells: Vec<_> = texts.iter().map(|text| Cell::Text((*text).into())).collect();
        let catalogs = Catalogs::new(&[(Catalog::Source, vec!["Giới thiệu".to_owned()])].into());
        plan().read(7, &cells, &catalogs)
    }

    fn parsed(texts: &[&str]) -> ParsedRow {
        match read(texts) {
            Row::Parsed(row) => row,
            skipped @ Row::Skipped { .. } => panic!("{skipped:?}"),
        }
    }

    #[test]
    fn cells_become_values_and_warnings() {
        let row = parsed(&["1", " Trần  An", "0905 969 648", "", "GIOI THIEU", "79182057032", "nam", "unmapped"]);
        assert_eq!(row.values[&Field::Name], "Trần An");
        assert_eq!(row.values[&Field::Phone], "+84905969648");
        assert_eq!(row.values[&Field::Source], "Giới thiệu");
        assert_eq!(row.values.get(&Field::Email), None);
        let codes: Vec<_> = row.warnings.iter().map(|warning| warning.code.as_ref()).collect();
        assert_eq!(codes, ["id_number_zero_restored", "id_number_mismatch"]);
    }

    #[test]
    fn every_wrong_cell_is_named() {
        let row = parsed(&["", "An", "12", "a@b", "Tivi"]);
        let faults: Vec<_> = row.faults.iter().map(|fault| (fault.field, fault.code.as_ref(), fault.column)).collect();
        let expected = [
            (Field::Phone, "invalid_phone", Some(2)),
            (Field::Email, "invalid_email", Some(3)),
            (Field::Source, "not_in_catalog", Some(4)),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn rows_that_mean_nobody_are_left_out() {
        for (texts, reason) in [
            (&["KHU A", " \u{a0}", ""] as &[&str], Skip::EmptyRow),
            (&[], Skip::EmptyRow),
            (&["", "Tổng cộng: 58 khách"], Skip::TotalsRow),
            (&["", "", "TOTAL"], Skip::TotalsRow),
            (&["", "Cộng", "12"], Skip::TotalsRow),
        ] {
            assert_eq!(read(texts), Row::Skipped { row: 7, reason }, "{texts:?}");
        }
        parsed(&["", "Tổng cộng", "", "tong@example.com"]);
        parsed(&["", "Công", "0905969648"]);
        parsed(&["", "Totally", "0905969648"]);
    }

    #[test]
    fn an_unknown_catalog_value_may_be_created() {
        let plan =
            Plan { options: Options { unknown_catalog_value: UnknownCatalogValue::Create, ..options() }, ..plan() };
        let cells = [Cell::Empty, Cell::Text("An".into()), Cell::Empty, Cell::Empty, Cell::Text("Tivi".into())];
        let Row::Parsed(row) = plan.read(1, &cells, &Catalogs::default()) else { panic!() };
        assert_eq!(row.values[&Field::Source], "Tivi");
        assert_eq!(row.warnings[0].code, "catalog_value_created");
    }
}
