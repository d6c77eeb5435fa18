//! Types as Trino's grammar writes them. What a name means is not known here.

use super::{Identifier, Offset};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DataType {
    /// Where.
    pub offset: Offset,
    /// What.
    pub kind: DataTypeKind,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DataTypeKind {
    /// `bigint`, `varchar(10)`, `map(a, b)`; `b ARRAY` and `array<b>` are `array(b)`, `DOUBLE PRECISION` is
    /// `double`.
    Generic {
        /// The name.
        name: Identifier,
        /// Types and numbers in parentheses.
        parameters: Vec<TypeParameter>,
    },
    /// `ROW(a bigint, varchar)`
    Row(Vec<RowField>),
    /// `TIME(p)`, with or without zone.
    Time {
        /// Digits of the second.
        precision: Option<Box<TypeParameter>>,
        /// WITH TIME ZONE.
        with_time_zone: bool,
    },
    /// `TIMESTAMP(p)`, with or without zone.
    Timestamp {
        /// Digits of the second.
        precision: Option<Box<TypeParameter>>,
        /// WITH TIME ZONE.
        with_time_zone: bool,
    },
    /// `INTERVAL YEAR TO MONTH`
    Interval {
        /// The first field.
        start: IntervalField,
        /// The last field; the first when not said.
        end: IntervalField,
    },
}

/// A parameter of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeParameter {
    /// The digits of a number.
    Number(String),
    /// A type.
    Type(DataType),
}

/// A field of a row type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowField {
    /// Fields need no name.
    pub name: Option<Identifier>,
    /// The type.
    pub field_type: DataType,
}

/// Fields of intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntervalField {
    /// YEAR
    Year,
    /// MONTH
    Month,
    /// DAY
    Day,
    /// HOUR
    Hour,
    /// MINUTE
    Minute,
    /// SECOND
    Second,
}
