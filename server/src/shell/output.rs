//! Rows as a table, CSV or JSON lines.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::ValueEnum;
use tokio_postgres::Statement;
use tokio_postgres::types::Type;

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Aligned columns.
    Table,
    /// RFC 4180 with a header; NULL is an empty field, an empty text is `""`.
    Csv,
    /// One object a line; numbers and booleans unquoted.
    Json,
}

/// Rows that are aligned together; a longer result is printed in such pieces, so memory stays bounded.
const TABLE_PIECE: usize = 1_000;

type Cells = Vec<Option<String>>;

/// Prints rows as they come.
pub struct RowPrinter<W> {
    format: OutputFormat,
    out: W,
    names: Vec<String>,
    plain_json: Vec<bool>,
    pending: Vec<Cells>,
    rows: u64,
    pieces: u64,
}

impl<W: Write> RowPrinter<W> {
    /// A printer on `out`; `described` gives the types for JSON.
    pub fn new(format: OutputFormat, out: W, described: Option<&Statement>) -> Self {
        let plain_json = described
            .map(|statement| statement.columns().iter().map(|column| is_plain(column.type_())).collect())
            .unwrap_or_default();
        Self { format, out, names: Vec::new(), plain_json, pending: Vec::new(), rows: 0, pieces: 0 }
    }

    /// The column names.
    pub fn header(&mut self, names: Vec<String>) -> io::Result<()> {
        self.names = names;
        if self.format == OutputFormat::Csv {
            let line: Vec<String> = self.names.iter().map(|name| csv_field(Some(name))).collect();
            writeln!(self.out, "{}", line.join(","))?;
        }
        Ok(())
    }

    /// One row.
    pub fn row(&mut self, cells: Cells) -> io::Result<()> {
        self.rows += 1;
        match self.format {
            OutputFormat::Csv => {
                let line: Vec<String> = cells.iter().map(|cell| csv_field(cell.as_deref())).collect();
                writeln!(self.out, "{}", line.join(","))
            }
            OutputFormat::Json => {
                let line = self.json_object(&cells);
                writeln!(self.out, "{line}")
            }
            OutputFormat::Table => {
                self.pending.push(cells);
                if self.pending.len() == TABLE_PIECE { self.print_piece() } else { Ok(()) }
            }
        }
    }

    /// Prints what is left; returns the number of rows.
    pub fn finish(mut self) -> io::Result<u64> {
        if self.format == OutputFormat::Table && !self.names.is_empty() {
            let nothing_yet = self.pieces == 0;
            if nothing_yet || !self.pending.is_empty() {
                self.print_piece()?;
            }
        }
        Ok(self.rows)
    }

    fn print_piece(&mut self) -> io::Result<()> {
        self.pieces += 1;
        let rows = std::mem::take(&mut self.pending);
        write!(self.out, "{}", render_table(&self.names, &rows))
    }

    fn json_object(&self, cells: &Cells) -> String {
        let mut line = String::from("{");
        for (index, (name, cell)) in self.names.iter().zip(cells).enumerate() {
            if index > 0 {
                line.push_str(", ");
            }
            let value = match cell {
                None => "null".to_owned(),
                Some(text) if self.plain_json.get(index) == Some(&true) => plain_json(text),
                Some(text) => quoted(text),
            };
            // Writing to a String does not fail.
            let _ = write!(line, "{}: {value}", quoted(name));
        }
        line.push('}');
        line
    }
}

fn is_plain(column_type: &Type) -> bool {
    [Type::BOOL, Type::INT2, Type::INT4, Type::INT8, Type::FLOAT4, Type::FLOAT8, Type::NUMERIC]
        .contains(column_type)
}

