//! Which form of a function a call means. Source: Trino's `FunctionResolver`: exact match first, forms with
//! type variables after those without; then by coercion, the most specific wins.

use super::solve::{Bound, TypeLambda, bind};
use super::{ArgumentType, FunctionKind, ResolvedFunction, Signature, Unresolved};
use crate::{Type, TypeSignature};

/// A form that fits, with its variables bound.
struct Candidate<'a> {
    signature: &'a Signature,
    bound: Bound,
}

/// Finds the form. `Ok(None)` when none fits.
pub(super) fn resolve(
    forms: &[Signature],
    arguments: &[ArgumentType],
    lambda: &mut TypeLambda<'_>,
) -> Result<Option<ResolvedFunction>, Unresolved> {
    for generic in [false, true] {
        let forms = forms.iter().filter(|form| form.is_generic() == generic);
        let candidates = fitting(forms, arguments, false, lambda)?;
        if !candidates.is_empty() {
            return only(candidates).map(Some);
        }
    }
    let candidates = fitting(forms.iter(), arguments, true, lambda)?;
    if candidates.is_empty() {
        return Ok(None);
    }
    only(most_specific(candidates, arguments)?).map(Some)
}

fn fitting<'a>(
    forms: impl Iterator<Item = &'a Signature>,
    arguments: &[ArgumentType],
    coercion: bool,
    lambda: &mut TypeLambda<'_>,
) -> Result<Vec<Candidate<'a>>, Unresolved> {
    let mut candidates = Vec::new();
    for signature in forms {
        if let Some(bound) = bind(signature, arguments, coercion, lambda)? {
            candidates.push(Candidate { signature, bound });
        }
    }
    Ok(candidates)
}

fn only(mut candidates: Vec<Candidate<'_>>) -> Result<ResolvedFunction, Unresolved> {
    if candidates.len() > 1 {
        return Err(ambiguous(&candidates));
    }
    let Some(Candidate { signature, bound }) = candidates.pop() else {
        return Err(super::function_set::internal("no candidate"));
    };
    let result = match bound.result {
        Ok(result) => result,
        Err(illegal) => return Err(Unresolved { name: illegal.name, message: illegal.message }),
    };
    Ok(ResolvedFunction {
        name: signature.name,
        kind: signature.kind,
        arguments: bound.arguments,
        result,
        deterministic: signature.deterministic,
        called_on_null: signature.called_on_null,
    })
}

fn ambiguous(candidates: &[Candidate<'_>]) -> Unresolved {
    let mut message = "Could not choose a best candidate operator. Explicit type casts must be added.\n\
                       Candidates are:\n"
        .to_owned();
    for candidate in candidates {
        message.push_str("\t * ");
        message.push_str(&candidate.bound.to_string());
        message.push('\n');
    }
    Unresolved { name: "AMBIGUOUS_FUNCTION_CALL", message }
}

fn most_specific<'a>(
    candidates: Vec<Candidate<'a>>,
    arguments: &[ArgumentType],
) -> Result<Vec<Candidate<'a>>, Unresolved> {
    let representatives = representatives(&candidates)?;
    let types: Option<Vec<&Type>> = arguments
        .iter()
        .map(|argument| match argument {
            ArgumentType::Value(data_type) => Some(data_type),
            ArgumentType::Lambda(_) => None,
        })
        .collect();
    let chosen = match types {
        Some(types) if representatives.len() > 1 && types.contains(&&Type::Unknown) => {
            among_unknown(&candidates, representatives, &types)
        }
        _ => representatives,
    };
    let mut index = 0;
    let mut candidates = candidates;
    candidates.retain(|_| {
        index += 1;
        chosen.contains(&(index - 1))
    });
    Ok(candidates)
}

/// Indexes of candidates of which none takes the others' arguments.
fn representatives(candidates: &[Candidate<'_>]) -> Result<Vec<usize>, Unresolved> {
    let mut representatives: Vec<usize> = Vec::new();
    for (current, candidate) in candidates.iter().enumerate() {
        let mut found = false;
        for representative in &mut representatives {
            let other = &candidates[*representative];
            if is_more_specific(candidate, other)? {
                *representative = current;
                found = true;
            } else if is_more_specific(other, candidate)? {
                found = true;
            }
            if found {
                break;
            }
        }
        if !found {
            representatives.push(current);
        }
    }
    Ok(representatives)
}

/// Whether the other form takes what this one is bound to.
fn is_more_specific(this: &Candidate<'_>, other: &Candidate<'_>) -> Result<bool, Unresolved> {
    let arguments: Vec<_> = this.bound.arguments.iter().cloned().map(ArgumentType::Value).collect();
    let mut no_lambda = |_: usize, _: &[Type]| Err(super::function_set::internal("a lambda without type"));
    Ok(bind(other.signature, &arguments, true, &mut no_lambda)?.is_some())
}

/// Where NULLs leave several: those that cast nothing but NULLs; if they all answer NULL of one type, any.
fn among_unknown(candidates: &[Candidate<'_>], representatives: Vec<usize>, types: &[&Type]) -> Vec<usize> {
    let casts_only_unknown = |candidate: &Candidate<'_>| {
        candidate
            .bound
            .arguments
            .iter()
            .zip(types)
            .all(|(bound, actual)| bound == *actual || **actual == Type::Unknown)
    };
    let mut chosen: Vec<usize> =
        (0..candidates.len()).filter(|index| casts_only_unknown(&candidates[*index])).collect();
    if chosen.is_empty() {
        chosen = representatives;
    }
    let same_result =
        chosen.windows(2).all(|pair| candidates[pair[0]].bound.result == candidates[pair[1]].bound.result);
    let null_on_null = |index: &usize| {
        let signature = candidates[*index].signature;
        signature.kind != FunctionKind::Scalar || !signature.called_on_null
    };
    if chosen.len() > 1 && same_result && chosen.iter().all(null_on_null) {
        let text = |index: &usize| {
            let candidate = &candidates[*index];
            format!("{}, {}", candidate.signature, candidate.bound)
        };
        if let Some(last) = chosen.iter().copied().max_by_key(text) {
            return vec![last];
        }
    }
    chosen
}

/// `(bigint,bigint):bigint`
impl std::fmt::Display for Bound {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, argument) in self.arguments.iter().enumerate() {
            write!(out, "{}{}", if index == 0 { "(" } else { "," }, TypeSignature(argument))?;
        }
        let open = if self.arguments.is_empty() { "(" } else { "" };
        write!(out, "{open}):")?;
        match &self.result {
            Ok(result) => TypeSignature(result).fmt(out),
            Err(illegal) => out.write_str(illegal.message.trim_start_matches("Unknown type: ")),
        }
    }
}
