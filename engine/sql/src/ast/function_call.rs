//! Calls of functions, aggregates and window functions.

use super::{Expression, Identifier, Offset, QualifiedName, RowPatternDefinition, SortItem};

/// `[RUNNING|FINAL] name([DISTINCT] arguments [ORDER BY …]) [FILTER (WHERE …)] [IGNORE NULLS] [OVER …]`
///
/// `IF`, `NULLIF`, `COALESCE`, `TRY` and `FORMAT` are calls too, with the number of their arguments checked.
/// `SUBSTRING(a FROM b FOR c)` is the call `substr(a, b, c)`, `POSITION(a IN b)` the call `strpos(b, a)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FunctionCall {
    /// RUNNING or FINAL, in row patterns.
    pub processing_mode: Option<ProcessingMode>,
    /// The function.
    pub name: QualifiedName,
    /// DISTINCT.
    pub distinct: bool,
    /// What is in the parentheses.
    pub arguments: Arguments,
    /// ORDER BY inside the parentheses.
    pub order_by: Vec<SortItem>,
    /// PostgreSQL's `WITHIN GROUP (ORDER BY …)` behind the parentheses.
    pub within_group: Vec<SortItem>,
    /// FILTER.
    pub filter: Option<Expression>,
    /// IGNORE NULLS or RESPECT NULLS.
    pub null_treatment: Option<NullTreatment>,
    /// OVER.
    pub over: Option<Window>,
}

/// Arguments of a call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Arguments {
    /// Expressions; may be empty.
    List(Vec<Expression>),
    /// `*`
    All,
    /// `label.*`, in row patterns.
    AllOf(Identifier),
}

/// RUNNING, FINAL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProcessingMode {
    /// RUNNING
    Running,
    /// FINAL
    Final,
}

/// IGNORE NULLS, RESPECT NULLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NullTreatment {
    /// IGNORE NULLS
    Ignore,
    /// RESPECT NULLS
    Respect,
}

/// `LISTAGG([DISTINCT] value [, separator] [ON OVERFLOW …]) WITHIN GROUP (ORDER BY …) [FILTER (WHERE …)]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListAgg {
    /// DISTINCT.
    pub distinct: bool,
    /// What is listed.
    pub value: Expression,
    /// Between the values; nothing when not said.
    pub separator: Option<String>,
    /// ON OVERFLOW.
    pub overflow: ListAggOverflow,
    /// WITHIN GROUP; at least one.
    pub order_by: Vec<SortItem>,
    /// FILTER.
    pub filter: Option<Expression>,
}

/// What LISTAGG does when the list gets too long.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ListAggOverflow {
    /// ERROR, the default.
    Error,
    /// TRUNCATE
    Truncate {
        /// Instead of what is left out; `...` when not said.
        filler: Option<String>,
        /// WITH COUNT.
        with_count: bool,
    },
}

/// What stands behind OVER.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Window {
    /// A window of the WINDOW clause.
    Named(Identifier),
    /// `(…)`
    Specification(Box<WindowSpecification>),
}

/// `([name] [PARTITION BY …] [ORDER BY …] [frame])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowSpecification {
    /// Where the first token inside is.
    pub offset: Offset,
    /// The window it adds to.
    pub existing: Option<Identifier>,
    /// PARTITION BY.
    pub partition_by: Vec<Expression>,
    /// ORDER BY.
    pub order_by: Vec<SortItem>,
    /// ROWS, RANGE, GROUPS.
    pub frame: Option<WindowFrame>,
}

/// `[MEASURES …] {ROWS|RANGE|GROUPS} start [AND end] [row pattern]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowFrame {
    /// Where.
    pub offset: Offset,
    /// ROWS, RANGE, GROUPS.
    pub unit: FrameUnit,
    /// The first bound.
    pub start: FrameBound,
    /// The second; CURRENT ROW when not said.
    pub end: Option<FrameBound>,
    /// MEASURES, AFTER MATCH, PATTERN, …
    pub pattern: Option<Box<RowPatternDefinition>>,
}

/// What a frame counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameUnit {
    /// ROWS
    Rows,
    /// RANGE
    Range,
    /// GROUPS
    Groups,
}

/// An end of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FrameBound {
    /// Where.
    pub offset: Offset,
    /// What.
    pub kind: FrameBoundKind,
}

/// What an end of a frame is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FrameBoundKind {
    /// UNBOUNDED PRECEDING
    UnboundedPreceding,
    /// `value PRECEDING`
    Preceding(Expression),
    /// CURRENT ROW
    CurrentRow,
    /// `value FOLLOWING`
    Following(Expression),
    /// UNBOUNDED FOLLOWING
    UnboundedFollowing,
}
