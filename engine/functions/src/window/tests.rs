//! Every window function through real plans. Expected values are those of Trino 440.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, RecordBatch};
use arrow::datatypes::{Field, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction, WindowFunctionParams};
use datafusion::logical_expr::{Expr, WindowFrame, WindowFrameBound, WindowFrameUnits, col};
use datafusion::prelude::SessionContext;
use polias_types::{FunctionKind, ResolvedFunction, Type, Zone};

use crate::Context;

fn frame(units: WindowFrameUnits, start: WindowFrameBound, end: WindowFrameBound) -> WindowFrame {
    WindowFrame::new_bounds(units, start, end)
}

/// RANGE UNBOUNDED PRECEDING
fn default_frame() -> WindowFrame {
    let start = WindowFrameBound::Preceding(ScalarValue::Null);
    frame(WindowFrameUnits::Range, start, WindowFrameBound::CurrentRow)
}

/// ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
fn whole() -> WindowFrame {
    let start = WindowFrameBound::Preceding(ScalarValue::UInt64(None));
    frame(WindowFrameUnits::Rows, start, WindowFrameBound::Following(ScalarValue::UInt64(None)))
}

/// ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
fn two_rows() -> WindowFrame {
    let start = WindowFrameBound::Preceding(ScalarValue::UInt64(Some(1)));
    frame(WindowFrameUnits::Rows, start, WindowFrameBound::CurrentRow)
}

/// Calls the function with the columns, ordered by the first of `keys`.
struct Call<'a> {
    name: &'static str,
    columns: Vec<&'a [Option<i64>]>,
    keys: &'a [i64],
    frame: WindowFrame,
    ignore_nulls: bool,
    /// The partition of each row.
    partitions: Option<&'a [i64]>,
}

impl<'a> Call<'a> {
    fn new(name: &'static str, keys: &'a [i64], columns: Vec<&'a [Option<i64>]>) -> Self {
        Self { name, columns, keys, frame: default_frame(), ignore_nulls: false, partitions: None }
    }

    fn ignore_nulls(mut self) -> Self {
        self.ignore_nulls = true;
        self
    }

    fn frame(mut self, frame: WindowFrame) -> Self {
        self.frame = frame;
        self
    }

    fn values(&self) -> Vec<String> {
        self.try_values().unwrap()
    }

    fn error(&self) -> String {
        self.try_values().unwrap_err().to_string().trim_start_matches("External error: ").to_owned()
    }

    fn try_values(&self) -> Result<Vec<String>> {
        let result = match self.name {
            "percent_rank" | "cume_dist" => Type::Double,
            _ => Type::Bigint,
        };
        let function = ResolvedFunction {
            name: self.name,
            kind: FunctionKind::Window,
            arguments: vec![Type::Bigint; self.columns.len()],
            result: result.clone(),
            deterministic: true,
            called_on_null: true,
        };
        let context = Context { zone: Zone::UTC, now: 0, user: String::new(), version: "" };
        let mut columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(self.keys.to_vec()))];
        let partitions = self.partitions.map_or_else(|| vec![0; self.keys.len()], <[i64]>::to_vec);
        columns.push(Arc::new(Int64Array::from(partitions)));
        columns.push(Arc::new(Int64Array::from_iter_values(0..self.keys.len() as i64)));
        columns.extend(
            self.columns.iter().map(|values| Arc::new(Int64Array::from(values.to_vec())) as ArrayRef),
        );
        let names = ["key", "part", "row"].map(str::to_owned).into_iter();
        let names = names.chain((0..self.columns.len()).map(|index| format!("c{index}")));
        let fields =
            names.zip(&columns).map(|(name, column)| Field::new(name, column.data_type().clone(), true));
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns)?;
        let expression = Expr::from(WindowFunction {
            fun: super::window(&function, &context).unwrap(),
            params: WindowFunctionParams {
                args: (0..self.columns.len()).map(|index| col(format!("c{index}"))).collect(),
                partition_by: vec![col("part")],
                order_by: vec![col("key").sort(true, false)],
                window_frame: self.frame.clone(),
                filter: None,
                null_treatment: self.ignore_nulls.then_some(NullTreatment::IgnoreNulls),
                distinct: false,
            },
        });
        let table = SessionContext::new().read_batch(batch)?.window(vec![expression.alias("value")])?;
        let table = table.sort(vec![col("row").sort(true, false)])?.select(vec![col("value")])?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let batches = runtime.block_on(table.collect())?;
        let options = FormatOptions::new().with_null("NULL").with_display_error(true);
        let mut texts = Vec::new();
        for batch in batches {
            assert_eq!(*batch.column(0).data_type(), result.carrier());
            let formatter = ArrayFormatter::try_new(batch.column(0), &options)?;
            texts.extend((0..batch.num_rows()).map(|row| formatter.value(row).to_string()));
        }
        Ok(texts)
    }
}

fn some<const N: usize>(values: [i64; N]) -> [Option<i64>; N] {
    values.map(Some)
}

#[test]
fn ranks() {
    let keys = [1, 1, 2, 3];
    let of = |name| Call::new(name, &keys, vec![]).values();
    assert_eq!(of("row_number"), ["1", "2", "3", "4"]);
    assert_eq!(of("rank"), ["1", "1", "3", "4"]);
    assert_eq!(of("dense_rank"), ["1", "1", "2", "3"]);
    assert_eq!(of("percent_rank"), ["0.0", "0.0", "0.6666666666666666", "1.0"]);
    assert_eq!(of("cume_dist"), ["0.5", "0.5", "0.75", "1.0"]);
    assert_eq!(Call::new("percent_rank", &[1], vec![]).values(), ["0.0"]);
}

