//! Queries.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    Expression, GroupBy, GroupingElement, Limit, NamedQuery, NamedWindow, Query, QueryBody, RowCount,
    RowCountKind, Select, SelectItem, SetOperator, SortItem, With,
};

use super::expression::primary;
use super::{clause, column_list, list, word_if};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        clause(f, "WITH ", &self.functions)?;
        word_if(f, !self.functions.is_empty(), " ")?;
        self.with.iter().try_for_each(|with| with.fmt(f))?;
        self.body.fmt(f)?;
        clause(f, " ORDER BY ", &self.order_by)?;
        self.skip.iter().try_for_each(|count| write!(f, " OFFSET {count} ROWS"))?;
        self.limit.iter().try_for_each(|limit| limit.fmt(f))
    }
}

impl Display for With {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        clause(f, if self.recursive { "WITH RECURSIVE " } else { "WITH " }, &self.queries)?;
        f.write_str(" ")
    }
}

impl Display for NamedQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        column_list(f, &self.columns)?;
        write!(f, " AS ({})", self.query)
    }
}

impl Display for QueryBody {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Select(select) => select.fmt(f),
            Self::Table(_, name) => write!(f, "TABLE {name}"),
            Self::Values(_, rows) => clause(f, "VALUES ", rows),
            Self::Nested(query) => write!(f, "({query})"),
            Self::SetOperation(operation) => {
                operation.first.fmt(f)?;
                operation.rest.iter().try_for_each(|term| {
                    let operator = match term.operator {
                        SetOperator::Union => "UNION",
                        SetOperator::Intersect => "INTERSECT",
                        SetOperator::Except => "EXCEPT",
                    };
                    let all = if term.all { " ALL" } else { "" };
                    write!(f, " {operator}{all} {}", term.term)
                })
            }
        }
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        word_if(f, self.distinct, "DISTINCT ")?;
        clause(f, "ON (", &self.distinct_on)?;
        word_if(f, !self.distinct_on.is_empty(), ") ")?;
        list(f, &self.items, ", ")?;
        clause(f, " FROM ", &self.from)?;
        self.filter.iter().try_for_each(|filter| write!(f, " WHERE {filter}"))?;
        self.group_by.iter().try_for_each(|group_by| group_by.fmt(f))?;
        self.having.iter().try_for_each(|having| write!(f, " HAVING {having}"))?;
        clause(f, " WINDOW ", &self.windows)
    }
}

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expression { expression, alias } => {
                expression.fmt(f)?;
                alias.iter().try_for_each(|alias| write!(f, " AS {alias}"))
            }
            Self::All(_) => f.write_str("*"),
            Self::AllOf { expression, aliases } => {
                write!(f, "{}.*", primary(expression))?;
                word_if(f, !aliases.is_empty(), " AS")?;
                column_list(f, aliases)
            }
        }
    }
}

impl Display for GroupBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(" GROUP BY ")?;
        word_if(f, self.distinct, "DISTINCT ")?;
        word_if(f, self.auto, "AUTO")?;
        list(f, &self.elements, ", ")
    }
}

impl Display for GroupingElement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (word, sets) = match self {
            Self::Set(set) => return Set(set).fmt(f),
            Self::Rollup(_, sets) => ("ROLLUP (", sets),
            Self::Cube(_, sets) => ("CUBE (", sets),
            Self::Sets(_, sets) => ("GROUPING SETS (", sets),
        };
        let sets: Vec<Set<'_>> = sets.iter().map(|set| Set(set)).collect();
        f.write_str(word)?;
        list(f, &sets, ", ")?;
        f.write_str(")")
    }
}

/// A grouping set.
struct Set<'a>(&'a [Expression]);

impl Display for Set<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let [only] = self.0 {
            return only.fmt(f);
        }
        f.write_str("(")?;
        list(f, self.0, ", ")?;
        f.write_str(")")
    }
}

impl Display for NamedWindow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", self.name, self.window)
    }
}

impl Display for SortItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)?;
        word_if(f, self.descending, " DESC")?;
        f.write_str(match self.nulls_first {
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
            None => "",
        })
    }
}

impl Display for RowCount {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RowCountKind::Number(digits) => f.write_str(digits),
            RowCountKind::Parameter(_) => f.write_str("?"),
        }
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(count) => write!(f, " LIMIT {count}"),
            Self::All => f.write_str(" LIMIT ALL"),
            Self::Fetch { count, with_ties, .. } => {
                f.write_str(" FETCH FIRST ")?;
                count.iter().try_for_each(|count| write!(f, "{count} "))?;
                f.write_str(if *with_ties { "ROWS WITH TIES" } else { "ROWS ONLY" })
            }
        }
    }
}
