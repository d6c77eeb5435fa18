//! Queries.

use super::{
    Expression, FunctionSpecification, Identifier, Offset, QualifiedName, Relation, WindowSpecification,
};

/// `[WITH …] body [ORDER BY …] [OFFSET …] [LIMIT … | FETCH …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// Where.
    pub offset: Offset,
    /// How many parameters the statement has: `?`, or the highest `$n`. Counted at the root only.
    pub parameters: u32,
    /// `WITH FUNCTION …`, at the root only.
    pub functions: Vec<FunctionSpecification>,
    /// WITH.
    pub with: Option<With>,
    /// What is ordered and limited.
    pub body: QueryBody,
    /// ORDER BY.
    pub order_by: Vec<SortItem>,
    /// OFFSET.
    pub skip: Option<RowCount>,
    /// LIMIT, FETCH.
    pub limit: Option<Limit>,
}

/// `WITH [RECURSIVE] name AS (query), …`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct With {
    /// Where.
    pub offset: Offset,
    /// RECURSIVE.
    pub recursive: bool,
    /// At least one.
    pub queries: Vec<NamedQuery>,
}

/// `name [(columns)] AS (query)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamedQuery {
    /// The name.
    pub name: Identifier,
    /// Names of the columns, where given.
    pub columns: Vec<Identifier>,
    /// The query.
    pub query: Query,
}

/// What a query orders and limits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QueryBody {
    /// `SELECT …`
    Select(Box<Select>),
    /// `TABLE name`
    Table(Offset, QualifiedName),
    /// `VALUES a, (b, c)`; at least one.
    Values(Offset, Vec<Expression>),
    /// `(query)`
    Nested(Box<Query>),
    /// `a UNION b EXCEPT c`: operators of one precedence, to be read from the left.
    SetOperation(Box<SetOperation>),
}

/// Set operations of one precedence (INTERSECT binds tighter than UNION and EXCEPT), to be read from the left.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SetOperation {
    /// The leftmost term.
    pub first: QueryBody,
    /// At least one.
    pub rest: Vec<SetTerm>,
}

/// A set operator and what is right of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SetTerm {
    /// Where the operator is.
    pub offset: Offset,
    /// The operator.
    pub operator: SetOperator,
    /// ALL; DISTINCT is the default.
    pub all: bool,
    /// Right of it.
    pub term: QueryBody,
}

/// UNION, INTERSECT, EXCEPT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// UNION
    Union,
    /// INTERSECT
    Intersect,
    /// EXCEPT
    Except,
}

/// `SELECT [DISTINCT] items [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [WINDOW …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Select {
    /// Where.
    pub offset: Offset,
    /// DISTINCT.
    pub distinct: bool,
    /// PostgreSQL's DISTINCT ON.
    pub distinct_on: Vec<Expression>,
    /// At least one.
    pub items: Vec<SelectItem>,
    /// FROM; several are cross-joined.
    pub from: Vec<Relation>,
    /// WHERE.
    pub filter: Option<Expression>,
    /// GROUP BY.
    pub group_by: Option<GroupBy>,
    /// HAVING.
    pub having: Option<Expression>,
    /// WINDOW.
    pub windows: Vec<NamedWindow>,
}

/// What is selected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SelectItem {
    /// `expression [AS alias]`
    Expression {
        /// The expression.
        expression: Expression,
        /// Its name.
        alias: Option<Identifier>,
    },
    /// `*`
    All(Offset),
    /// `expression.* [AS (a, b)]`
    AllOf {
        /// A table, or an expression of a row type.
        expression: Expression,
        /// Names of the fields, where given.
        aliases: Vec<Identifier>,
    },
}

/// `GROUP BY [ALL|DISTINCT] elements`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GroupBy {
    /// Where.
    pub offset: Offset,
    /// DISTINCT: grouping sets that are equal count once.
    pub distinct: bool,
    /// AUTO: the expressions of SELECT without aggregates; then there are no elements.
    pub auto: bool,
    /// At least one, unless AUTO.
    pub elements: Vec<GroupingElement>,
}

/// An element of GROUP BY.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupingElement {
    /// `a` (one expression) or `(a, b)`, `()`
    Set(GroupingSet),
    /// ROLLUP
    Rollup(Offset, Vec<GroupingSet>),
    /// CUBE
    Cube(Offset, Vec<GroupingSet>),
    /// GROUPING SETS
    Sets(Offset, Vec<GroupingSet>),
}

/// Expressions that are grouped by together.
pub type GroupingSet = Vec<Expression>;

/// `name AS (specification)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamedWindow {
    /// The name.
    pub name: Identifier,
    /// The window.
    pub window: WindowSpecification,
}

/// `expression [ASC|DESC] [NULLS {FIRST|LAST}]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SortItem {
    /// The key.
    pub expression: Expression,
    /// DESC.
    pub descending: bool,
    /// True for NULLS FIRST; when not said, NULLs are last in both directions.
    pub nulls_first: Option<bool>,
}

/// A number of rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowCount {
    /// Where its clause (OFFSET, LIMIT, FETCH) begins.
    pub offset: Offset,
    /// The number, or a parameter.
    pub kind: RowCountKind,
}

/// What a number of rows is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowCountKind {
    /// The digits as written, not yet read as a number.
    Number(String),
    /// A parameter, counted as all parameters.
    Parameter(u32),
}

/// LIMIT and FETCH.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Limit {
    /// `LIMIT n`
    Rows(RowCount),
    /// `LIMIT ALL`
    All,
    /// `FETCH FIRST [n] ROWS {ONLY|WITH TIES}`; one row when not said.
    Fetch {
        /// Where.
        offset: Offset,
        /// How many.
        count: Option<RowCount>,
        /// WITH TIES.
        with_ties: bool,
    },
}
