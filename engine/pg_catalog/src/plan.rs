//! The bound form of a query: every name resolved, every expression typed with a PostgreSQL OID.
//!
//! A query level reads rows made of one tuple per FROM item. `depth` counts query levels outwards: 0 is the level
//! an expression stands in, 1 the query around it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use crate::functions::{ScalarFunction, SetFunction};
use crate::relations::definitions::SystemRelation;
use crate::value::Datum;

/// One row of one FROM item.
pub(crate) type Tuple = Rc<[Datum]>;

/// A typed expression.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) node: Node,
    /// PostgreSQL type OID.
    pub(crate) ty: u32,
    /// Field names and types when the value is a record.
    pub(crate) fields: Option<Rc<Vec<Field>>>,
}

/// A named, typed column or record field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: u32,
    /// Its own fields when it is a record.
    pub(crate) fields: Option<Rc<Vec<Field>>>,
}

impl Field {
    pub(crate) fn new(name: impl Into<String>, ty: u32) -> Self {
        Self { name: name.into(), ty, fields: None }
    }

    /// The column as an expression.
    pub(crate) fn column(&self, depth: usize, rel: usize, col: usize) -> Expr {
        Expr { node: Node::Column { depth, rel, col }, ty: self.ty, fields: self.fields.clone() }
    }
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    BitAnd,
    BitOr,
    ShiftLeft,
    ShiftRight,
}

/// Pattern kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    Like { ignore_case: bool },
    Regex { ignore_case: bool },
    Similar,
}

/// An operator that can stand before `ANY` and `ALL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    Compare(Comparison),
    Match { pattern: Pattern, negated: bool },
}

/// Expression forms.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Const(Datum),
    /// Parameter by zero-based number.
    Param(usize),
    Column {
        depth: usize,
        rel: usize,
        col: usize,
    },
    /// Result of an aggregate, set-returning function or window function of this level.
    Aggregate(usize),
    SetReturning(usize),
    Window(usize),
    Call {
        function: &'static ScalarFunction,
        args: Vec<Expr>,
    },
    Cast {
        input: Box<Expr>,
        typmod: i32,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    IsNull {
        input: Box<Expr>,
        negated: bool,
    },
    /// `IS [NOT] TRUE/FALSE/UNKNOWN`; `None` is UNKNOWN.
    IsBool {
        input: Box<Expr>,
        value: Option<bool>,
        negated: bool,
    },
    Test {
        test: Test,
        left: Box<Expr>,
        right: Box<Expr>,
        escape: Option<char>,
    },
    Distinct {
        left: Box<Expr>,
        right: Box<Expr>,
        negated: bool,
    },
    Arithmetic {
        op: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    InList {
        input: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    /// `left op ANY/ALL (array)`.
    Quantified {
        test: Test,
        left: Box<Expr>,
        array: Box<Expr>,
        all: bool,
    },
    /// `left op ANY/ALL (subquery)`; `IN` is `= ANY`.
    QuantifiedPlan {
        test: Test,
        left: Box<Expr>,
        plan: Rc<Plan>,
        all: bool,
    },
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Coalesce(Vec<Expr>),
    /// Largest or smallest of the non-NULL arguments.
    Extreme {
        args: Vec<Expr>,
        greatest: bool,
    },
    NullIf(Box<Expr>, Box<Expr>),
    Array(Vec<Expr>),
    Record(Vec<Expr>),
    Subscript {
        input: Box<Expr>,
        index: Box<Expr>,
    },
    Slice {
        input: Box<Expr>,
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
    },
    Field {
        input: Box<Expr>,
        index: usize,
    },
    Scalar(Rc<Plan>),
    Exists(Rc<Plan>),
    ArrayOf(Rc<Plan>),
}

/// A call of an aggregate.
#[derive(Debug, Clone)]
pub(crate) struct AggregateCall {
    pub(crate) kind: AggregateKind,
    pub(crate) args: Vec<Expr>,
    pub(crate) distinct: bool,
    pub(crate) filter: Option<Expr>,
    pub(crate) order: Vec<(Expr, SortOrder)>,
    pub(crate) ty: u32,
}

/// Aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AggregateKind {
    CountRows,
    Count,
    Min,
    Max,
    Sum,
    Avg,
    ArrayAgg,
    StringAgg,
    BoolAnd,
    BoolOr,
    JsonAgg,
    JsonObjectAgg,
}

/// A window function.
#[derive(Debug, Clone)]
pub(crate) struct WindowCall {
    pub(crate) kind: WindowKind,
    pub(crate) partition: Vec<Expr>,
    pub(crate) order: Vec<(Expr, SortOrder)>,
}

/// Window functions.
#[derive(Debug, Clone)]
pub(crate) enum WindowKind {
    RowNumber,
    Rank,
    DenseRank,
    /// An aggregate over the whole partition.
    Aggregate(AggregateCall),
}

/// A set-returning function in the select list.
#[derive(Debug, Clone)]
pub(crate) struct SetCall {
    pub(crate) function: &'static SetFunction,
    pub(crate) args: Vec<Expr>,
}

/// Direction of a sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SortOrder {
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// A bound query.
pub(crate) struct Plan {
    /// Identity for caches.
    pub(crate) id: usize,
    pub(crate) columns: Vec<Field>,
    pub(crate) body: Body,
    /// Output positions to sort by; positions beyond `columns` are hidden.
    pub(crate) sort: Vec<(usize, SortOrder)>,
    pub(crate) distinct: Distinct,
    pub(crate) limit: Option<Expr>,
    pub(crate) offset: Option<Expr>,
    /// True when an expression inside reads a level outside: its rows cannot be kept.
    pub(crate) correlated: bool,
}

impl fmt::Debug for Plan {
    // Two subqueries are the same only if they are the same node; that is all grouping checks need.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan({})", self.id)
    }
}

