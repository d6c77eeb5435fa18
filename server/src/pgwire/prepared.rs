//! Prepared statements of the extended protocol.

use std::collections::HashMap;
use std::sync::Arc;

use super::control::Failure;
use super::errors::PgError;
use super::limits::MAX_STATEMENTS;
use super::parameters::ParameterType;
use super::statements::SessionStatement;
use super::types::Column;

/// A prepared statement.
#[derive(Debug)]
pub struct Prepared {
    /// Text of the statement.
    pub sql: String,
    /// The text it stands in, as Parse gave it.
    pub source: String,
    /// Byte offset of the statement there.
    pub start: usize,
    /// The statement, when it is the door's.
    pub statement: Option<SessionStatement>,
    /// True for a text without a statement.
    pub is_empty: bool,
    /// Declared types of the parameters, 0 where left open.
    pub declared: Vec<u32>,
    /// Parameters of the statement.
    pub parameter_count: usize,
}

impl Prepared {
    /// Gives an error of the statement its place in the text of Parse.
    pub fn placed(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Statement(error) => Failure::Statement(error.placed_in(&self.source, self.start)),
            gone => gone,
        }
    }
}

/// What a statement needs and answers, as the engine described it.
#[derive(Debug, Clone)]
pub struct Described {
    /// Types of the parameters.
    pub parameters: Arc<[ParameterType]>,
    /// Result columns; `None` for statements without rows.
    pub columns: Option<Arc<[Column]>>,
    /// Database of the session then: names may mean something else in another.
    pub database: String,
}

/// All prepared statements of a session.
#[derive(Debug, Default)]
pub struct PreparedStatements {
    by_name: HashMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    prepared: Arc<Prepared>,
    described: Option<Described>,
}

impl PreparedStatements {
    /// Keeps a statement. Only the unnamed one may be replaced.
    pub fn insert(&mut self, name: String, prepared: Prepared) -> Result<(), PgError> {
        if !name.is_empty() && self.by_name.contains_key(&name) {
            return Err(PgError::error("42P05", format!("prepared statement \"{name}\" already exists")));
        }
        if self.by_name.len() >= MAX_STATEMENTS {
            return Err(PgError::error("53400", format!("more than {MAX_STATEMENTS} prepared statements")));
        }
        self.by_name.insert(name, Entry { prepared: Arc::new(prepared), described: None });
        Ok(())
    }

    /// Finds a statement.
    pub fn get(&self, name: &str) -> Result<Arc<Prepared>, PgError> {
        match self.by_name.get(name) {
            Some(entry) => Ok(Arc::clone(&entry.prepared)),
            None if name.is_empty() => {
                Err(PgError::error("26000", "unnamed prepared statement does not exist"))
            }
            None => Err(PgError::error("26000", format!("prepared statement \"{name}\" does not exist"))),
        }
    }

    /// The description of a statement, when it still holds in this database.
    pub fn described(&self, name: &str, database: &str) -> Option<Described> {
        let described = self.by_name.get(name)?.described.as_ref()?;
        (described.database == database).then(|| described.clone())
    }

    /// Keeps a description.
    pub fn set_described(&mut self, name: &str, described: Described) {
        if let Some(entry) = self.by_name.get_mut(name) {
            entry.described = Some(described);
        }
    }

    /// Forgets a statement; false when there was none.
    pub fn remove(&mut self, name: &str) -> bool {
        self.by_name.remove(name).is_some()
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.by_name.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared() -> Prepared {
        Prepared {
            sql: "select 1".into(),
            source: "select 1".into(),
            start: 0,
            statement: None,
            is_empty: false,
            declared: Vec::new(),
            parameter_count: 0,
        }
    }

    #[test]
    fn only_the_unnamed_statement_is_replaced() {
        let mut statements = PreparedStatements::default();
        statements.insert(String::new(), prepared()).unwrap();
        statements.insert(String::new(), prepared()).unwrap();
        statements.insert("s".into(), prepared()).unwrap();
        assert_eq!(statements.insert("s".into(), prepared()).unwrap_err().code, "42P05");
        assert!(statements.remove("s") && !statements.remove("s"));
        assert_eq!(statements.get("s").unwrap_err().code, "26000");
    }

    #[test]
    fn descriptions_hold_in_their_database() {
        let mut statements = PreparedStatements::default();
        statements.insert("s".into(), prepared()).unwrap();
        let described = Described { parameters: [].into(), columns: None, database: "a".into() };
        statements.set_described("s", described);
        assert!(statements.described("s", "a").is_some());
        assert!(statements.described("s", "b").is_none());
    }
}
