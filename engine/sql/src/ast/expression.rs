//! Expressions.
//!
//! Chains that people and programs write long (AND, OR, `+`, `||`, `a.b.c[1]`) are flat lists, so that the
//! height of a tree is bounded by the nesting of its text: walking and dropping it may recurse.

use super::{
    DataType, FunctionCall, Identifier, IntervalField, JsonArray, JsonExists, JsonObject, JsonQuery,
    JsonValue, ListAgg, Offset, QualifiedName, Query, Window,
};

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// Where Trino says it is.
    pub offset: Offset,
    /// What it is.
    pub kind: ExpressionKind,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExpressionKind {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// `'…'`, `U&'…'`, decoded.
    String(String),
    /// `X'…'`, decoded.
    Binary(Vec<u8>),
    /// `-12`, `1_000`, `0xFF`
    Integer(i64),
    /// `-1.5`: the digits without underscores.
    Decimal(String),
    /// `-1.5E3`: as written.
    Double(String),
    /// `DATE '…'`, `DECIMAL '…'`, `JSON '…'`, any name followed by a string.
    Typed(Box<TypedLiteral>),
    /// `INTERVAL '…' …`
    Interval(Box<IntervalLiteral>),
    /// `?` (counted from 0 in the order of the text) or PostgreSQL's `$1` (which is 0).
    Parameter(u32),
    /// A name: a column, or whatever the scope says.
    Name(Identifier),
    /// `base.field`, `base[index]`, and any number of these behind one another.
    Access(Box<Access>),
    /// `f(…)`, with all that may stand behind it.
    Function(Box<FunctionCall>),
    /// `LISTAGG(…) WITHIN GROUP (…)`
    ListAgg(Box<ListAgg>),
    /// `name OVER …`: a measure of a window with row pattern.
    Measure(Box<Measure>),
    /// `(x, y) -> …`
    Lambda(Box<Lambda>),
    /// `ROW(a, b)`, `(a, b)`
    Row(Vec<Expression>),
    /// `ARRAY[a, b]`
    Array(Vec<Expression>),
    /// `(SELECT …)`
    Subquery(Box<Query>),
    /// PostgreSQL's `ARRAY(SELECT …)`.
    ArraySubquery(Box<Query>),
    /// `EXISTS (SELECT …)`
    Exists(Box<Query>),
    /// `CASE … END`
    Case(Box<Case>),
    /// `CAST(… AS …)`, `TRY_CAST(… AS …)`, PostgreSQL's `…::…`
    Cast(Box<Cast>),
    /// `CURRENT_DATE`, `LOCALTIMESTAMP(3)`, `CURRENT_USER`, …
    Current(Current),
    /// `TRIM(…)`
    Trim(Box<Trim>),
    /// `EXTRACT(field FROM value)`
    Extract(ExtractField, Box<Expression>),
    /// `NORMALIZE(value, form)`
    Normalize(Box<Expression>, NormalForm),
    /// `GROUPING(a, b.c)`
    Grouping(Vec<QualifiedName>),
    /// `JSON_EXISTS(…)`
    JsonExists(Box<JsonExists>),
    /// `JSON_VALUE(…)`
    JsonValue(Box<JsonValue>),
    /// `JSON_QUERY(…)`
    JsonQuery(Box<JsonQuery>),
    /// `JSON_OBJECT(…)`
    JsonObject(Box<JsonObject>),
    /// `JSON_ARRAY(…)`
    JsonArray(Box<JsonArray>),
    /// `value AT TIME ZONE zone`, and any number of zones behind one another.
    AtTimeZone(Box<AtTimeZone>),
    /// `-value`
    Minus(Box<Expression>),
    /// `+value`
    Plus(Box<Expression>),
    /// `a * b / c`, `a + b - c`: operators of one precedence, to be read from the left.
    Arithmetic(Box<Arithmetic>),
    /// `a || b || c`, to be read from the left.
    Concatenation(Box<Concatenation>),
    /// `a = b`
    Comparison(Box<Comparison>),
    /// `a = ALL (SELECT …)`
    Quantified(Box<Quantified>),
    /// `a BETWEEN b AND c`
    Between(Box<Between>),
    /// `a IN (b, c)`
    InList(Box<InList>),
    /// `a IN (SELECT …)`
    InQuery(Box<InQuery>),
    /// `a LIKE b`
    Like(Box<Like>),
    /// `a IS NULL`
    IsNull(Box<Test>),
    /// `a IS DISTINCT FROM b`
    IsDistinct(Box<IsDistinct>),
    /// PostgreSQL's `a IS TRUE`, `a IS NOT FALSE`, `a IS UNKNOWN` (`None`).
    IsTruth(Box<Test>, Option<bool>),
    /// PostgreSQL's `a ~ b`, `a !~* b`.
    Matches(Box<Matches>),
    /// PostgreSQL's `a COLLATE b`.
    Collate(Box<Expression>, QualifiedName),
    /// `NOT a`
    Not(Box<Expression>),
    /// `a AND b AND c`, at least two.
    And(Vec<Expression>),
    /// `a OR b OR c`, at least two.
    Or(Vec<Expression>),
}

