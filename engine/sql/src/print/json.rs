//! The JSON functions and JSON_TABLE.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    DataType, JsonArgument, JsonArray, JsonExists, JsonExistsOnError, JsonFormat, JsonInput, JsonObject,
    JsonObjectMember, JsonPathInvocation, JsonQuery, JsonQueryDefault, JsonQuotes, JsonReturning, JsonTable,
    JsonTableColumn, JsonTablePlan, JsonTablePlanNode, JsonValue, JsonValueDefault, JsonWrapper,
};

use super::{Quoted, clause, list, word_if};

impl Display for JsonFormat {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => " FORMAT JSON",
            Self::Utf8 => " FORMAT JSON ENCODING UTF8",
            Self::Utf16 => " FORMAT JSON ENCODING UTF16",
            Self::Utf32 => " FORMAT JSON ENCODING UTF32",
        })
    }
}

impl Display for JsonInput {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        self.format.iter().try_for_each(|format| format.fmt(f))
    }
}

impl Display for JsonPathInvocation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.input, Quoted(&self.path))?;
        self.name.iter().try_for_each(|name| write!(f, " AS {name}"))?;
        clause(f, " PASSING ", &self.passing)
    }
}

impl Display for JsonArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", self.input, self.name)
    }
}

impl Display for JsonReturning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        returning(f, &self.data_type)?;
        self.format.iter().try_for_each(|format| format.fmt(f))
    }
}

fn returning(f: &mut Formatter<'_>, data_type: &DataType) -> fmt::Result {
    write!(f, " RETURNING {data_type}")
}

impl Display for JsonExists {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "JSON_EXISTS({}", self.path)?;
        f.write_str(match self.on_error {
            Some(JsonExistsOnError::True) => " TRUE ON ERROR)",
            Some(JsonExistsOnError::False) => " FALSE ON ERROR)",
            Some(JsonExistsOnError::Unknown) => " UNKNOWN ON ERROR)",
            Some(JsonExistsOnError::Error) => " ERROR ON ERROR)",
            None => ")",
        })
    }
}

impl Display for JsonValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "JSON_VALUE({}", self.path)?;
        self.returning.iter().try_for_each(|data_type| returning(f, data_type))?;
        defaults(f, self.on_empty.as_ref(), self.on_error.as_ref())?;
        f.write_str(")")
    }
}

fn defaults<T: Display>(f: &mut Formatter<'_>, on_empty: Option<&T>, on_error: Option<&T>) -> fmt::Result {
    on_empty.iter().try_for_each(|default| write!(f, " {default} ON EMPTY"))?;
    on_error.iter().try_for_each(|default| write!(f, " {default} ON ERROR"))
}

impl Display for JsonValueDefault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("ERROR"),
            Self::Null => f.write_str("NULL"),
            Self::Default(value) => write!(f, "DEFAULT {value}"),
        }
    }
}

impl Display for JsonQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "JSON_QUERY({}", self.path)?;
        self.returning.iter().try_for_each(|returning| returning.fmt(f))?;
        wrapper_and_quotes(f, self.wrapper, self.quotes)?;
        defaults(f, self.on_empty.as_ref(), self.on_error.as_ref())?;
        f.write_str(")")
    }
}

fn wrapper_and_quotes(
    f: &mut Formatter<'_>,
    wrapper: Option<JsonWrapper>,
    quotes: Option<JsonQuotes>,
) -> fmt::Result {
    f.write_str(match wrapper {
        Some(JsonWrapper::Without) => " WITHOUT ARRAY WRAPPER",
        Some(JsonWrapper::Conditional) => " WITH CONDITIONAL ARRAY WRAPPER",
        Some(JsonWrapper::Unconditional) => " WITH UNCONDITIONAL ARRAY WRAPPER",
        None => "",
    })?;
    f.write_str(match quotes {
        Some(JsonQuotes::Keep) => " KEEP QUOTES",
        Some(JsonQuotes::Omit) => " OMIT QUOTES",
        None => "",
    })
}

impl Display for JsonQueryDefault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "ERROR",
            Self::Null => "NULL",
            Self::EmptyArray => "EMPTY ARRAY",
            Self::EmptyObject => "EMPTY OBJECT",
        })
    }
}

impl Display for JsonObject {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("JSON_OBJECT(")?;
        list(f, &self.members, ", ")?;
        word_if(f, self.absent_on_null, " ABSENT ON NULL")?;
        word_if(f, self.unique_keys, " WITH UNIQUE KEYS")?;
        self.returning.iter().try_for_each(|returning| returning.fmt(f))?;
        f.write_str(")")
    }
}

impl Display for JsonObjectMember {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} : {}", self.key, self.value)
    }
}

impl Display for JsonArray {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("JSON_ARRAY(")?;
        list(f, &self.elements, ", ")?;
        word_if(f, self.null_on_null, " NULL ON NULL")?;
        self.returning.iter().try_for_each(|returning| returning.fmt(f))?;
        f.write_str(")")
    }
}

impl Display for JsonTable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "JSON_TABLE({}", self.path)?;
        clause(f, " COLUMNS (", &self.columns)?;
        f.write_str(")")?;
        match &self.plan {
            Some(JsonTablePlan::Default { inner, cross }) => {
                let parent = if *inner { "INNER" } else { "OUTER" };
                let siblings = if *cross { "CROSS" } else { "UNION" };
                write!(f, " PLAN DEFAULT ({parent}, {siblings})")?;
            }
            Some(JsonTablePlan::Specific(node)) => write!(f, " PLAN ({node})")?,
            None => {}
        }
        f.write_str(match self.error_on_error {
            Some(true) => " ERROR ON ERROR)",
            Some(false) => " EMPTY ON ERROR)",
            None => ")",
        })
    }
}

impl Display for JsonTableColumn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordinality(name) => write!(f, "{name} FOR ORDINALITY"),
            Self::Value(column) => {
                write!(f, "{} {}", column.name, column.data_type)?;
                column.path.iter().try_for_each(|path| write!(f, " PATH {}", Quoted(path)))?;
                defaults(f, column.on_empty.as_ref(), column.on_error.as_ref())
            }
            Self::Query(column) => {
                write!(f, "{} {}{}", column.name, column.data_type, column.format)?;
                column.path.iter().try_for_each(|path| write!(f, " PATH {}", Quoted(path)))?;
                wrapper_and_quotes(f, column.wrapper, column.quotes)?;
                defaults(f, column.on_empty.as_ref(), column.on_error.as_ref())
            }
            Self::Nested { path, name, columns, .. } => {
                write!(f, "NESTED PATH {}", Quoted(path))?;
                name.iter().try_for_each(|name| write!(f, " AS {name}"))?;
                clause(f, " COLUMNS (", columns)?;
                f.write_str(")")
            }
        }
    }
}

impl Display for JsonTablePlanNode {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(name) => name.fmt(f),
            Self::ParentChild { parent, inner, child } => {
                let word = if *inner { "INNER" } else { "OUTER" };
                write!(f, "{parent} {word} {}", Primary(child))
            }
            Self::Siblings { cross, plans } => {
                let plans: Vec<Primary<'_>> = plans.iter().map(Primary).collect();
                list(f, &plans, if *cross { " CROSS " } else { " UNION " })
            }
        }
    }
}

/// A node of a plan inside another one.
struct Primary<'a>(&'a JsonTablePlanNode);

impl Display for Primary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            JsonTablePlanNode::Leaf(name) => name.fmt(f),
            node => write!(f, "({node})"),
        }
    }
}
