//! Calls and windows.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    Arguments, Expression, FrameBound, FrameBoundKind, FrameUnit, FunctionCall, ListAgg, ListAggOverflow,
    NullTreatment, ProcessingMode, Window, WindowFrame, WindowSpecification,
};

use super::{Quoted, clause, list, word_if};

impl Display for FunctionCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.processing_mode {
            Some(ProcessingMode::Running) => f.write_str("RUNNING ")?,
            Some(ProcessingMode::Final) => f.write_str("FINAL ")?,
            None => {}
        }
        write!(f, "{}(", self.name)?;
        word_if(f, self.distinct, "DISTINCT ")?;
        match &self.arguments {
            Arguments::List(arguments) => list(f, arguments, ", ")?,
            Arguments::All => f.write_str("*")?,
            Arguments::AllOf(label) => write!(f, "{label}.*")?,
        }
        clause(f, " ORDER BY ", &self.order_by)?;
        f.write_str(")")?;
        clause(f, " WITHIN GROUP (ORDER BY ", &self.within_group)?;
        word_if(f, !self.within_group.is_empty(), ")")?;
        filter(f, self.filter.as_ref())?;
        match self.null_treatment {
            Some(NullTreatment::Ignore) => f.write_str(" IGNORE NULLS")?,
            Some(NullTreatment::Respect) => f.write_str(" RESPECT NULLS")?,
            None => {}
        }
        self.over.iter().try_for_each(|window| write!(f, " OVER {window}"))
    }
}

fn filter(f: &mut Formatter<'_>, filter: Option<&Expression>) -> fmt::Result {
    filter.iter().try_for_each(|condition| write!(f, " FILTER (WHERE {condition})"))
}

impl Display for ListAgg {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("LISTAGG(")?;
        word_if(f, self.distinct, "DISTINCT ")?;
        self.value.fmt(f)?;
        self.separator.iter().try_for_each(|separator| write!(f, ", {}", Quoted(separator)))?;
        if let ListAggOverflow::Truncate { filler, with_count } = &self.overflow {
            f.write_str(" ON OVERFLOW TRUNCATE")?;
            filler.iter().try_for_each(|filler| write!(f, " {}", Quoted(filler)))?;
            f.write_str(if *with_count { " WITH COUNT" } else { " WITHOUT COUNT" })?;
        }
        clause(f, ") WITHIN GROUP (ORDER BY ", &self.order_by)?;
        f.write_str(")")?;
        filter(f, self.filter.as_ref())
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Specification(specification) => specification.fmt(f),
        }
    }
}

impl Display for WindowSpecification {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        self.existing.iter().try_for_each(|name| name.fmt(f))?;
        clause(f, " PARTITION BY ", &self.partition_by)?;
        clause(f, " ORDER BY ", &self.order_by)?;
        self.frame.iter().try_for_each(|frame| frame.fmt(f))?;
        f.write_str(")")
    }
}

impl Display for WindowFrame {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(pattern) = &self.pattern {
            clause(f, " MEASURES ", &pattern.measures)?;
        }
        f.write_str(match self.unit {
            FrameUnit::Rows => " ROWS ",
            FrameUnit::Range => " RANGE ",
            FrameUnit::Groups => " GROUPS ",
        })?;
        match &self.end {
            Some(end) => write!(f, "BETWEEN {} AND {end}", self.start)?,
            None => self.start.fmt(f)?,
        }
        self.pattern.iter().try_for_each(|pattern| pattern.fmt(f))
    }
}

impl Display for FrameBound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FrameBoundKind::UnboundedPreceding => f.write_str("UNBOUNDED PRECEDING"),
            FrameBoundKind::Preceding(value) => write!(f, "{value} PRECEDING"),
            FrameBoundKind::CurrentRow => f.write_str("CURRENT ROW"),
            FrameBoundKind::Following(value) => write!(f, "{value} FOLLOWING"),
            FrameBoundKind::UnboundedFollowing => f.write_str("UNBOUNDED FOLLOWING"),
        }
    }
}
