//! Expressions.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    AccessStep, ArithmeticOperator, Case, ComparisonOperator, Current, Expression, ExpressionKind,
    ExtractField, IntervalLiteral, NormalForm, Quantifier, TrimSide,
};

use super::{Quoted, list, word_if};

/// How tight an expression binds: a looser one inside a tighter place needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Predicate,
    Concatenation,
    Sum,
    Product,
    Sign,
    AtTimeZone,
    Primary,
}

fn level(expression: &Expression) -> Level {
    match &expression.kind {
        ExpressionKind::Or(_) | ExpressionKind::Lambda(_) => Level::Or,
        ExpressionKind::And(_) => Level::And,
        ExpressionKind::Not(_) => Level::Not,
        ExpressionKind::Comparison(_)
        | ExpressionKind::Quantified(_)
        | ExpressionKind::Between(_)
        | ExpressionKind::InList(_)
        | ExpressionKind::InQuery(_)
        | ExpressionKind::Like(_)
        | ExpressionKind::IsNull(_)
        | ExpressionKind::IsDistinct(_)
        | ExpressionKind::IsTruth(..)
        | ExpressionKind::Matches(_) => Level::Predicate,
        ExpressionKind::Concatenation(_) => Level::Concatenation,
        ExpressionKind::Arithmetic(chain) => match chain.rest.first().map(|term| term.operator) {
            Some(ArithmeticOperator::Add | ArithmeticOperator::Subtract) => Level::Sum,
            _ => Level::Product,
        },
        ExpressionKind::Minus(_) | ExpressionKind::Plus(_) => Level::Sign,
        ExpressionKind::AtTimeZone(_) | ExpressionKind::Collate(..) => Level::AtTimeZone,
        _ => Level::Primary,
    }
}

/// An expression in a place that takes only what binds at least as tight as the level.
struct At<'a>(&'a Expression, Level);

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if level(self.0) < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

/// An expression in a place that takes no predicate outside of parentheses.
pub(super) fn value(expression: &Expression) -> impl Display {
    At(expression, Level::Concatenation)
}

/// An expression in a place that takes no operator outside of parentheses.
pub(super) fn primary(expression: &Expression) -> impl Display {
    At(expression, Level::Primary)
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::Null => f.write_str("NULL"),
            ExpressionKind::Boolean(true) => f.write_str("TRUE"),
            ExpressionKind::Boolean(false) => f.write_str("FALSE"),
            ExpressionKind::String(value) => Quoted(value).fmt(f),
            ExpressionKind::Binary(bytes) => binary(f, bytes),
            ExpressionKind::Integer(value) => value.fmt(f),
            ExpressionKind::Decimal(digits) | ExpressionKind::Double(digits) => f.write_str(digits),
            ExpressionKind::Typed(literal) => write!(f, "{} {}", literal.type_name, Quoted(&literal.value)),
            ExpressionKind::Interval(interval) => interval.fmt(f),
            ExpressionKind::Parameter(_) => f.write_str("?"),
            ExpressionKind::Name(name) => name.fmt(f),
            ExpressionKind::Access(access) => {
                // `1.a` would be a number.
                if starts_with_number(&access.base) {
                    write!(f, "({})", access.base)?;
                } else {
                    At(&access.base, Level::Primary).fmt(f)?;
                }
                access.steps.iter().try_for_each(|step| step.fmt(f))
            }
            ExpressionKind::Function(call) => call.fmt(f),
            ExpressionKind::ListAgg(listagg) => listagg.fmt(f),
            ExpressionKind::Measure(measure) => write!(f, "{} OVER {}", measure.name, measure.window),
            ExpressionKind::Lambda(lambda) => {
                f.write_str("(")?;
                list(f, &lambda.parameters, ", ")?;
                write!(f, ") -> {}", lambda.body)
            }
            ExpressionKind::Row(fields) => in_brackets(f, "ROW(", fields, ")"),
            ExpressionKind::Array(elements) => in_brackets(f, "ARRAY[", elements, "]"),
            ExpressionKind::Subquery(query) => write!(f, "({query})"),
            ExpressionKind::ArraySubquery(query) => write!(f, "ARRAY({query})"),
            ExpressionKind::Exists(query) => write!(f, "EXISTS ({query})"),
            ExpressionKind::Case(case) => case.fmt(f),
            ExpressionKind::Cast(cast) => {
                let function = if cast.lenient { "TRY_CAST" } else { "CAST" };
                write!(f, "{function}({} AS {})", cast.value, cast.target)
            }
            ExpressionKind::Current(current) => current.fmt(f),
            ExpressionKind::Trim(trim) => {
                let side = match trim.side {
                    TrimSide::Both => "BOTH",
                    TrimSide::Leading => "LEADING",
                    TrimSide::Trailing => "TRAILING",
                };
                write!(f, "TRIM({side} ")?;
                if let Some(characters) = &trim.characters {
                    write!(f, "{} ", value(characters))?;
                }
                write!(f, "FROM {})", value(&trim.source))
            }
            ExpressionKind::Extract(field, source) => write!(f, "EXTRACT({field} FROM {})", value(source)),
            ExpressionKind::Normalize(text, form) => write!(f, "NORMALIZE({}, {form})", value(text)),
            ExpressionKind::Grouping(columns) => in_brackets(f, "GROUPING(", columns, ")"),
            ExpressionKind::JsonExists(function) => function.fmt(f),
            ExpressionKind::JsonValue(function) => function.fmt(f),
            ExpressionKind::JsonQuery(function) => function.fmt(f),
            ExpressionKind::JsonObject(function) => function.fmt(f),
            ExpressionKind::JsonArray(function) => function.fmt(f),
            _ => self.fmt_operation(f),
        }
    }
}

