//! `FOR VERSION AS OF`, `FOR TIMESTAMP AS OF`: which state of a table is meant.

use polias_sql::ast::{self, AsOfKind};
use polias_types::{ArithmeticOperator, Type, Value, Zone};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::Scope;
use crate::{AnalysisError, Result, Snapshot};

const NANOSECONDS: i128 = 1_000_000_000;
const SECONDS_OF_DAY: i64 = 86_400;

impl Analyzer<'_> {
    /// The state of a table.
    pub(super) fn snapshot(&mut self, as_of: &ast::AsOf) -> Result<Snapshot> {
        let mut allowed = Allowed { clause: "AS OF", ..Allowed::default() };
        let typed = self.expression(&as_of.value, &Scope::default(), &mut allowed)?;
        if typed.has_subquery() {
            return Err(AnalysisError::new(
                "EXPRESSION_NOT_CONSTANT",
                as_of.value.offset,
                "Constant expression cannot contain a subquery",
            ));
        }
        let found = match as_of.kind {
            AsOfKind::Version => version(&typed),
            AsOfKind::Timestamp => self.time(&typed, as_of)?,
        };
        if let Some(snapshot) = found {
            return Ok(snapshot);
        }
        if typed.data_type == Type::Unknown || matches!(typed.kind, ExpressionKind::Literal(Value::Null)) {
            let message = "Pointer value cannot be NULL";
            return Err(AnalysisError::new("INVALID_ARGUMENTS", as_of.offset, message));
        }
        match (as_of.kind, &typed.data_type) {
            (
                AsOfKind::Version,
                Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint | Type::Varchar(_),
            )
            | (AsOfKind::Timestamp, _) => Err(AnalysisError::not_supported(
                as_of.value.offset,
                "AS OF takes a constant: a literal, or CURRENT_TIMESTAMP with intervals added or subtracted",
            )),
            (AsOfKind::Version, other) => Err(AnalysisError::not_supported(
                as_of.offset,
                format!("Unsupported type for table version: {other}"),
            )),
        }
    }

    fn time(&self, value: &Expression, as_of: &ast::AsOf) -> Result<Option<Snapshot>> {
        if !matches!(value.data_type, Type::Timestamp(_) | Type::TimestampTz(_) | Type::Date | Type::Unknown)
        {
            return Err(AnalysisError::new(
                "TYPE_MISMATCH",
                as_of.offset,
                format!(
                    "Type {} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or \
                     Date.",
                    value.data_type
                ),
            ));
        }
        let Some(instant) = instant(value, self.session.zone) else { return Ok(None) };
        if instant > self.session.now {
            return Err(AnalysisError::new(
                "INVALID_ARGUMENTS",
                as_of.offset,
                format!("Pointer value '{}' is not in the past", as_of.value),
            ));
        }
        Ok(Some(Snapshot::Time(instant)))
    }
}

fn version(value: &Expression) -> Option<Snapshot> {
    match &value.kind {
        ExpressionKind::Literal(Value::Integer(number)) => Some(Snapshot::Version(*number)),
        ExpressionKind::Literal(Value::Text(name)) if matches!(value.data_type, Type::Varchar(_)) => {
            Some(Snapshot::Reference(name.clone()))
        }
        ExpressionKind::Cast { value: inner, .. }
            if matches!(value.data_type, Type::Bigint | Type::Varchar(None)) =>
        {
            version(inner)
        }
        _ => None,
    }
}

/// Nanoseconds since 1970-01-01 UTC of a constant; clocks are those of the session's zone.
fn instant(value: &Expression, zone: Zone) -> Option<i128> {
    match &value.kind {
        ExpressionKind::Literal(Value::Instant(instant, _)) => Some(*instant),
        ExpressionKind::Literal(Value::Nanoseconds(local))
            if matches!(value.data_type, Type::Timestamp(_)) =>
        {
            let seconds = i64::try_from(local.div_euclid(NANOSECONDS)).ok()?;
            Some(i128::from(zone.local_to_epoch(seconds)) * NANOSECONDS + local.rem_euclid(NANOSECONDS))
        }
        ExpressionKind::Literal(Value::Integer(days)) if value.data_type == Type::Date => {
            Some(i128::from(zone.local_to_epoch(days.checked_mul(SECONDS_OF_DAY)?)) * NANOSECONDS)
        }
        ExpressionKind::Cast { value: inner, .. }
            if matches!(
                (&value.data_type, &inner.data_type),
                (
                    Type::Timestamp(_) | Type::TimestampTz(_),
                    Type::Timestamp(_) | Type::TimestampTz(_) | Type::Date
                )
            ) =>
        {
            instant(inner, zone)
        }
        ExpressionKind::Arithmetic(operator, left, right) => {
            let milliseconds = match (&right.kind, &right.data_type) {
                (ExpressionKind::Literal(Value::Integer(value)), Type::IntervalDaySecond) => {
                    i128::from(*value)
                }
                _ => return None,
            };
            let shift = milliseconds * (NANOSECONDS / 1_000);
            let start = instant(left, zone)?;
            match operator {
                ArithmeticOperator::Add => Some(start + shift),
                ArithmeticOperator::Subtract => Some(start - shift),
                _ => None,
            }
        }
        _ => None,
    }
}
