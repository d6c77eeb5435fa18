//! All signatures, and which of them have a kernel.

mod aggregate;
mod array;
mod binary;
mod color;
mod conversion;
mod datetime;
mod json;
mod map;
mod math;
mod regexp;
mod sketch;
mod string;
mod system;
mod url;
mod window;

use std::sync::LazyLock;

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use polias_types::{FunctionKind, FunctionSet, ResolvedFunction, Signature, Type, Zone};

use crate::scalar::Argument;
use crate::{Context, aggregate as aggregates, scalar, window as windows};

/// Name, result, arguments, and flags of a signature.
type Row = (&'static str, &'static str, &'static str, &'static str);

const TABLES: &[(FunctionKind, &[Row])] = &[
    (FunctionKind::Scalar, array::ROWS),
    (FunctionKind::Scalar, binary::ROWS),
    (FunctionKind::Scalar, color::ROWS),
    (FunctionKind::Scalar, conversion::ROWS),
    (FunctionKind::Scalar, datetime::ROWS),
    (FunctionKind::Scalar, json::ROWS),
    (FunctionKind::Scalar, map::ROWS),
    (FunctionKind::Scalar, math::ROWS),
    (FunctionKind::Scalar, regexp::ROWS),
    (FunctionKind::Scalar, sketch::ROWS),
    (FunctionKind::Scalar, string::ROWS),
    (FunctionKind::Scalar, system::ROWS),
    (FunctionKind::Scalar, url::ROWS),
    (FunctionKind::Aggregate, aggregate::ROWS),
    (FunctionKind::Window, window::ROWS),
];

/// A test sees that every row is read.
static FUNCTIONS: LazyLock<FunctionSet> = LazyLock::new(|| {
    FunctionSet::new(rows().filter_map(|(kind, (name, result, arguments, flags))| {
        Signature::parse(name, kind, result, arguments, flags)
    }))
});

fn rows() -> impl Iterator<Item = (FunctionKind, Row)> {
    TABLES.iter().flat_map(|(kind, rows)| rows.iter().map(|row| (*kind, *row)))
}

/// Every function of Trino 440 by its signature. What has no kernel yet resolves too, so that its types are
/// checked, and is then refused by name ([`is_built`]).
pub fn functions() -> &'static FunctionSet {
    &FUNCTIONS
}

/// Whether there is a kernel for the function.
pub fn is_built(function: &ResolvedFunction) -> bool {
    let context = Context { zone: Zone::UTC, now: 0, user: String::new(), version: "" };
    let null = || Expr::Literal(ScalarValue::Null, None);
    match function.kind {
        FunctionKind::Aggregate => aggregates::aggregate(function, &context).is_some(),
        FunctionKind::Window => windows::window(function, &context).is_some(),
        FunctionKind::Scalar if function.arguments.iter().any(is_lambda) => {
            let argument = |of: &Type| match of {
                Type::Function(parameters, _) => {
                    let names = (0..parameters.len()).map(|index| format!("p{index}")).collect();
                    Argument::Lambda(names, null())
                }
                _ => Argument::Value(null()),
            };
            let arguments = function.arguments.iter().map(argument).collect();
            scalar::higher_order(function, arguments, &context).is_some()
        }
        FunctionKind::Scalar => {
            let arguments = function.arguments.iter().map(|_| null()).collect();
            scalar::scalar(function, arguments, &context).is_some()
        }
    }
}

fn is_lambda(argument: &Type) -> bool {
    matches!(argument, Type::Function(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_signature() {
        for (kind, (name, result, arguments, flags)) in rows() {
            let signature = Signature::parse(name, kind, result, arguments, flags);
            assert!(signature.is_some(), "{name}: ({arguments}) -> {result} [{flags}]");
        }
    }

    #[test]
    fn computed_results() {
        let result = |name: &str, arguments: &[&str]| {
            let arguments: Vec<_> = arguments.iter().map(|text| Type::parse(text).unwrap()).collect();
            functions()
                .resolve(name, &arguments)
                .map_or_else(|error| error.message, |found| found.result.to_string())
        };
        for (name, arguments, expected) in [
            ("round", &["decimal(5,2)"][..], "decimal(4,0)"),
            ("round", &["decimal(5,2)", "integer"], "decimal(6,2)"),
            ("round", &["decimal(38,2)"], "decimal(37,0)"),
            ("ceil", &["decimal(5,2)"], "decimal(4,0)"),
            ("ceil", &["decimal(3,0)"], "decimal(3,0)"),
            ("truncate", &["decimal(2,2)"], "decimal(1,0)"),
            ("mod", &["decimal(5,2)", "decimal(5,4)"], "decimal(5,4)"),
            ("to_iso8601", &["timestamp(0)"], "varchar(22)"),
            ("to_iso8601", &["timestamp(3) with time zone"], "varchar(32)"),
            ("url_encode", &["varchar(3)"], "varchar(36)"),
            ("replace", &["varchar(3)", "varchar(1)", "varchar(2)"], "varchar(11)"),
            ("regexp_replace", &["varchar(3)", "varchar(11)", "varchar(9)"], "varchar(55)"),
            ("regexp_replace", &["varchar(4)", "varchar(2)", "varchar(1)"], "varchar(14)"),
            ("concat", &["char(2)", "char(3)"], "char(5)"),
            ("concat", &["varchar(1)", "varchar(2)", "varchar(3)"], "varchar"),
            ("concat", &["array(varchar(1))", "array(varchar(2))"], "array(varchar(2))"),
            ("json_extract_scalar", &["varchar(2)", "varchar(3)"], "varchar(2)"),
            ("sum", &["decimal(5,2)"], "decimal(38,2)"),
            ("substr", &["varchar(3)", "integer"], "varchar(3)"),
            ("greatest", &["decimal(2,1)", "integer"], "decimal(11,1)"),
            (
                "array_sort",
                &["array(map(integer,integer))"],
                "Unexpected parameters (array(map(integer,integer))) for function array_sort. Expected: array_sort(array(e)) E:orderable, array_sort(array(t), function(t,t,integer)) T",
            ),
        ] {
            assert_eq!(result(name, arguments), expected, "{name}");
        }
    }
}
