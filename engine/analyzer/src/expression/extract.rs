//! `EXTRACT(field FROM value)`

use polias_sql::ast::{self, ExtractField, Offset};
use polias_types::Type;

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::plan::Expression;
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// A field of a date, time or interval: the function of the field's name, for fewer types than that takes.
    pub(super) fn extract(
        &mut self,
        offset: Offset,
        field: ExtractField,
        value: &ast::Expression,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let value_offset = value.offset;
        let mut value = self.typed(value, scope, allowed)?;
        if value.data_type == Type::Unknown && self.is_postgres() {
            value = self.coerce(value, &Type::Timestamp(6));
        }
        let (name, function) = names(field);
        if !has_field(&value.data_type, field) {
            let message = format!("Cannot extract {name} from {}", value.data_type);
            return Err(AnalysisError::new("TYPE_MISMATCH", value_offset, message));
        }
        self.call_resolved(offset, function, vec![value])
    }
}

/// The field's name in messages, and its function.
fn names(field: ExtractField) -> (&'static str, &'static str) {
    match field {
        ExtractField::Year => ("YEAR", "year"),
        ExtractField::Quarter => ("QUARTER", "quarter"),
        ExtractField::Month => ("MONTH", "month"),
        ExtractField::Week => ("WEEK", "week"),
        ExtractField::Day => ("DAY", "day"),
        ExtractField::DayOfMonth => ("DAY_OF_MONTH", "day_of_month"),
        ExtractField::DayOfWeek => ("DAY_OF_WEEK", "day_of_week"),
        ExtractField::DayOfYear => ("DAY_OF_YEAR", "day_of_year"),
        ExtractField::YearOfWeek => ("YEAR_OF_WEEK", "year_of_week"),
        ExtractField::Hour => ("HOUR", "hour"),
        ExtractField::Minute => ("MINUTE", "minute"),
        ExtractField::Second => ("SECOND", "second"),
        ExtractField::TimezoneMinute => ("TIMEZONE_MINUTE", "timezone_minute"),
        ExtractField::TimezoneHour => ("TIMEZONE_HOUR", "timezone_hour"),
    }
}

fn has_field(data_type: &Type, field: ExtractField) -> bool {
    use ExtractField as F;
    match data_type {
        Type::Date => !matches!(field, F::Hour | F::Minute | F::Second | F::TimezoneHour | F::TimezoneMinute),
        Type::Timestamp(_) => !matches!(field, F::TimezoneHour | F::TimezoneMinute),
        Type::TimestampTz(_) => true,
        Type::Time(_) => matches!(field, F::Hour | F::Minute | F::Second),
        Type::TimeTz(_) => {
            matches!(field, F::Hour | F::Minute | F::Second | F::TimezoneHour | F::TimezoneMinute)
        }
        Type::IntervalYearMonth => matches!(field, F::Year | F::Month),
        Type::IntervalDaySecond => matches!(field, F::Day | F::Hour | F::Minute | F::Second),
        _ => false,
    }
}
