//! Users of the doors, with what is needed to check their passwords.
//!
//! No error and no log of this file ever holds a verifier.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::time::{from_micros, now, to_micros};
use super::{Catalog, count};
use crate::error::{CatalogError, ErrorKind, Result};
use crate::limits;
use crate::model::User;
use crate::names::{shown, user_name};

const SELECT: &str = "SELECT name, scram_verifier, created_at FROM users";

impl Catalog {
    /// Creates a user.
    ///
    /// # Errors
    /// `AlreadyExists`, `ResourceNumberLimitExceeded`; `InvalidInput` for a bad name and for a
    /// verifier that is none (a plain password is never stored by mistake).
    pub async fn create_user(&self, name: &str, scram_verifier: &str) -> Result<()> {
        user_name(name)?;
        check_verifier(scram_verifier)?;
        let mut change = self.write().await?;
        if count(change.conn(), "SELECT COUNT(*) FROM users", None).await? >= limits::USERS {
            return Err(CatalogError::limit(format!("there are {} users already", limits::USERS)));
        }
        sqlx::query("INSERT INTO users (name, scram_verifier, created_at) VALUES (?, ?, ?)")
            .bind(name)
            .bind(scram_verifier)
            .bind(to_micros(now()))
            .execute(change.conn())
            .await
            .map_err(CatalogError::from)
            .map_err(|error| match error.kind {
                ErrorKind::AlreadyExists => CatalogError::already_exists(named(name)),
                _ => error,
            })?;
        change.commit().await
    }

    /// The user of this name, `None` when there is none: whether a name exists is not an error a
    /// login may tell apart.
    pub async fn user(&self, name: &str) -> Result<Option<User>> {
        let row =
            sqlx::query(&format!("{SELECT} WHERE name = ?")).bind(name).fetch_optional(&self.pool).await?;
        row.as_ref().map(from_row).transpose()
    }

    /// All users, by name.
    pub async fn users(&self) -> Result<Vec<User>> {
        let rows = sqlx::query(&format!("{SELECT} ORDER BY name")).fetch_all(&self.pool).await?;
        rows.iter().map(from_row).collect()
    }

    /// Gives a user a new password.
    ///
    /// # Errors
    /// `EntityNotFound`; `InvalidInput` for a verifier that is none.
    pub async fn set_user_verifier(&self, name: &str, scram_verifier: &str) -> Result<()> {
        check_verifier(scram_verifier)?;
        let mut change = self.write().await?;
        let changed = sqlx::query("UPDATE users SET scram_verifier = ? WHERE name = ?")
            .bind(scram_verifier)
            .bind(name)
            .execute(change.conn())
            .await?
            .rows_affected();
        if changed == 0 {
            return Err(CatalogError::not_found(named(name)));
        }
        change.commit().await
    }

    /// Deletes a user.
    ///
    /// # Errors
    /// `EntityNotFound`.
    pub async fn delete_user(&self, name: &str) -> Result<()> {
        let mut change = self.write().await?;
        let deleted = sqlx::query("DELETE FROM users WHERE name = ?")
            .bind(name)
            .execute(change.conn())
            .await?
            .rows_affected();
        if deleted == 0 {
            return Err(CatalogError::not_found(named(name)));
        }
        change.commit().await
    }
}

fn from_row(row: &SqliteRow) -> Result<User> {
    Ok(User {
        name: row.try_get(0)?,
        scram_verifier: row.try_get(1)?,
        created_at: from_micros(row.try_get(2)?),
    })
}

fn named(name: &str) -> String {
    format!("user {}", shown(name))
}

/// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, the last three in base64.
fn check_verifier(verifier: &str) -> Result<()> {
    let base64 = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))
    };
    let well_formed = || {
        let (head, keys) = verifier.strip_prefix("SCRAM-SHA-256$")?.split_once('$')?;
        let (iterations, salt) = head.split_once(':')?;
        let (stored_key, server_key) = keys.split_once(':')?;
        let iterations: u32 = iterations.parse().ok()?;
        Some(iterations > 0 && [salt, stored_key, server_key].into_iter().all(base64))
    };
    if verifier.len() > limits::VERIFIER_BYTES || well_formed() != Some(true) {
        return Err(CatalogError::invalid("the password verifier is no SCRAM-SHA-256 verifier"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, VERIFIER};
    use super::*;

    #[tokio::test]
    async fn create_read_change_list_delete() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_user("bob", VERIFIER).await.unwrap();
        catalog.create_user("Ada", VERIFIER).await.unwrap();
        catalog.create_user("ada", VERIFIER).await.unwrap();
        let names: Vec<String> = catalog.users().await.unwrap().into_iter().map(|user| user.name).collect();
        assert_eq!(names, ["Ada", "ada", "bob"], "case-sensitive");
        let other = VERIFIER.replace("4096", "8192");
        catalog.set_user_verifier("bob", &other).await.unwrap();
        assert_eq!(catalog.user("bob").await.unwrap().unwrap().scram_verifier, other);
        assert_eq!(catalog.user("ada").await.unwrap().unwrap().scram_verifier, VERIFIER);
        catalog.delete_user("bob").await.unwrap();
        assert_eq!(catalog.user("bob").await.unwrap(), None);
    }

    #[tokio::test]
    async fn errors_name_the_user() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_user("ada", VERIFIER).await.unwrap();
        let error = catalog.create_user("ada", VERIFIER).await.unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::AlreadyExists, "user ada already exists")
        );
        for error in [
            catalog.set_user_verifier("no", VERIFIER).await.unwrap_err(),
            catalog.delete_user("no").await.unwrap_err(),
        ] {
            assert_eq!(error.kind, ErrorKind::EntityNotFound);
            assert_eq!(error.message, "user no does not exist");
        }
        assert_eq!(catalog.create_user("", VERIFIER).await.unwrap_err().kind, ErrorKind::InvalidInput);
    }

    #[tokio::test]
    async fn a_password_is_never_taken_for_a_verifier() {
        let (_dir, catalog) = fixture::catalog().await;
        catalog.create_user("ada", VERIFIER).await.unwrap();
        for bad in [
            "hunter2",
            "",
            "SCRAM-SHA-256$hunter2",
            "SCRAM-SHA-256$0:c2FsdA==$YQ==:YQ==",
            "SCRAM-SHA-256$4096:$YQ==:YQ==",
            "SCRAM-SHA-256$4096:c2FsdA==$YQ==:",
            "SCRAM-SHA-256$4096:c2FsdA==$YQ==:hunter 2",
            &format!("{VERIFIER}{}", "A".repeat(1024)),
        ] {
            for error in [
                catalog.create_user("eve", bad).await.unwrap_err(),
                catalog.set_user_verifier("ada", bad).await.unwrap_err(),
            ] {
                assert_eq!(error.kind, ErrorKind::InvalidInput, "{bad}");
                assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
            }
        }
        assert_eq!(catalog.user("ada").await.unwrap().unwrap().scram_verifier, VERIFIER);
    }
}