/// A name followed by a string.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypedLiteral {
    /// The type's name; `DOUBLE` for `DOUBLE PRECISION '…'`.
    pub type_name: Identifier,
    /// The string, decoded.
    pub value: String,
}

/// `INTERVAL [+|-] '…' start [TO end]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IntervalLiteral {
    /// A minus before the string.
    pub negative: bool,
    /// The string, decoded, not yet read as numbers.
    pub value: String,
    /// The first field.
    pub start: IntervalField,
    /// The last field.
    pub end: Option<IntervalField>,
}

/// A base and the fields and subscripts behind it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Access {
    /// What is accessed; itself no `Access`.
    pub base: Expression,
    /// At least one, outermost last.
    pub steps: Vec<AccessStep>,
}

/// One step of an access.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccessStep {
    /// `.field`
    Field(Identifier),
    /// `[index]`
    Subscript(Expression),
    /// PostgreSQL's `[low:high]`.
    Slice(Option<Expression>, Option<Expression>),
}

/// `name OVER …`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Measure {
    /// The measure.
    pub name: Identifier,
    /// The window that defines it.
    pub window: Window,
}

/// `(x, y) -> body`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lambda {
    /// May be empty.
    pub parameters: Vec<Identifier>,
    /// What it gives.
    pub body: Expression,
}

/// `CASE [operand] WHEN … THEN … [ELSE …] END`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// What the branches are compared with; without it they are conditions.
    pub operand: Option<Expression>,
    /// At least one.
    pub branches: Vec<WhenThen>,
    /// ELSE.
    pub otherwise: Option<Expression>,
}

/// `WHEN condition THEN result`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WhenThen {
    /// Where WHEN is.
    pub offset: Offset,
    /// The condition, or what the operand is compared with.
    pub condition: Expression,
    /// What it gives.
    pub result: Expression,
}

/// A cast.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cast {
    /// What is cast.
    pub value: Expression,
    /// To what.
    pub target: DataType,
    /// TRY_CAST: NULL instead of an error.
    pub lenient: bool,
}

/// Values of the session; the number is the precision in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Current {
    /// `CURRENT_DATE`
    Date,
    /// `CURRENT_TIME[(p)]`
    Time(Option<u32>),
    /// `CURRENT_TIMESTAMP[(p)]`
    Timestamp(Option<u32>),
    /// `LOCALTIME[(p)]`
    LocalTime(Option<u32>),
    /// `LOCALTIMESTAMP[(p)]`
    LocalTimestamp(Option<u32>),
    /// `CURRENT_USER`
    User,
    /// `CURRENT_CATALOG`
    Catalog,
    /// `CURRENT_SCHEMA`
    Schema,
    /// `CURRENT_PATH`
    Path,
}

/// `TRIM([[LEADING|TRAILING|BOTH] [characters] FROM] source)`, `TRIM(source, characters)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trim {
    /// Which end; both when not said.
    pub side: TrimSide,
    /// What to trim; blanks when not said.
    pub characters: Option<Expression>,
    /// What is trimmed.
    pub source: Expression,
}

/// Which end TRIM works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrimSide {
    /// BOTH
    Both,
    /// LEADING
    Leading,
    /// TRAILING
    Trailing,
}

