//! Arrow carriers and Trino types as PostgreSQL types: OID, length, modifier, and how values are encoded.
//!
//! Nested rows and maps, and arrays of arrays (ragged in Trino, rectangular in PostgreSQL), have no PostgreSQL
//! type that holds all their values; they are `text`, printed as Trino prints them.

use std::sync::Arc;

use arrow::datatypes::DataType;
use polias_engine::OutputColumn;
use polias_engine::types::Type;

/// How values of a type are encoded.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `bool`
    Bool,
    /// `int2`
    Int2,
    /// `int4`
    Int4,
    /// `int8`
    Int8,
    /// `oid` and the `reg…` types with a numeric carrier
    Oid,
    /// `float4`
    Float4,
    /// `float8`
    Float8,
    /// `numeric`
    Numeric,
    /// `text`, `varchar`, `bpchar`, `name`, `json`: the characters in both formats
    Text,
    /// `"char"`: one byte
    Char,
    /// `jsonb`: a version byte in the binary format
    Jsonb,
    /// `bytea`
    Bytea,
    /// `date`
    Date,
    /// `time`, with so many digits of the second in its text, or as many as needed.
    Time(Option<u8>),
    /// `timestamp`, likewise.
    Timestamp(Option<u8>),
    /// `timestamptz`, likewise.
    TimestampTz(Option<u8>),
    /// `interval`
    Interval,
    /// `uuid`
    Uuid,
    /// An array of one dimension.
    Array(Arc<PgType>),
    /// `int2vector`, `oidvector`: an array from 0, printed with blanks.
    Vector(Arc<PgType>),
    /// `bpchar`: the characters, padded with blanks to the length.
    Padded(u32),
    /// Text as Trino prints values of a type PostgreSQL does not have.
    Printed(Type),
}

/// A PostgreSQL type of a column or parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct PgType {
    /// `pg_type.oid`
    pub oid: u32,
    /// `pg_type.typlen`
    pub length: i16,
    /// `pg_attribute.atttypmod`
    pub modifier: i32,
    /// How values are encoded.
    pub kind: Kind,
}

/// A result column on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type.
    pub pg_type: PgType,
}

impl Column {
    /// A column of text the door answers by itself.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), pg_type: TEXT }
    }
}

impl From<&OutputColumn> for Column {
    fn from(column: &OutputColumn) -> Self {
        let exact =
            column.pg_oid.and_then(by_oid).filter(|pg_type| carries(&pg_type.kind, &column.data_type));
        let pg_type = exact.unwrap_or_else(|| of_type(&column.trino_type));
        Self { name: column.name.clone(), pg_type }
    }
}

/// `text`
pub const TEXT: PgType = PgType::new(25, -1, Kind::Text);

impl PgType {
    const fn new(oid: u32, length: i16, kind: Kind) -> Self {
        Self { oid, length, modifier: -1, kind }
    }

    fn with_modifier(self, modifier: i32) -> Self {
        Self { modifier, ..self }
    }
}

/// The type of an Arrow column the door makes itself or declares for a parameter.
pub fn of(data_type: &DataType) -> PgType {
    of_type(&polias_engine::trino_type(data_type))
}

/// The PostgreSQL type that holds the values of a Trino type; text, as Trino prints it, where none does.
pub fn of_type(data_type: &Type) -> PgType {
    match data_type {
        Type::Boolean => PgType::new(16, 1, Kind::Bool),
        Type::Tinyint | Type::Smallint => PgType::new(21, 2, Kind::Int2),
        Type::Integer => PgType::new(23, 4, Kind::Int4),
        Type::Bigint => PgType::new(20, 8, Kind::Int8),
        Type::Real => PgType::new(700, 4, Kind::Float4),
        Type::Double => PgType::new(701, 8, Kind::Float8),
        Type::Decimal { precision, scale } => {
            PgType::new(1700, -1, Kind::Numeric).with_modifier(numeric_modifier(*precision, *scale))
        }
        Type::Varchar(length) => PgType::new(1043, -1, Kind::Text).with_modifier(length_modifier(*length)),
        Type::Char(length) => {
            PgType::new(1042, -1, Kind::Padded(*length)).with_modifier(length_modifier(Some(*length)))
        }
        Type::Json => PgType::new(114, -1, Kind::Text),
        Type::Varbinary => PgType::new(17, -1, Kind::Bytea),
        Type::Date => PgType::new(1082, 4, Kind::Date),
        Type::Time(digits) => PgType::new(1083, 8, Kind::Time(Some(*digits))),
        Type::Timestamp(digits) => PgType::new(1114, 8, Kind::Timestamp(Some(*digits))),
        Type::TimestampTz(digits) => PgType::new(1184, 8, Kind::TimestampTz(Some(*digits))),
        Type::IntervalYearMonth | Type::IntervalDaySecond => PgType::new(1186, 16, Kind::Interval),
        Type::Uuid => PgType::new(2950, 16, Kind::Uuid),
        Type::Array(element) => of_array(data_type, element),
        Type::Unknown => TEXT,
        _ => printed(data_type),
    }
}

