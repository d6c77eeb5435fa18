//! What Trino checks of IF, NULLIF, COALESCE, TRY and FORMAT while parsing: they look like functions, and
//! take no clauses of aggregates.

use crate::ast::{Arguments, FunctionCall, Offset};

use super::super::Parser;

impl Parser<'_> {
    /// Refuses such a call with a wrong number of arguments, or with clauses it does not take.
    #[inline(never)]
    pub(super) fn check_call(&mut self, offset: Offset, call: &FunctionCall) {
        let [name] = call.name.parts.as_slice() else { return };
        let names = ["if", "nullif", "coalesce", "try", "format"];
        let Some(name) = names.into_iter().find(|other| name.value.eq_ignore_ascii_case(other)) else {
            return;
        };
        let count = match &call.arguments {
            Arguments::List(arguments) => arguments.len(),
            Arguments::All | Arguments::AllOf(_) => 0,
        };
        let (enough, complaint) = match name {
            "if" => (count == 2 || count == 3, "Invalid number of arguments for 'if' function"),
            "nullif" => (count == 2, "Invalid number of arguments for 'nullif' function"),
            "coalesce" => (count >= 2, "The 'coalesce' function must have at least two arguments"),
            "try" => (count == 1, "The 'try' function must have exactly one argument"),
            _ => (count >= 2, "The 'format' function must have at least two arguments"),
        };
        let checks = [
            (!enough, complaint.to_owned()),
            (call.over.is_some(), format!("OVER clause not valid for '{name}' function")),
            (call.distinct, format!("DISTINCT not valid for '{name}' function")),
            (call.null_treatment.is_some(), format!("Null treatment clause not valid for '{name}' function")),
            (
                call.processing_mode.is_some(),
                format!("Running or final semantics not valid for '{name}' function"),
            ),
            (call.filter.is_some(), format!("FILTER not valid for '{name}' function")),
        ];
        if let Some((_, message)) = checks.into_iter().find(|(failed, _)| *failed) {
            let error = self.error_at(offset.get(), message);
            self.defer(error);
        }
    }
}
