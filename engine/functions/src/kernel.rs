//! A plain Rust function over columns, as an expression of DataFusion.
//!
//! A kernel gets exactly the carriers it was resolved for and answers exactly the carrier of its result: it
//! must never coerce, and what else its outcome depends on (argument types, the session's zone) must be named
//! by [`Kernel::over`], because expressions of equal functions and arguments are evaluated once.

use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, new_empty_array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use polias_types::Type;

type Body = dyn Fn(&[ColumnarValue], usize) -> Result<ColumnarValue> + Send + Sync;

/// A scalar function: name, result, and what it does.
#[derive(Clone)]
pub(crate) struct Kernel {
    name: String,
    /// What the body depends on besides the name.
    over: String,
    result: FieldRef,
    signature: Signature,
    strict: bool,
    body: Arc<Body>,
}

impl Kernel {
    /// A function over columns. Constants come as columns of as many rows as the batch; where all arguments
    /// are constants, as columns of one row, and the result is a constant.
    pub(crate) fn arrays(
        name: impl Into<String>,
        result: &Type,
        body: impl Fn(&[ArrayRef], usize) -> Result<ArrayRef> + Send + Sync + 'static,
    ) -> Self {
        Self::values(name, result, move |values, rows| {
            let constant = !values.is_empty() && values.iter().all(is_constant);
            let rows = if constant { 1 } else { rows };
            let arrays: Vec<_> = values.iter().map(|value| value.to_array(rows)).collect::<Result<_>>()?;
            let array = body(&arrays, rows)?;
            if constant && array.len() == 1 {
                return ScalarValue::try_from_array(&array, 0).map(ColumnarValue::Scalar);
            }
            Ok(ColumnarValue::Array(array))
        })
    }

    /// A function over columns and constants as they come.
    pub(crate) fn values(
        name: impl Into<String>,
        result: &Type,
        body: impl Fn(&[ColumnarValue], usize) -> Result<ColumnarValue> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            over: String::new(),
            result: Arc::new(Field::new("result", result.carrier(), true)),
            signature: Signature::user_defined(Volatility::Immutable),
            strict: false,
            body: Arc::new(body),
        }
    }

    /// Names what the body depends on besides the function's name: argument types, zone, a compiled constant.
    pub(crate) fn over(mut self, what: impl Debug) -> Self {
        self.over = format!("{what:?}");
        self
    }

    /// Every evaluation may give another result.
    pub(crate) fn volatile(mut self) -> Self {
        self.signature = Signature::user_defined(Volatility::Volatile);
        self
    }

    /// The result is NULL where any argument is NULL. The optimizer may use it; the body must do it.
    pub(crate) fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The call.
    pub(crate) fn call(self, arguments: Vec<Expr>) -> Expr {
        ScalarUDF::new_from_impl(self).call(arguments)
    }
}

/// A call of a function over columns whose outcome depends on nothing but its name and the types.
pub(crate) fn call(
    name: impl Into<String>,
    body: impl Fn(&[ArrayRef], usize) -> Result<ArrayRef> + Send + Sync + 'static,
    types: &[Type],
    result: &Type,
    arguments: Vec<Expr>,
) -> Expr {
    Kernel::arrays(name, result, body).over((types, result)).call(arguments)
}

/// The column as an array of this kind; an internal error when it is another.
pub(crate) fn column<A: Array + 'static>(array: &ArrayRef) -> Result<&A> {
    array.as_any().downcast_ref().ok_or_else(|| {
        DataFusionError::Internal(format!(
            "a column of {} where {} was resolved",
            array.data_type(),
            std::any::type_name::<A>()
        ))
    })
}

