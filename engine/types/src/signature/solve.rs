//! Finds what the variables of a signature stand for, given the arguments of a call. Source: Trino's
//! `SignatureBinder`.

use super::bind::{Binding, NotApplied};
use super::{ArgumentType, Constraint, NumberPattern, Pattern, Signature, Unresolved, Variable};
use crate::coercion::coerced_to_base;
use crate::limits::{self, IllegalType};
use crate::{Type, can_coerce, common_type};

/// Types the body of a lambda: index of the argument, types of its parameters.
pub(super) type TypeLambda<'a> = dyn FnMut(usize, &[Type]) -> Result<Type, Unresolved> + 'a;

/// Rounds until types must have settled.
const MAX_ROUNDS: usize = 4;

static UNKNOWN: Type = Type::Unknown;

/// A signature with its variables bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    pub arguments: Vec<Type>,
    /// A computed type may be none Trino has: that matters only if the form is chosen.
    pub result: Result<Type, IllegalType>,
}

/// Binds the variables. `None` when the arguments do not fit, which without `coercion` means exactly.
pub(super) fn bind(
    signature: &Signature,
    arguments: &[ArgumentType],
    coercion: bool,
    lambda: &mut TypeLambda<'_>,
) -> Result<Option<Bound>, Unresolved> {
    let Some(patterns) = spread(signature, arguments.len()) else { return Ok(None) };
    let mut solver = Solver { signature, coercion, lambda, binding: Binding::default() };
    let mut constraints = Vec::with_capacity(arguments.len() * 2);
    for (pattern, argument) in patterns.iter().zip(arguments) {
        if let ArgumentType::Value(actual) = argument
            && !solver.relate(pattern, actual, &mut constraints)
        {
            return Ok(None);
        }
    }
    for (index, (pattern, argument)) in patterns.iter().zip(arguments).enumerate() {
        if !solver.constrain_argument(index, pattern, argument, &mut constraints) {
            return Ok(None);
        }
    }
    if !solver.solve(&constraints)? {
        return Ok(None);
    }
    let binding = solver.binding;
    let arguments: Result<_, _> = patterns.iter().map(|pattern| binding.apply(pattern)).collect();
    let result = match binding.apply(&signature.result) {
        Ok(result) => Ok(result),
        Err(NotApplied::Illegal(illegal)) => Err(illegal),
        Err(NotApplied::Unbound) => return Ok(None),
    };
    Ok(arguments.ok().map(|arguments| Bound { arguments, result }))
}

/// The patterns of so many arguments: the last one of a variadic signature stands for none or many.
pub(super) fn spread(signature: &Signature, arguments: usize) -> Option<Vec<&Pattern>> {
    let patterns = &signature.arguments;
    if !signature.variadic {
        return (patterns.len() == arguments).then(|| patterns.iter().collect());
    }
    let last = patterns.last()?;
    (arguments + 1 >= patterns.len())
        .then(|| patterns.iter().chain(std::iter::repeat(last)).take(arguments).collect())
}

/// What must hold once all variables are bound, or what binds one.
enum Requirement<'a> {
    /// The argument becomes the pattern's type (or is it).
    Relation(&'a Pattern, &'a Type),
    /// The argument's type takes part in the variable's.
    Variable(&'a Variable, &'a Type),
    /// The argument's numbers take part in the pattern's.
    Numbers(&'a Pattern, &'a Type),
    /// A lambda: its parameters' types are those of variables, its result binds others.
    Lambda(usize, &'a [Pattern], &'a Pattern),
    /// The same for a lambda whose type is known.
    Function(&'a Type, &'a [Pattern], &'a Pattern),
}

/// How far a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Satisfied,
    NotSatisfied,
    Changed,
    Unsolvable,
}

struct Solver<'a, 'l> {
    signature: &'a Signature,
    coercion: bool,
    lambda: &'l mut TypeLambda<'l>,
    binding: Binding,
}

