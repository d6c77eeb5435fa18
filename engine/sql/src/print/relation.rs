//! What stands in FROM.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    Aliased, AsOf, AsOfKind, DescriptorField, Join, JoinCriteria, JoinKind, Relation, RelationKind,
    SampleMethod, TableArgument, TableFunctionArgument, TableFunctionArgumentValue, TableFunctionCall,
};

use super::expression::value;
use super::{clause, column_list, list, word_if};

impl Display for Relation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RelationKind::Table { name, as_of } => {
                name.fmt(f)?;
                as_of.iter().try_for_each(|as_of| as_of.fmt(f))
            }
            RelationKind::Subquery(query) => write!(f, "({query})"),
            RelationKind::Unnest { expressions, ordinality } => {
                clause(f, "UNNEST(", expressions)?;
                f.write_str(")")?;
                word_if(f, *ordinality, " WITH ORDINALITY")
            }
            RelationKind::Lateral(query) => write!(f, "LATERAL ({query})"),
            RelationKind::TableFunction(call) => write!(f, "TABLE({call})"),
            RelationKind::SetReturningFunction { call, ordinality } => {
                // Such functions always are lateral; the word tells `unnest` from Trino's UNNEST.
                write!(f, "LATERAL {call}")?;
                word_if(f, *ordinality, " WITH ORDINALITY")
            }
            RelationKind::JsonTable(table) => table.fmt(f),
            RelationKind::Aliased(aliased) => aliased.fmt(f),
            RelationKind::Sampled(sampled) => {
                let method = match sampled.method {
                    SampleMethod::Bernoulli => "BERNOULLI",
                    SampleMethod::System => "SYSTEM",
                };
                write!(f, "{} TABLESAMPLE {method} ({})", Primary(&sampled.relation), sampled.percentage)
            }
            RelationKind::PatternRecognition(recognition) => {
                write!(f, "{} MATCH_RECOGNIZE ({recognition})", Primary(&recognition.relation))
            }
            RelationKind::Joined(joined) => {
                Primary(&joined.first).fmt(f)?;
                joined.joins.iter().try_for_each(|join| join.fmt(f))
            }
        }
    }
}

/// A relation inside another one.
struct Primary<'a>(&'a Relation);

impl Display for Primary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            RelationKind::Aliased(_)
            | RelationKind::Sampled(_)
            | RelationKind::PatternRecognition(_)
            | RelationKind::Joined(_) => write!(f, "({})", self.0),
            _ => self.0.fmt(f),
        }
    }
}

impl Display for AsOf {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            AsOfKind::Version => "VERSION",
            AsOfKind::Timestamp => "TIMESTAMP",
        };
        write!(f, " FOR {kind} AS OF {}", value(&self.value))
    }
}

impl Display for Aliased {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", Primary(&self.relation), self.alias)?;
        column_list(f, &self.columns)
    }
}

impl Display for Join {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        word_if(f, self.criteria == Some(JoinCriteria::Natural), " NATURAL")?;
        f.write_str(match self.kind {
            JoinKind::Cross => " CROSS JOIN ",
            JoinKind::Inner => " INNER JOIN ",
            JoinKind::Left => " LEFT JOIN ",
            JoinKind::Right => " RIGHT JOIN ",
            JoinKind::Full => " FULL JOIN ",
        })?;
        Primary(&self.right).fmt(f)?;
        match &self.criteria {
            Some(JoinCriteria::On(condition)) => write!(f, " ON {condition}"),
            Some(JoinCriteria::Using(columns)) => {
                clause(f, " USING (", columns)?;
                f.write_str(")")
            }
            Some(JoinCriteria::Natural) | None => Ok(()),
        }
    }
}

impl Display for TableFunctionCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        list(f, &self.arguments, ", ")?;
        for (index, tables) in self.copartition.iter().enumerate() {
            f.write_str(if index == 0 { " COPARTITION (" } else { ", (" })?;
            list(f, tables, ", ")?;
            f.write_str(")")?;
        }
        f.write_str(")")
    }
}

impl Display for TableFunctionArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.name.iter().try_for_each(|name| write!(f, "{name} => "))?;
        match &self.value {
            TableFunctionArgumentValue::Table(argument) => argument.fmt(f),
            TableFunctionArgumentValue::Descriptor(Some(fields)) => {
                clause(f, "DESCRIPTOR(", fields)?;
                f.write_str(")")
            }
            TableFunctionArgumentValue::Descriptor(None) => f.write_str("CAST(NULL AS DESCRIPTOR)"),
            TableFunctionArgumentValue::Expression(expression) => expression.fmt(f),
        }
    }
}

impl Display for DescriptorField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        self.data_type.iter().try_for_each(|data_type| write!(f, " {data_type}"))
    }
}

impl Display for TableArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (relation, alias) = match &self.relation.kind {
            RelationKind::Aliased(aliased) => (&aliased.relation, Some(aliased)),
            _ => (&self.relation, None),
        };
        match &relation.kind {
            RelationKind::Subquery(query) => write!(f, "TABLE({query})")?,
            _ => write!(f, "TABLE({relation})")?,
        }
        if let Some(aliased) = alias {
            write!(f, " AS {}", aliased.alias)?;
            column_list(f, &aliased.columns)?;
        }
        if let Some(partition_by) = &self.partition_by {
            f.write_str(" PARTITION BY (")?;
            list(f, partition_by, ", ")?;
            f.write_str(")")?;
        }
        f.write_str(match self.keep_when_empty {
            Some(true) => " KEEP WHEN EMPTY",
            Some(false) => " PRUNE WHEN EMPTY",
            None => "",
        })?;
        clause(f, " ORDER BY (", &self.order_by)?;
        word_if(f, !self.order_by.is_empty(), ")")
    }
}
