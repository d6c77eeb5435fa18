//! Names of types: what SQL text calls them (`integer`), and what `format_type` prints.

use super::{by_internal_name, by_oid, element_of, oids};

/// Type OID for a name as written in SQL, without type modifiers: `integer`, `int4`, `character varying`,
/// `name`, `_text`, `text[]`. Lower-case input.
pub(crate) fn parse(name: &str) -> Option<u32> {
    let name = name.trim();
    if let Some(element) = name.strip_suffix("[]") {
        return parse(element).and_then(super::array_of);
    }
    let internal = match name {
        "integer" | "int" => "int4",
        "smallint" => "int2",
        "bigint" => "int8",
        "real" => "float4",
        "double precision" | "float" => "float8",
        "boolean" => "bool",
        "decimal" | "dec" => "numeric",
        "character varying" => "varchar",
        "character" | "char" => "bpchar",
        "\"char\"" => "char",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        "bit varying" => "varbit",
        other => other.trim_matches('"'),
    };
    by_internal_name(internal).map(|row| row.oid)
}

/// A modifier that says "this column has none", where -1 says "no modifier is known".
pub(crate) const NO_LENGTH: i32 = -2;

/// What `format_type(oid, typmod)` prints; `typmod` below zero means none.
/// Unknown OIDs print `???`, zero prints `-`, as PostgreSQL does.
pub(crate) fn format(oid: u32, typmod: i32) -> String {
    if oid == 0 {
        return "-".to_owned();
    }
    let Some(row) = by_oid(oid) else { return "???".to_owned() };
    if row.category == "A"
        && row.name.starts_with('_')
        && let Some(element) = element_of(oid)
    {
        return format!("{}[]", format(element, typmod));
    }
    match oid {
        oids::BPCHAR if typmod >= 4 => format!("character({})", typmod - 4),
        // `character` alone would mean one character, so a column without modifier has the internal name.
        oids::BPCHAR if typmod == NO_LENGTH => "bpchar".to_owned(),
        oids::VARCHAR if typmod >= 4 => format!("character varying({})", typmod - 4),
        oids::VARCHAR => "character varying".to_owned(),
        oids::NUMERIC if typmod >= 4 => {
            let packed = typmod - 4;
            format!("numeric({},{})", (packed >> 16) & 0xffff, packed & 0x7ff)
        }
        oids::TIMESTAMP if typmod >= 0 => format!("timestamp({typmod}) without time zone"),
        oids::TIMESTAMPTZ if typmod >= 0 => format!("timestamp({typmod}) with time zone"),
        oids::TIME if typmod >= 0 => format!("time({typmod}) without time zone"),
        _ => sql_name(row.name).to_owned(),
    }
}

fn sql_name(internal: &str) -> &str {
    match internal {
        "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "bool" => "boolean",
        "varchar" => "character varying",
        "bpchar" => "character",
        "char" => "\"char\"",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        "time" => "time without time zone",
        "timetz" => "time with time zone",
        "varbit" => "bit varying",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_as_postgres_does() {
        assert_eq!(format(oids::NUMERIC, ((15 << 16) | 2) + 4), "numeric(15,2)");
        assert_eq!(format(oids::NUMERIC, -1), "numeric");
        assert_eq!(format(oids::VARCHAR, 29), "character varying(25)");
        assert_eq!(format(oids::TEXT_ARRAY, -1), "text[]");
        assert_eq!(format(oids::TIMESTAMPTZ, 3), "timestamp(3) with time zone");
        assert_eq!(format(oids::INT2VECTOR, -1), "int2vector");
        assert_eq!(format(0, -1), "-");
        assert_eq!(format(4_000_000, -1), "???");
    }

    #[test]
    fn parses_names_of_sql_and_internal_ones() {
        assert_eq!(parse("double precision"), Some(oids::FLOAT8));
        assert_eq!(parse("integer[]"), Some(oids::INT4_ARRAY));
        assert_eq!(parse("_text"), Some(oids::TEXT_ARRAY));
        assert_eq!(parse("\"char\""), Some(oids::CHAR));
        assert_eq!(parse("hstore"), None);
    }
}