/// PostgreSQL's text of a boolean or number as JSON; what JSON has no number for stays text.
fn plain_json(text: &str) -> String {
    match text {
        "t" => "true".to_owned(),
        "f" => "false".to_owned(),
        number if serde_json::from_str::<serde_json::Number>(number).is_ok() => number.to_owned(),
        other => quoted(other),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn csv_field(cell: Option<&str>) -> String {
    match cell {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.to_owned(),
    }
}

/// Aligned columns below their names; numbers to the right, NULL as `NULL`.
pub fn render_table(names: &[String], rows: &[Cells]) -> String {
    let shown: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            row.iter().map(|cell| cell.as_deref().map_or_else(|| "NULL".to_owned(), one_line)).collect()
        })
        .collect();
    let widths: Vec<usize> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let cells = shown.iter().filter_map(|row| row.get(index)).map(|cell| cell.chars().count());
            cells.max().unwrap_or(0).max(name.chars().count())
        })
        .collect();
    let numeric: Vec<bool> = (0..names.len())
        .map(|index| {
            let mut cells = rows.iter().filter_map(|row| row.get(index)?.as_deref()).peekable();
            cells.peek().is_some() && cells.all(|cell| cell.parse::<f64>().is_ok())
        })
        .collect();
    let mut text = String::new();
    push_line(&mut text, names, &widths, &vec![false; names.len()]);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width + 2)).collect();
    text.push_str(&rule.join("+"));
    text.push('\n');
    for row in &shown {
        push_line(&mut text, row, &widths, &numeric);
    }
    text
}

fn push_line(text: &mut String, cells: &[String], widths: &[usize], right: &[bool]) {
    let padded: Vec<String> = cells
        .iter()
        .zip(widths.iter().zip(right))
        .map(|(cell, (width, right))| {
            let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
            if *right { format!(" {blanks}{cell} ") } else { format!(" {cell}{blanks} ") }
        })
        .collect();
    text.push_str(padded.join("|").trim_end());
    text.push('\n');
}

fn one_line(cell: &str) -> String {
    if cell.contains(['\n', '\r', '\t']) {
        return cell.replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
    }
    cell.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(format: OutputFormat, names: &[&str], rows: &[&[Option<&str>]]) -> String {
        let mut out = Vec::new();
        let mut printer = RowPrinter::new(format, &mut out, None);
        printer.header(names.iter().map(|name| (*name).to_owned()).collect()).unwrap();
        for row in rows {
            printer.row(row.iter().map(|cell| cell.map(str::to_owned)).collect()).unwrap();
        }
        assert_eq!(printer.finish().unwrap(), rows.len() as u64);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn tables_are_aligned_numbers_to_the_right() {
        let text = print(
            OutputFormat::Table,
            &["name", "n"],
            &[&[Some("a"), Some("1")], &[Some("långt"), Some("250")], &[None, None]],
        );
        assert_eq!(text, " name  | n\n-------+------\n a     |    1\n långt |  250\n NULL  | NULL\n");
    }

    #[test]
    fn an_empty_result_still_has_its_names() {
        assert_eq!(print(OutputFormat::Table, &["a"], &[]), " a\n---\n");
    }

    #[test]
    fn csv_tells_null_from_empty_and_quotes() {
        let text = print(OutputFormat::Csv, &["a", "b"], &[&[Some(""), None], &[Some("x,\"y\""), Some("1")]]);
        assert_eq!(text, "a,b\n\"\",\n\"x,\"\"y\"\"\",1\n");
    }

    #[test]
    fn json_lines_escape() {
        let text = print(OutputFormat::Json, &["a\"b"], &[&[Some("x\ny")], &[None]]);
        assert_eq!(text, "{\"a\\\"b\": \"x\\ny\"}\n{\"a\\\"b\": null}\n");
    }

    #[test]
    fn json_numbers_stay_exact_and_nan_is_text() {
        assert_eq!(plain_json("12345678901234567890.10"), "12345678901234567890.10");
        assert_eq!(plain_json("NaN"), "\"NaN\"");
        assert_eq!(plain_json("t"), "true");
    }

    #[test]
    fn long_tables_are_printed_in_pieces() {
        let row: &[Option<&str>] = &[Some("1")];
        let text = print(OutputFormat::Table, &["n"], &vec![row; TABLE_PIECE + 1]);
        assert_eq!(text.matches("---").count(), 2);
    }
}
