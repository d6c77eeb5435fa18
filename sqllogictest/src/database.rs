//! The server as sqllogictest sees it.

use async_trait::async_trait;
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// One connection.
pub struct Database {
    client: Client,
}

/// What the server or the connection said.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// An error of the statement, as a client reads it.
    #[error("{message}")]
    Statement {
        /// SQLSTATE.
        sqlstate: String,
        /// Message.
        message: String,
    },
    /// The connection failed.
    #[error("connection: {0}")]
    Connection(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for DatabaseError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(statement) => Self::Statement {
                sqlstate: statement.code().code().to_owned(),
                message: statement.message().to_owned(),
            },
            None => Self::Connection(error),
        }
    }
}

impl Database {
    /// Connects.
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        let mut config: tokio_postgres::Config = url.parse()?;
        if config.get_user().is_none() {
            config.user("sqllogictest");
        }
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(Self { client })
    }
}

#[async_trait]
impl AsyncDB for Database {
    type Error = DatabaseError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DatabaseError> {
        let mut columns = None;
        let mut rows = Vec::new();
        let mut count = 0;
        for message in self.client.simple_query(sql).await? {
            match message {
                SimpleQueryMessage::RowDescription(description) => columns = Some(description.len()),
                SimpleQueryMessage::Row(row) => {
                    rows.push((0..row.len()).map(|column| cell(row.get(column))).collect())
                }
                SimpleQueryMessage::CommandComplete(rows) => count = rows,
                _ => {}
            }
        }
        Ok(match columns {
            // The simple protocol does not tell types; suites compare the text.
            Some(columns) => DBOutput::Rows { types: vec![DefaultColumnType::Any; columns], rows },
            None => DBOutput::StatementComplete(count),
        })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "polias"
    }

    async fn sleep(duration: std::time::Duration) {
        tokio::time::sleep(duration).await;
    }

    fn error_sql_state(error: &DatabaseError) -> Option<String> {
        match error {
            DatabaseError::Statement { sqlstate, .. } => Some(sqlstate.clone()),
            DatabaseError::Connection(_) => None,
        }
    }
}

/// NULL and the empty text must not look alike.
fn cell(value: Option<&str>) -> String {
    match value {
        None => "NULL".to_owned(),
        Some("") => "(empty)".to_owned(),
        Some(text) => text.to_owned(),
    }
}
