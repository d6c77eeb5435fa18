//! Row patterns: MATCH_RECOGNIZE, and windows with PATTERN.

use super::{Expression, Identifier, Offset, Relation, SortItem};

/// `relation MATCH_RECOGNIZE (…)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowPatternRecognition {
    /// What is searched.
    pub relation: Relation,
    /// PARTITION BY.
    pub partition_by: Vec<Expression>,
    /// ORDER BY.
    pub order_by: Vec<SortItem>,
    /// ONE ROW PER MATCH, …
    pub rows_per_match: Option<RowsPerMatch>,
    /// Measures, pattern and definitions; the pattern is always there.
    pub definition: RowPatternDefinition,
}

/// What MATCH_RECOGNIZE and windows have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowPatternDefinition {
    /// MEASURES.
    pub measures: Vec<MeasureDefinition>,
    /// AFTER MATCH SKIP.
    pub skip_to: Option<SkipTo>,
    /// INITIAL or SEEK.
    pub search_mode: Option<SearchMode>,
    /// PATTERN.
    pub pattern: Option<RowPattern>,
    /// SUBSET.
    pub subsets: Vec<SubsetDefinition>,
    /// DEFINE.
    pub definitions: Vec<VariableDefinition>,
}

/// `expression AS name`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MeasureDefinition {
    /// The expression.
    pub expression: Expression,
    /// Its name.
    pub name: Identifier,
}

/// How many rows a match gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowsPerMatch {
    /// ONE ROW PER MATCH
    One,
    /// ALL ROWS PER MATCH [SHOW EMPTY MATCHES]
    AllShowEmpty,
    /// ALL ROWS PER MATCH OMIT EMPTY MATCHES
    AllOmitEmpty,
    /// ALL ROWS PER MATCH WITH UNMATCHED ROWS
    AllWithUnmatched,
}

/// AFTER MATCH SKIP.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SkipTo {
    /// PAST LAST ROW
    PastLastRow,
    /// TO NEXT ROW
    NextRow,
    /// TO FIRST variable
    First(Identifier),
    /// TO [LAST] variable
    Last(Identifier),
}

/// INITIAL, SEEK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchMode {
    /// INITIAL
    Initial,
    /// SEEK
    Seek,
}

/// `name = (a, b)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SubsetDefinition {
    /// The name.
    pub name: Identifier,
    /// At least one.
    pub variables: Vec<Identifier>,
}

/// `name AS condition`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VariableDefinition {
    /// The name.
    pub name: Identifier,
    /// The condition.
    pub condition: Expression,
}

/// A row pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowPattern {
    /// Where.
    pub offset: Offset,
    /// What.
    pub kind: RowPatternKind,
}

/// What a row pattern is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RowPatternKind {
    /// A variable.
    Variable(Identifier),
    /// `()`
    Empty,
    /// `PERMUTE(a, b)`
    Permute(Vec<RowPattern>),
    /// `^`
    PartitionStart,
    /// `$`
    PartitionEnd,
    /// `{- a -}`
    Exclusion(Box<RowPattern>),
    /// `a{2,3}?`
    Quantified(Box<RowPattern>, PatternQuantifier),
    /// `a b c`, at least two.
    Concatenation(Vec<RowPattern>),
    /// `a | b | c`, at least two.
    Alternation(Vec<RowPattern>),
}

/// `*`, `+`, `?`, `{n}`, `{n,m}`, and reluctant ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PatternQuantifier {
    /// Which.
    pub kind: PatternQuantifierKind,
    /// A `?` behind it.
    pub reluctant: bool,
}

/// How often.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PatternQuantifierKind {
    /// `*`
    ZeroOrMore,
    /// `+`
    OneOrMore,
    /// `?`
    ZeroOrOne,
    /// `{n}`, `{n,}`, `{,m}`, `{n,m}`, `{,}`: numbers as written.
    Range {
        /// At least.
        low: Option<String>,
        /// At most.
        high: Option<String>,
    },
}
