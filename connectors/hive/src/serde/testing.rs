//! Shortcuts for the tests of SerDes: rows as text.

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use polias_catalog::model::{Column, Parameters, SerDeInfo, StorageDescriptor};
use polias_connector::Result;

use super::SerDe;

/// A table definition; columns as `name type, name type` (no comma followed by a space inside a type).
pub(crate) fn table(library: &str, columns: &str, properties: &[(&str, &str)]) -> StorageDescriptor {
    let columns = columns.split(", ").map(|column| {
        let (name, column_type) = column.trim().split_once(' ').unwrap();
        Column { name: name.into(), column_type: column_type.into(), comment: None }
    });
    let parameters = properties.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    StorageDescriptor {
        columns: columns.collect(),
        serde_info: SerDeInfo { name: None, serialization_library: Some(library.into()), parameters },
        ..StorageDescriptor::default()
    }
}

/// The SerDe of such a table.
pub(crate) fn serde(library: &str, columns: &str, properties: &[(&str, &str)]) -> SerDe {
    SerDe::try_new(&table(library, columns, properties), &Parameters::new()).unwrap()
}

/// All columns of all lines of a text, as [`render`] shows them.
pub(crate) fn rows(library: &str, columns: &str, properties: &[(&str, &str)], text: &str) -> Vec<String> {
    let serde = serde(library, columns, properties);
    let all: Vec<usize> = (0..serde.columns().len()).collect();
    rows_of(&serde, &all, text).unwrap()
}

/// Chosen columns of all lines of a text.
pub(crate) fn rows_of(serde: &SerDe, projection: &[usize], text: &str) -> Result<Vec<String>> {
    let mut columns = serde.builders(projection, 8);
    let mut decoder = serde.decoder(projection);
    let mut count = 0;
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        decoder.decode(line.as_bytes(), &mut columns)?;
        count += 1;
        assert!(columns.iter().all(|column| column.len() == count), "one value for each column: {line}");
    }
    if columns.is_empty() {
        return Ok(vec![String::new(); count]);
    }
    let arrays = columns.iter_mut().enumerate().map(|(at, column)| {
        let array = column.finish().unwrap();
        assert_eq!(array.data_type(), &serde.columns()[projection[at]].hive_type.arrow());
        (format!("c{at}"), array, true)
    });
    Ok(render(&RecordBatch::try_from_iter_with_nullable(arrays).unwrap()))
}

/// Rows with their values between bars.
pub(crate) fn render(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default().with_null("NULL");
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|array| ArrayFormatter::try_new(array.as_ref(), &options).unwrap())
        .collect();
    let row = |at| columns.iter().map(|column| column.value(at).to_string()).collect::<Vec<_>>().join("|");
    (0..batch.num_rows()).map(row).collect()
}
