//! Errors as the protocol tells them.

use polias_engine::{EngineError, ErrorType};
use serde_json::{Value, json};

/// `error` of an answer.
pub(super) fn error(error: &EngineError) -> Value {
    let message = match error.position {
        Some(position) => format!("line {}:{}: {}", position.line, position.column, error.message),
        None => error.message.clone(),
    };
    let mut value = json!({
        "message": message,
        "errorCode": error.code(),
        "errorName": error.name,
        "errorType": kind(error.error_type),
        "failureInfo": {
            "type": "io.trino.spi.TrinoException",
            "message": message,
            "suppressed": [],
            "stack": [],
        },
    });
    if let (Some(position), Some(object)) = (error.position, value.as_object_mut()) {
        let location = json!({"lineNumber": position.line, "columnNumber": position.column});
        object.insert("errorLocation".to_owned(), location);
    }
    value
}

fn kind(error_type: ErrorType) -> &'static str {
    match error_type {
        ErrorType::User => "USER_ERROR",
        ErrorType::Internal => "INTERNAL_ERROR",
        ErrorType::InsufficientResources => "INSUFFICIENT_RESOURCES",
        ErrorType::External => "EXTERNAL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_codes_and_types() {
        let value = error(&EngineError::new("COLUMN_NOT_FOUND", "Column 'x' cannot be resolved"));
        assert_eq!(value["errorCode"], 47);
        assert_eq!(value["errorType"], "USER_ERROR");
        assert_eq!(value["message"], "Column 'x' cannot be resolved");
    }
}
