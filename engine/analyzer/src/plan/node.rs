//! Nodes of the typed plan.

use polias_types::Type;

use super::{AggregateCall, Expression, SortKey, WindowCall};

/// Number of a column, unique in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub u32);

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    /// Its number.
    pub id: ColumnId,
    /// Its type.
    pub data_type: Type,
}

/// A node: rows from rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// Rows of a table.
    Scan(Scan),
    /// Constant rows; the expressions use no columns but those of queries around.
    Values {
        /// Columns made here.
        columns: Vec<Column>,
        /// A value for each column.
        rows: Vec<Vec<Expression>>,
    },
    /// Exactly these columns. An assignment `column = Column(same id)` passes a column on.
    Project {
        /// Input.
        input: Box<Node>,
        /// Columns, each with its value.
        assignments: Vec<(Column, Expression)>,
    },
    /// The rows for which the predicate is true.
    Filter {
        /// Input.
        input: Box<Node>,
        /// Boolean.
        predicate: Expression,
    },
    /// A row for each group. Gives the keys (their ids are those of the input's columns), the group id when
    /// asked for, and the aggregates.
    Aggregate {
        /// Input.
        input: Box<Node>,
        /// Columns of the input.
        keys: Vec<Column>,
        /// Indices into `keys`; one set of all keys without GROUPING SETS. A key that is not of the set is
        /// NULL. An empty set gives a row even without input.
        grouping_sets: Vec<Vec<usize>>,
        /// bigint: which grouping set the row is of, counted from 0. Present when there are several sets.
        group_id: Option<Column>,
        /// Aggregates.
        aggregates: Vec<(Column, AggregateCall)>,
    },
    /// The input's columns and, for each row, values over its window.
    Window {
        /// Input.
        input: Box<Node>,
        /// Keys of the partitions.
        partition_by: Vec<Expression>,
        /// Order within.
        order_by: Vec<SortKey>,
        /// Calls.
        calls: Vec<(Column, WindowCall)>,
    },
    /// Columns of both sides (of the left one only for Semi, Anti, Mark).
    Join {
        /// Left.
        left: Box<Node>,
        /// Right.
        right: Box<Node>,
        /// INNER, LEFT, …
        kind: JoinKind,
        /// Boolean; none for a cross join.
        on: Option<Expression>,
    },
    /// LATERAL, until subqueries are unnested: the right side may use the left side's columns.
    Lateral {
        /// Left.
        left: Box<Node>,
        /// Right.
        right: Box<Node>,
        /// Inner or Left.
        kind: JoinKind,
        /// Boolean.
        on: Option<Expression>,
    },
    /// The input's columns and, for each of its rows, a row for each element of the longest expression.
    Unnest {
        /// Input.
        input: Box<Node>,
        /// What is unnested, side by side; shorter ones are filled with NULL.
        unnested: Vec<Unnested>,
        /// WITH ORDINALITY: bigint, from 1.
        ordinality: Option<Column>,
        /// LEFT JOIN UNNEST … ON TRUE: rows without elements are kept.
        outer: bool,
    },
    /// Sorted rows.
    Sort {
        /// Input.
        input: Box<Node>,
        /// Keys.
        keys: Vec<SortKey>,
    },
    /// OFFSET and LIMIT.
    Limit {
        /// Input.
        input: Box<Node>,
        /// Rows left out first.
        skip: u64,
        /// Most rows.
        fetch: Option<u64>,
    },
    /// FETCH FIRST … WITH TIES: rows up to `fetch` in the order of `keys`, and those equal to the last one.
    TopWithTies {
        /// Input.
        input: Box<Node>,
        /// Keys.
        keys: Vec<SortKey>,
        /// Rows.
        fetch: u64,
    },
    /// Rows of all inputs. Types are equal already.
    UnionAll {
        /// Columns made here.
        columns: Vec<Column>,
        /// Inputs, each with its columns in the order of `columns`.
        inputs: Vec<(Node, Vec<ColumnId>)>,
    },
    /// INTERSECT, EXCEPT. Types are equal already; NULLs are equal.
    SetOperation {
        /// Columns made here.
        columns: Vec<Column>,
        /// True for EXCEPT.
        except: bool,
        /// ALL.
        all: bool,
        /// Left, with its columns in the order of `columns`.
        left: (Box<Node>, Vec<ColumnId>),
        /// Right, likewise.
        right: (Box<Node>, Vec<ColumnId>),
    },
    /// Each row once; over all columns of the input.
    Distinct {
        /// Input.
        input: Box<Node>,
    },
    /// WITH RECURSIVE.
    Recursive {
        /// Columns made here.
        columns: Vec<Column>,
        /// The anchor, with its columns in the order of `columns`.
        anchor: (Box<Node>, Vec<ColumnId>),
        /// The step, likewise; it reads the last rows by [`Node::RecursiveInput`].
        step: (Box<Node>, Vec<ColumnId>),
        /// Number of this recursion, unique in the plan.
        number: u32,
        /// Most steps; more is an error.
        max_depth: u32,
    },
    /// The rows of the last step.
    RecursiveInput {
        /// Of which recursion.
        number: u32,
        /// Columns made here, in the order of the recursion's.
        columns: Vec<Column>,
    },
    /// TABLESAMPLE.
    Sample {
        /// Input.
        input: Box<Node>,
        /// 0 to 100.
        percentage: Expression,
        /// SYSTEM instead of BERNOULLI.
        system: bool,
    },
    /// Exactly one row: NULLs when there is none, an error (SUBQUERY_MULTIPLE_ROWS) when there are more.
    SingleRow {
        /// Input.
        input: Box<Node>,
    },
    /// The input's columns and a bigint that is different for each row.
    NumberRows {
        /// Input.
        input: Box<Node>,
        /// The number's column.
        column: Column,
    },
}

/// Rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scan {
    /// Index into [`crate::Analysis::tables`].
    pub table: usize,
    /// Columns read, each with its index in the table's columns.
    pub columns: Vec<(Column, usize)>,
}

/// What UNNEST makes of one expression: one column of an array, two of a map, the fields of an array of rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unnested {
    /// An array or a map.
    pub expression: Expression,
    /// Columns made of it.
    pub columns: Vec<Column>,
}

/// Kind of a join.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// Pairs.
    Inner,
    /// And left rows without a partner.
    Left,
    /// And right rows without a partner.
    Right,
    /// Both.
    Full,
    /// Left rows with a partner.
    Semi,
    /// Left rows without a partner.
    Anti,
    /// Left rows, and whether there is a partner: a boolean column that is never NULL.
    Mark(Column),
}
