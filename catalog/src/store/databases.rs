//! Databases.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::migrations::DEFAULT_DATABASE;
use super::time::{from_micros, now, to_micros};
use super::{Catalog, count, input};
use crate::error::{CatalogError, Result};
use crate::limits;
use crate::model::{Database, DatabaseInput};
use crate::names::{identifier, shown};

const SELECT: &str = "SELECT name, description, location_uri, parameters, create_time FROM databases";

impl Catalog {
    /// Creates a database.
    ///
    /// # Errors
    /// `AlreadyExists`, `InvalidInput`, `ResourceNumberLimitExceeded`.
    pub async fn create_database(&self, input: DatabaseInput) -> Result<Database> {
        let input = input::database(input)?;
        let database = Database { input, create_time: now() };
        let mut change = self.write().await?;
        if find(change.conn(), &database.input.name).await?.is_some() {
            return Err(CatalogError::already_exists(named(&database.input.name)));
        }
        if count(change.conn(), "SELECT COUNT(*) FROM databases", None).await? >= limits::DATABASES {
            return Err(CatalogError::limit(format!(
                "the catalog has {} databases already, drop one first",
                limits::DATABASES
            )));
        }
        sqlx::query(
            "INSERT INTO databases (name, description, location_uri, parameters, create_time)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&database.input.name)
        .bind(&database.input.description)
        .bind(&database.input.location_uri)
        .bind(input::to_json(&database.input.parameters)?)
        .bind(to_micros(database.create_time))
        .execute(change.conn())
        .await?;
        change.commit().await?;
        Ok(database)
    }

    /// The database of this name.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` for a name that cannot exist.
    pub async fn database(&self, name: &str) -> Result<Database> {
        let name = identifier("database", name)?;
        let mut conn = self.pool.acquire().await?;
        find(&mut conn, &name).await?.ok_or_else(|| CatalogError::not_found(named(&name)))
    }

    /// Replaces the definition of a database.
    ///
    /// # Errors
    /// `EntityNotFound`, `InvalidInput`.
    pub async fn update_database(&self, input: DatabaseInput) -> Result<Database> {
        let input = input::database(input)?;
        let mut change = self.write().await?;
        let Some(old) = find(change.conn(), &input.name).await? else {
            return Err(CatalogError::not_found(named(&input.name)));
        };
        sqlx::query("UPDATE databases SET description = ?, location_uri = ?, parameters = ? WHERE name = ?")
            .bind(&input.description)
            .bind(&input.location_uri)
            .bind(input::to_json(&input.parameters)?)
            .bind(&input.name)
            .execute(change.conn())
            .await?;
        change.commit().await?;
        Ok(Database { input, ..old })
    }

    /// Deletes a database, with `cascade` its tables, their partitions and versions too.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` for a database that still has tables without `cascade`, and
    /// for `default`, where sessions begin.
    pub async fn delete_database(&self, name: &str, cascade: bool) -> Result<()> {
        let name = identifier("database", name)?;
        if name == DEFAULT_DATABASE {
            return Err(CatalogError::invalid("the database default cannot be dropped"));
        }
        let mut change = self.write().await?;
        if find(change.conn(), &name).await?.is_none() {
            return Err(CatalogError::not_found(named(&name)));
        }
        if cascade {
            sqlx::query("DELETE FROM tables WHERE database_name = ?")
                .bind(&name)
                .execute(change.conn())
                .await?;
        } else {
            let tables =
                count(change.conn(), "SELECT COUNT(*) FROM tables WHERE database_name = ?", Some(&name))
                    .await?;
            if tables > 0 {
                return Err(CatalogError::invalid(format!(
                    "{} is not empty, it has {tables} tables or views: drop them first or use CASCADE",
                    named(&name)
                )));
            }
        }
        sqlx::query("DELETE FROM databases WHERE name = ?").bind(&name).execute(change.conn()).await?;
        change.commit().await
    }

    /// All databases, by name.
    pub async fn databases(&self) -> Result<Vec<Database>> {
        let rows = sqlx::query(&format!("{SELECT} ORDER BY name")).fetch_all(&self.pool).await?;
        rows.iter().map(from_row).collect()
    }
}

/// Fails with `EntityNotFound` when there is no such database. `name` is in lower case.
pub(super) async fn require(conn: &mut SqliteConnection, name: &str) -> Result<()> {
    match find(conn, name).await? {
        Some(_) => Ok(()),
        None => Err(CatalogError::not_found(named(name))),
    }
}

async fn find(conn: &mut SqliteConnection, name: &str) -> Result<Option<Database>> {
    let row = sqlx::query(&format!("{SELECT} WHERE name = ?")).bind(name).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &SqliteRow) -> Result<Database> {
    let name: String = row.try_get(0)?;
    let parameters = input::from_json(row.try_get(3)?, || named(&name))?;
    let input =
        DatabaseInput { description: row.try_get(1)?, location_uri: row.try_get(2)?, parameters, name };
    Ok(Database { input, create_time: from_micros(row.try_get(4)?) })
}

fn named(name: &str) -> String {
    format!("database {}", shown(name))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn create_read_update_list_delete() {
        let (_dir, catalog) = fixture::catalog().await;
        let created = catalog.create_database(fixture::database("Sales")).await.unwrap();
        assert_eq!(created.input.name, "sales");
        assert_eq!(catalog.database("SALES").await.unwrap(), created);
        let changed = DatabaseInput { name: "sALES".into(), ..DatabaseInput::default() };
        let updated = catalog.update_database(changed).await.unwrap();
        assert_eq!(updated.create_time, created.create_time);
        assert_eq!(updated.input.description, None);
        assert_eq!(catalog.database("sales").await.unwrap(), updated);
        let names: Vec<String> =
            catalog.databases().await.unwrap().into_iter().map(|database| database.input.name).collect();
        assert_eq!(names, ["default", "sales"]);
        catalog.delete_database("Sales", false).await.unwrap();
        assert_eq!(catalog.database("sales").await.unwrap_err().kind, ErrorKind::EntityNotFound);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let (_dir, catalog) = fixture::catalog().await;
        for error in [
            catalog.database("no").await.unwrap_err(),
            catalog.update_database(fixture::database("no")).await.unwrap_err(),
            catalog.delete_database("no", true).await.unwrap_err(),
            catalog.tables("no").await.unwrap_err(),
        ] {
            assert_eq!(error.kind, ErrorKind::EntityNotFound);
            assert_eq!(error.message, "database no does not exist");
        }
    }

    #[tokio::test]
    async fn a_second_of_the_same_name_is_refused() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_database(fixture::database("sales")).await.unwrap();
        let error = catalog.create_database(fixture::database("SALES")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::AlreadyExists);
        assert_eq!(error.message, "database sales already exists");
    }