fn printed(data_type: &Type) -> PgType {
    PgType::new(25, -1, Kind::Printed(data_type.clone()))
}

fn numeric_modifier(precision: u8, scale: u8) -> i32 {
    ((i32::from(precision) << 16) | i32::from(scale)) + 4
}

/// Of `varchar(n)` and `char(n)`; -1 without a length.
fn length_modifier(length: Option<u32>) -> i32 {
    length.and_then(|length| i32::try_from(length).ok()?.checked_add(4)).unwrap_or(-1)
}

fn of_array(data_type: &Type, element: &Type) -> PgType {
    let element = of_type(element);
    if matches!(element.kind, Kind::Printed(_) | Kind::Array(_) | Kind::Vector(_)) {
        return printed(data_type);
    }
    match ARRAYS.iter().find(|(_, element_oid)| *element_oid == element.oid) {
        Some((oid, _)) => {
            let modifier = element.modifier;
            PgType::new(*oid, -1, Kind::Array(Arc::new(element))).with_modifier(modifier)
        }
        None => printed(data_type),
    }
}

/// OID of an array type, OID of its elements.
const ARRAYS: &[(u32, u32)] = &[
    (199, 114),
    (1000, 16),
    (1001, 17),
    (1002, 18),
    (1003, 19),
    (1005, 21),
    (1007, 23),
    (1009, 25),
    (1014, 1042),
    (1015, 1043),
    (1016, 20),
    (1021, 700),
    (1022, 701),
    (1028, 26),
    (1034, 1033),
    (1115, 1114),
    (1182, 1082),
    (1183, 1083),
    (1185, 1184),
    (1187, 1186),
    (1231, 1700),
    (2210, 2205),
    (2211, 2206),
    (2951, 2950),
    (3807, 3802),
];

/// A type by its OID: what parameters may be declared as and what `pg_catalog` columns are.
pub fn by_oid(oid: u32) -> Option<PgType> {
    if let Some((_, element)) = ARRAYS.iter().find(|(array, _)| *array == oid) {
        return Some(PgType::new(oid, -1, Kind::Array(Arc::new(by_oid(*element)?))));
    }
    let (length, kind) = match oid {
        16 => (1, Kind::Bool),
        17 => (-1, Kind::Bytea),
        18 => (1, Kind::Char),
        19 => (64, Kind::Text),
        20 => (8, Kind::Int8),
        21 => (2, Kind::Int2),
        22 => (-1, Kind::Vector(Arc::new(PgType::new(21, 2, Kind::Int2)))),
        23 => (4, Kind::Int4),
        // regproc, oid, xid, cid, regprocedure, regoper, regoperator, regclass, regtype, regconfig,
        // regdictionary, regnamespace, regrole
        24 | 26 | 28 | 29 | 2202..=2206 | 3734 | 3769 | 4089 | 4096 => (4, Kind::Oid),
        30 => (-1, Kind::Vector(Arc::new(PgType::new(26, 4, Kind::Oid)))),
        // text, json, pg_node_tree, aclitem, bpchar, varchar
        25 | 114 | 194 | 1033 | 1042 | 1043 => (-1, Kind::Text),
        700 => (4, Kind::Float4),
        701 => (8, Kind::Float8),
        // unknown, cstring
        705 | 2275 => (-2, Kind::Text),
        1082 => (4, Kind::Date),
        1083 => (8, Kind::Time(None)),
        1114 => (8, Kind::Timestamp(None)),
        1184 => (8, Kind::TimestampTz(None)),
        1186 => (16, Kind::Interval),
        1700 => (-1, Kind::Numeric),
        // void
        2278 => (4, Kind::Text),
        2950 => (16, Kind::Uuid),
        3802 => (-1, Kind::Jsonb),
        _ => return None,
    };
    Some(PgType::new(oid, length, kind))
}