#[test]
fn partitions_start_anew() {
    let keys = [1, 2, 1, 1];
    let of = |name| Call { partitions: Some(&[5, 5, 6, 6]), ..Call::new(name, &keys, vec![]) }.values();
    assert_eq!(of("row_number"), ["1", "2", "1", "2"]);
    assert_eq!(of("rank"), ["1", "2", "1", "1"]);
    assert_eq!(of("dense_rank"), ["1", "2", "1", "1"]);
    assert_eq!(of("cume_dist"), ["0.5", "1.0", "1.0", "1.0"]);
    let values = some([10, 20, 30, 40]);
    let lag = Call { partitions: Some(&[5, 5, 6, 6]), ..Call::new("lag", &keys, vec![&values]) };
    assert_eq!(lag.values(), ["NULL", "10", "NULL", "30"]);
}

#[test]
fn buckets() {
    let keys = [1, 2, 3];
    let of = |buckets: [Option<i64>; 3]| Call::new("ntile", &keys, vec![&buckets]).values();
    assert_eq!(of(some([2, 2, 2])), ["1", "1", "2"]);
    assert_eq!(of(some([5, 5, 5])), ["1", "2", "3"]);
    assert_eq!(of(some([1, 2, 3])), ["1", "1", "3"]);
    assert_eq!(of([None; 3]), ["NULL"; 3]);
    for buckets in [0, -1] {
        let error = Call::new("ntile", &keys, vec![&some([buckets; 3])]).error();
        assert_eq!(error, "Buckets must be greater than 0");
    }
}

#[test]
fn shifts() {
    let keys = [1, 2, 3];
    let values = some([1, 2, 3]);
    let of = |name, offsets: &[Option<i64>], defaults: &[Option<i64>]| {
        Call::new(name, &keys, vec![&values, offsets, defaults]).values()
    };
    assert_eq!(Call::new("lag", &keys, vec![&values]).values(), ["NULL", "1", "2"]);
    assert_eq!(Call::new("lead", &keys, vec![&values]).values(), ["2", "3", "NULL"]);
    assert_eq!(of("lag", &some([0, 1, 2]), &some([99; 3])), ["1", "1", "1"]);
    assert_eq!(of("lead", &some([0, 1, 2]), &some([10, 20, 30])), ["1", "3", "30"]);
    assert_eq!(of("lag", &some([i64::MAX; 3]), &some([99; 3])), ["99"; 3]);
    assert_eq!(of("lead", &some([i64::MAX; 3]), &some([7; 3])), ["7"; 3]);
    for name in ["lag", "lead"] {
        let error = |offset| Call::new(name, &keys, vec![&values, &[offset; 3]]).error();
        assert_eq!(error(Some(-1)), "Offset must be at least 0");
        assert_eq!(error(None), "Offset must not be null");
    }
}

const HOLES: [Option<i64>; 5] = [Some(10), None, Some(30), None, Some(50)];

#[test]
fn shifts_over_nulls() {
    let keys = [1, 2, 3, 4, 5];
    let of = |name, offset, default| {
        let offsets = [Some(offset); 5];
        let defaults = [Some(default); 5];
        Call::new(name, &keys, vec![&HOLES, &offsets, &defaults]).ignore_nulls().values()
    };
    assert_eq!(
        Call::new("lag", &keys, vec![&HOLES]).ignore_nulls().values(),
        ["NULL", "10", "10", "30", "30"]
    );
    assert_eq!(
        Call::new("lead", &keys, vec![&HOLES]).ignore_nulls().values(),
        ["30", "30", "50", "50", "NULL"]
    );
    assert_eq!(of("lag", 2, -1), ["-1", "-1", "-1", "10", "10"]);
    assert_eq!(of("lead", 2, -1), ["50", "50", "-1", "-1", "-1"]);
    assert_eq!(of("lag", 0, 5), ["10", "NULL", "30", "NULL", "50"]);
    assert_eq!(of("lead", 0, 5), ["10", "NULL", "30", "NULL", "50"]);
}

#[test]
fn values_of_frames() {
    let keys = [1, 2, 3, 4, 5];
    let first = Call::new("first_value", &keys, vec![&HOLES]).ignore_nulls().frame(two_rows());
    assert_eq!(first.values(), ["10", "10", "30", "30", "50"]);
    let last = Call::new("last_value", &keys, vec![&HOLES]).ignore_nulls().frame(two_rows());
    assert_eq!(last.values(), ["10", "10", "30", "30", "50"]);
    let second = some([2; 5]);
    let nth = || Call::new("nth_value", &keys, vec![&HOLES, &second]);
    assert_eq!(nth().ignore_nulls().frame(whole()).values(), ["30"; 5]);
    assert_eq!(nth().values(), ["NULL"; 5]);
    let keys = [1, 2, 3];
    let values = some([1, 2, 3]);
    let nth = |numbers: [Option<i64>; 3]| {
        Call::new("nth_value", &keys, vec![&values, &numbers]).frame(whole()).try_values()
    };
    assert_eq!(nth(some([1, 2, 3])).unwrap(), ["1", "2", "3"]);
    assert_eq!(nth([None; 3]).unwrap(), ["NULL"; 3]);
    assert_eq!(nth(some([i64::MAX; 3])).unwrap(), ["NULL"; 3]);
    for number in [0, -1, i64::MIN] {
        let error = nth(some([number; 3])).unwrap_err().to_string();
        assert_eq!(error, "External error: Offset must be at least 1");
    }
}
