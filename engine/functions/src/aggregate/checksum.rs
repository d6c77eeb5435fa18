//! `checksum`: a sum of hashes that does not depend on the order of rows.
//!
//! The hashes are Trino's: XXH64 of the value's bytes, for types where those are documented by its results.
//! Source of XXH64: <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrayAccessor, AsArray, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use polias_types::Type;

use super::reduced::Reduction;

const PRIME_1: u64 = 0x9E37_79B1_85EB_CA87;
const PRIME_2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const PRIME_3: u64 = 0x1656_67B1_9E37_79F9;
const PRIME_4: u64 = 0x85EB_CA77_C2B2_AE63;
const PRIME_5: u64 = 0x27D4_EB2F_1656_67C5;

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
            DataType::Boolean => {
                hashes(values.as_boolean(), |value| xxh64(&i64::from(value).to_le_bytes()))
            }
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
        let sum = hashes.iter().fold(0_u64, |sum, hash| {
            sum.wrapping_add(hash.map_or(PRIME_1, |hash| hash.wrapping_mul(PRIME_1)))
        });
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
    let round = |lane: u64, input: u64| {
        lane.wrapping_add(input.wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1)
    };
    let (blocks, rest) = bytes.as_chunks::<32>();
    let mut hash = if blocks.is_empty() {
        PRIME_5
    } else {
        let mut lanes =
            [PRIME_1.wrapping_add(PRIME_2), PRIME_2, 0, 0_u64.wrapping_sub(PRIME_1)];
        for block in blocks {
            let (words, _) = block.as_chunks::<8>();
            for (lane, word) in lanes.iter_mut().zip(words) {
                *lane = round(*lane, u64::from_le_bytes(*word));
            }
        }
        let [a, b, c, d] = lanes;
        let sum = a.rotate_left(1).wrapping_add(b.rotate_left(7));
        let sum = sum.wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18));
        lanes.iter().fold(sum, |hash, lane| {
            (hash ^ round(0, *lane)).wrapping_mul(PRIME_1).wrapping_add(PRIME_4)
        })
    };
    hash = hash.wrapping_add(bytes.len() as u64);
    let (words, rest) = rest.as_chunks::<8>();
    for word in words {
        hash = (hash ^ round(0, u64::from_le_bytes(*word)))
            .rotate_left(27)
            .wrapping_mul(PRIME_1)
            .wrapping_add(PRIME_4);
    }
    let (words, rest) = rest.as_chunks::<4>();
    for word in words {
        hash = (hash ^ u64::from(u32::from_le_bytes(*word)).wrapping_mul(PRIME_1))
            .rotate_left(23)
            .wrapping_mul(PRIME_2)
            .wrapping_add(PRIME_3);
    }
    for byte in rest {
        hash = (hash ^ u64::from(*byte).wrapping_mul(PRIME_5)).rotate_left(11).wrapping_mul(PRIME_1);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(PRIME_2);
    hash = (hash ^ (hash >> 29)).wrapping_mul(PRIME_3);
    hash ^ (hash >> 32)
}
