//! Result types of operators.

use std::sync::LazyLock;

use crate::{FunctionKind, FunctionSet, ResolvedFunction, Signature, Type, Unresolved};

/// `+ - * / %`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulus,
}

impl ArithmeticOperator {
    /// The name of the operator's forms among functions.
    fn name(self) -> &'static str {
        match self {
            Self::Add => "$operator$add",
            Self::Subtract => "$operator$subtract",
            Self::Multiply => "$operator$multiply",
            Self::Divide => "$operator$divide",
            Self::Modulus => "$operator$modulus",
        }
    }
}

/// What an arithmetic operator works on and gives: types both sides are cast to, and the result's. `None`
/// when Trino has no such operator (`date + bigint`, `varchar + 1`), or cannot choose one
/// ([`resolve_arithmetic`] tells which).
pub fn arithmetic_types(
    operator: ArithmeticOperator,
    left: &Type,
    right: &Type,
) -> Option<(Type, Type, Type)> {
    if left == right && is_machine_number(left) {
        return Some((left.clone(), left.clone(), left.clone()));
    }
    let resolved = resolve_arithmetic(operator, left, right).ok()?;
    let mut arguments = resolved.arguments.into_iter();
    Some((arguments.next()?, arguments.next()?, resolved.result))
}

/// The same with the reason: `AMBIGUOUS_FUNCTION_CALL` (`bigint * NULL`) and `INVALID_FUNCTION_ARGUMENT` (scales
/// of decimals add up to more than 38) are what Trino reports, without a position; `FUNCTION_NOT_FOUND` it
/// reports as TYPE_MISMATCH `Cannot apply operator: varchar(1) + integer`.
pub fn resolve_arithmetic(
    operator: ArithmeticOperator,
    left: &Type,
    right: &Type,
) -> Result<ResolvedFunction, Unresolved> {
    OPERATORS.resolve(operator.name(), &[left.clone(), right.clone()])
}

fn is_machine_number(data_type: &Type) -> bool {
    matches!(
        data_type,
        Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint | Type::Real | Type::Double
    )
}

static OPERATORS: LazyLock<FunctionSet> = LazyLock::new(|| {
    let numbers = ["bigint", "integer", "smallint", "tinyint", "double", "real"].iter().flat_map(|number| {
        ["$operator$add", "$operator$subtract", "$operator$multiply", "$operator$divide", "$operator$modulus"]
            .map(|name| form(name, number, &format!("{number}, {number}"), ""))
    });
    let others = FORMS.iter().map(|(name, result, arguments, flags)| form(name, result, arguments, flags));
    FunctionSet::new(numbers.chain(others).flatten())
});

fn form(name: &'static str, result: &str, arguments: &str, flags: &str) -> Option<Signature> {
    Signature::parse(name, FunctionKind::Scalar, result, arguments, flags)
}

const DECIMALS: &str = "decimal(a_precision,a_scale), decimal(b_precision,b_scale)";
const DECIMAL: &str = "decimal(r_precision,r_scale)";
const SUM: &str = "r_precision = min(38, max(a_precision - a_scale, b_precision - b_scale) + max(a_scale, b_scale) + 1); \
     r_scale = max(a_scale, b_scale)";
const PRODUCT: &str = "r_precision = min(38, a_precision + b_precision); r_scale = a_scale + b_scale";
const QUOTIENT: &str = "r_precision = min(38, a_precision + b_scale + max(b_scale - a_scale, 0)); r_scale = max(a_scale, b_scale)";
const REMAINDER: &str = "r_precision = min(b_precision - b_scale, a_precision - a_scale) + max(a_scale, b_scale); \
     r_scale = max(a_scale, b_scale)";

