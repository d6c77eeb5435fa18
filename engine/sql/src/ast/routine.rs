//! Inline functions: `WITH FUNCTION …`

use super::{DataType, Expression, Identifier, Offset, QualifiedName};

/// `FUNCTION name(parameters) RETURNS type characteristics body`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FunctionSpecification {
    /// Where.
    pub offset: Offset,
    /// The name.
    pub name: QualifiedName,
    /// May be empty.
    pub parameters: Vec<ParameterDeclaration>,
    /// RETURNS.
    pub returns: DataType,
    /// LANGUAGE, DETERMINISTIC, …
    pub characteristics: Vec<RoutineCharacteristic>,
    /// RETURN or BEGIN.
    pub body: ControlStatement,
}

/// `[name] type`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ParameterDeclaration {
    /// The name.
    pub name: Option<Identifier>,
    /// The type.
    pub data_type: DataType,
}

/// A characteristic of a routine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RoutineCharacteristic {
    /// LANGUAGE
    Language(Identifier),
    /// `[NOT] DETERMINISTIC`
    Deterministic(bool),
    /// RETURNS NULL ON NULL INPUT
    ReturnsNullOnNullInput,
    /// CALLED ON NULL INPUT
    CalledOnNullInput,
    /// SECURITY; true for INVOKER.
    SecurityInvoker(bool),
    /// COMMENT
    Comment(String),
}

/// A statement of a routine's body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ControlStatement {
    /// Where.
    pub offset: Offset,
    /// What.
    pub kind: ControlStatementKind,
}

/// Statements, each closed by `;`.
pub type ControlStatements = Vec<ControlStatement>;

/// What a statement of a routine's body is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ControlStatementKind {
    /// `RETURN value`
    Return(Expression),
    /// `SET name = value`
    Assignment(Identifier, Expression),
    /// `CASE [operand] WHEN … THEN … [ELSE …] END CASE`
    Case {
        /// The operand.
        operand: Option<Expression>,
        /// At least one.
        branches: Vec<(Expression, ControlStatements)>,
        /// ELSE.
        otherwise: Option<ControlStatements>,
    },
    /// `IF … THEN … [ELSEIF …] [ELSE …] END IF`
    If {
        /// IF and ELSEIF; at least one.
        branches: Vec<(Expression, ControlStatements)>,
        /// ELSE.
        otherwise: Option<ControlStatements>,
    },
    /// `ITERATE label`
    Iterate(Identifier),
    /// `LEAVE label`
    Leave(Identifier),
    /// `BEGIN … END`
    Compound {
        /// DECLARE.
        variables: Vec<VariableDeclaration>,
        /// May be empty.
        statements: ControlStatements,
    },
    /// `[label:] LOOP … END LOOP`
    Loop {
        /// The label.
        label: Option<Identifier>,
        /// At least one.
        statements: ControlStatements,
    },
    /// `[label:] WHILE … DO … END WHILE`
    While {
        /// The label.
        label: Option<Identifier>,
        /// While this is true.
        condition: Expression,
        /// At least one.
        statements: ControlStatements,
    },
    /// `[label:] REPEAT … UNTIL … END REPEAT`
    Repeat {
        /// The label.
        label: Option<Identifier>,
        /// At least one.
        statements: ControlStatements,
        /// Until this is true.
        condition: Expression,
    },
}

/// `DECLARE a, b type [DEFAULT value]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VariableDeclaration {
    /// At least one.
    pub names: Vec<Identifier>,
    /// The type.
    pub data_type: DataType,
    /// DEFAULT.
    pub default: Option<Expression>,
}