/// Removal of duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Distinct {
    No,
    Rows,
    /// `DISTINCT ON`: positions of the keys in the output.
    On(Vec<usize>),
}

/// What produces the rows of a plan.
#[derive(Debug)]
pub(crate) enum Body {
    Select(Box<Select>),
    Set { op: SetOp, all: bool, left: Rc<Plan>, right: Rc<Plan> },
    Values(Vec<Vec<Expr>>),
    Recursive { base: Rc<Plan>, step: Rc<Plan>, all: bool },
}

/// Set operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetOp {
    Union,
    Intersect,
    Except,
}

/// One SELECT.
#[derive(Debug)]
pub(crate) struct Select {
    pub(crate) rels: Vec<Rel>,
    pub(crate) from: Option<From>,
    pub(crate) filter: Vec<Expr>,
    pub(crate) grouping: Option<Grouping>,
    pub(crate) windows: Vec<WindowCall>,
    pub(crate) sets: Vec<SetCall>,
    /// Visible columns, then hidden sort and distinct keys.
    pub(crate) output: Vec<Expr>,
}

/// GROUP BY, aggregates and HAVING.
#[derive(Debug)]
pub(crate) struct Grouping {
    pub(crate) keys: Vec<Expr>,
    pub(crate) aggregates: Vec<AggregateCall>,
    pub(crate) having: Option<Expr>,
}

/// A FROM item.
#[derive(Debug)]
pub(crate) struct Rel {
    pub(crate) source: Source,
    /// Width of its tuples; for system relations set when binding is done.
    pub(crate) width: usize,
    /// Items of the same level it reads (LATERAL).
    pub(crate) depends: Vec<usize>,
}

/// Where the rows of a FROM item come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A system relation; `used` lists the columns of its tuples (positions beyond its columns are the system columns).
    System { relation: &'static SystemRelation, used: Rc<RefCell<Vec<usize>>> },
    /// A subquery; LATERAL when it `depends` on items of its level.
    Query { plan: Rc<Plan>, lateral: bool },
    /// A WITH query defined `levels_up` levels outside of this level's surroundings.
    With { plan: Rc<Plan>, levels_up: usize },
    /// Rows of the step before, in a recursive WITH query.
    Working { id: Rc<Cell<usize>> },
    /// A function; always evaluated as LATERAL. More than one for `unnest(a, b)`.
    Functions { calls: Vec<SetCall>, ordinality: bool },
    /// A scalar function as a row.
    Scalar { expr: Box<Expr>, ordinality: bool },
}

