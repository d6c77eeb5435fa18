//! Users of the doors: how their passwords are kept and changed.
//!
//! A password is never stored, logged or shown; the catalog keeps what PostgreSQL keeps, a SCRAM verifier.

mod verifier;

use polias_engine::catalog::Catalog;

use crate::error::ServerError;
pub use verifier::{ScramVerifier, random};

/// Longest user name, bytes, as PostgreSQL's identifiers.
const MAX_NAME_BYTES: usize = 63;
/// Longest password, bytes: hashing must not be made expensive by length.
const MAX_PASSWORD_BYTES: usize = 1_000;

/// Adds a user who may log in with the password.
pub async fn create_user(catalog: &Catalog, name: &str, password: &str) -> Result<(), ServerError> {
    check_name(name)?;
    check_password(password)?;
    let verifier = ScramVerifier::of_password(password);
    Ok(catalog.create_user(name, &verifier.to_string()).await?)
}

/// Changes a user's password; sessions that are open stay.
pub async fn set_password(catalog: &Catalog, name: &str, password: &str) -> Result<(), ServerError> {
    check_password(password)?;
    let verifier = ScramVerifier::of_password(password);
    Ok(catalog.set_user_verifier(name, &verifier.to_string()).await?)
}

fn check_name(name: &str) -> Result<(), ServerError> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        let message = format!("a user name has 1 to {MAX_NAME_BYTES} bytes and no control characters");
        return Err(ServerError::Usage(message));
    }
    Ok(())
}

fn check_password(password: &str) -> Result<(), ServerError> {
    if password.is_empty() || password.len() > MAX_PASSWORD_BYTES || password.contains('\0') {
        let message = format!("a password has 1 to {MAX_PASSWORD_BYTES} bytes and no NUL");
        return Err(ServerError::Usage(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_bounded() {
        assert!(check_name("ann").is_ok());
        for name in ["", "a\0b", "a\nb", &"n".repeat(64)] {
            assert!(check_name(name).is_err());
        }
        assert!(check_password("p").is_ok());
        for password in ["", "a\0b", &"p".repeat(1_001)] {
            assert!(check_password(password).is_err());
        }
    }
}
