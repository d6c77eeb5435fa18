//! `checksum`: a sum of hashes that does not depend on the order of rows.
//!
//! The hashes are Trino's: XXH64 of the value's bytes, for types where those are documented by its results.

use std::sync::Arc;

use arrow::array::{Array, ArrayAccessor, ArrayRef, AsArray, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use polias_types::Type;

use super::reduced::Reduction;

/// What each hash is multiplied with, and what stands for NULL.
const PRIME: u64 = 0x9E37_79B1_85EB_CA87;

/// `checksum(value)`
#[derive(Debug)]
pub(super) struct Checksum;

impl Checksum {
    /// For types whose hash is known.
    pub(super) fn new(argument: &Type) -> Option<Self> {
        let known = matches!(
            argument,
            Type::Boolean
                | Type::Tinyint
                | Type::Smallint
                | Type::Integer
                | Type::Bigint
                | Type::Double
                | Type::Date
                | Type::Varchar(_)
                | Type::Varbinary
        );
        known.then_some(Self)
    }
}

impl Reduction for Checksum {
    fn columns(&self) -> Vec<DataType> {
        vec![DataType::Int64]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let values = &arguments[0];
        let hashes: Vec<Option<u64>> = match values.data_type() {
            DataType::Utf8View => hashes(values.as_string_view(), |text: &str| xxh64(text.as_bytes())),
            DataType::BinaryView => hashes(values.as_binary_view(), xxh64),
            DataType::Boolean => hashes(values.as_boolean(), |value| xxh64(&i64::from(value).to_le_bytes())),
            DataType::Float64 => hashes(values.as_primitive::<Float64Type>(), |value| {
                // All NaN are one, as are both zeros.
                let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
                xxh64(&value.to_bits().to_le_bytes())
            }),
            _ => {
                let numbers = match values.data_type() {
                    DataType::Date32 => cast(&cast(values, &DataType::Int32)?, &DataType::Int64)?,
                    _ => cast(values, &DataType::Int64)?,
                };
                hashes(numbers.as_primitive::<Int64Type>(), |value| xxh64(&value.to_le_bytes()))
            }
        };
        let sum = hashes
            .iter()
            .fold(0_u64, |sum, hash| sum.wrapping_add(hash.map_or(PRIME, |hash| hash.wrapping_mul(PRIME))));
        let seen = !hashes.is_empty();
        Ok((vec![Arc::new(Int64Array::from(vec![sum.cast_signed()]))], seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        Ok(vec![Arc::new(Int64Array::from(vec![sum(&columns)]))])
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        Ok(ScalarValue::BinaryView(Some(sum(&columns).to_le_bytes().to_vec())))
    }
}

fn sum(columns: &[ArrayRef]) -> i64 {
    columns[0].as_primitive::<Int64Type>().values().iter().fold(0, |sum, part| sum.wrapping_add(*part))
}

fn hashes<A: ArrayAccessor>(values: A, hash: impl Fn(A::Item) -> u64) -> Vec<Option<u64>> {
    (0..values.len()).map(|row| values.is_valid(row).then(|| hash(values.value(row)))).collect()
}

/// XXH64 with seed 0.
fn xxh64(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh64::xxh64(bytes, 0)
}
