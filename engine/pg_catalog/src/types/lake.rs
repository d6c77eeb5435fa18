//! From lake (Trino) types to PostgreSQL types.
//!
//! One table for both sides that speak of columns: `pg_attribute` here and RowDescription at the wire; a
//! client that compares the two must not see a difference.

use arrow::datatypes::DataType;

use super::{array_of, by_oid, oids};

/// A PostgreSQL type as RowDescription and `pg_attribute` carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PgType {
    /// Type OID.
    pub oid: u32,
    /// Type modifier; -1 for none.
    pub typmod: i32,
    /// Bytes of a value; -1 for variable length.
    pub typlen: i16,
}

impl PgType {
    fn new(oid: u32, typmod: i32) -> Self {
        Self { oid, typmod, typlen: by_oid(oid).map_or(-1, |row| row.len) }
    }
}

/// PostgreSQL type of a column with a Trino type; the Arrow type decides when the Trino type is not known.
///
/// `varchar` without length is `character varying`, which every BI tool takes as a string with unlimited
/// length; `row` and `map` are `text` (there are no composite types here), as are arrays of them.
pub fn pg_type_of(trino_type: &str, data_type: &DataType) -> PgType {
    of_name(&trino_type.trim().to_ascii_lowercase()).unwrap_or_else(|| of_arrow(data_type))
}

fn of_name(name: &str) -> Option<PgType> {
    let (base, arguments) = match (name.find('('), name.strip_suffix(')')) {
        (Some(open), Some(inner)) => (name[..open].trim(), Some(inner[open + 1..].trim())),
        _ => (name, None),
    };
    let plain = |oid| Some(PgType::new(oid, -1));
    match base {
        "boolean" => plain(oids::BOOL),
        "tinyint" | "smallint" => plain(oids::INT2),
        "integer" | "int" => plain(oids::INT4),
        "bigint" => plain(oids::INT8),
        "real" | "float" => plain(oids::FLOAT4),
        "double" => plain(oids::FLOAT8),
        "decimal" => Some(PgType::new(oids::NUMERIC, arguments.and_then(decimal_typmod).unwrap_or(-1))),
        "varchar" => Some(PgType::new(oids::VARCHAR, length_typmod(arguments, -1))),
        "char" => Some(PgType::new(oids::BPCHAR, length_typmod(arguments, 5))),
        "string" => plain(oids::VARCHAR),
        "varbinary" | "binary" => plain(oids::BYTEA),
        "date" => plain(oids::DATE),
        "json" => plain(oids::JSON),
        "uuid" => plain(oids::UUID),
        "ipaddress" => plain(oids::INET),
        "array" => Some(array_type(of_name(arguments?)?)),
        "row" | "map" | "struct" => plain(oids::TEXT),
        _ if base == "timestamp" || name.starts_with("timestamp") => {
            plain(if name.ends_with("with time zone") { oids::TIMESTAMPTZ } else { oids::TIMESTAMP })
        }
        _ if base == "time" || name.starts_with("time") => plain(oids::TIME),
        _ if name.starts_with("interval") => plain(oids::INTERVAL),
        _ => None,
    }
}

fn array_type(element: PgType) -> PgType {
    // PostgreSQL has one array type per element type whatever the dimensions. `text` comes only from rows and
    // maps, whose arrays are text as a whole.
    let is_array = by_oid(element.oid).is_some_and(|row| row.category == "A");
    match array_of(element.oid) {
        _ if is_array || element.oid == oids::TEXT => element,
        Some(oid) => PgType::new(oid, element.typmod),
        None => PgType::new(oids::TEXT, -1),
    }
}

fn decimal_typmod(arguments: &str) -> Option<i32> {
    let mut parts = arguments.split(',').map(|part| part.trim().parse::<i32>());
    let precision = parts.next()?.ok()?;
    let scale = parts.next().and_then(|scale| scale.ok()).unwrap_or(0);
    Some(((precision << 16) | (scale & 0x7ff)) + 4)
}

fn length_typmod(arguments: Option<&str>, absent: i32) -> i32 {
    arguments
        .and_then(|text| text.parse::<i32>().ok())
        .and_then(|length| length.checked_add(4))
        .unwrap_or(absent)
}

fn of_arrow(data_type: &DataType) -> PgType {
    let oid = match data_type {
        DataType::Boolean => oids::BOOL,
        DataType::Int8 | DataType::Int16 | DataType::UInt8 => oids::INT2,
        DataType::Int32 | DataType::UInt16 => oids::INT4,
        DataType::Int64 | DataType::UInt32 => oids::INT8,
        DataType::UInt64 => oids::NUMERIC,
        DataType::Float16 | DataType::Float32 => oids::FLOAT4,
        DataType::Float64 => oids::FLOAT8,
        DataType::Decimal32(p, s)
        | DataType::Decimal64(p, s)
        | DataType::Decimal128(p, s)
        | DataType::Decimal256(p, s) => {
            return PgType::new(oids::NUMERIC, ((i32::from(*p) << 16) | (i32::from(*s) & 0x7ff)) + 4);
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => oids::VARCHAR,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            oids::BYTEA
        }
        DataType::Date32 | DataType::Date64 => oids::DATE,
        DataType::Time32(_) | DataType::Time64(_) => oids::TIME,
        DataType::Timestamp(_, None) => oids::TIMESTAMP,
        DataType::Timestamp(_, Some(_)) => oids::TIMESTAMPTZ,
        DataType::Interval(_) | DataType::Duration(_) => oids::INTERVAL,
        DataType::Dictionary(_, value) => return of_arrow(value),
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            return array_type(of_arrow(field.data_type()));
        }
        _ => oids::TEXT,
    };
    PgType::new(oid, -1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> (u32, i32) {
        let t = pg_type_of(name, &DataType::Null);
        (t.oid, t.typmod)
    }

    #[test]
    fn trino_names_decide() {
        assert_eq!(of("decimal(15, 2)"), (oids::NUMERIC, ((15 << 16) | 2) + 4));
        assert_eq!(of("varchar"), (oids::VARCHAR, -1));
        assert_eq!(of("varchar(25)"), (oids::VARCHAR, 29));
        assert_eq!(of("char(3)"), (oids::BPCHAR, 7));
        assert_eq!(of("timestamp(3)"), (oids::TIMESTAMP, -1));
        assert_eq!(of("timestamp(6) with time zone"), (oids::TIMESTAMPTZ, -1));
        assert_eq!(of("array(varchar)"), (1015, -1));
        assert_eq!(of("array(array(integer))"), (oids::INT4_ARRAY, -1));
        assert_eq!(of("map(varchar,integer)"), (oids::TEXT, -1));
        assert_eq!(of("row(a integer)"), (oids::TEXT, -1));
    }

    #[test]
    fn arrow_decides_when_the_name_is_unknown() {
        assert_eq!(pg_type_of("?", &DataType::Int32), PgType { oid: oids::INT4, typmod: -1, typlen: 4 });
        assert_eq!(pg_type_of("", &DataType::Decimal128(10, 3)).oid, oids::NUMERIC);
    }
}