/// Field of EXTRACT; synonyms (DOW, DOY, YOW) are one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExtractField {
    /// YEAR
    Year,
    /// QUARTER
    Quarter,
    /// MONTH
    Month,
    /// WEEK
    Week,
    /// DAY
    Day,
    /// DAY_OF_MONTH
    DayOfMonth,
    /// DAY_OF_WEEK, DOW
    DayOfWeek,
    /// DAY_OF_YEAR, DOY
    DayOfYear,
    /// YEAR_OF_WEEK, YOW
    YearOfWeek,
    /// HOUR
    Hour,
    /// MINUTE
    Minute,
    /// SECOND
    Second,
    /// TIMEZONE_MINUTE
    TimezoneMinute,
    /// TIMEZONE_HOUR
    TimezoneHour,
}

/// Unicode normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are Unicode's")]
pub enum NormalForm {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
}

/// `value AT TIME ZONE zone …`; the expression's own offset is that of the last AT.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AtTimeZone {
    /// What is moved.
    pub value: Expression,
    /// At least one: where AT is, and a string or an interval.
    pub zones: Vec<(Offset, Expression)>,
}

/// Operators of one precedence in a row, to be read from the left; the expression's own offset is that of
/// the last operator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Arithmetic {
    /// The leftmost operand.
    pub first: Expression,
    /// At least one.
    pub rest: Vec<ArithmeticTerm>,
}

/// An operator and what is right of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArithmeticTerm {
    /// Where the operator is.
    pub offset: Offset,
    /// The operator.
    pub operator: ArithmeticOperator,
    /// Right of it.
    pub operand: Expression,
}

/// `+ - * / %`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulus,
}

/// `a || b || c`; the expression's own offset is that of the last `||`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// The leftmost operand.
    pub first: Expression,
    /// At least one: where `||` is, and what is right of it.
    pub rest: Vec<(Offset, Expression)>,
}

/// `left operator right`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// The operator.
    pub operator: ComparisonOperator,
    /// Left of it.
    pub left: Expression,
    /// Right of it.
    pub right: Expression,
}

/// `= <> < <= > >=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparisonOperator {
    /// `=`
    Equal,
    /// `<>`, `!=`
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

/// `left operator {ALL|SOME|ANY} (query)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Quantified {
    /// The operator.
    pub operator: ComparisonOperator,
    /// The quantifier.
    pub quantifier: Quantifier,
    /// Left of the operator.
    pub left: Expression,
    /// What it is compared with: a [`ExpressionKind::Subquery`], or PostgreSQL's array.
    pub right: Expression,
}

/// ALL, ANY (SOME is the same).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// ALL
    All,
    /// ANY, SOME
    Any,
}

/// `value [NOT] BETWEEN low AND high`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Between {
    /// What is tested.
    pub value: Expression,
    /// The lower bound.
    pub low: Expression,
    /// The upper bound.
    pub high: Expression,
    /// NOT.
    pub negated: bool,
}

/// `value [NOT] IN (list)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InList {
    /// What is tested.
    pub value: Expression,
    /// At least one.
    pub list: Vec<Expression>,
    /// NOT.
    pub negated: bool,
}

/// `value [NOT] IN (query)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InQuery {
    /// What is tested.
    pub value: Expression,
    /// The query.
    pub query: Query,
    /// NOT.
    pub negated: bool,
}

/// `value [NOT] LIKE pattern [ESCAPE escape]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Like {
    /// What is tested.
    pub value: Expression,
    /// The pattern.
    pub pattern: Expression,
    /// ESCAPE.
    pub escape: Option<Expression>,
    /// NOT.
    pub negated: bool,
    /// PostgreSQL's ILIKE.
    pub ignore_case: bool,
}

/// A test of one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// What is tested.
    pub value: Expression,
    /// NOT.
    pub negated: bool,
}

/// `left IS [NOT] DISTINCT FROM right`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IsDistinct {
    /// The one.
    pub left: Expression,
    /// The other.
    pub right: Expression,
    /// NOT.
    pub negated: bool,
}

/// PostgreSQL's match with a regular expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Matches {
    /// What is tested.
    pub value: Expression,
    /// The regular expression.
    pub pattern: Expression,
    /// `!~`
    pub negated: bool,
    /// `~*`
    pub ignore_case: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_stays_small() {
        assert!(size_of::<Expression>() <= 48, "{}", size_of::<Expression>());
    }
}
