//! Finding a table's column among a file's.

use arrow::datatypes::{FieldRef, Fields};

/// Index and field of the column called `name`: the one of exactly this name, else the only one that
/// differs in case alone (Spark writes `userId` where the catalog says `userid`). `Err` holds the names
/// when several differ in case: choosing one could show wrong values.
pub(super) fn find_field<'a>(
    fields: &'a Fields,
    name: &str,
) -> std::result::Result<Option<(usize, &'a FieldRef)>, String> {
    if let Some(found) = fields.iter().enumerate().find(|(_, field)| field.name() == name) {
        return Ok(Some(found));
    }
    let lower = name.to_lowercase();
    let mut alike = fields.iter().enumerate().filter(|(_, field)| field.name().to_lowercase() == lower);
    match (alike.next(), alike.next()) {
        (Some((_, first)), Some((_, second))) => Err(format!(
            "has the columns '{}' and '{}', which differ in case only",
            first.name(),
            second.name()
        )),
        (found, _) => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::datatypes::{DataType, Field};

    fn fields(names: &[&str]) -> Fields {
        names.iter().map(|name| Field::new(*name, DataType::Int32, true)).collect()
    }

    #[test]
    fn by_name_without_case() {
        let columns = fields(&["userId", "ID", "id"]);
        assert_eq!(find_field(&columns, "userid").unwrap().unwrap().0, 0);
        assert_eq!(find_field(&columns, "id").unwrap().unwrap().0, 2, "the exact name wins");
        assert!(find_field(&columns, "x").unwrap().is_none());
        assert!(find_field(&fields(&["ID", "Id"]), "id").unwrap_err().contains("'ID' and 'Id'"));
        assert_eq!(find_field(&fields(&["GRÖSSE"]), "grösse").unwrap().unwrap().0, 0);
    }
}
