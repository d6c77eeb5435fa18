//! Units of `date_trunc`, `date_add`, `date_diff`.

use polias_types::Type;

use super::value::kind;
use crate::DataError;
use crate::moments::{DAY, MILLISECOND, SECOND};

/// A unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Of fixed length: nanoseconds.
    Fixed(i128),
    Day,
    Week,
    /// So many months.
    Months(i64),
}

impl Unit {
    /// The unit of this name, in any case, for a type.
    pub(super) fn parse(name: &str, of: &Type) -> Result<Self, DataError> {
        let unit = match name.to_ascii_lowercase().as_str() {
            "millisecond" => Self::Fixed(MILLISECOND),
            "second" => Self::Fixed(SECOND),
            "minute" => Self::Fixed(60 * SECOND),
            "hour" => Self::Fixed(3600 * SECOND),
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Months(1),
            "quarter" => Self::Months(3),
            "year" => Self::Months(12),
            _ => return Err(unknown(name, of)),
        };
        let fits = match of {
            Type::Date => !matches!(unit, Self::Fixed(_)),
            Type::Time(_) | Type::TimeTz(_) => matches!(unit, Self::Fixed(_)),
            _ => true,
        };
        if fits { Ok(unit) } else { Err(unknown(name, of)) }
    }

    /// The length of units that do not depend on the calendar.
    pub(super) fn length(self) -> Option<i128> {
        match self {
            Self::Fixed(length) => Some(length),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Months(_) => None,
        }
    }
}

fn unknown(name: &str, of: &Type) -> DataError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", format!("'{name}' is not a valid {} field", kind(of)))
}
