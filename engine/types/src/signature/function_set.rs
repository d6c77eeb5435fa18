//! All functions by name, and resolution of calls.

use std::collections::HashMap;

use super::{FunctionKind, ResolvedFunction, Signature};
use crate::Type;

/// Functions by lower-case name.
#[derive(Debug, Default)]
pub struct FunctionSet {
    by_name: HashMap<&'static str, Vec<Signature>>,
}

/// Why a call finds no function. The analyzer adds the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// `FUNCTION_NOT_FOUND`, `TYPE_MISMATCH`, `AMBIGUOUS_FUNCTION_CALL`
    pub name: &'static str,
    /// Trino's message: `Unexpected parameters (varchar(1)) for function abs. Expected: abs(bigint), …`
    pub message: String,
}

/// An argument of a call, as far as it is known when the function is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentType {
    /// An expression of this type.
    Value(Type),
    /// A lambda of so many parameters; its type is found once the other arguments have bound the variables.
    Lambda(usize),
}

impl FunctionSet {
    /// A set of these signatures.
    pub fn new(signatures: impl IntoIterator<Item = Signature>) -> Self {
        let mut set = Self::default();
        for signature in signatures {
            set.by_name.entry(signature.name).or_default().push(signature);
        }
        set
    }

    /// The forms of a function; empty when there is none of this (lower-case) name.
    pub fn forms(&self, name: &str) -> &[Signature] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// All signatures, for SHOW FUNCTIONS.
    pub fn all(&self) -> impl Iterator<Item = &Signature> {
        self.by_name.values().flatten()
    }

    /// Whether the name is that of a function of this kind.
    pub fn is(&self, name: &str, kind: FunctionKind) -> bool {
        self.forms(name).iter().any(|signature| signature.kind == kind)
    }

    /// Resolves a call without lambdas.
    pub fn resolve(&self, name: &str, arguments: &[Type]) -> Result<ResolvedFunction, Unresolved> {
        let arguments: Vec<_> = arguments.iter().cloned().map(ArgumentType::Value).collect();
        self.resolve_with_lambdas(name, &arguments, &mut |_, _| Err(internal()))
    }

    /// Resolves a call. Where an argument is a lambda, `lambda(index, parameter types)` types its body and
    /// answers the body's type; it may be asked more than once, for different forms.
    pub fn resolve_with_lambdas(
        &self,
        name: &str,
        arguments: &[ArgumentType],
        lambda: &mut dyn FnMut(usize, &[Type]) -> Result<Type, Unresolved>,
    ) -> Result<ResolvedFunction, Unresolved> {
        let _ = (name, arguments, lambda);
        todo!("types helper")
    }
}

fn internal() -> Unresolved {
    Unresolved { name: "GENERIC_INTERNAL_ERROR", message: "a lambda where none was announced".to_owned() }
}
