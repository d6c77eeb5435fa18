//! `array_join`.

use arrow::array::{AsArray, StringViewArray};
use datafusion::logical_expr::Expr;
use polias_types::Type;

use crate::Context;
use crate::kernel::column;
use crate::rows::{cell, texts};
use crate::scalar::body::Body;
use crate::scalar::lists::Lists;

/// The call's arguments, with elements as text.
pub(in crate::scalar) fn with_text_elements(
    mut arguments: Vec<Expr>,
    of: &Type,
    context: &Context,
) -> Vec<Expr> {
    let to = Type::array(Type::VARCHAR);
    let is_text = matches!(of, Type::Array(element) if matches!(**element, Type::Varchar(_)));
    if !is_text && let Some(first) = arguments.first_mut() {
        *first = crate::cast(std::mem::take(first), of, &to, false, context);
    }
    arguments
}

/// The elements with a delimiter between; NULLs are left out, or replaced.
pub(super) fn body() -> Body {
    Box::new(|columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let values = lists.values().as_string_view();
        let delimiters = column::<StringViewArray>(&columns[1])?;
        let replacements = columns.get(2).map(column::<StringViewArray>).transpose()?;
        texts(rows, |row| {
            let (Some(range), Some(delimiter)) = (lists.range(row), cell(delimiters, row)) else {
                return Ok(None);
            };
            let replacement = match replacements {
                None => None,
                Some(replacements) => match cell(replacements, row) {
                    Some(replacement) => Some(replacement),
                    None => return Ok(None),
                },
            };
            let parts: Vec<&str> = range.filter_map(|place| cell(values, place).or(replacement)).collect();
            Ok(Some(parts.join(delimiter)))
        })
    })
}
