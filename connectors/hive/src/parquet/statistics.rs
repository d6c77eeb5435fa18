//! What a footer says about a file's rows, for planning joins and skipping files.
//!
//! Row and NULL counts are exact. Least and greatest values are bounds only: writers cut long strings,
//! leave NaN out, and our types may be coarser than the file's; so `min(x)` is never answered from them.

use arrow::array::ArrayRef;
use arrow::datatypes::{FieldRef, Schema};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;

use super::conform::{check, conform};
use super::footer::Footer;
use super::resolve::find_field;

/// Statistics over the columns of `table`; those not in `used` stay unknown, which saves the work.
pub(crate) fn file_statistics(footer: &Footer, table: &Schema, used: &[FieldRef]) -> Statistics {
    let rows: i64 = footer.metadata.row_groups().iter().map(|group| group.num_rows()).sum();
    let rows = usize::try_from(rows).unwrap_or(0);
    let bytes: i64 = footer.metadata.row_groups().iter().map(|group| group.total_byte_size()).sum();
    let columns = table.fields().iter().map(|field| {
        let is_used = used.iter().any(|used| used.name() == field.name());
        let known = if is_used { column_statistics(footer, field, rows) } else { None };
        known.unwrap_or_else(ColumnStatistics::new_unknown)
    });
    Statistics {
        num_rows: Precision::Exact(rows),
        total_byte_size: Precision::Inexact(usize::try_from(bytes).unwrap_or(0)),
        column_statistics: columns.collect(),
    }
}

/// `None` where nothing is known: nested columns, files without statistics.
fn column_statistics(footer: &Footer, field: &FieldRef, rows: usize) -> Option<ColumnStatistics> {
    let Some((_, found)) = find_field(footer.schema.fields(), field.name()).ok()? else {
        // The file lacks the column: all NULL.
        return Some(ColumnStatistics {
            null_count: Precision::Exact(rows),
            ..ColumnStatistics::new_unknown()
        });
    };
    if found.data_type().is_nested() || check(found.data_type(), field.data_type()).is_err() {
        return None;
    }
    let groups = footer.metadata.row_groups();
    let descriptor = footer.metadata.file_metadata().schema_descr();
    let converter = StatisticsConverter::try_new(found.name(), &footer.schema, descriptor)
        .ok()?
        .with_missing_null_counts_as_zero(false);
    let least = bound(&converter.row_group_mins(groups).ok()?, field, std::cmp::Ordering::Less);
    let greatest = bound(&converter.row_group_maxes(groups).ok()?, field, std::cmp::Ordering::Greater);
    let nulls = converter.row_group_null_counts(groups).ok()?;
    let null_count = match arrow::array::Array::null_count(&nulls) {
        0 => Precision::Exact(usize::try_from(nulls.values().iter().sum::<u64>()).ok()?),
        _ => Precision::Absent,
    };
    let index = converter.parquet_column_index()?;
    let bytes: i64 = groups.iter().map(|group| group.column(index).uncompressed_size()).sum();
    Some(ColumnStatistics {
        null_count,
        min_value: least.map_or(Precision::Absent, Precision::Inexact),
        max_value: greatest.map_or(Precision::Absent, Precision::Inexact),
        byte_size: Precision::Inexact(usize::try_from(bytes).ok()?),
        ..ColumnStatistics::new_unknown()
    })
}

/// The least or greatest of the row groups' bounds, in the table's type. Rounding keeps order, so a
/// converted bound is a bound. Unknown when one row group has none.
fn bound(bounds: &ArrayRef, field: &FieldRef, wanted: std::cmp::Ordering) -> Option<ScalarValue> {
    if bounds.null_count() > 0 {
        return None;
    }
    let bounds = conform(bounds, field.data_type()).ok()?;
    let mut best: Option<ScalarValue> = None;
    for index in 0..bounds.len() {
        let value = ScalarValue::try_from_array(&bounds, index).ok()?;
        let better = match &best {
            Some(best) => value.partial_cmp(best)? == wanted,
            None => true,
        };
        if better {
            best = Some(value);
        }
    }
    best
}
