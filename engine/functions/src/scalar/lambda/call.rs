//! A function that takes lambdas, as DataFusion calls it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array, new_empty_array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::expr::HigherOrderFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature,
    HigherOrderUDF, HigherOrderUDFImpl, LambdaArgument, LambdaParametersProgress, ValueOrLambda, Volatility,
};
use polias_types::{ResolvedFunction, Type};

/// What the function does.
pub(super) type Body = fn(&Call<'_>) -> Result<ArrayRef>;

/// The function of one call's types.
#[derive(Debug)]
pub(super) struct HigherOrder {
    function: ResolvedFunction,
    signature: HigherOrderSignature,
    body: Body,
}

/// The arguments of a batch.
pub(super) struct Call<'a> {
    /// The columns of the arguments that are no lambdas.
    pub(super) values: Vec<ArrayRef>,
    /// Rows of the batch.
    pub(super) rows: usize,
    /// What was resolved.
    pub(super) function: &'a ResolvedFunction,
    lambdas: Vec<&'a LambdaArgument>,
}

impl HigherOrder {
    pub(super) fn new(function: &ResolvedFunction, body: Body) -> Self {
        let arguments = function.arguments.iter().map(|argument| match argument {
            Type::Function(..) => ValueOrLambda::Lambda(()),
            _ => ValueOrLambda::Value(()),
        });
        let signature = HigherOrderSignature::exact(arguments.collect(), Volatility::Immutable);
        Self { function: function.clone(), signature, body }
    }

    /// The call.
    pub(super) fn call(self, arguments: Vec<Expr>) -> Expr {
        let function = Arc::new(HigherOrderUDF::new_from_impl(self));
        Expr::HigherOrderFunction(HigherOrderFunction::new(function, arguments))
    }
}

impl Call<'_> {
    /// The carrier of the result of the lambda of this number.
    fn carrier(&self, lambda: usize) -> DataType {
        let mut results = self.function.arguments.iter().filter_map(|argument| match argument {
            Type::Function(_, result) => Some(result.carrier()),
            _ => None,
        });
        results.nth(lambda).unwrap_or(DataType::Null)
    }

    /// What the lambda of this number gives for parameters of as many values as `origins`: the rows of the
    /// batch that they come from.
    pub(super) fn evaluate(
        &self,
        lambda: usize,
        parameters: &[ArrayRef],
        origins: Vec<u64>,
    ) -> Result<ArrayRef> {
        let count = origins.len();
        if count == 0 {
            return Ok(new_empty_array(&self.carrier(lambda)));
        }
        let Some(argument) = self.lambdas.get(lambda) else {
            return internal_err!("{} has no lambda {lambda}", self.function.name);
        };
        let parameters: Vec<_> =
            parameters.iter().map(|column| move || -> Result<ArrayRef> { Ok(Arc::clone(column)) }).collect();
        let parameters: Vec<&dyn Fn() -> Result<ArrayRef>> =
            parameters.iter().map(|parameter| parameter as &dyn Fn() -> Result<ArrayRef>).collect();
        let origins = UInt64Array::from(origins);
        argument
            .evaluate(&parameters, |captured| {
                captured.iter().map(|column| Ok(take(column, &origins, None)?)).collect()
            })?
            .into_array(count)
    }
}

impl HigherOrderUDFImpl for HigherOrder {
    fn name(&self) -> &str {
        self.function.name
    }

    /// Functions of one name over different types are different columns.
    fn schema_name(&self, arguments: &[Expr]) -> Result<String> {
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.schema_name().to_string()).collect();
        Ok(format!("{}[{:?}]({})", self.function.name, self.function.arguments, arguments.join(",")))
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
        let parameters = self.function.arguments.iter().filter_map(|argument| match argument {
            Type::Function(parameters, _) => Some(
                parameters
                    .iter()
                    .enumerate()
                    .map(|(index, of)| Arc::new(Field::new(format!("p{index}"), of.carrier(), true)))
                    .collect(),
            ),
            _ => None,
        });
        Ok(LambdaParametersProgress::Complete(parameters.collect()))
    }

    fn return_field_from_args(&self, _: HigherOrderReturnFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new("result", self.function.result.carrier(), true)))
    }

    /// Kernels look at no elements of NULL arrays.
    fn clear_null_values(&self) -> bool {
        false
    }

    fn invoke_with_args(&self, arguments: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let carrier = self.function.result.carrier();
        if arguments.number_rows == 0 {
            return Ok(ColumnarValue::Array(new_empty_array(&carrier)));
        }
        let (mut values, mut lambdas) = (Vec::new(), Vec::new());
        for argument in &arguments.args {
            match argument {
                ValueOrLambda::Value(value) => values.push(value.to_array(arguments.number_rows)?),
                ValueOrLambda::Lambda(lambda) => lambdas.push(lambda),
            }
        }
        let call = Call { values, rows: arguments.number_rows, function: &self.function, lambdas };
        let result = (self.body)(&call)?;
        if *result.data_type() != carrier {
            return internal_err!("{} gave {} instead of {carrier}", self.function.name, result.data_type());
        }
        Ok(ColumnarValue::Array(result))
    }

    /// Bodies are evaluated for elements only, so nothing may be hoisted out of them.
    fn short_circuits(&self) -> bool {
        true
    }

    fn conditional_arguments<'a>(&self, arguments: &'a [Expr]) -> Option<(Vec<&'a Expr>, Vec<&'a Expr>)> {
        Some(arguments.iter().partition(|argument| !matches!(argument, Expr::Lambda(_))))
    }
}

impl PartialEq for HigherOrder {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl Eq for HigherOrder {}

impl Hash for HigherOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.hash(state);
    }
}
