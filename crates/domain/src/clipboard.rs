//! Cells as spreadsheets put them on the clipboard: a tab between two cells, a line break after each row, and quotes around
//! what holds either.

/// The rows of a text, each with its cells. Quotes count where they stand around a whole cell; elsewhere they are letters.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut rest) = (Vec::new(), Vec::new(), text);
    while !rest.is_empty() || !row.is_empty() {
        let (cell, after) = quoted(rest).unwrap_or_else(|| plain(rest));
        row.push(cell);
        match after.strip_prefix('\t') {
            // Nothing behind the last tab is an empty cell.
            Some("") => {
                row.push(String::new());
                rows.push(std::mem::take(&mut row));
                rest = "";
            }
            Some(next) => rest = next,
            None => {
                rows.push(std::mem::take(&mut row));
                rest = after_break(after).unwrap_or_default();
            }
        }
    }
    rows
}

/// The text of some rows, as a spreadsheet reads it.
pub fn write(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            if cell.starts_with('"') || cell.contains(['\t', '\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
        text.push('\n');
    }
    text
}

/// A cell with quotes around it, and what follows; `None` if the text does not begin with one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut cell, mut rest) = (String::new(), text.strip_prefix('"')?);
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None if after.is_empty() || after.starts_with(ENDS) => return Some((cell, after)),
            None => return None,
        }
    }
}

/// What ends a cell.
const ENDS: [char; 3] = ['\t', '\r', '\n'];

fn plain(text: &str) -> (String, &str) {
    let (cell, after) = text.split_at(text.find(ENDS).unwrap_or(text.len()));
    (cell.to_owned(), after)
}

fn after_break(text: &str) -> Option<&str> {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\r', '\n']))
}

/// A text that lands on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// The row of the list.
    pub row: usize,
    /// The column of the list.
    pub column: usize,
    /// What it is to say.
    pub text: String,
}

/// Where the cells of a clipboard land in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// Row after row.
    pub cells: Vec<Landing>,
    /// Rows that lie below the last row of the list.
    pub rows_beyond: usize,
    /// Columns that lie beyond the last column of the list.
    pub columns_beyond: usize,
}

/// Lays the cells right and down from one of a list that has so many rows and columns.
pub fn lay(table: Vec<Vec<String>>, (row, column): (usize, usize), (rows, columns): (usize, usize)) -> Laid {
    let (room_down, room_right) = (rows.saturating_sub(row), columns.saturating_sub(column));
    let widest = table.iter().map(Vec::len).max().unwrap_or_default();
    let (rows_beyond, columns_beyond) = (table.len().saturating_sub(room_down), widest.saturating_sub(room_right));
    let cells = table.into_iter().take(room_down).enumerate().flat_map(|(down, texts)| {
        let landed = move |(right, text)| Landing { row: row + down, column: column + right, text };
        texts.into_iter().take(room_right).enumerate().map(landed)
    });
    Laid { cells: cells.collect(), rows_beyond, columns_beyond }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn rows(expected: &[&[&str]]) -> Vec<Vec<String>> {
        expected.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn what_excel_and_libreoffice_put_there() {
        for (text, expected) in [
            ("", &[][..]),
            ("VIP", &[&["VIP"][..]][..]),
            // Excel ends each row with CRLF, LibreOffice the rows but the last one with LF.
            ("An\t0905\r\nBình\t\r\n", &[&["An", "0905"], &["Bình", ""]]),
            ("An\t0905\nBình\t", &[&["An", "0905"], &["Bình", ""]]),
            ("\r\n", &[&[""]]),
            ("a\n\nb", &[&["a"], &[""], &["b"]]),
            // A line break within a cell, and quotes in a cell that has one.
            ("\"12 Lê Lợi\nQuận 1\"\tAn\r\n", &[&["12 Lê Lợi\nQuận 1", "An"]]),
            ("\"phòng \"\"A\"\"\n2\"\tx", &[&["phòng \"A\"\n2", "x"]]),
            // Quotes that are no quotes.
            ("\"A\" và B\tC", &[&["\"A\" và B", "C"]]),
            ("5\" ống\tx", &[&["5\" ống", "x"]]),
            ("\"offen\tx", &[&["\"offen", "x"]]),
        ] {
            assert_eq!(read(text), rows(expected), "{text:?}");
        }
    }

    #[test]
    fn what_finds_no_room_is_told() {
        let table = rows(&[&["a", "b", "c"], &["d"], &["e", "f", "g"]]);
        let laid = lay(table.clone(), (3, 2), (5, 4));
        assert_eq!((laid.rows_beyond, laid.columns_beyond), (1, 1));
        let landed: Vec<_> = laid.cells.iter().map(|cell| (cell.row, cell.column, cell.text.as_str())).collect();
        assert_eq!(landed, [(3, 2, "a"), (3, 3, "b"), (4, 2, "d")]);
        assert_eq!(lay(table.clone(), (0, 0), (3, 3)).cells.len(), 7);
        assert_eq!(lay(table, (9, 0), (3, 3)), Laid { cells: Vec::new(), rows_beyond: 3, columns_beyond: 0 });
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![any::<String>(), "[\"\t\r\na ]{0,8}", "[0-9ăĐ \"]{0,6}"]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(table in vec(vec(cell(), 1..5), 0..5)) {
            prop_assert_eq!(read(&write(&table)), table);
        }

        #[test]
        fn whatever_is_read_has_a_cell_in_each_row(text in any::<String>()) {
            prop_assert!(read(&text).iter().all(|row| !row.is_empty()));
        }
    }
}
