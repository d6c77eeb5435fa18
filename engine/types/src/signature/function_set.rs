//! All functions by name, and resolution of calls.

use std::collections::{BTreeSet, HashMap};

use super::resolve::resolve;
use super::solve::TypeLambda;
use super::{FunctionKind, ResolvedFunction, Signature};
use crate::{Type, TypeSignature};

/// Functions by lower-case name.
#[derive(Debug, Default)]
pub struct FunctionSet {
    by_name: HashMap<&'static str, Vec<Signature>>,
}

/// Why a call finds no function. The analyzer adds the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// `FUNCTION_NOT_FOUND`, `AMBIGUOUS_FUNCTION_CALL`; `TYPE_NOT_FOUND` and `INVALID_FUNCTION_ARGUMENT` where
    /// the computed type of the result is none (`char(70000)`)
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
        self.resolve_with_lambdas(name, &arguments, &mut |_, _| {
            Err(internal("a lambda where none was announced"))
        })
    }

    /// Resolves a call. Where an argument is a lambda, `lambda(index, parameter types)` types its body and
    /// answers the body's type; it may be asked more than once, for different forms.
    pub fn resolve_with_lambdas(
        &self,
        name: &str,
        arguments: &[ArgumentType],
        lambda: &mut TypeLambda<'_>,
    ) -> Result<ResolvedFunction, Unresolved> {
        let forms = self.forms(name);
        if forms.is_empty() {
            let message = format!("Function '{name}' not registered");
            return Err(Unresolved { name: "FUNCTION_NOT_FOUND", message });
        }
        match resolve(forms, arguments, lambda)? {
            Some(resolved) => Ok(resolved),
            None => Err(unexpected(name, arguments, forms)),
        }
    }
}

fn unexpected(name: &str, arguments: &[ArgumentType], forms: &[Signature]) -> Unresolved {
    let actual: Vec<String> = arguments
        .iter()
        .map(|argument| match argument {
            ArgumentType::Value(data_type) => TypeSignature(data_type).to_string(),
            ArgumentType::Lambda(_) => "<function>".to_owned(),
        })
        .collect();
    let expected: BTreeSet<String> = forms.iter().map(expected).collect();
    let expected: Vec<_> = expected.into_iter().collect();
    let message = format!(
        "Unexpected parameters ({}) for function {name}. Expected: {}",
        actual.join(", "),
        expected.join(", ")
    );
    Unresolved { name: "FUNCTION_NOT_FOUND", message }
}

/// `array_sort(array(e)) E:orderable`
fn expected(form: &Signature) -> String {
    let arguments: Vec<_> = form.arguments.iter().map(ToString::to_string).collect();
    let variables: Vec<_> = form.variables.iter().map(ToString::to_string).collect();
    format!("{}({}) {}", form.name, arguments.join(", "), variables.join(", ")).trim_end().to_owned()
}

pub(super) fn internal(message: &str) -> Unresolved {
    Unresolved { name: "GENERIC_INTERNAL_ERROR", message: message.to_owned() }
}
