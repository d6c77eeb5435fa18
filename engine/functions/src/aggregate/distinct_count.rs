//! `approx_distinct`: HyperLogLog, with linear counting while few registers are set.
//!
//! Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog" (2007). Registers are kept as rows of number and
//! rank, so that a group of few values is small.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, UInt8Array, UInt32Array};
use arrow::compute::{filter, is_not_null};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::common::hash_utils::{HLL_RANDOM_STATE, create_hashes};
use datafusion::error::Result;

use super::identity::canonical;
use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// Bits of a hash that choose a register: 65,536 registers, a standard error of 0.41 %, which is the least
/// that can be asked for.
const REGISTER_BITS: u32 = 16;

/// What can be asked for.
const ERRORS: std::ops::RangeInclusive<f64> = 0.0040625..=0.26;

/// `approx_distinct(value[, error])`
#[derive(Debug)]
pub(super) struct DistinctCount;

impl Reduction for DistinctCount {
    fn columns(&self) -> Vec<DataType> {
        vec![DataType::UInt32, DataType::UInt8]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        if let Some(errors) = arguments.get(1) {
            for error in column::<Float64Array>(errors)?.iter().flatten() {
                if !ERRORS.contains(&error) {
                    let (least, most) = (ERRORS.start(), ERRORS.end());
                    return Err(DataError::new(
                        "INVALID_FUNCTION_ARGUMENT",
                        format!("Max standard error must be in [{least}, {most}]: {error}"),
                    )
                    .into());
                }
            }
        }
        let mut values = canonical(&arguments[0])?;
        if values.logical_null_count() > 0 {
            values = filter(&values, &is_not_null(&values)?)?;
        }
        let mut hashes = vec![0; values.len()];
        create_hashes([&values], &HLL_RANDOM_STATE, &mut hashes)?;
        let registers = hashes.iter().map(|hash| (hash >> (64 - REGISTER_BITS)) as u32);
        // Zeros behind the register's bits, and the one that ends them.
        let ranks = hashes
            .iter()
            .map(|hash| ((hash << REGISTER_BITS).leading_zeros().min(64 - REGISTER_BITS) + 1) as u8);
        let seen = !hashes.is_empty();
        let registers = Arc::new(UInt32Array::from_iter_values(registers));
        Ok((vec![registers, Arc::new(UInt8Array::from_iter_values(ranks))], seen))
    }

    fn reduce(&self, columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
        let highest = highest(&columns)?;
        let registers = UInt32Array::from_iter_values(highest.keys().copied());
        let ranks = UInt8Array::from_iter_values(highest.values().copied());
        Ok(vec![Arc::new(registers), Arc::new(ranks)])
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let highest = highest(&columns)?;
        let registers = f64::from(1_u32 << REGISTER_BITS);
        let unset = registers - highest.len() as f64;
        let sum = highest.values().fold(unset, |sum, rank| sum + (-f64::from(*rank)).exp2());
        let alpha = 0.7213 / (1.0 + 1.079 / registers);
        let estimate = alpha * registers * registers / sum;
        let linear = registers * (registers / unset).ln();
        // The usual bound below which linear counting is better.
        let count = if unset > 0.0 && estimate <= 2.5 * registers { linear } else { estimate };
        Ok(ScalarValue::Int64(Some(count.round() as i64)))
    }

    fn empty(&self, _: &DataType) -> Result<ScalarValue> {
        Ok(ScalarValue::Int64(Some(0)))
    }

    fn sensitive_to_duplicates(&self) -> bool {
        false
    }
}

/// The highest rank of each register that is set.
fn highest(columns: &[ArrayRef]) -> Result<HashMap<u32, u8>> {
    let registers = column::<UInt32Array>(&columns[0])?.values().iter();
    let ranks = column::<UInt8Array>(&columns[1])?.values().iter();
    let mut highest = HashMap::new();
    for (register, rank) in registers.zip(ranks) {
        let entry = highest.entry(*register).or_insert(*rank);
        *entry = (*entry).max(*rank);
    }
    Ok(highest)
}