/// True when values of the carrier can be encoded as the kind.
fn carries(kind: &Kind, data_type: &DataType) -> bool {
    let element = match data_type {
        DataType::Null => return true,
        DataType::Dictionary(_, values) => return carries(kind, values),
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            Some(field.data_type())
        }
        _ => None,
    };
    let text = matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    match kind {
        Kind::Int2 | Kind::Int4 | Kind::Int8 | Kind::Oid => data_type.is_integer(),
        Kind::Text | Kind::Jsonb => text,
        Kind::Char => text || data_type.is_integer(),
        Kind::Numeric => data_type.is_integer() || data_type.is_decimal(),
        Kind::Float4 | Kind::Float8 => data_type.is_floating(),
        Kind::Uuid => matches!(data_type, DataType::FixedSizeBinary(16)),
        Kind::Array(inner) | Kind::Vector(inner) => {
            element.is_some_and(|data_type| carries(&inner.kind, data_type))
        }
        Kind::Time(_) => matches!(data_type, DataType::Time32(_) | DataType::Time64(_)),
        Kind::Timestamp(_) | Kind::TimestampTz(_) => matches!(data_type, DataType::Timestamp(..)),
        kind => *kind == of(data_type).kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(trino_type: &str, pg_oid: Option<u32>) -> PgType {
        let trino_type = Type::parse(trino_type).unwrap();
        let data_type = trino_type.carrier();
        Column::from(&OutputColumn { name: "c".to_owned(), trino_type, data_type, pg_oid }).pg_type
    }

    fn of_catalog(data_type: DataType, pg_oid: u32) -> PgType {
        let trino_type = polias_engine::trino_type(&data_type);
        Column::from(&OutputColumn { name: "c".to_owned(), trino_type, data_type, pg_oid: Some(pg_oid) })
            .pg_type
    }

    #[test]
    fn scalars() {
        for (trino_type, oid, length, modifier) in [
            ("boolean", 16, 1, -1),
            ("tinyint", 21, 2, -1),
            ("bigint", 20, 8, -1),
            ("decimal(15,2)", 1700, -1, (15 << 16) + 2 + 4),
            ("varchar(25)", 1043, -1, 29),
            ("varchar", 1043, -1, -1),
            ("char(3)", 1042, -1, 7),
            ("json", 114, -1, -1),
            ("uuid", 2950, 16, -1),
            ("ipaddress", 25, -1, -1),
            ("timestamp(6)", 1114, 8, -1),
            ("timestamp(3) with time zone", 1184, 8, -1),
            ("interval day to second", 1186, 16, -1),
        ] {
            let found = column(trino_type, None);
            assert_eq!((found.oid, found.length, found.modifier), (oid, length, modifier), "{trino_type}");
        }
    }

    #[test]
    fn arrays_have_their_oid_and_deeper_ones_are_text() {
        assert_eq!(column("array(integer)", None).oid, 1007);
        assert_eq!(column("array(varchar)", None).oid, 1015);
        let deep = column("array(array(integer))", None);
        assert_eq!(deep.oid, 25);
        assert!(matches!(deep.kind, Kind::Printed(_)));
    }

    #[test]
    fn catalog_types_hold_only_with_a_fitting_carrier() {
        assert_eq!(of_catalog(DataType::UInt32, 26).kind, Kind::Oid);
        assert_eq!(of_catalog(DataType::Int64, 26).oid, 26);
        assert_eq!(of_catalog(DataType::Utf8, 19).oid, 19);
        assert_eq!(of_catalog(DataType::Utf8, 2205).oid, 1043);
        assert_eq!(of_catalog(DataType::Utf8, 999_999).oid, 1043);
    }
}
