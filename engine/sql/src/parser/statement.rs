//! Which statement a text is, and by which grammar it is read.

use crate::ast::Statement;
use crate::error::SyntaxError;
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::{Parsed, Parser};

/// Parses one statement; a trailing `;` is allowed.
///
/// # Errors
/// The text is longer than [`MAX_STATEMENT_BYTES`](crate::MAX_STATEMENT_BYTES), nests too deeply, or is not a
/// statement of the grammar. A statement that is well known but not available is no error but
/// [`Statement::NotSupported`].
pub fn parse_statement(sql: &str) -> Result<Statement, SyntaxError> {
    whole_statement(sql).map_err(|error| *error)
}

fn whole_statement(sql: &str) -> Parsed<Statement> {
    let mut parser = Parser::new(sql, Flavor::Trino)?;
    let statement = parser.statement()?;
    // What follows the first words of these is not read, so that they may be all of Trino's and Athena's.
    if !is_not_supported(&statement) {
        parser.expect_end()?;
    }
    Ok(statement)
}

/// Whether the statement ends in one whose rest was left unread.
pub(super) fn is_not_supported(statement: &Statement) -> bool {
    match statement {
        Statement::NotSupported { .. } => true,
        Statement::Explain { statement, .. } => is_not_supported(statement),
        _ => false,
    }
}

/// Whether a statement that begins with these two tokens is read by Hive's grammar, as Athena does with its
/// DDL. `CREATE VIEW` and what follows the AS of `CREATE TABLE AS` belong to Trino's.
pub(crate) fn begins_hive_ddl(tokens: [TokenKind; 2]) -> bool {
    let [TokenKind::Keyword(first), second] = tokens else { return false };
    match first {
        Keyword::Alter
        | Keyword::Desc
        | Keyword::Describe
        | Keyword::Drop
        | Keyword::Msck
        | Keyword::Show => true,
        Keyword::Create => matches!(
            second,
            TokenKind::Keyword(Keyword::External | Keyword::Table | Keyword::Database | Keyword::Schema)
        ),
        _ => false,
    }
}

impl Parser<'_> {
    /// A statement, without its `;`.
    pub(super) fn statement(&mut self) -> Parsed<Statement> {
        let hive = begins_hive_ddl([self.kind(), self.kind_ahead(1)]);
        self.switch_flavor(if hive { Flavor::Hive } else { Flavor::Trino });
        if let Some(not_supported) = self.not_supported_statement()? {
            return Ok(not_supported);
        }
        if self.begins_inline_functions() {
            return Self::not_supported("WITH FUNCTION", self.offset());
        }
        if self.begins_query() {
            return Ok(Statement::Query(self.query_text()?));
        }
        if self.eat(Keyword::Create) {
            self.create()
        } else if self.eat(Keyword::Alter) {
            self.alter()
        } else if self.eat(Keyword::Drop) {
            self.drop_object()
        } else if self.eat(Keyword::Msck) {
            self.repair_table()
        } else if self.eat(Keyword::Show) {
            self.show()
        } else if self.eat(Keyword::Describe) || self.eat(Keyword::Desc) {
            self.describe()
        } else if self.eat(Keyword::Explain) {
            self.nested(Self::explain)
        } else if self.eat(Keyword::Prepare) {
            self.nested(Self::prepare)
        } else if self.eat(Keyword::Execute) {
            self.execute()
        } else if self.eat(Keyword::Deallocate) {
            self.deallocate()
        } else if self.eat(Keyword::Use) {
            self.use_database()
        } else if self.eat(Keyword::Set) {
            self.set_session()
        } else if self.eat(Keyword::Reset) {
            self.reset_session()
        } else {
            self.rule("<query>", |parser| Err(parser.unexpected()))
        }
    }

    /// After CREATE.
    fn create(&mut self) -> Parsed<Statement> {
        let or_replace = self.eat_all(&[Keyword::Or, Keyword::Replace]);
        if self.eat(Keyword::View) {
            return self.create_view(or_replace);
        }
        if or_replace {
            return Err(self.unexpected());
        }
        if self.eat(Keyword::Database) || self.eat(Keyword::Schema) {
            return self.create_database();
        }
        let external = self.eat(Keyword::External);
        self.expect(Keyword::Table)?;
        self.create_table(external)
    }

    /// After ALTER.
    fn alter(&mut self) -> Parsed<Statement> {
        if self.eat(Keyword::Database) || self.eat(Keyword::Schema) {
            return self.alter_database();
        }
        self.expect(Keyword::Table)?;
        self.alter_table()
    }

    /// After DROP.
    fn drop_object(&mut self) -> Parsed<Statement> {
        if self.eat(Keyword::Database) || self.eat(Keyword::Schema) {
            self.drop_database()
        } else if self.eat(Keyword::View) {
            let (if_exists, name) = self.dropped_name()?;
            Ok(Statement::DropView { name, if_exists })
        } else {
            self.expect(Keyword::Table)?;
            let (if_exists, name) = self.dropped_name()?;
            Ok(Statement::DropTable { name, if_exists })
        }
    }
}