impl<'a> Solver<'a, '_> {
    /// Notes that an argument must become its pattern's type. `false` when it cannot.
    fn relate(&self, pattern: &'a Pattern, actual: &'a Type, into: &mut Vec<Requirement<'a>>) -> bool {
        match pattern.exact() {
            Some(exact) => self.is_related(actual, exact),
            None => {
                into.push(Requirement::Relation(pattern, actual));
                true
            }
        }
    }

    fn is_related(&self, actual: &Type, wanted: &Type) -> bool {
        if self.coercion { can_coerce(actual, wanted) } else { actual == wanted }
    }

    /// Notes what an argument binds. `false` when it cannot be of its pattern.
    fn constrain_argument(
        &self,
        index: usize,
        pattern: &'a Pattern,
        argument: &'a ArgumentType,
        into: &mut Vec<Requirement<'a>>,
    ) -> bool {
        let function = match pattern {
            Pattern::Function(parameters, result) => Some((parameters.as_slice(), &**result)),
            _ => None,
        };
        match (argument, function) {
            (ArgumentType::Lambda(_), Some((parameters, result))) => {
                into.push(Requirement::Lambda(index, parameters, result));
                true
            }
            (ArgumentType::Lambda(_), None) => false,
            (ArgumentType::Value(actual), Some((parameters, result))) => {
                into.push(Requirement::Function(actual, parameters, result));
                true
            }
            (ArgumentType::Value(actual), None) => constrain(self.signature, pattern, actual, into),
        }
    }

    fn solve(&mut self, requirements: &[Requirement<'a>]) -> Result<bool, Unresolved> {
        for _ in 0..MAX_ROUNDS {
            let mut status = Status::Satisfied;
            for requirement in requirements {
                status = status.max(self.update(requirement)?);
                if status == Status::Unsolvable {
                    return Ok(false);
                }
            }
            match status {
                Status::Changed => {}
                Status::Satisfied => return Ok(self.compute_numbers() && self.all_bound()),
                Status::NotSatisfied | Status::Unsolvable => return Ok(false),
            }
        }
        let message =
            format!("SignatureBinder.iterativeSolve does not converge after {MAX_ROUNDS} iterations.");
        Err(super::function_set::internal(&message))
    }

    fn compute_numbers(&mut self) -> bool {
        for computed in &self.signature.numbers {
            let Some(value) = computed.value.evaluate(&self.binding.numbers) else { return false };
            let value = u32::try_from(value.max(0)).unwrap_or(u32::MAX);
            self.binding.numbers.insert(computed.name.clone(), value);
        }
        true
    }

    fn all_bound(&self) -> bool {
        self.signature.variables.iter().all(|variable| self.binding.types.contains_key(&variable.name))
    }

    fn update(&mut self, requirement: &Requirement<'a>) -> Result<Status, Unresolved> {
        Ok(match *requirement {
            Requirement::Relation(pattern, actual) => match self.binding.apply(pattern) {
                Ok(wanted) if self.is_related(actual, &wanted) => Status::Satisfied,
                _ => Status::NotSatisfied,
            },
            Requirement::Variable(variable, actual) => self.bind_type(variable, actual),
            Requirement::Numbers(pattern, actual) => self.bind_numbers(pattern, actual),
            Requirement::Lambda(index, parameters, result) => {
                let Some(parameters) = self.apply_all(parameters) else { return Ok(Status::NotSatisfied) };
                let actual = (self.lambda)(index, &parameters)?;
                self.bind_result(result, &actual)
            }
            Requirement::Function(actual, parameters, result) => {
                let Some(parameters) = self.apply_all(parameters) else { return Ok(Status::NotSatisfied) };
                match actual {
                    Type::Function(arguments, actual) if *arguments == parameters => {
                        self.bind_result(result, actual)
                    }
                    _ => Status::Unsolvable,
                }
            }
        })
    }

    fn apply_all(&self, patterns: &[Pattern]) -> Option<Vec<Type>> {
        patterns.iter().map(|pattern| self.binding.apply(pattern).ok()).collect()
    }

    fn bind_type(&mut self, variable: &Variable, actual: &Type) -> Status {
        let bound = self.binding.types.get(&variable.name);
        let wider = match bound {
            Some(bound) => common_type(bound, actual),
            None => Some(actual.clone()),
        };
        match wider {
            Some(wider) if variable.constraint.is_met(&wider) => {
                if bound == Some(&wider) {
                    return Status::Satisfied;
                }
                self.binding.types.insert(variable.name.clone(), wider);
                Status::Changed
            }
            _ => Status::Unsolvable,
        }
    }

    fn bind_numbers(&mut self, pattern: &Pattern, actual: &Type) -> Status {
        let Some(numbers) = pattern.numbers() else { return Status::Unsolvable };
        let Some(coerced) = coerced_to_base(actual, &base_of(pattern)) else { return Status::Unsolvable };
        let own = limits::numbers_of(&coerced);
        // Numbers already bound, those of the argument for the others.
        let mut wanted = Binding::default();
        for (number, own) in numbers.iter().zip(&own) {
            if let NumberPattern::Variable(name) = number {
                let value = self.binding.numbers.get(name).unwrap_or(own);
                wanted.numbers.insert(name.clone(), *value);
            }
        }
        let Some(common) = wanted.apply(pattern).ok().and_then(|wanted| common_type(&wanted, actual)) else {
            return Status::Unsolvable;
        };
        if common.base_name() != coerced.base_name() {
            return Status::Unsolvable;
        }
        let mut status = Status::Satisfied;
        for (number, common) in numbers.into_iter().zip(limits::numbers_of(&common)) {
            match number {
                NumberPattern::Exact(exact) if *exact != common => return Status::Unsolvable,
                NumberPattern::Exact(_) => {}
                NumberPattern::Variable(name) => {
                    if self.binding.numbers.insert(name.clone(), common) != Some(common) {
                        status = Status::Changed;
                    }
                }
            }
        }
        status
    }

    /// Binds variables by the type of a lambda's body, which is not coerced.
    fn bind_result(&mut self, pattern: &Pattern, actual: &Type) -> Status {
        match pattern.exact() {
            Some(exact) if exact != actual => return Status::NotSatisfied,
            Some(_) => return Status::Satisfied,
            None => {}
        }
        let mut requirements = Vec::new();
        if !constrain(self.signature, pattern, actual, &mut requirements) {
            return Status::Unsolvable;
        }
        let mut status = match self.binding.apply(pattern) {
            Ok(wanted) if wanted == *actual => Status::Satisfied,
            _ => Status::NotSatisfied,
        };
        for requirement in requirements {
            status = status.max(match requirement {
                Requirement::Variable(variable, actual) => self.bind_type(variable, actual),
                Requirement::Numbers(pattern, actual) => self.bind_numbers(pattern, actual),
                // Lambdas do not answer lambdas.
                _ => Status::Unsolvable,
            });
        }
        status
    }
}

