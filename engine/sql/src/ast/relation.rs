//! What stands in FROM.

use super::{
    Expression, FunctionCall, Identifier, JsonTable, Offset, QualifiedName, Query, RowPatternRecognition,
    TableFunctionCall,
};

/// A relation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Where.
    pub offset: Offset,
    /// What.
    pub kind: RelationKind,
}

/// What a relation is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// `name [FOR {VERSION|TIMESTAMP} AS OF …]`
    Table {
        /// The name.
        name: QualifiedName,
        /// Time travel.
        as_of: Option<Box<AsOf>>,
    },
    /// `(query)`
    Subquery(Box<Query>),
    /// `UNNEST(a, b) [WITH ORDINALITY]`
    Unnest {
        /// At least one.
        expressions: Vec<Expression>,
        /// WITH ORDINALITY.
        ordinality: bool,
    },
    /// `LATERAL (query)`
    Lateral(Box<Query>),
    /// `TABLE(f(…))`
    TableFunction(Box<TableFunctionCall>),
    /// PostgreSQL's `[LATERAL] f(…) [WITH ORDINALITY]`.
    SetReturningFunction {
        /// The call.
        call: Box<FunctionCall>,
        /// WITH ORDINALITY.
        ordinality: bool,
    },
    /// `JSON_TABLE(…)`
    JsonTable(Box<JsonTable>),
    /// `relation [AS] alias [(columns)]`
    Aliased(Box<Aliased>),
    /// `relation TABLESAMPLE … (…)`
    Sampled(Box<Sampled>),
    /// `relation MATCH_RECOGNIZE (…)`
    PatternRecognition(Box<RowPatternRecognition>),
    /// `a JOIN b … JOIN c …`, to be read from the left.
    Joined(Box<Joined>),
}

/// `FOR {VERSION|TIMESTAMP} AS OF value`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AsOf {
    /// Where FOR is.
    pub offset: Offset,
    /// VERSION or TIMESTAMP.
    pub kind: AsOfKind,
    /// The snapshot, tag, branch or time.
    pub value: Expression,
}

/// VERSION, TIMESTAMP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsOfKind {
    /// VERSION
    Version,
    /// TIMESTAMP
    Timestamp,
}

/// A relation with a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aliased {
    /// The relation.
    pub relation: Relation,
    /// Its name.
    pub alias: Identifier,
    /// Names of its columns, where given.
    pub columns: Vec<Identifier>,
}

/// A sample of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sampled {
    /// The relation.
    pub relation: Relation,
    /// BERNOULLI or SYSTEM.
    pub method: SampleMethod,
    /// How much of it.
    pub percentage: Expression,
}

/// BERNOULLI, SYSTEM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SampleMethod {
    /// BERNOULLI
    Bernoulli,
    /// SYSTEM
    System,
}

/// Joins in a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Joined {
    /// The leftmost relation.
    pub first: Relation,
    /// At least one.
    pub joins: Vec<Join>,
}

/// One join. Trino reports it where the first relation of the row begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Join {
    /// INNER, LEFT, …
    pub kind: JoinKind,
    /// What is joined.
    pub right: Relation,
    /// How; none for CROSS.
    pub criteria: Option<JoinCriteria>,
}

/// The kind of a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// CROSS
    Cross,
    /// INNER
    Inner,
    /// LEFT
    Left,
    /// RIGHT
    Right,
    /// FULL
    Full,
}

/// How rows are joined.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JoinCriteria {
    /// ON
    On(Expression),
    /// USING; at least one.
    Using(Vec<Identifier>),
    /// NATURAL
    Natural,
}
