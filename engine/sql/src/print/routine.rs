//! Inline functions.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    ControlStatement, ControlStatementKind, Expression, FunctionSpecification, Identifier,
    ParameterDeclaration, RoutineCharacteristic, VariableDeclaration,
};

use super::expression::value;
use super::{Quoted, list};

impl Display for FunctionSpecification {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "FUNCTION {}(", self.name)?;
        list(f, &self.parameters, ", ")?;
        write!(f, ") RETURNS {}", self.returns)?;
        self.characteristics.iter().try_for_each(|characteristic| characteristic.fmt(f))?;
        write!(f, " {}", self.body)
    }
}

impl Display for ParameterDeclaration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.name.iter().try_for_each(|name| write!(f, "{name} "))?;
        self.data_type.fmt(f)
    }
}

impl Display for RoutineCharacteristic {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language(name) => write!(f, " LANGUAGE {name}"),
            Self::Deterministic(true) => f.write_str(" DETERMINISTIC"),
            Self::Deterministic(false) => f.write_str(" NOT DETERMINISTIC"),
            Self::ReturnsNullOnNullInput => f.write_str(" RETURNS NULL ON NULL INPUT"),
            Self::CalledOnNullInput => f.write_str(" CALLED ON NULL INPUT"),
            Self::SecurityInvoker(true) => f.write_str(" SECURITY INVOKER"),
            Self::SecurityInvoker(false) => f.write_str(" SECURITY DEFINER"),
            Self::Comment(comment) => write!(f, " COMMENT {}", Quoted(comment)),
        }
    }
}

impl Display for VariableDeclaration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("DECLARE ")?;
        list(f, &self.names, ", ")?;
        write!(f, " {}", self.data_type)?;
        self.default.iter().try_for_each(|default| write!(f, " DEFAULT {}", value(default)))?;
        f.write_str("; ")
    }
}

impl Display for ControlStatement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ControlStatementKind::Return(result) => write!(f, "RETURN {}", value(result)),
            ControlStatementKind::Assignment(name, result) => write!(f, "SET {name} = {result}"),
            ControlStatementKind::Case { operand, branches, otherwise } => {
                f.write_str("CASE ")?;
                operand.iter().try_for_each(|operand| write!(f, "{operand} "))?;
                conditional(f, ["WHEN", "WHEN", "CASE"], branches, otherwise.as_deref())
            }
            ControlStatementKind::If { branches, otherwise } => {
                conditional(f, ["IF", "ELSEIF", "IF"], branches, otherwise.as_deref())
            }
            ControlStatementKind::Iterate(label) => write!(f, "ITERATE {label}"),
            ControlStatementKind::Leave(label) => write!(f, "LEAVE {label}"),
            ControlStatementKind::Compound { variables, statements: body } => {
                f.write_str("BEGIN ")?;
                variables.iter().try_for_each(|variable| variable.fmt(f))?;
                statements(f, body)?;
                f.write_str("END")
            }
            ControlStatementKind::Loop { label, statements: body } => {
                labelled(f, label.as_ref())?;
                f.write_str("LOOP ")?;
                statements(f, body)?;
                f.write_str("END LOOP")
            }
            ControlStatementKind::While { label, condition, statements: body } => {
                labelled(f, label.as_ref())?;
                write!(f, "WHILE {condition} DO ")?;
                statements(f, body)?;
                f.write_str("END WHILE")
            }
            ControlStatementKind::Repeat { label, statements: body, condition } => {
                labelled(f, label.as_ref())?;
                f.write_str("REPEAT ")?;
                statements(f, body)?;
                write!(f, "UNTIL {condition} END REPEAT")
            }
        }
    }
}

fn labelled(f: &mut Formatter<'_>, label: Option<&Identifier>) -> fmt::Result {
    label.iter().try_for_each(|label| write!(f, "{label}: "))
}

fn statements(f: &mut Formatter<'_>, statements: &[ControlStatement]) -> fmt::Result {
    statements.iter().try_for_each(|statement| write!(f, "{statement}; "))
}

/// Branches by the words for the first, the others and the end.
fn conditional(
    f: &mut Formatter<'_>,
    [first, other, end]: [&str; 3],
    branches: &[(Expression, Vec<ControlStatement>)],
    otherwise: Option<&[ControlStatement]>,
) -> fmt::Result {
    for (index, (condition, body)) in branches.iter().enumerate() {
        write!(f, "{} {condition} THEN ", if index == 0 { first } else { other })?;
        statements(f, body)?;
    }
    if let Some(body) = otherwise {
        f.write_str("ELSE ")?;
        statements(f, body)?;
    }
    write!(f, "END {end}")
}
