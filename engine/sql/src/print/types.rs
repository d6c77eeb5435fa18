//! Types.

use std::fmt::{self, Display, Formatter};

use crate::ast::{DataType, DataTypeKind, IntervalField, RowField, TypeParameter};

use super::list;

impl Display for DataType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            DataTypeKind::Generic { name, parameters } => {
                name.fmt(f)?;
                if parameters.is_empty() {
                    return Ok(());
                }
                f.write_str("(")?;
                list(f, parameters, ", ")?;
                f.write_str(")")
            }
            DataTypeKind::Row(fields) => {
                f.write_str("ROW(")?;
                list(f, fields, ", ")?;
                f.write_str(")")
            }
            DataTypeKind::Time { precision, with_time_zone } => {
                time(f, "TIME", precision.as_deref(), *with_time_zone)
            }
            DataTypeKind::Timestamp { precision, with_time_zone } => {
                time(f, "TIMESTAMP", precision.as_deref(), *with_time_zone)
            }
            DataTypeKind::Interval { start, end } => write!(f, "INTERVAL {start} TO {end}"),
        }
    }
}

fn time(f: &mut Formatter<'_>, word: &str, precision: Option<&TypeParameter>, zone: bool) -> fmt::Result {
    f.write_str(word)?;
    precision.iter().try_for_each(|precision| write!(f, "({precision})"))?;
    super::word_if(f, zone, " WITH TIME ZONE")
}

impl Display for TypeParameter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(digits) => f.write_str(digits),
            Self::Type(data_type) => data_type.fmt(f),
        }
    }
}

impl Display for RowField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.name.iter().try_for_each(|name| write!(f, "{name} "))?;
        self.field_type.fmt(f)
    }
}

impl Display for IntervalField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
            Self::Second => "SECOND",
        })
    }
}
