//! Row patterns.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    MeasureDefinition, PatternQuantifier, PatternQuantifierKind, RowPattern, RowPatternDefinition,
    RowPatternKind, RowPatternRecognition, RowsPerMatch, SearchMode, SkipTo, SubsetDefinition,
    VariableDefinition,
};

use super::{clause, list, word_if};

impl Display for RowPatternRecognition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        clause(f, " PARTITION BY ", &self.partition_by)?;
        clause(f, " ORDER BY ", &self.order_by)?;
        clause(f, " MEASURES ", &self.definition.measures)?;
        f.write_str(match self.rows_per_match {
            Some(RowsPerMatch::One) => " ONE ROW PER MATCH",
            Some(RowsPerMatch::AllShowEmpty) => " ALL ROWS PER MATCH SHOW EMPTY MATCHES",
            Some(RowsPerMatch::AllOmitEmpty) => " ALL ROWS PER MATCH OMIT EMPTY MATCHES",
            Some(RowsPerMatch::AllWithUnmatched) => " ALL ROWS PER MATCH WITH UNMATCHED ROWS",
            None => "",
        })?;
        self.definition.fmt(f)
    }
}

/// All but the measures, which stand elsewhere.
impl Display for RowPatternDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.skip_to {
            Some(SkipTo::PastLastRow) => f.write_str(" AFTER MATCH SKIP PAST LAST ROW")?,
            Some(SkipTo::NextRow) => f.write_str(" AFTER MATCH SKIP TO NEXT ROW")?,
            Some(SkipTo::First(variable)) => write!(f, " AFTER MATCH SKIP TO FIRST {variable}")?,
            Some(SkipTo::Last(variable)) => write!(f, " AFTER MATCH SKIP TO LAST {variable}")?,
            None => {}
        }
        f.write_str(match self.search_mode {
            Some(SearchMode::Initial) => " INITIAL",
            Some(SearchMode::Seek) => " SEEK",
            None => "",
        })?;
        self.pattern.iter().try_for_each(|pattern| write!(f, " PATTERN ({pattern})"))?;
        clause(f, " SUBSET ", &self.subsets)?;
        clause(f, " DEFINE ", &self.definitions)
    }
}

impl Display for MeasureDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", self.expression, self.name)
    }
}

impl Display for SubsetDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} = (", self.name)?;
        list(f, &self.variables, ", ")?;
        f.write_str(")")
    }
}

impl Display for VariableDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", self.name, self.condition)
    }
}

impl Display for RowPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RowPatternKind::Variable(name) => name.fmt(f),
            RowPatternKind::Empty => f.write_str("()"),
            RowPatternKind::Permute(patterns) => {
                clause(f, "PERMUTE(", patterns)?;
                f.write_str(")")
            }
            RowPatternKind::PartitionStart => f.write_str("^"),
            RowPatternKind::PartitionEnd => f.write_str("$"),
            RowPatternKind::Exclusion(pattern) => write!(f, "{{- {pattern} -}}"),
            RowPatternKind::Quantified(pattern, quantifier) => {
                write!(f, "{}{quantifier}", Inside(pattern, 2))
            }
            RowPatternKind::Concatenation(parts) => {
                let parts: Vec<Inside<'_>> = parts.iter().map(|part| Inside(part, 1)).collect();
                list(f, &parts, " ")
            }
            RowPatternKind::Alternation(parts) => {
                let parts: Vec<Inside<'_>> = parts.iter().map(|part| Inside(part, 0)).collect();
                list(f, &parts, " | ")
            }
        }
    }
}

/// A pattern inside an alternation (0), a concatenation (1) or before a quantifier (2): in parentheses if it
/// binds no tighter than that.
struct Inside<'a>(&'a RowPattern, u8);

impl Display for Inside<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let binds = match &self.0.kind {
            RowPatternKind::Alternation(_) => 0,
            RowPatternKind::Concatenation(_) => 1,
            RowPatternKind::Quantified(..) => 2,
            _ => 3,
        };
        if binds <= self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

impl Display for PatternQuantifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PatternQuantifierKind::ZeroOrMore => f.write_str("*")?,
            PatternQuantifierKind::OneOrMore => f.write_str("+")?,
            PatternQuantifierKind::ZeroOrOne => f.write_str("?")?,
            PatternQuantifierKind::Range { low, high } => {
                let (low, high) = (low.as_deref().unwrap_or(""), high.as_deref().unwrap_or(""));
                write!(f, "{{{low},{high}}}")?;
            }
        }
        word_if(f, self.reluctant, "?")
    }
}
