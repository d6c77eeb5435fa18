//! Hive names for the columns of views.
//!
//! The catalog lists the columns of a view in Hive's language, for crawlers and other engines that only
//! look at the catalog; queries read the types of the view's definition instead.

/// Deepest nesting translated; deeper types are listed as `string`.
const MAX_DEPTH: usize = 64;

/// Hive's name of a Trino type; `string` for types Hive has no name for (`json`, `time(3)`, intervals,
/// zoned timestamps, …), as Athena does.
pub fn hive_column_type(trino_type: &str) -> String {
    translate(trino_type.trim(), MAX_DEPTH).unwrap_or_else(|| "string".to_owned())
}

fn translate(trino_type: &str, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let (base, arguments) = match trino_type.split_once('(') {
        Some((base, rest)) => (base.trim(), Some(rest.strip_suffix(')')?)),
        None => (trino_type, None),
    };
    let translated = match (base.to_ascii_lowercase().as_str(), arguments) {
        ("integer" | "int", None) => "int".to_owned(),
        ("real", None) => "float".to_owned(),
        ("varchar", None) => "string".to_owned(),
        ("varbinary", None) => "binary".to_owned(),
        (name @ ("boolean" | "tinyint" | "smallint" | "bigint" | "double" | "date"), None) => name.to_owned(),
        (name @ ("varchar" | "char"), Some(length)) => format!("{name}({})", length.trim()),
        ("char", None) => "char(1)".to_owned(),
        ("decimal", Some(arguments)) => format!("decimal({})", arguments.replace(' ', "")),
        ("timestamp", None) => "timestamp".to_owned(),
        // `timestamp(3) with time zone` does not end in `)` and never comes here.
        ("timestamp", Some(precision)) if precision.trim().parse::<u8>().is_ok() => "timestamp".to_owned(),
        ("array", Some(element)) => format!("array<{}>", translate(element.trim(), depth)?),
        ("map", Some(arguments)) => {
            let [key, value] = split_arguments(arguments)?.try_into().ok()?;
            format!("map<{},{}>", translate(key, depth)?, translate(value, depth)?)
        }
        ("row", Some(arguments)) => {
            let mut fields = Vec::new();
            for (index, field) in split_arguments(arguments)?.into_iter().enumerate() {
                let (name, field_type) = split_field(field, index);
                fields.push(format!("{name}:{}", translate(field_type, depth)?));
            }
            format!("struct<{}>", fields.join(","))
        }
        _ => return None,
    };
    Some(translated)
}

/// Splits at commas outside of parentheses and quoted names. None when they do not balance.
fn split_arguments(text: &str) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            ',' if !quoted && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    (depth == 0 && !quoted).then_some(parts)
}

/// `name type`, `"name" type` or just `type` (an anonymous field, named `field0`, `field1`, … by position).
fn split_field(field: &str, index: usize) -> (String, &str) {
    if let Some((name, rest)) = field.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return (name.to_lowercase(), rest.trim());
    }
    match field.split_once(' ') {
        Some((name, rest)) if !name.contains('(') && is_type_start(rest.trim()) => {
            (name.to_lowercase(), rest.trim())
        }
        _ => (format!("field{index}"), field),
    }
}

/// False for `with time zone`, `precision` and `day to second`: words that go on a type's name.
fn is_type_start(text: &str) -> bool {
    !["with ", "without ", "precision", "day ", "year "].iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_translated() {
        for (trino, hive) in [
            ("integer", "int"),
            ("real", "float"),
            ("bigint", "bigint"),
            ("varchar", "string"),
            ("varchar(10)", "varchar(10)"),
            ("char(3)", "char(3)"),
            ("varbinary", "binary"),
            ("decimal(10, 2)", "decimal(10,2)"),
            ("timestamp(3)", "timestamp"),
            ("array(varchar)", "array<string>"),
            ("map(varchar, array(integer))", "map<string,array<int>>"),
            ("row(a integer, b row(c real))", "struct<a:int,b:struct<c:float>>"),
            ("row(\"A, b\" integer)", "struct<a, b:int>"),
            ("row(integer, varchar(2))", "struct<field0:int,field1:varchar(2)>"),
        ] {
            assert_eq!(hive_column_type(trino), hive, "{trino}");
        }
    }

    #[test]
    fn types_without_a_hive_name_are_strings() {
        for trino in [
            "json",
            "time(3)",
            "uuid",
            "timestamp(3) with time zone",
            "interval day to second",
            "array(json)",
            "row(timestamp(3) with time zone)",
            "array(",
            "",
        ] {
            assert_eq!(hive_column_type(trino), "string", "{trino}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("{}integer{}", "array(".repeat(1_000), ")".repeat(1_000));
        assert_eq!(hive_column_type(&deep), "string");
    }
}