/// Notes what a type binds. `false` when it cannot be of its pattern.
fn constrain<'a>(
    signature: &'a Signature,
    pattern: &'a Pattern,
    actual: &'a Type,
    into: &mut Vec<Requirement<'a>>,
) -> bool {
    if let Pattern::Variable(name) = pattern {
        let variable = signature.variables.iter().find(|variable| variable.name == *name);
        let Some(variable) = variable else { return false };
        if variable.constraint == Constraint::Row && !matches!(actual, Type::Row(_)) {
            return *actual == Type::Unknown;
        }
        into.push(Requirement::Variable(variable, actual));
        return true;
    }
    if pattern.numbers().is_some() {
        into.push(Requirement::Numbers(pattern, actual));
        return true;
    }
    let inner = pattern.inner();
    if inner.is_empty() {
        return true;
    }
    match actual_inner(pattern, actual, inner.len()) {
        Some(actual) => {
            inner.into_iter().zip(actual).all(|(pattern, actual)| constrain(signature, pattern, actual, into))
        }
        None => false,
    }
}

/// Types in the parentheses of an argument, as many as the pattern has. NULL has NULLs in it.
fn actual_inner<'a>(pattern: &Pattern, actual: &'a Type, count: usize) -> Option<Vec<&'a Type>> {
    let inner: Vec<&Type> = match (pattern, actual) {
        (_, Type::Unknown) => vec![&UNKNOWN; count],
        (Pattern::Array(_), Type::Array(element)) => vec![element],
        (Pattern::Map(..), Type::Map(key, value)) => vec![key, value],
        (Pattern::Row(_), Type::Row(fields)) => fields.iter().map(|field| &field.data_type).collect(),
        (Pattern::QDigest(_), Type::Opaque(crate::Opaque::QDigest(element))) => vec![element],
        _ => return None,
    };
    (inner.len() == count).then_some(inner)
}

/// A type of the pattern's base; its numbers do not matter.
fn base_of(pattern: &Pattern) -> Type {
    match pattern {
        Pattern::Decimal(..) => Type::decimal(1, 0),
        Pattern::Varchar(_) => Type::VARCHAR,
        Pattern::Char(_) => Type::Char(1),
        Pattern::Time(_) => Type::Time(0),
        Pattern::TimeTz(_) => Type::TimeTz(0),
        Pattern::Timestamp(_) => Type::Timestamp(0),
        _ => Type::TimestampTz(0),
    }
}
