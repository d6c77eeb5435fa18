//! `SHOW FUNCTIONS [LIKE 'pattern']`: what queries may call.

use polias_types::FunctionKind;
use regex::RegexBuilder;

use super::rows::TextRows;
use crate::outcome::Outcome;
use crate::{EngineError, Result};

/// Result columns, as Trino names them.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 6] =
    ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"];

/// Longest pattern, in bytes.
const MAX_PATTERN_BYTES: usize = 1_024;

/// Functions by name, each form of a function with a row; those without a kernel yet are left out.
pub(super) fn run(pattern: Option<&str>) -> Result<Outcome> {
    let listed = like(pattern)?;
    let mut forms: Vec<_> = polias_functions::functions()
        .all()
        .filter(|form| listed(form.name) && polias_functions::has_kernel(form))
        .map(|form| {
            let arguments: Vec<String> = form.arguments.iter().map(ToString::to_string).collect();
            (form.name, arguments.join(", "), form.result.to_string(), form)
        })
        .collect();
    forms.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let mut rows = TextRows::new(NAMES);
    for (name, arguments, result, form) in &forms {
        let kind = match form.kind {
            FunctionKind::Scalar => "scalar",
            FunctionKind::Aggregate => "aggregate",
            FunctionKind::Window => "window",
        };
        let deterministic = if form.deterministic { "true" } else { "false" };
        rows.push([name, result, arguments, kind, deterministic, ""]);
    }
    rows.finish("SHOW")
}

/// SQL's LIKE, which this statement has from Trino: `%` and `_`.
fn like(pattern: Option<&str>) -> Result<impl Fn(&str) -> bool> {
    let regex = match pattern {
        None => None,
        Some(pattern) if pattern.len() > MAX_PATTERN_BYTES => {
            return Err(EngineError::new(
                "INVALID_ARGUMENTS",
                format!("Pattern is longer than {MAX_PATTERN_BYTES} bytes"),
            ));
        }
        Some(pattern) => {
            let mut expression = String::from("^");
            for c in pattern.chars() {
                match c {
                    '%' => expression.push_str(".*"),
                    '_' => expression.push('.'),
                    c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
                }
            }
            expression.push('$');
            let regex = RegexBuilder::new(&expression)
                .case_insensitive(true)
                .dot_matches_new_line(true)
                .build()
                .map_err(|_| EngineError::new("INVALID_ARGUMENTS", "The pattern is too complex"))?;
            Some(regex)
        }
    };
    Ok(move |name: &str| regex.as_ref().is_none_or(|regex| regex.is_match(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_sqls() {
        let any = like(None).unwrap();
        assert!(any("x"));
        let prefix = like(Some("array%")).unwrap();
        assert!(prefix("array_agg") && prefix("ARRAY") && !prefix("my_array"));
        let one = like(Some("s_n")).unwrap();
        assert!(one("sin") && !one("sign"));
        let plain = like(Some("a.c*")).unwrap();
        assert!(plain("a.c*") && !plain("abc"));
        assert_eq!(like(Some(&"a".repeat(2_000))).err().unwrap().name, "INVALID_ARGUMENTS");
    }
}
