//! The JSON functions of the SQL standard.

use super::{DataType, Expression, Identifier, Offset};

/// `FORMAT JSON [ENCODING …]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonFormat {
    /// FORMAT JSON
    Json,
    /// ENCODING UTF8
    Utf8,
    /// ENCODING UTF16
    Utf16,
    /// ENCODING UTF32
    Utf32,
}

/// `value [FORMAT JSON …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonInput {
    /// The value.
    pub value: Expression,
    /// FORMAT.
    pub format: Option<JsonFormat>,
}

/// `input, 'path' [AS name] [PASSING …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonPathInvocation {
    /// Where.
    pub offset: Offset,
    /// What the path is applied to.
    pub input: JsonInput,
    /// Where the path is.
    pub path_offset: Offset,
    /// The path, not yet parsed.
    pub path: String,
    /// AS.
    pub name: Option<Identifier>,
    /// PASSING.
    pub passing: Vec<JsonArgument>,
}

/// `value AS name`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonArgument {
    /// The value.
    pub input: JsonInput,
    /// Its name in the path.
    pub name: Identifier,
}

/// `RETURNING type [FORMAT JSON …]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonReturning {
    /// The type.
    pub data_type: DataType,
    /// FORMAT; not with JSON_VALUE.
    pub format: Option<JsonFormat>,
}

/// `JSON_EXISTS(path [{TRUE|FALSE|UNKNOWN|ERROR} ON ERROR])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonExists {
    /// Input and path.
    pub path: JsonPathInvocation,
    /// ON ERROR; FALSE when not said.
    pub on_error: Option<JsonExistsOnError>,
}

/// What JSON_EXISTS gives on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonExistsOnError {
    /// TRUE
    True,
    /// FALSE
    False,
    /// UNKNOWN
    Unknown,
    /// ERROR
    Error,
}

/// `JSON_VALUE(path [RETURNING type] [… ON EMPTY] [… ON ERROR])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonValue {
    /// Input and path.
    pub path: JsonPathInvocation,
    /// RETURNING; varchar when not said.
    pub returning: Option<DataType>,
    /// ON EMPTY; NULL when not said.
    pub on_empty: Option<JsonValueDefault>,
    /// ON ERROR; NULL when not said.
    pub on_error: Option<JsonValueDefault>,
}

/// What JSON_VALUE gives instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonValueDefault {
    /// ERROR
    Error,
    /// NULL
    Null,
    /// DEFAULT
    Default(Expression),
}

/// `JSON_QUERY(path [RETURNING …] [… WRAPPER] [… QUOTES] [… ON EMPTY] [… ON ERROR])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonQuery {
    /// Input and path.
    pub path: JsonPathInvocation,
    /// RETURNING; varchar when not said.
    pub returning: Option<JsonReturning>,
    /// WRAPPER; none when not said.
    pub wrapper: Option<JsonWrapper>,
    /// QUOTES; kept when not said.
    pub quotes: Option<JsonQuotes>,
    /// ON EMPTY; NULL when not said.
    pub on_empty: Option<JsonQueryDefault>,
    /// ON ERROR; NULL when not said.
    pub on_error: Option<JsonQueryDefault>,
}

/// Whether results are wrapped into an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonWrapper {
    /// WITHOUT
    Without,
    /// WITH CONDITIONAL
    Conditional,
    /// WITH, WITH UNCONDITIONAL
    Unconditional,
}

/// Whether a string keeps its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonQuotes {
    /// KEEP
    Keep,
    /// OMIT
    Omit,
}

/// What JSON_QUERY gives instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonQueryDefault {
    /// ERROR
    Error,
    /// NULL
    Null,
    /// EMPTY ARRAY
    EmptyArray,
    /// EMPTY OBJECT
    EmptyObject,
}

/// `JSON_OBJECT(members [{NULL|ABSENT} ON NULL] [{WITH|WITHOUT} UNIQUE KEYS] [RETURNING …])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonObject {
    /// May be empty.
    pub members: Vec<JsonObjectMember>,
    /// ABSENT ON NULL; the default is NULL ON NULL.
    pub absent_on_null: bool,
    /// WITH UNIQUE KEYS.
    pub unique_keys: bool,
    /// RETURNING; varchar when not said.
    pub returning: Option<JsonReturning>,
}

/// `[KEY] key VALUE value`, `key : value`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonObjectMember {
    /// The key.
    pub key: Expression,
    /// The value.
    pub value: JsonInput,
}

/// `JSON_ARRAY(elements [{NULL|ABSENT} ON NULL] [RETURNING …])`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonArray {
    /// May be empty.
    pub elements: Vec<JsonInput>,
    /// NULL ON NULL; the default is ABSENT ON NULL.
    pub null_on_null: bool,
    /// RETURNING; varchar when not said.
    pub returning: Option<JsonReturning>,
}
