//! TRY: NULL instead of an error of the data.
//!
//! The value is the body of a lambda without real parameters, so that it is evaluated here and for the rows
//! asked for. When a batch fails it is halved until the failing rows stand alone. Errors that are not of the
//! data (cancellation, memory, bugs) pass through.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, NullArray, new_empty_array, new_null_array};
use arrow::compute::concat;
use arrow::datatypes::{DataType, Field, FieldRef};
use arrow::error::ArrowError;
use datafusion::common::internal_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::expr::HigherOrderFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature,
    HigherOrderUDF, HigherOrderUDFImpl, LambdaArgument, LambdaParametersProgress, ValueOrLambda, Volatility,
    lambda,
};
use polias_types::Type;

use crate::DataError;

/// Errors that TRY catches. Source: <https://trino.io/docs/440/functions/conditional.html#try>
const CAUGHT: [&str; 4] =
    ["DIVISION_BY_ZERO", "INVALID_CAST_ARGUMENT", "INVALID_FUNCTION_ARGUMENT", "NUMERIC_VALUE_OUT_OF_RANGE"];

/// Name of the lambda's parameter. The body never uses it; its column tells how many rows there are.
const ROWS: &str = "try rows";

/// `TRY(value)`: NULL for the rows where a [`crate::DataError`] arises.
pub fn try_expression(value: Expr, data_type: &Type) -> Expr {
    let function = Try {
        carrier: data_type.carrier(),
        signature: HigherOrderSignature::exact(vec![ValueOrLambda::Lambda(())], Volatility::Immutable),
    };
    Expr::HigherOrderFunction(HigherOrderFunction::new(
        Arc::new(HigherOrderUDF::new_from_impl(function)),
        vec![lambda([ROWS], value)],
    ))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Try {
    carrier: DataType,
    signature: HigherOrderSignature,
}

impl HigherOrderUDFImpl for Try {
    fn name(&self) -> &str {
        "try"
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.signature
    }

    fn coerce_value_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn lambda_parameters(
        &self,
        _: usize,
        _: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        Ok(LambdaParametersProgress::Complete(vec![vec![Arc::new(Field::new(ROWS, DataType::Null, true))]]))
    }

    fn return_field_from_args(&self, _: HigherOrderReturnFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new("try", self.carrier.clone(), true)))
    }

    fn invoke_with_args(&self, arguments: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let [ValueOrLambda::Lambda(body)] = arguments.args.as_slice() else {
            return internal_err!("TRY of {} arguments", arguments.args.len());
        };
        if arguments.number_rows == 0 {
            return Ok(ColumnarValue::Array(new_empty_array(&self.carrier)));
        }
        let mut pieces = Vec::new();
        self.evaluate(body, 0, arguments.number_rows, &mut pieces)?;
        let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
        Ok(ColumnarValue::Array(concat(&pieces)?))
    }

    /// Otherwise common parts of the body would be evaluated outside of it.
    fn short_circuits(&self) -> bool {
        true
    }
}

impl Try {
    fn evaluate(
        &self,
        body: &LambdaArgument,
        start: usize,
        length: usize,
        pieces: &mut Vec<ArrayRef>,
    ) -> Result<()> {
        let rows = || Ok(Arc::new(NullArray::new(length)) as ArrayRef);
        let value = body
            .evaluate(&[&rows], |captured| {
                Ok(captured.iter().map(|column| column.slice(start, length)).collect())
            })
            .and_then(|value| value.into_array(length));
        match value {
            Ok(value) => pieces.push(value),
            Err(error) if !is_caught(&error) => return Err(error),
            Err(_) if length == 1 => pieces.push(new_null_array(&self.carrier, 1)),
            Err(_) => {
                let half = length / 2;
                self.evaluate(body, start, half, pieces)?;
                self.evaluate(body, start + half, length - half, pieces)?;
            }
        }
        Ok(())
    }
}

fn is_caught(error: &DataFusionError) -> bool {
    match error.find_root() {
        DataFusionError::External(error) => {
            error.downcast_ref::<DataError>().is_some_and(|error| CAUGHT.contains(&error.name))
        }
        DataFusionError::ArrowError(error, _) => matches!(
            **error,
            ArrowError::DivideByZero
                | ArrowError::ArithmeticOverflow(_)
                | ArrowError::CastError(_)
                | ArrowError::ParseError(_)
        ),
        _ => false,
    }
}
