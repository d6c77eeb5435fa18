//! Which signatures have a kernel, told by an example of each.

use polias_types::{NumberPattern, Opaque, Pattern, ResolvedFunction, Signature, Type};

use crate::registry::is_built;

/// Whether the form can be called: its kernels are asked for with an example of its types.
pub fn has_kernel(form: &Signature) -> bool {
    is_built(&ResolvedFunction {
        name: form.name,
        kind: form.kind,
        arguments: form.arguments.iter().map(example).collect(),
        result: example(&form.result),
        deterministic: form.deterministic,
        called_on_null: form.called_on_null,
    })
}

/// A type of the pattern; variables are bigint, numbers small.
fn example(pattern: &Pattern) -> Type {
    match pattern {
        Pattern::Exact(data_type) => data_type.clone(),
        Pattern::Variable(_) => Type::Bigint,
        Pattern::Array(element) => Type::array(example(element)),
        Pattern::Map(key, value) => Type::map(example(key), example(value)),
        Pattern::Row(fields) => Type::row(fields.iter().map(example)),
        Pattern::Function(arguments, result) => {
            Type::Function(arguments.iter().map(example).collect(), Box::new(example(result)))
        }
        Pattern::Decimal(precision, scale) => {
            let digits = |pattern, other| u8::try_from(number(pattern, other)).unwrap_or(0);
            Type::decimal(digits(precision, 10), digits(scale, 2))
        }
        Pattern::Varchar(length) => Type::Varchar(Some(number(length, 8))),
        Pattern::Char(length) => Type::Char(number(length, 8)),
        Pattern::Time(digits) => Type::Time(precision(digits)),
        Pattern::TimeTz(digits) => Type::TimeTz(precision(digits)),
        Pattern::Timestamp(digits) => Type::Timestamp(precision(digits)),
        Pattern::TimestampTz(digits) => Type::TimestampTz(precision(digits)),
        Pattern::QDigest(element) => Type::Opaque(Opaque::QDigest(Box::new(example(element)))),
    }
}

fn number(pattern: &NumberPattern, other: u32) -> u32 {
    match pattern {
        NumberPattern::Exact(number) => *number,
        _ => other,
    }
}

fn precision(pattern: &NumberPattern) -> u8 {
    u8::try_from(number(pattern, 3)).unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use crate::functions;

    use super::*;

    #[test]
    fn what_the_language_needs_is_built() {
        for name in
            ["count", "sum", "avg", "length", "substr", "year", "date_trunc", "row_number", "transform"]
        {
            assert!(functions().forms(name).iter().any(has_kernel), "{name}");
        }
    }
}