impl Expression {
    /// Operators and predicates.
    fn fmt_operation(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::AtTimeZone(at) => {
                At(&at.value, Level::Primary).fmt(f)?;
                at.zones.iter().try_for_each(|(_, zone)| write!(f, " AT TIME ZONE {zone}"))
            }
            ExpressionKind::Collate(text, collation) => {
                write!(f, "{} COLLATE {collation}", At(text, Level::Primary))
            }
            ExpressionKind::Minus(operand) => signed(f, '-', operand),
            ExpressionKind::Plus(operand) => signed(f, '+', operand),
            ExpressionKind::Arithmetic(chain) => {
                let operand_level = if level(self) == Level::Sum { Level::Product } else { Level::Sign };
                At(&chain.first, operand_level).fmt(f)?;
                chain
                    .rest
                    .iter()
                    .try_for_each(|term| write!(f, " {} {}", term.operator, At(&term.operand, operand_level)))
            }
            ExpressionKind::Concatenation(chain) => {
                At(&chain.first, Level::Sum).fmt(f)?;
                chain.rest.iter().try_for_each(|(_, operand)| write!(f, " || {}", At(operand, Level::Sum)))
            }
            ExpressionKind::Not(operand) => write!(f, "NOT {}", At(operand, Level::Not)),
            ExpressionKind::And(terms) => connected(f, terms, " AND ", Level::Not),
            ExpressionKind::Or(terms) => connected(f, terms, " OR ", Level::And),
            _ => self.fmt_predicate(f),
        }
    }

    fn fmt_predicate(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::Comparison(test) => {
                write!(f, "{} {} {}", value(&test.left), test.operator, value(&test.right))
            }
            ExpressionKind::Quantified(test) => {
                let quantifier = match test.quantifier {
                    Quantifier::All => "ALL",
                    Quantifier::Any => "ANY",
                };
                write!(f, "{} {} {quantifier} ", value(&test.left), test.operator)?;
                match &test.right.kind {
                    ExpressionKind::Subquery(_) => test.right.fmt(f),
                    _ => write!(f, "({})", test.right),
                }
            }
            ExpressionKind::Between(test) => {
                let not = not(test.negated);
                write!(
                    f,
                    "{} {not}BETWEEN {} AND {}",
                    value(&test.value),
                    value(&test.low),
                    value(&test.high)
                )
            }
            ExpressionKind::InList(test) => {
                write!(f, "{} {}IN (", value(&test.value), not(test.negated))?;
                list(f, &test.list, ", ")?;
                f.write_str(")")
            }
            ExpressionKind::InQuery(test) => {
                write!(f, "{} {}IN ({})", value(&test.value), not(test.negated), test.query)
            }
            ExpressionKind::Like(test) => {
                let like = if test.ignore_case { "ILIKE" } else { "LIKE" };
                let not = not(test.negated);
                write!(f, "{} {not}{like} {}", value(&test.value), value(&test.pattern))?;
                match &test.escape {
                    Some(escape) => write!(f, " ESCAPE {}", value(escape)),
                    None => Ok(()),
                }
            }
            ExpressionKind::IsNull(test) => write!(f, "{} IS {}NULL", value(&test.value), not(test.negated)),
            ExpressionKind::IsDistinct(test) => {
                let not = not(test.negated);
                write!(f, "{} IS {not}DISTINCT FROM {}", value(&test.left), value(&test.right))
            }
            ExpressionKind::IsTruth(test, truth) => {
                let truth = match truth {
                    Some(true) => "TRUE",
                    Some(false) => "FALSE",
                    None => "UNKNOWN",
                };
                write!(f, "{} IS {}{truth}", value(&test.value), not(test.negated))
            }
            ExpressionKind::Matches(test) => {
                let negated = if test.negated { "!" } else { "" };
                let star = if test.ignore_case { "*" } else { "" };
                write!(f, "{} {negated}~{star} {}", value(&test.value), value(&test.pattern))
            }
            _ => Ok(()),
        }
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn binary(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("X'")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))?;
    f.write_str("'")
}

