//! `listagg`: texts one behind the other, with a separator between.

use arrow::array::{Array, ArrayRef, BooleanArray, StringViewArray};
use arrow::compute::{filter, is_not_null};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::error::Result;

use super::reduced::Reduction;
use crate::DataError;
use crate::kernel::column;

/// Most bytes of a list; what is put in place of the rest may go beyond.
const MOST_BYTES: usize = 1_048_576;

/// `listagg(value, separator, error on overflow, filler, with count)`
#[derive(Debug)]
pub(super) struct ListAgg;

impl Reduction for ListAgg {
    fn columns(&self) -> Vec<DataType> {
        let text = DataType::Utf8View;
        vec![text.clone(), text.clone(), DataType::Boolean, text, DataType::Boolean]
    }

    fn lift(&self, arguments: &[ArrayRef]) -> Result<(Vec<ArrayRef>, bool)> {
        let kept = is_not_null(&arguments[0])?;
        let columns = arguments.iter().map(|column| filter(column, &kept));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let seen = !columns[0].is_empty();
        Ok((columns, seen))
    }

    fn finish(&self, columns: Vec<ArrayRef>) -> Result<ScalarValue> {
        let values = column::<StringViewArray>(&columns[0])?;
        let separator = text_of(&columns[1])?;
        let mut list = String::new();
        for (row, value) in values.iter().flatten().enumerate() {
            let before = if row == 0 { "" } else { separator };
            if list.len() + before.len() + value.len() > MOST_BYTES {
                if flag_of(&columns[2])? {
                    return Err(DataError::new(
                        "EXCEEDED_FUNCTION_MEMORY_LIMIT",
                        format!(
                            "Concatenated string has the length in bytes larger than the maximum output \
                             length {MOST_BYTES}"
                        ),
                    )
                    .into());
                }
                list += before;
                list += text_of(&columns[3])?;
                if flag_of(&columns[4])? {
                    list += &format!("({})", values.len() - row);
                }
                break;
            }
            list += before;
            list += value;
        }
        Ok(ScalarValue::Utf8View(Some(list)))
    }

    fn sensitive_to_order(&self) -> bool {
        true
    }
}

/// The constant of a column; empty when it is NULL.
fn text_of(constant: &ArrayRef) -> Result<&str> {
    let texts = column::<StringViewArray>(constant)?;
    Ok(if texts.is_empty() || texts.is_null(0) { "" } else { texts.value(0) })
}

fn flag_of(constant: &ArrayRef) -> Result<bool> {
    let flags = column::<BooleanArray>(constant)?;
    Ok(!flags.is_empty() && flags.is_valid(0) && flags.value(0))
}
