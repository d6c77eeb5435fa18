//! SerDes: how the bytes of one record become the values of a row.
//!
//! One file per SerDe, all behind [`RowDecoder`]. The rules are those of Trino's native readers (which
//! Athena engine v3 runs), checked against Trino 440. A SerDe must never know files, ranges or compression:
//! it sees one record at a time. What it cannot read is an error, never a made-up value.

mod base64;
mod column;
mod datetime;
mod hcatalog_json;
mod json;
mod lazy_simple;
mod number;
mod open_csv;
mod openx_json;
mod properties;
mod scalar;
#[cfg(test)]
pub(crate) mod testing;
mod timestamp_pattern;

use std::borrow::Cow;

use polias_catalog::model::{Parameters, StorageDescriptor};
use polias_connector::{ConnectorError, Result};

pub(crate) use column::ColumnBuilder;

use crate::types::HiveType;
use hcatalog_json::HcatalogJson;
use lazy_simple::LazySimple;
use open_csv::OpenCsv;
use openx_json::OpenxJson;
use properties::Properties;

/// Turns records into column values.
pub(crate) trait RowDecoder: Send {
    /// Decodes one record (without its terminator) and appends exactly one value to each column.
    /// Errors name no file: the reader adds it. After an error the columns must be thrown away.
    fn decode(&mut self, record: &[u8], columns: &mut [ColumnBuilder]) -> Result<()>;
}

/// A column of the table, as the SerDe sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SerDeColumn {
    /// Lower-case name.
    pub name: String,
    /// Its type.
    pub hive_type: HiveType,
}

/// The SerDe of a table with its checked properties: makes decoders, one per file range.
#[derive(Debug, Clone)]
pub(crate) struct SerDe {
    kind: Kind,
    columns: Vec<SerDeColumn>,
    framing: Framing,
}

#[derive(Debug, Clone)]
enum Kind {
    LazySimple(LazySimple),
    OpenCsv(OpenCsv),
    OpenxJson(OpenxJson),
    HcatalogJson(HcatalogJson),
}

/// How a file is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Framing {
    /// What ends a record; `None` for `\n`, `\r` and `\r\n`.
    pub delimiter: Option<u8>,
    /// Records to drop at the start of each file.
    pub header: usize,
    /// Records to drop at the end of each file.
    pub footer: usize,
}

impl SerDe {
    /// From the table's definition. `parameters` are the table's properties; where both have a key, they
    /// win over the SerDe's, as in Hive.
    ///
    /// Errors: `HIVE_UNSUPPORTED_FORMAT` for an unknown SerDe, `HIVE_INVALID_METADATA` for a bad type or
    /// property, `NOT_SUPPORTED` for a type the SerDe cannot carry.
    pub fn try_new(table: &StorageDescriptor, parameters: &Parameters) -> Result<Self> {
        let properties = Properties::of(table, parameters);
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let hive_type = HiveType::parse(&column.column_type)?;
            columns.push(SerDeColumn { name: column.name.to_lowercase(), hive_type });
        }
        let library = table.serde_info.serialization_library.as_deref().unwrap_or(LAZY_SIMPLE);
        let kind = match library {
            LAZY_SIMPLE => Kind::LazySimple(LazySimple::try_new(&properties, &columns)?),
            OPEN_CSV => Kind::OpenCsv(OpenCsv::try_new(&properties, &columns)?),
            OPENX_JSON => Kind::OpenxJson(OpenxJson::try_new(&properties)?),
            HCATALOG_JSON | HIVE_JSON => Kind::HcatalogJson(HcatalogJson::try_new(&properties)?),
            other => {
                let message = format!("SerDe '{other}' is not a text SerDe this engine reads");
                let hint = format!("use one of {LAZY_SIMPLE}, {OPEN_CSV}, {OPENX_JSON}, {HCATALOG_JSON}");
                return Err(ConnectorError::new("HIVE_UNSUPPORTED_FORMAT", message).with_hint(hint));
            }
        };
        let framing = Framing {
            delimiter: properties.line_delimiter(),
            header: properties.line_count("skip.header.line.count", i32::MAX as usize)?,
            footer: properties.line_count("skip.footer.line.count", MAX_FOOTER)?,
        };
        Ok(Self { kind, columns, framing })
    }

    /// All columns of the files, in order.
    pub fn columns(&self) -> &[SerDeColumn] {
        &self.columns
    }

    /// How files are cut into records.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// A short name for plans.
    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::LazySimple(_) => "lazy_simple",
            Kind::OpenCsv(_) => "open_csv",
            Kind::OpenxJson(_) => "openx_json",
            Kind::HcatalogJson(_) => "hcatalog_json",
        }
    }

    /// A decoder that builds only the columns with these indices, in this order.
    pub fn decoder(&self, projection: &[usize]) -> Box<dyn RowDecoder> {
        match &self.kind {
            Kind::LazySimple(serde) => Box::new(serde.decoder(&self.columns, projection)),
            Kind::OpenCsv(serde) => Box::new(serde.decoder(&self.columns, projection)),
            Kind::OpenxJson(serde) => Box::new(serde.decoder(&self.columns, projection)),
            Kind::HcatalogJson(serde) => Box::new(serde.decoder(&self.columns, projection)),
        }
    }

    /// Empty builders for the same projection.
    pub fn builders(&self, projection: &[usize], rows: usize) -> Vec<ColumnBuilder> {
        projection.iter().map(|&at| ColumnBuilder::new(&self.columns[at].hive_type, rows)).collect()
    }
}

/// Bytes as the text of a string type: malformed UTF-8 replaced, cut to the length of `varchar(n)` and
/// `char(n)`, and without the trailing spaces that pad a `char`.
fn text_of<'a>(hive_type: &HiveType, bytes: Cow<'a, [u8]>) -> Cow<'a, str> {
    let text = match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Cow::Owned(text),
            Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        },
    };
    shortened(hive_type, text)
}

/// A text cut to the length of its type.
fn shortened<'a>(hive_type: &HiveType, text: Cow<'a, str>) -> Cow<'a, str> {
    let (length, padded) = match hive_type {
        HiveType::Varchar(length) => (*length as usize, false),
        HiveType::Char(length) => (*length as usize, true),
        _ => return text,
    };
    // No more bytes than characters are allowed: nothing to cut.
    let mut end = text.len();
    if end > length {
        end = text.char_indices().nth(length).map_or(end, |(at, _)| at);
    }
    if padded {
        end = text[..end].trim_end_matches(' ').len();
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

const LAZY_SIMPLE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
const OPEN_CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
const OPENX_JSON: &str = "org.openx.data.jsonserde.JsonSerDe";
const HCATALOG_JSON: &str = "org.apache.hive.hcatalog.data.JsonSerDe";
/// The same SerDe after it moved into Hive itself.
const HIVE_JSON: &str = "org.apache.hadoop.hive.serde2.JsonSerDe";

/// Records of a footer are held back in memory until the file's end is known.
const MAX_FOOTER: usize = 1_000;