/// A sign before a number would become part of it, and two minus signs a comment.
fn signed(f: &mut Formatter<'_>, sign: char, operand: &Expression) -> fmt::Result {
    if starts_with_number(operand) {
        write!(f, "{sign}({operand})")
    } else {
        write!(f, "{sign}{}", At(operand, Level::AtTimeZone))
    }
}

/// Whether the text of an operand begins with a number.
fn starts_with_number(operand: &Expression) -> bool {
    let first = match &operand.kind {
        ExpressionKind::Integer(_) | ExpressionKind::Decimal(_) | ExpressionKind::Double(_) => return true,
        ExpressionKind::AtTimeZone(at) => &at.value,
        ExpressionKind::Collate(text, _) => text.as_ref(),
        _ => return false,
    };
    starts_with_number(first)
}

fn connected(f: &mut Formatter<'_>, terms: &[Expression], word: &str, level: Level) -> fmt::Result {
    let terms: Vec<At<'_>> = terms.iter().map(|term| At(term, level)).collect();
    list(f, &terms, word)
}

fn in_brackets<T: Display>(f: &mut Formatter<'_>, open: &str, items: &[T], close: &str) -> fmt::Result {
    f.write_str(open)?;
    list(f, items, ", ")?;
    f.write_str(close)
}

impl Display for AccessStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Subscript(index) => write!(f, "[{}]", value(index)),
            Self::Slice(low, high) => {
                f.write_str("[")?;
                low.iter().try_for_each(|low| value(low).fmt(f))?;
                f.write_str(":")?;
                high.iter().try_for_each(|high| value(high).fmt(f))?;
                f.write_str("]")
            }
        }
    }
}

impl Display for Case {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("CASE")?;
        self.operand.iter().try_for_each(|operand| write!(f, " {operand}"))?;
        self.branches
            .iter()
            .try_for_each(|branch| write!(f, " WHEN {} THEN {}", branch.condition, branch.result))?;
        self.otherwise.iter().try_for_each(|otherwise| write!(f, " ELSE {otherwise}"))?;
        f.write_str(" END")
    }
}

impl Display for IntervalLiteral {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("INTERVAL ")?;
        word_if(f, self.negative, "-")?;
        write!(f, "{} {}", Quoted(&self.value), self.start)?;
        self.end.iter().try_for_each(|end| write!(f, " TO {end}"))
    }
}

impl Display for Current {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (word, precision) = match self {
            Self::Date => ("CURRENT_DATE", &None),
            Self::Time(precision) => ("CURRENT_TIME", precision),
            Self::Timestamp(precision) => ("CURRENT_TIMESTAMP", precision),
            Self::LocalTime(precision) => ("LOCALTIME", precision),
            Self::LocalTimestamp(precision) => ("LOCALTIMESTAMP", precision),
            Self::User => ("CURRENT_USER", &None),
            Self::Catalog => ("CURRENT_CATALOG", &None),
            Self::Schema => ("CURRENT_SCHEMA", &None),
            Self::Path => ("CURRENT_PATH", &None),
        };
        f.write_str(word)?;
        precision.iter().try_for_each(|digits| write!(f, "({digits})"))
    }
}

impl Display for ArithmeticOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulus => "%",
        })
    }
}

impl Display for ComparisonOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl Display for ExtractField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Year => "YEAR",
            Self::Quarter => "QUARTER",
            Self::Month => "MONTH",
            Self::Week => "WEEK",
            Self::Day => "DAY",
            Self::DayOfMonth => "DAY_OF_MONTH",
            Self::DayOfWeek => "DAY_OF_WEEK",
            Self::DayOfYear => "DAY_OF_YEAR",
            Self::YearOfWeek => "YEAR_OF_WEEK",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
            Self::Second => "SECOND",
            Self::TimezoneMinute => "TIMEZONE_MINUTE",
            Self::TimezoneHour => "TIMEZONE_HOUR",
        })
    }
}

impl Display for NormalForm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nfc => "NFC",
            Self::Nfd => "NFD",
            Self::Nfkc => "NFKC",
            Self::Nfkd => "NFKD",
        })
    }
}
