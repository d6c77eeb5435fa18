//! `TABLE(f(…))`

use super::{DataType, Expression, Identifier, Offset, QualifiedName, Relation, SortItem};

/// `name(arguments [COPARTITION (a, b), …])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableFunctionCall {
    /// The function.
    pub name: QualifiedName,
    /// May be empty.
    pub arguments: Vec<TableFunctionArgument>,
    /// COPARTITION; each has at least two.
    pub copartition: Vec<Vec<QualifiedName>>,
}

/// `[name =>] value`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableFunctionArgument {
    /// Where.
    pub offset: Offset,
    /// The name.
    pub name: Option<Identifier>,
    /// The value.
    pub value: TableFunctionArgumentValue,
}

/// What an argument of a table function is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TableFunctionArgumentValue {
    /// `TABLE(…)`
    Table(Box<TableArgument>),
    /// `DESCRIPTOR(…)`; `None` is `CAST(NULL AS DESCRIPTOR)`.
    Descriptor(Option<Vec<DescriptorField>>),
    /// A scalar.
    Expression(Expression),
}

/// `TABLE(…) [PARTITION BY …] [{PRUNE|KEEP} WHEN EMPTY] [ORDER BY …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableArgument {
    /// A table or a query, perhaps with alias.
    pub relation: Relation,
    /// PARTITION BY; an empty list is `PARTITION BY ()`.
    pub partition_by: Option<Vec<Expression>>,
    /// True for KEEP WHEN EMPTY, false for PRUNE.
    pub keep_when_empty: Option<bool>,
    /// ORDER BY.
    pub order_by: Vec<SortItem>,
}

/// A field of a descriptor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DescriptorField {
    /// The name.
    pub name: Identifier,
    /// The type.
    pub data_type: Option<DataType>,
}
