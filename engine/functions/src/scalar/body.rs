//! What a scalar kernel does, written row by row.

use arrow::array::ArrayRef;
use datafusion::error::{DataFusionError, Result};

/// A function over columns; the second argument is the number of rows.
pub(crate) type Body = Box<dyn Fn(&[ArrayRef], usize) -> Result<ArrayRef> + Send + Sync>;

/// A body that is NULL where any argument is NULL: kind of the result, names and kinds of the arguments, and
/// the value of a row, `Result<Option<_>, DataError>`.
///
/// `strict!(bigint; text: Text, part: Text => position(text, part, 1).map(Some))`
macro_rules! strict {
    ($kind:ident; $($name:ident: $array:ident),+ => $value:expr) => {
        Box::new(move |columns: &[arrow::array::ArrayRef], rows: usize| {
            let mut columns = columns.iter();
            $(let $name = crate::kernel::column::<crate::scalar::body::$array>(
                crate::scalar::body::next(&mut columns)?,
            )?;)+
            crate::scalar::body::build!($kind, rows, |row| {
                $(let Some($name) = crate::rows::cell($name, row) else { return Ok(None) };)+
                $value
            })
        }) as crate::scalar::body::Body
    };
}

/// A column of this kind out of the values of its rows.
macro_rules! build {
    (text, $rows:expr, $value:expr) => {
        crate::rows::texts($rows, $value)
    };
    (bytes, $rows:expr, $value:expr) => {
        crate::rows::blobs($rows, $value)
    };
    (boolean, $rows:expr, $value:expr) => {
        crate::rows::booleans($rows, $value)
    };
    (tinyint, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Int8Type>(&arrow::datatypes::DataType::Int8, $rows, $value)
    };
    (smallint, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Int16Type>(&arrow::datatypes::DataType::Int16, $rows, $value)
    };
    (integer, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Int32Type>(&arrow::datatypes::DataType::Int32, $rows, $value)
    };
    (bigint, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Int64Type>(&arrow::datatypes::DataType::Int64, $rows, $value)
    };
    (real, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Float32Type>(
            &arrow::datatypes::DataType::Float32,
            $rows,
            $value,
        )
    };
    (double, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Float64Type>(
            &arrow::datatypes::DataType::Float64,
            $rows,
            $value,
        )
    };
    (date, $rows:expr, $value:expr) => {
        crate::rows::numbers::<arrow::datatypes::Date32Type>(
            &arrow::datatypes::DataType::Date32,
            $rows,
            $value,
        )
    };
}

pub(crate) use {build, strict};

pub(crate) use arrow::array::{
    BinaryViewArray as Bytes, BooleanArray as Boolean, Float32Array as Real, Float64Array as Double,
    Int8Array as Tinyint, Int16Array as Smallint, Int32Array as Integer, Int64Array as Bigint,
    StringViewArray as Text,
};

/// The next argument's column.
pub(crate) fn next<'a>(columns: &mut impl Iterator<Item = &'a ArrayRef>) -> Result<&'a ArrayRef> {
    columns.next().ok_or_else(|| DataFusionError::Internal("a call with too few arguments".to_owned()))
}