/// The join tree. Inner joins are flat, so that they can be put in order.
#[derive(Debug)]
pub(crate) enum From {
    Rel(usize),
    Inner { items: Vec<From>, on: Vec<Expr> },
    Outer { kind: OuterKind, left: Box<From>, right: Box<From>, on: Vec<Expr> },
}

/// Outer joins; RIGHT is a LEFT with swapped sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OuterKind {
    Left,
    Full,
}

impl Expr {
    pub(crate) fn new(node: Node, ty: u32) -> Self {
        Self { node, ty, fields: None }
    }

    pub(crate) fn constant(value: impl Into<Datum>, ty: u32) -> Self {
        Self::new(Node::Const(value.into()), ty)
    }

    /// The text of an untyped literal.
    pub(crate) fn literal_text(&self) -> Option<&str> {
        match &self.node {
            Node::Const(Datum::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Calls `visit` with each direct operand; subqueries are not entered.
    pub(crate) fn for_each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match &self.node {
            Node::Const(_)
            | Node::Param(_)
            | Node::Column { .. }
            | Node::Aggregate(_)
            | Node::SetReturning(_)
            | Node::Window(_)
            | Node::Scalar(_)
            | Node::Exists(_)
            | Node::ArrayOf(_) => {}
            Node::Call { args, .. } | Node::Coalesce(args) | Node::Extreme { args, .. } => {
                args.iter().for_each(visit)
            }
            Node::And(args) | Node::Or(args) | Node::Array(args) | Node::Record(args) => {
                args.iter().for_each(visit)
            }
            Node::Cast { input, .. }
            | Node::Not(input)
            | Node::IsNull { input, .. }
            | Node::IsBool { input, .. }
            | Node::Field { input, .. } => visit(input),
            Node::Test { left, right, .. }
            | Node::Distinct { left, right, .. }
            | Node::Arithmetic { left, right, .. }
            | Node::NullIf(left, right) => {
                visit(left);
                visit(right);
            }
            Node::InList { input, list, .. } => {
                visit(input);
                list.iter().for_each(visit);
            }
            Node::Quantified { left, array, .. } => {
                visit(left);
                visit(array);
            }
            Node::QuantifiedPlan { left, .. } => visit(left),
            Node::Case { branches, otherwise } => {
                for (condition, result) in branches {
                    visit(condition);
                    visit(result);
                }
                if let Some(otherwise) = otherwise {
                    visit(otherwise);
                }
            }
            Node::Subscript { input, index } => {
                visit(input);
                visit(index);
            }
            Node::Slice { input, lower, upper } => {
                visit(input);
                for bound in [lower, upper].into_iter().flatten() {
                    visit(bound);
                }
            }
        }
    }
}

/// A subquery inside an expression reads columns of its own level at depth 0, of the expression's level at 1 and
/// so on; this collects, for an expression, which FROM items of its own level it reads. `None` when a correlated
/// subquery makes that unknown: then it may read them all.
pub(crate) fn reads(expr: &Expr) -> Option<Vec<usize>> {
    let mut rels = Vec::new();
    collect_reads(expr, &mut rels).then_some(rels)
}

fn collect_reads(expr: &Expr, rels: &mut Vec<usize>) -> bool {
    match &expr.node {
        Node::Column { depth: 0, rel, .. } => {
            if !rels.contains(rel) {
                rels.push(*rel);
            }
            true
        }
        Node::Scalar(plan) | Node::Exists(plan) | Node::ArrayOf(plan) => !plan.correlated,
        Node::QuantifiedPlan { plan, left, .. } => !plan.correlated && collect_reads(left, rels),
        Node::Aggregate(_) | Node::SetReturning(_) | Node::Window(_) => false,
        _ => {
            let mut known = true;
            expr.for_each_child(&mut |child| known &= collect_reads(child, rels));
            known
        }
    }
}
