//! `JSON_TABLE(…)`

use super::{
    DataType, Identifier, JsonFormat, JsonPathInvocation, JsonQueryDefault, JsonQuotes, JsonValueDefault,
    JsonWrapper, Offset,
};

/// `JSON_TABLE(path COLUMNS (…) [PLAN …] [{ERROR|EMPTY} ON ERROR])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonTable {
    /// Input and path.
    pub path: JsonPathInvocation,
    /// At least one.
    pub columns: Vec<JsonTableColumn>,
    /// PLAN.
    pub plan: Option<JsonTablePlan>,
    /// True for ERROR ON ERROR, false for EMPTY.
    pub error_on_error: Option<bool>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonTableColumn {
    /// `name FOR ORDINALITY`
    Ordinality(Identifier),
    /// `name type [PATH '…'] [… ON EMPTY] [… ON ERROR]`
    Value(Box<JsonValueColumn>),
    /// `name type FORMAT JSON …`
    Query(Box<JsonQueryColumn>),
    /// `NESTED [PATH] '…' [AS name] COLUMNS (…)`
    Nested {
        /// Where.
        offset: Offset,
        /// The path.
        path: String,
        /// Its name.
        name: Option<Identifier>,
        /// At least one.
        columns: Vec<JsonTableColumn>,
    },
}

/// A column by JSON_VALUE.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonValueColumn {
    /// The name.
    pub name: Identifier,
    /// The type.
    pub data_type: DataType,
    /// PATH.
    pub path: Option<String>,
    /// ON EMPTY.
    pub on_empty: Option<JsonValueDefault>,
    /// ON ERROR.
    pub on_error: Option<JsonValueDefault>,
}

/// A column by JSON_QUERY.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonQueryColumn {
    /// The name.
    pub name: Identifier,
    /// The type.
    pub data_type: DataType,
    /// FORMAT.
    pub format: JsonFormat,
    /// PATH.
    pub path: Option<String>,
    /// WRAPPER.
    pub wrapper: Option<JsonWrapper>,
    /// QUOTES.
    pub quotes: Option<JsonQuotes>,
    /// ON EMPTY.
    pub on_empty: Option<JsonQueryDefault>,
    /// ON ERROR.
    pub on_error: Option<JsonQueryDefault>,
}

/// PLAN.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonTablePlan {
    /// `PLAN DEFAULT (…)`
    Default {
        /// INNER; OUTER is the default.
        inner: bool,
        /// CROSS; UNION is the default.
        cross: bool,
    },
    /// `PLAN (…)`
    Specific(JsonTablePlanNode),
}

/// A node of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonTablePlanNode {
    /// The name of a path.
    Leaf(Identifier),
    /// `parent {OUTER|INNER} child`
    ParentChild {
        /// The name of a path.
        parent: Identifier,
        /// INNER.
        inner: bool,
        /// What is below it.
        child: Box<JsonTablePlanNode>,
    },
    /// `a {UNION|CROSS} b …`
    Siblings {
        /// CROSS.
        cross: bool,
        /// At least two.
        plans: Vec<JsonTablePlanNode>,
    },
}
