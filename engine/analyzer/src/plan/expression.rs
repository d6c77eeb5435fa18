//! Typed expressions.

use polias_sql::ast;
use polias_types::{ArithmeticOperator, ResolvedFunction, Type, Value};

use super::{Column, ColumnId, Node};

/// An expression. Equal expressions over the same columns are equal values, which is how a SELECT's
/// expression finds its GROUP BY key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// What it gives.
    pub data_type: Type,
    /// What it is.
    pub kind: ExpressionKind,
}

/// Number of a lambda's parameter, unique in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// What an expression is. Operands have the types the operation needs: casts stand between where they must.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpressionKind {
    /// A constant.
    Literal(Value),
    /// A column of the input; or, within a subquery, of a query around it.
    Column(ColumnId),
    /// The parameter of a prepared statement whose value is not given (DESCRIBE), counted from 0.
    Parameter(u32),
    /// A parameter of a lambda around it.
    Variable(VariableId),
    /// A scalar function.
    Call(ResolvedFunction, Vec<Expression>),
    /// CAST, and coercions; lenient is TRY_CAST.
    Cast {
        /// What is cast; to the expression's own type.
        value: Box<Expression>,
        /// NULL instead of an error.
        lenient: bool,
    },
    /// Both sides of the types `polias_types::arithmetic_types` gives.
    Arithmetic(ArithmeticOperator, Box<Expression>, Box<Expression>),
    /// `-value`, of a number or an interval.
    Negate(Box<Expression>),
    /// Both sides of one comparable (for `<`: orderable) type.
    Comparison(ComparisonOperator, Box<Expression>, Box<Expression>),
    /// Both sides of one comparable type; never NULL.
    IsDistinct(Box<Expression>, Box<Expression>),
    /// All of one orderable type: value, low, high.
    Between(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Value and list of one comparable type.
    InList(Box<Expression>, Vec<Expression>),
    /// Value, pattern, and escape character; texts.
    Like(Box<Expression>, Box<Expression>, Option<Box<Expression>>),
    /// Never NULL.
    IsNull(Box<Expression>),
    /// Three-valued NOT.
    Not(Box<Expression>),
    /// Three-valued AND of at least two. A term is evaluated only for rows where no earlier one is false,
    /// wherever it could fail.
    And(Vec<Expression>),
    /// Three-valued OR of at least two.
    Or(Vec<Expression>),
    /// The result of the first branch whose condition is true, else of the last; lazily. Conditions are
    /// boolean: CASE with an operand, IF and NULLIF become this. A missing ELSE is a NULL literal.
    Case(Vec<(Expression, Expression)>, Box<Expression>),
    /// The first that is not NULL; lazily.
    Coalesce(Vec<Expression>),
    /// NULL where evaluating it fails with an error of the data (division by zero, bad cast, bad argument,
    /// number out of range).
    Try(Box<Expression>),
    /// A row of the fields of the expression's type.
    Row(Vec<Expression>),
    /// An array of the element type.
    Array(Vec<Expression>),
    /// Field of a row, counted from 0.
    Field(Box<Expression>, usize),
    /// Element of an array (from 1) or value of a map; an error when there is none.
    Subscript(Box<Expression>, Box<Expression>),
    /// A lambda: an argument of a function only.
    Lambda(Lambda),
    /// No value: an error of the data for the row it is evaluated for. Never folded or moved out of a branch.
    Fail {
        /// Trino's error name.
        name: &'static str,
        /// The message.
        message: String,
    },
    /// A subquery; only until subqueries are unnested.
    Subquery(Box<Subquery>),
}

/// `(x, y) -> body`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lambda {
    /// Parameters with their types.
    pub parameters: Vec<(VariableId, Type)>,
    /// May use columns and variables of what is around it.
    pub body: Box<Expression>,
}

/// A subquery within an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subquery {
    /// Its plan; columns it uses and does not make are those of the queries around it.
    pub plan: Node,
    /// How it is used.
    pub kind: SubqueryKind,
}

