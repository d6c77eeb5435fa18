//! SCRAM-SHA-256 verifiers in PostgreSQL's notation.
//!
//! Sources: RFC 5802, RFC 7677, and `scram_build_secret` of PostgreSQL 15.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pgwire::api::auth::sasl::scram::{ScramSecret, gen_salted_password, random_nonce};

/// Iterations of new verifiers. PostgreSQL's own; an unknown user is asked for as many, so that names cannot be
/// told apart.
const ITERATIONS: usize = 4_096;
/// Most iterations accepted from the catalog: the client computes them at each login.
const MAX_ITERATIONS: usize = 10_000_000;
const SALT_BYTES: usize = 16;
const KEY_BYTES: usize = 32;

/// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`
#[derive(Clone, PartialEq, Eq)]
pub struct ScramVerifier {
    iterations: usize,
    salt: Vec<u8>,
    stored_key: Vec<u8>,
    server_key: Vec<u8>,
}

impl fmt::Debug for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramVerifier").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

impl ScramVerifier {
    /// A new verifier with a random salt.
    pub fn of_password(password: &str) -> Self {
        Self::derive(password, random(SALT_BYTES), ITERATIONS)
    }

    /// Whether this is the password; in the same time whichever byte differs. Takes milliseconds.
    pub fn matches(&self, password: &str) -> bool {
        let other = Self::derive(password, self.salt.clone(), self.iterations);
        let pairs = self.stored_key.iter().zip(&other.stored_key);
        pairs.fold(0, |difference, (ours, theirs)| difference | (ours ^ theirs)) == 0
    }

    fn derive(password: &str, salt: Vec<u8>, iterations: usize) -> Self {
        let salted = gen_salted_password(password, &salt, iterations);
        match ScramSecret::verifier_from_salted_password(salt, salted, iterations) {
            ScramSecret::Verifier { salt, iterations, stored_key, server_key } => {
                Self { iterations, salt, stored_key, server_key }
            }
            // The function only makes verifiers; a salted password would match no login.
            ScramSecret::SaltedPassword { salt, .. } => {
                Self { iterations, salt, stored_key: random(KEY_BYTES), server_key: random(KEY_BYTES) }
            }
        }
    }

    /// What an unknown user is asked for: the same salt at each attempt, keys nobody can match.
    pub fn of_unknown_user(name: &str, server_secret: &[u8]) -> Self {
        let mut salt = gen_salted_password(name, server_secret, 1);
        salt.truncate(SALT_BYTES);
        Self { iterations: ITERATIONS, salt, stored_key: random(KEY_BYTES), server_key: random(KEY_BYTES) }
    }

    /// Reads a stored verifier; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('$');
        let (name, cost, keys) = (parts.next()?, parts.next()?, parts.next()?);
        let (iterations, salt) = cost.split_once(':')?;
        let (stored_key, server_key) = keys.split_once(':')?;
        let verifier = Self {
            iterations: iterations.parse().ok()?,
            salt: BASE64.decode(salt).ok()?,
            stored_key: BASE64.decode(stored_key).ok()?,
            server_key: BASE64.decode(server_key).ok()?,
        };
        let valid = name == "SCRAM-SHA-256"
            && parts.next().is_none()
            && (1..=MAX_ITERATIONS).contains(&verifier.iterations)
            && !verifier.salt.is_empty()
            && verifier.stored_key.len() == KEY_BYTES
            && verifier.server_key.len() == KEY_BYTES;
        valid.then_some(verifier)
    }

    /// For pgwire's exchange.
    pub fn into_secret(self) -> ScramSecret {
        let Self { iterations, salt, stored_key, server_key } = self;
        ScramSecret::Verifier { salt, iterations, stored_key, server_key }
    }
}

impl fmt::Display for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [salt, stored, server] =
            [&self.salt, &self.stored_key, &self.server_key].map(|bytes| BASE64.encode(bytes));
        write!(f, "SCRAM-SHA-256${}:{salt}${stored}:{server}", self.iterations)
    }
}

/// Random bytes of the operating system's generator, by way of pgwire's nonces (18 random bytes each).
pub fn random(count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < count {
        bytes.extend(BASE64.decode(random_nonce()).unwrap_or_default());
    }
    bytes.truncate(count);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_what_postgresql_stores() {
        // CREATE ROLE … PASSWORD 'pencil' with the salt of RFC 7677's example.
        let salt = BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let text = ScramVerifier::derive("pencil", salt, ITERATIONS).to_string();
        let expected = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==\
                        $WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
        assert_eq!(text, expected);
        assert_eq!(ScramVerifier::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn a_password_matches_its_verifier_alone() {
        let verifier = ScramVerifier::of_password("pencil");
        assert!(verifier.matches("pencil"));
        assert!(!verifier.matches("pencil ") && !verifier.matches(""));
        assert!(!ScramVerifier::of_unknown_user("eve", b"secret").matches("pencil"));
    }

    #[test]
    fn salts_differ_and_secrets_stay_hidden() {
        let (first, second) = (ScramVerifier::of_password("x"), ScramVerifier::of_password("x"));
        assert_ne!(first, second);
        assert!(!format!("{first:?}").contains(&BASE64.encode(&first.stored_key)));
    }

    #[test]
    fn unknown_users_keep_their_salt() {
        let first = ScramVerifier::of_unknown_user("eve", b"secret");
        let second = ScramVerifier::of_unknown_user("eve", b"secret");
        assert_eq!((first.salt.len(), &first.salt), (SALT_BYTES, &second.salt));
        assert_ne!(first.stored_key, second.stored_key);
        assert_ne!(first.salt, ScramVerifier::of_unknown_user("adam", b"secret").salt);
    }

    #[test]
    fn broken_verifiers_are_not_read() {
        for text in [
            "",
            "md5abc",
            "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5",
            "SCRAM-SHA-256$0:c2FsdA==$:",
            "SCRAM-SHA-1$1:a$b:c",
        ] {
            assert!(ScramVerifier::parse(text).is_none(), "{text}");
        }
    }
}