    #[tokio::test]
    async fn a_bad_definition_is_refused() {
        let (_dir, catalog) = fixture::catalog().await;
        let good = fixture::database("a");
        for bad in [
            DatabaseInput { name: String::new(), ..good.clone() },
            DatabaseInput { description: Some("x".repeat(2049)), ..good.clone() },
            DatabaseInput { location_uri: Some("x".repeat(2057)), ..good.clone() },
            DatabaseInput { parameters: [(String::new(), String::new())].into(), ..good.clone() },
            DatabaseInput { parameters: [("k".into(), "x".repeat(5 << 20))].into(), ..good.clone() },
        ] {
            let error = catalog.create_database(bad).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidInput, "{error}");
        }
        assert_eq!(catalog.databases().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_database_with_tables_needs_cascade() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_database(fixture::database("sales")).await.unwrap();
        catalog.create_table("sales", fixture::table("t", &[("day", "string")])).await.unwrap();
        catalog.create_partitions("sales", "t", vec![fixture::partition(&["1"])], false).await.unwrap();
        let error = catalog.delete_database("sales", false).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert!(error.message.contains("CASCADE"), "{error}");
        catalog.delete_database("sales", true).await.unwrap();
        for table in ["tables", "table_versions", "partitions"] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let mut conn = catalog.pool.acquire().await.unwrap();
            assert_eq!(count(&mut conn, &sql, None).await.unwrap(), 0, "{table}");
        }
    }

    #[tokio::test]
    async fn default_stays() {
        let (_dir, catalog) = fixture::catalog().await;
        let error = catalog.delete_database("Default", true).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        catalog.database("default").await.unwrap();
    }

    #[tokio::test]
    async fn a_damaged_record_names_its_object() {
        let (_dir, catalog) = fixture::catalog().await;
        sqlx::query("UPDATE databases SET parameters = '{'").execute(&catalog.pool).await.unwrap();
        let error = catalog.databases().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Internal);
        assert_eq!(error.message, "the catalog's record of database default is damaged");
    }
}