/// Operator, result, arguments, flags; those of machine numbers aside. `date - date` is that of timestamps.
const FORMS: &[(&str, &str, &str, &str)] = &[
    ("$operator$add", DECIMAL, DECIMALS, SUM),
    ("$operator$subtract", DECIMAL, DECIMALS, SUM),
    ("$operator$multiply", DECIMAL, DECIMALS, PRODUCT),
    ("$operator$divide", DECIMAL, DECIMALS, QUOTIENT),
    ("$operator$modulus", DECIMAL, DECIMALS, REMAINDER),
    ("$operator$add", "interval day to second", "interval day to second, interval day to second", ""),
    ("$operator$subtract", "interval day to second", "interval day to second, interval day to second", ""),
    ("$operator$multiply", "interval day to second", "interval day to second, bigint", ""),
    ("$operator$multiply", "interval day to second", "interval day to second, double", ""),
    ("$operator$multiply", "interval day to second", "bigint, interval day to second", ""),
    ("$operator$multiply", "interval day to second", "double, interval day to second", ""),
    ("$operator$divide", "interval day to second", "interval day to second, double", ""),
    ("$operator$add", "interval year to month", "interval year to month, interval year to month", ""),
    ("$operator$subtract", "interval year to month", "interval year to month, interval year to month", ""),
    ("$operator$multiply", "interval year to month", "interval year to month, bigint", ""),
    ("$operator$multiply", "interval year to month", "interval year to month, double", ""),
    ("$operator$multiply", "interval year to month", "bigint, interval year to month", ""),
    ("$operator$multiply", "interval year to month", "double, interval year to month", ""),
    ("$operator$divide", "interval year to month", "interval year to month, double", ""),
    ("$operator$add", "date", "date, interval day to second", ""),
    ("$operator$add", "date", "interval day to second, date", ""),
    ("$operator$add", "date", "date, interval year to month", ""),
    ("$operator$add", "date", "interval year to month, date", ""),
    ("$operator$subtract", "date", "date, interval day to second", ""),
    ("$operator$subtract", "date", "date, interval year to month", ""),
    ("$operator$subtract", "interval day to second", "time(p), time(p)", ""),
    ("$operator$add", "time(u)", "time(p), interval day to second", "u = max(3, p)"),
    ("$operator$add", "time(u)", "interval day to second, time(p)", "u = max(3, p)"),
    ("$operator$subtract", "time(u)", "time(p), interval day to second", "u = max(3, p)"),
    ("$operator$subtract", "interval day to second", "time(p) with time zone, time(p) with time zone", ""),
    (
        "$operator$add",
        "time(u) with time zone",
        "time(p) with time zone, interval day to second",
        "u = max(3, p)",
    ),
    (
        "$operator$add",
        "time(u) with time zone",
        "interval day to second, time(p) with time zone",
        "u = max(3, p)",
    ),
    (
        "$operator$subtract",
        "time(u) with time zone",
        "time(p) with time zone, interval day to second",
        "u = max(3, p)",
    ),
    ("$operator$subtract", "interval day to second", "timestamp(p), timestamp(p)", ""),
    ("$operator$add", "timestamp(u)", "timestamp(p), interval day to second", "u = max(3, p)"),
    ("$operator$add", "timestamp(u)", "interval day to second, timestamp(p)", "u = max(3, p)"),
    ("$operator$add", "timestamp(p)", "timestamp(p), interval year to month", ""),
    ("$operator$add", "timestamp(p)", "interval year to month, timestamp(p)", ""),
    ("$operator$subtract", "timestamp(u)", "timestamp(p), interval day to second", "u = max(3, p)"),
    ("$operator$subtract", "timestamp(p)", "timestamp(p), interval year to month", ""),
    (
        "$operator$subtract",
        "interval day to second",
        "timestamp(p) with time zone, timestamp(p) with time zone",
        "",
    ),
    (
        "$operator$add",
        "timestamp(u) with time zone",
        "timestamp(p) with time zone, interval day to second",
        "u = max(3, p)",
    ),
    (
        "$operator$add",
        "timestamp(u) with time zone",
        "interval day to second, timestamp(p) with time zone",
        "u = max(3, p)",
    ),
    (
        "$operator$add",
        "timestamp(p) with time zone",
        "timestamp(p) with time zone, interval year to month",
        "",
    ),
    (
        "$operator$add",
        "timestamp(p) with time zone",
        "interval year to month, timestamp(p) with time zone",
        "",
    ),
    (
        "$operator$subtract",
        "timestamp(u) with time zone",
        "timestamp(p) with time zone, interval day to second",
        "u = max(3, p)",
    ),
    (
        "$operator$subtract",
        "timestamp(p) with time zone",
        "timestamp(p) with time zone, interval year to month",
        "",
    ),
];