/// How a subquery is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SubqueryKind {
    /// The value of the only row, NULL when there is none, SUBQUERY_MULTIPLE_ROWS when there are more.
    /// A subquery of several columns is a row; the column is the plan's only one (the analyzer builds rows).
    Scalar(ColumnId),
    /// Whether there is a row.
    Exists,
    /// Comparison of a value with each row's column, three-valued. IN is `= ANY`, NOT IN is NOT of it.
    Quantified {
        /// Left of the operator.
        value: Expression,
        /// The operator.
        operator: ComparisonOperator,
        /// ALL, ANY.
        quantifier: Quantifier,
        /// The plan's column, of the value's type.
        column: ColumnId,
    },
    /// PostgreSQL's ARRAY(subquery): values in order.
    Array(ColumnId),
}

/// ALL, ANY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// ALL
    All,
    /// ANY, SOME
    Any,
}

/// `= <> < <= > >=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparisonOperator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AggregateCall {
    /// The function. `count(*)` is `count` without arguments.
    pub function: ResolvedFunction,
    /// Cast to the function's types. May hold lambdas (`reduce_agg`).
    pub arguments: Vec<Expression>,
    /// Equal arguments count once.
    pub distinct: bool,
    /// Order of the rows; empty when it does not matter.
    pub order_by: Vec<SortKey>,
    /// Rows for which this is not true are left out.
    pub filter: Option<Expression>,
}

/// A call over a window.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowCall {
    /// A window function or an aggregate.
    pub function: ResolvedFunction,
    /// Cast to the function's types.
    pub arguments: Vec<Expression>,
    /// IGNORE NULLS.
    pub nulls: NullTreatment,
    /// The frame; Trino's default is `RANGE UNBOUNDED PRECEDING`, and it always stands here.
    pub frame: Frame,
    /// As for aggregates.
    pub distinct: bool,
    /// As for aggregates.
    pub filter: Option<Expression>,
}

/// IGNORE NULLS, RESPECT NULLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NullTreatment {
    /// The default.
    Respect,
    /// IGNORE NULLS
    Ignore,
}

/// The frame of a window.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    /// ROWS, RANGE, GROUPS.
    pub unit: FrameUnit,
    /// First bound.
    pub start: Bound,
    /// Last bound.
    pub end: Bound,
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

/// An end of a frame. Offsets of ROWS and GROUPS are bigint; those of RANGE are of a type that can be added
/// to the sort key (a number, an interval). They may be any expression over the input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
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

/// A key of an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The key.
    pub expression: Expression,
    /// DESC.
    pub descending: bool,
    /// NULLs before everything else; Trino's default is last, in both directions.
    pub nulls_first: bool,
}

impl SortKey {
    /// What a sort item comes to; in sessions of the PostgreSQL wire too NULLs are last unless it says so.
    pub(crate) fn of(item: &ast::SortItem, expression: Expression) -> Self {
        Self { expression, descending: item.descending, nulls_first: item.nulls_first.unwrap_or(false) }
    }
}

impl Expression {
    /// A column.
    pub fn column(column: &Column) -> Self {
        Self { data_type: column.data_type.clone(), kind: ExpressionKind::Column(column.id) }
    }

    /// A constant.
    pub fn literal(value: Value, data_type: Type) -> Self {
        Self { data_type, kind: ExpressionKind::Literal(value) }
    }

    /// NULL of a type.
    pub fn null(data_type: Type) -> Self {
        Self::literal(Value::Null, data_type)
    }

    /// A boolean expression.
    pub fn boolean(kind: ExpressionKind) -> Self {
        Self { data_type: Type::Boolean, kind }
    }

    /// The value cast to a type; itself when it is of that type.
    pub fn cast_to(self, data_type: &Type) -> Self {
        if self.data_type == *data_type {
            return self;
        }
        let kind = ExpressionKind::Cast { value: Box::new(self), lenient: false };
        Self { data_type: data_type.clone(), kind }
    }
}
