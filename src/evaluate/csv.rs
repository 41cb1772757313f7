//! A table as comma-separated values (RFC 4180): quoted cells, a byte order mark, and the semicolons of European
//! spreadsheets are understood.

use std::collections::HashSet;

/// A table with a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// A row's cells and the line of the file that it begins on, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Why a text is no table, or not the one that is wanted. Names lines and columns, never a cell's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTable {
    /// Nothing in it.
    #[error("the file is empty: the first line must name the columns")]
    Empty,
    /// The header names a column twice.
    #[error("column {0} stands twice in the first line")]
    Twice(String),
    /// A needed column is not there.
    #[error("there is no column {0}")]
    NoColumn(String),
    /// A row has more or fewer cells than the header.
    #[error("line {line} has {found} cells, the first line has {wanted}")]
    Ragged {
        /// Which line.
        line: usize,
        /// Cells in it.
        found: usize,
        /// Columns.
        wanted: usize,
    },
    /// A quote that is never closed.
    #[error("a quotation mark opened on line {0} is never closed")]
    OpenQuote(usize),
    /// A cell does not hold what its column needs.
    #[error("line {line}: column {column} must be {wanted}")]
    BadCell {
        /// Which line.
        line: usize,
        /// Which column.
        column: String,
        /// What should stand there.
        wanted: &'static str,
    },
    /// A header and nothing under it.
    #[error("the file has no row under the first line")]
    NoRows,
}

impl Table {
    /// Reads a table; columns' names are trimmed and lower case, cells are trimmed, empty lines are passed over.
    ///
    /// # Errors
    ///
    /// [`BadTable`] for a text without header or rows, with a column named twice, or rows of unequal length.
    pub fn parse(text: &str) -> Result<Self, BadTable> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let separator = if first.contains(';') && !first.contains(',') { ';' } else { ',' };
        let mut rows = rows(text, separator)?.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        let columns: Vec<String> =
            rows.next().ok_or(BadTable::Empty)?.cells.iter().map(|name| name.to_ascii_lowercase()).collect();
        let mut seen = HashSet::new();
        if let Some(twice) = columns.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(BadTable::Twice(twice.clone()));
        }
        let rows: Vec<Row> = rows.collect();
        if rows.is_empty() {
            return Err(BadTable::NoRows);
        }
        let wanted = columns.len();
        match rows.iter().find(|row| row.cells.len() != wanted) {
            Some(row) => Err(BadTable::Ragged { line: row.line, found: row.cells.len(), wanted }),
            None => Ok(Self { columns, rows }),
        }
    }

    /// The columns' names, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none; never, of a table that was parsed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The line of the file that row `row` begins on.
    pub fn line(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.line)
    }

    /// The cell of a column, if there is such a column and something stands in it.
    pub fn cell(&self, row: usize, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.rows.get(row)?.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The cell of a column that must be filled.
    ///
    /// # Errors
    ///
    /// [`BadTable::NoColumn`], or [`BadTable::BadCell`] with the line where it is empty.
    pub fn needed(&self, row: usize, column: &str) -> Result<&str, BadTable> {
        if !self.columns.iter().any(|name| name == column) {
            return Err(BadTable::NoColumn(column.to_owned()));
        }
        self.cell(row, column).ok_or_else(|| self.bad(row, column, "filled"))
    }

    /// A cell that is yes or no: `1`, `true`, `yes`, `y`, and `0`, `false`, `no`, `n`; `None` when it is empty.
    ///
    /// # Errors
    ///
    /// [`BadTable::BadCell`] for anything else.
    pub fn yes_or_no(&self, row: usize, column: &str) -> Result<Option<bool>, BadTable> {
        let Some(cell) = self.cell(row, column) else { return Ok(None) };
        match cell.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "y" => Ok(Some(true)),
            "0" | "false" | "no" | "n" => Ok(Some(false)),
            _ => Err(self.bad(row, column, "1 or 0, yes or no")),
        }
    }

    /// The error of a cell that does not hold `wanted`.
    pub fn bad(&self, row: usize, column: &str, wanted: &'static str) -> BadTable {
        BadTable::BadCell { line: self.line(row), column: column.to_owned(), wanted }
    }
}

fn rows(text: &str, separator: char) -> Result<Vec<Row>, BadTable> {
    let mut rows = Vec::new();
    let mut row = Row { line: 1, cells: Vec::new() };
    let (mut cell, mut line, mut quoted) = (String::new(), 1, None);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match (letter, quoted) {
            ('"', Some(_)) if letters.peek() == Some(&'"') => cell.extend(letters.next()),
            ('"', Some(_)) => quoted = None,
            (inside, Some(_)) => cell.push(inside),
            ('"', None) if cell.trim().is_empty() => quoted = Some(line),
            (other, None) if other == separator => row.cells.push(std::mem::take(&mut cell).trim().to_owned()),
            ('\n', None) => {
                row.cells.push(std::mem::take(&mut cell).trim().to_owned());
                rows.push(std::mem::replace(&mut row, Row { line, cells: Vec::new() }));
            }
            (other, None) => cell.push(other),
        }
    }
    if let Some(opened) = quoted {
        return Err(BadTable::OpenQuote(opened));
    }
    row.cells.push(cell.trim().to_owned());
    rows.push(row);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_commas_quotes_and_line_ends() {
        let table =
            Table::parse("Image,address\r\na.jpg,\"1, \"\"Old\"\" Road\nUtopia\"\r\n\r\nb.jpg,\n").expect("a table");
        assert_eq!(table.columns(), ["image", "address"]);
        assert_eq!(table.cell(0, "address"), Some("1, \"Old\" Road\nUtopia"));
        assert_eq!((table.len(), table.cell(1, "address"), table.line(1)), (2, None, 5));
    }

    #[test]
    fn a_spreadsheet_s_semicolons_and_byte_order_mark_are_understood() {
        let table = Table::parse("\u{FEFF}a;b;same\nx.jpg;y, z.jpg;yes").expect("a table");
        assert_eq!((table.cell(0, "b"), table.yes_or_no(0, "same")), (Some("y, z.jpg"), Ok(Some(true))));
    }

    #[test]
    fn what_is_no_table_is_told_by_its_line_and_never_by_its_content() {
        let fault = |text| Table::parse(text).expect_err("refused");
        assert_eq!(fault(""), BadTable::Empty);
        assert_eq!(fault("a,b\n"), BadTable::NoRows);
        assert_eq!(fault("a,A\n1,2"), BadTable::Twice("a".into()));
        assert_eq!(fault("a,b\n1,2\n1,2,3"), BadTable::Ragged { line: 3, found: 3, wanted: 2 });
        assert_eq!(fault("a,b\n1,\"2"), BadTable::OpenQuote(2));
        let table = Table::parse("a,same\nx,perhaps\n,1").expect("a table");
        assert!(!table.yes_or_no(0, "same").expect_err("refused").to_string().contains("perhaps"));
        assert_eq!(table.needed(1, "a"), Err(table.bad(1, "a", "filled")));
        assert_eq!(table.needed(0, "b"), Err(BadTable::NoColumn("b".into())));
    }
}