/// The literal's value, when the expression is one.
pub(crate) fn literal(expression: &Expr) -> Option<&ScalarValue> {
    match expression {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}

fn is_constant(value: &ColumnarValue) -> bool {
    matches!(value, ColumnarValue::Scalar(_))
}

impl ScalarUDFImpl for Kernel {
    fn name(&self) -> &str {
        &self.name
    }

    /// Functions of one name over different types are different columns.
    fn schema_name(&self, arguments: &[Expr]) -> Result<String> {
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.schema_name().to_string()).collect();
        let arguments = arguments.join(",");
        Ok(if self.over.is_empty() {
            format!("{}({arguments})", self.name)
        } else {
            format!("{}[{}]({arguments})", self.name, self.over)
        })
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.result.data_type().clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs) -> Result<FieldRef> {
        Ok(Arc::clone(&self.result))
    }

    fn is_strict(&self) -> bool {
        self.strict
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        // Constants would be evaluated, and might fail, though there is no row to fail for.
        if arguments.number_rows == 0 {
            return Ok(ColumnarValue::Array(new_empty_array(self.result.data_type())));
        }
        let result = (self.body)(&arguments.args, arguments.number_rows)?;
        if result.data_type() != *self.result.data_type() {
            return internal_err!(
                "{} gave {} instead of {}",
                self.name,
                result.data_type(),
                self.result.data_type()
            );
        }
        Ok(result)
    }
}

impl Debug for Kernel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]", self.name, self.over)
    }
}

impl PartialEq for Kernel {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.over == other.over
            && self.result == other.result
            && self.signature.volatility == other.signature.volatility
    }
}

impl Eq for Kernel {}

impl Hash for Kernel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.over.hash(state);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use arrow::array::{Int64Array, RecordBatch, RecordBatchOptions};
    use arrow::datatypes::{Int64Type, Schema};
    use datafusion::common::DFSchema;
    use datafusion::logical_expr::execution_props::ExecutionProps;
    use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
    use datafusion::physical_expr::create_physical_expr;
    use datafusion::prelude::{col, lit};

    use super::*;
    use crate::rows;

    /// A batch of columns `a`, `b`, `c`, …; one row without columns when there are none.
    pub(crate) fn batch(columns: Vec<ArrayRef>) -> RecordBatch {
        let rows = columns.first().map_or(1, |column| column.len());
        let fields: Vec<_> = columns
            .iter()
            .zip('a'..='z')
            .map(|(column, name)| Field::new(name, column.data_type().clone(), true))
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).unwrap()
    }

    /// The expression's column over a batch.
    pub(crate) fn evaluate(expression: &Expr, batch: &RecordBatch) -> Result<ArrayRef> {
        let schema = DFSchema::try_from(batch.schema())?;
        let expression = create_physical_expr(
            expression,
            &schema,
            &ExecutionProps::new(),
            &PhysicalPlanningContext::default(),
        )?;
        expression.evaluate(batch)?.into_array(batch.num_rows())
    }

    fn half(argument: Expr) -> Expr {
        call(
            "half",
            |columns, rows| {
                let numbers = column::<Int64Array>(&columns[0])?;
                rows::numbers::<Int64Type>(&DataType::Int64, rows, |row| match rows::cell(numbers, row) {
                    Some(odd) if odd % 2 != 0 => Err(crate::DataError::new("ODD", format!("{odd} is odd"))),
                    even => Ok(even.map(|even| even / 2)),
                })
            },
            &[Type::Bigint],
            &Type::Bigint,
            vec![argument],
        )
    }

    #[test]
    fn columns_slices_and_constants() {
        let column: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(4), None, Some(6)]));
        let expected: ArrayRef = Arc::new(Int64Array::from(vec![Some(2), None, Some(3)]));
        assert_eq!(&evaluate(&half(col("a")), &batch(vec![column.slice(1, 3)])).unwrap(), &expected);
        let expected: ArrayRef = Arc::new(Int64Array::from(vec![4, 4, 4, 4]));
        assert_eq!(&evaluate(&half(lit(8_i64)), &batch(vec![Arc::clone(&column)])).unwrap(), &expected);
        let error = evaluate(&half(col("a")), &batch(vec![column])).unwrap_err();
        assert!(matches!(error, DataFusionError::External(inner) if inner.to_string() == "1 is odd"));
    }

    #[test]
    fn nothing_fails_without_rows() {
        let nothing = batch(vec![Arc::new(Int64Array::from(Vec::<i64>::new()))]);
        assert_eq!(evaluate(&half(lit(1_i64)), &nothing).unwrap().len(), 0);
    }

    #[test]
    fn types_are_part_of_the_identity() {
        let one = Kernel::values("f", &Type::Bigint, |values, _| Ok(values[0].clone()));
        assert_eq!(one.clone().over(Type::Char(3)), one.clone().over(Type::Char(3)));
        assert_ne!(one.clone().over(Type::Char(3)), one.clone().over(Type::VARCHAR));
        assert_ne!(one.clone(), one.volatile());
    }
}
