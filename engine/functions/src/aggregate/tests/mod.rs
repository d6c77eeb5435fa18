//! Every aggregate through real plans: one group and many, one partition and several, so that partial states
//! are made and merged; as a window with a moving frame. Expected values are those of Trino 440.

mod chosen;
mod collected;
mod frames;
mod numbers;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Decimal128Array, Float32Array, Float64Array, Int64Array, RecordBatch, StringViewArray,
    StructArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::logical_expr::expr::{AggregateFunction, Sort};
use datafusion::logical_expr::{Expr, col, lit};
use datafusion::prelude::{SessionConfig, SessionContext};
use polias_types::{FunctionKind, ResolvedFunction, Type, Zone};

use crate::Context;

/// A call over the columns `c0`, `c1`, ….
struct Call {
    function: ResolvedFunction,
    columns: Vec<ArrayRef>,
    distinct: bool,
    order_by: Vec<Sort>,
    filter: Option<Expr>,
}

fn call(name: &'static str, arguments: &[Type], result: Type, columns: Vec<ArrayRef>) -> Call {
    let function = ResolvedFunction {
        name,
        kind: FunctionKind::Aggregate,
        arguments: arguments.to_vec(),
        result,
        deterministic: true,
        called_on_null: false,
    };
    Call { function, columns, distinct: false, order_by: Vec::new(), filter: None }
}

fn context() -> Context {
    Context { zone: Zone::UTC, now: 0, user: String::new(), version: "" }
}

impl Call {
    fn distinct(mut self) -> Self {
        self.distinct = true;
        self
    }

    /// ORDER BY a column.
    fn order_by(mut self, column: &str, ascending: bool) -> Self {
        self.order_by.push(col(column).sort(ascending, false));
        self
    }

    fn filter(mut self, filter: Expr) -> Self {
        self.filter = Some(filter);
        self
    }

    fn arguments(&self) -> Vec<Expr> {
        (0..self.function.arguments.len()).map(|index| col(format!("c{index}"))).collect()
    }

    /// The value, which must be the same however it is computed.
    fn value(&self) -> String {
        let once = self.try_value(1, usize::MAX, false).unwrap();
        if self.columns.iter().all(|column| column.is_empty()) {
            // There are no groups.
            assert_eq!(once, self.try_value(3, 1, false).unwrap());
            return once;
        }
        for (partitions, rows, grouped) in [(3, 1, false), (1, usize::MAX, true), (2, 1, true), (3, 2, true)]
        {
            let again = self.try_value(partitions, rows, grouped).unwrap();
            assert_eq!(once, again, "{partitions} partitions of {rows} rows, grouped: {grouped}");
        }
        once
    }

    /// The error's message, with and without groups.
    fn error(&self) -> String {
        let once = self.try_value(1, usize::MAX, false).unwrap_err().to_string();
        let grouped = self.try_value(1, 1, true).unwrap_err().to_string();
        assert_eq!(once, grouped);
        once.trim_start_matches("External error: ").to_owned()
    }

    fn try_value(&self, partitions: usize, rows: usize, grouped: bool) -> Result<String> {
        let length = self.columns.first().map_or(0, |column| column.len());
        // A second group, which must not disturb the first.
        let mut columns = self.columns.clone();
        columns.push(Arc::new(Int64Array::from_value(7, length)));
        let names = (0..self.columns.len()).map(|index| format!("c{index}")).chain(["g".to_owned()]);
        let fields =
            names.zip(&columns).map(|(name, column)| Field::new(name, column.data_type().clone(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
        let mut parts: Vec<Vec<RecordBatch>> = vec![Vec::new(); partitions];
        let rows = rows.min(length.max(1));
        for (index, start) in (0..length).step_by(rows).enumerate() {
            parts[index % partitions].push(batch.slice(start, rows.min(length - start)));
        }
        let aggregate = super::aggregate(&self.function, &context()).unwrap();
        let expression = Expr::AggregateFunction(AggregateFunction::new_udf(
            aggregate,
            self.arguments(),
            self.distinct,
            self.filter.clone().map(Box::new),
            self.order_by.clone(),
            None,
        ));
        let config = SessionConfig::new().with_target_partitions(partitions);
        let session = SessionContext::new_with_config(config);
        let table = session.read_table(Arc::new(MemTable::try_new(schema, parts)?))?;
        let groups = if grouped { vec![col("g")] } else { Vec::new() };
        let frame = table.aggregate(groups, vec![expression.alias("value")])?.select(vec![col("value")])?;
        let batches = collect(frame)?;
        let values = batches.iter().filter(|batch| batch.num_rows() > 0);
        let values: Vec<_> = values.map(|batch| Arc::clone(batch.column(0))).collect();
        for column in &values {
            assert_eq!(*column.data_type(), self.function.result.carrier());
        }
        Ok(values.iter().flat_map(texts).collect::<Vec<_>>().join(" | "))
    }
}

fn collect(frame: datafusion::dataframe::DataFrame) -> Result<Vec<RecordBatch>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(frame.collect())
}

fn texts(column: &ArrayRef) -> Vec<String> {
    let options = FormatOptions::new().with_null("NULL").with_display_error(true);
    let formatter = ArrayFormatter::try_new(column, &options).unwrap();
    (0..column.len()).map(|row| formatter.value(row).to_string()).collect()
}

/// The values of `column` over `frame`, ordered by `order`.
fn over(call: &Call, frame: datafusion::logical_expr::WindowFrame) -> Result<Vec<String>> {
    use datafusion::logical_expr::expr::{WindowFunction, WindowFunctionParams};
    let names = (0..call.columns.len()).map(|index| format!("c{index}"));
    let length = call.columns[0].len() as i64;
    let mut columns = call.columns.clone();
    columns.push(Arc::new(Int64Array::from_iter_values(0..length)));
    let names = names.chain(["row".to_owned()]);
    let fields = names.zip(&columns).map(|(name, column)| Field::new(name, column.data_type().clone(), true));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns)?;
    let aggregate = super::aggregate(&call.function, &context()).unwrap();
    let function = WindowFunction {
        fun: datafusion::logical_expr::WindowFunctionDefinition::AggregateUDF(aggregate),
        params: WindowFunctionParams {
            args: call.arguments(),
            partition_by: Vec::new(),
            order_by: vec![col("row").sort(true, false)],
            window_frame: frame,
            filter: call.filter.clone().map(Box::new),
            null_treatment: None,
            distinct: false,
        },
    };
    let session = SessionContext::new();
    let frame = session.read_batch(batch)?.window(vec![Expr::from(function).alias("value")])?;
    let frame = frame.sort(vec![col("row").sort(true, false)])?.select(vec![col("value")])?;
    Ok(collect(frame)?.iter().flat_map(|batch| texts(batch.column(0))).collect())
}

fn bigints(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn doubles(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn reals(values: &[f32]) -> ArrayRef {
    Arc::new(Float32Array::from(values.to_vec()))
}

fn varchars(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringViewArray::from(values.to_vec()))
}

fn decimals(precision: u8, scale: i8, values: &[i128]) -> ArrayRef {
    let decimals = Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, scale);
    Arc::new(decimals.unwrap())
}

/// Rows of the type.
fn rows(data_type: &Type, columns: Vec<ArrayRef>) -> ArrayRef {
    let DataType::Struct(fields) = data_type.carrier() else { panic!("{data_type:?} is no row") };
    Arc::new(StructArray::new(fields, columns, None))
}

fn nothing(filter_column: &str) -> Expr {
    col(filter_column).is_null().and(col(filter_column).eq(lit(9)))
}
