//! `SHOW FUNCTIONS [LIKE 'pattern']`: what queries may call.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use datafusion::logical_expr::{Documentation, TypeSignature, Volatility};
use regex::RegexBuilder;

use super::rows::TextRows;
use crate::outcome::Outcome;
use crate::planner::trino_type;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

/// Result columns, as Trino names them.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 6] =
    ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"];

/// Longest pattern, in bytes.
const MAX_PATTERN_BYTES: usize = 1_024;

/// A row of the answer. Return type and arguments are those of one example; NULL where the types of the
/// arguments decide and there is no example.
#[derive(Debug)]
struct Function {
    return_type: Option<String>,
    arguments: Option<String>,
    kind: &'static str,
    deterministic: bool,
    description: String,
}

/// Functions by name, names of the same function each with a row.
pub(super) fn run(context: &StatementContext<'_>, pattern: Option<&str>) -> Result<Outcome> {
    let listed = like(pattern)?;
    let mut rows = TextRows::new(NAMES);
    for ((name, _), function) in functions(context) {
        if listed(&name) {
            rows.push_nullable([
                Some(&name),
                function.return_type.as_deref(),
                function.arguments.as_deref(),
                Some(function.kind),
                Some(if function.deterministic { "true" } else { "false" }),
                Some(&function.description),
            ]);
        }
    }
    rows.finish("SHOW")
}

fn functions(context: &StatementContext<'_>) -> BTreeMap<(String, &'static str), Function> {
    let state = context.state;
    let mut functions = BTreeMap::new();
    for (name, function) in state.scalar_functions() {
        let (arguments, return_type) =
            example(&function.signature().type_signature, |types| function.return_type(types).ok());
        let entry =
            row("scalar", function.signature().volatility, function.documentation(), arguments, return_type);
        functions.insert((name.clone(), "scalar"), entry);
    }
    for (name, function) in state.aggregate_functions() {
        let (arguments, return_type) =
            example(&function.signature().type_signature, |types| function.return_type(types).ok());
        let entry = row(
            "aggregate",
            function.signature().volatility,
            function.documentation(),
            arguments,
            return_type,
        );
        functions.insert((name.clone(), "aggregate"), entry);
    }
    for (name, function) in state.window_functions() {
        let (arguments, _) = example(&function.signature().type_signature, |_| None);
        let entry = row("window", function.signature().volatility, function.documentation(), arguments, None);
        functions.insert((name.clone(), "window"), entry);
    }
    functions
}

/// The first kind of arguments a signature names, and what comes out of it.
fn example(
    signature: &TypeSignature,
    return_type: impl Fn(&[DataType]) -> Option<DataType>,
) -> (Option<String>, Option<String>) {
    let Some(types) = signature.get_example_types().into_iter().next() else { return (None, None) };
    let names: Vec<String> = types.iter().map(trino_type).collect();
    (Some(names.join(", ")), return_type(&types).as_ref().map(trino_type))
}

fn row(
    kind: &'static str,
    volatility: Volatility,
    documentation: Option<&Documentation>,
    arguments: Option<String>,
    return_type: Option<String>,
) -> Function {
    let description =
        documentation.map(|text| text.description.trim().replace('\n', " ")).unwrap_or_default();
    Function { return_type, arguments, kind, deterministic: volatility == Volatility::Immutable, description }
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
