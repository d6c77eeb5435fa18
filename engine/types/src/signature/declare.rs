//! Signatures from text, so that tables of functions stay readable.

use std::fmt::{self, Display, Formatter};

use super::{ComputedNumber, Constraint, FunctionKind, NumberExpression, Pattern, Signature, Variable};
use crate::Type;
use crate::type_text::TypeText;

impl Signature {
    /// Reads a signature as `SHOW FUNCTIONS` writes it: `map_filter`, `map(K,V)`,
    /// `map(K,V), function(K,V,boolean)`.
    ///
    /// Words that are no type are type variables; words in the parentheses of `decimal`, `varchar`, `char`,
    /// `time` and `timestamp` are number variables, bound by the arguments.
    ///
    /// `flags` are separated by `;`, in any order:
    /// - `variadic`: the last argument may be repeated, or left out;
    /// - `nondeterministic`;
    /// - `called_on_null`: else any NULL argument gives NULL;
    /// - `E`, `E:comparable`, `E:orderable`, `T:row`: a type variable (case does not matter) and what is asked of
    ///   it. Variables not listed have no constraint; messages show them in the order of the list;
    /// - `u = min(2147483647, x + y)`: a number variable computed from others (see [`NumberExpression::parse`]);
    ///   2147483647 is the length of `varchar` without bound.
    ///
    /// `None` when a text is none of these, or the result has a variable that nothing binds.
    pub fn parse(
        name: &'static str,
        kind: FunctionKind,
        result: &str,
        arguments: &str,
        flags: &str,
    ) -> Option<Self> {
        let argument_texts = TypeText::parse_list(arguments)?;
        let result = TypeText::parse(result)?;
        let mut used = Vec::new();
        for text in argument_texts.iter().chain([&result]) {
            collect_variables(text, &mut used);
        }
        let pattern =
            |text: &TypeText| Pattern::from_text(text, &|word| used.iter().any(|used| used == word));
        let arguments = argument_texts.iter().map(pattern).collect::<Option<Vec<_>>>()?;
        let mut signature = Self {
            name,
            kind,
            variables: Vec::new(),
            numbers: Vec::new(),
            result: pattern(&result)?,
            arguments,
            variadic: false,
            deterministic: true,
            called_on_null: false,
        };
        for flag in flags.split(';').map(str::trim).filter(|flag| !flag.is_empty()) {
            signature.set(flag, &used)?;
        }
        for name in used {
            if !signature.variables.iter().any(|variable| variable.name == name) {
                signature.variables.push(Variable { name, constraint: Constraint::Any });
            }
        }
        signature.binds_all().then_some(signature)
    }

    /// Whether there are type variables.
    pub(super) fn is_generic(&self) -> bool {
        !self.variables.is_empty()
    }

    fn set(&mut self, flag: &str, used: &[String]) -> Option<()> {
        match flag {
            "variadic" => self.variadic = !self.arguments.is_empty(),
            "nondeterministic" => self.deterministic = false,
            "called_on_null" => self.called_on_null = true,
            _ => match flag.split_once('=') {
                Some((name, value)) => self.numbers.push(ComputedNumber {
                    name: name.trim().to_owned(),
                    value: NumberExpression::parse(value)?,
                }),
                None => {
                    let (name, constraint) = flag.split_once(':').unwrap_or((flag, ""));
                    let constraint = match constraint {
                        "" => Constraint::Any,
                        "comparable" => Constraint::Comparable,
                        "orderable" => Constraint::Orderable,
                        "row" => Constraint::Row,
                        _ => return None,
                    };
                    let name = used.iter().find(|used| used.eq_ignore_ascii_case(name))?.clone();
                    self.variables.push(Variable { name, constraint });
                }
            },
        }
        Some(())
    }

    /// Whether every variable of the result is bound by an argument or computed.
    fn binds_all(&self) -> bool {
        let mut wanted = (Vec::new(), Vec::new());
        collect_pattern(&self.result, &mut wanted);
        let mut bound = (Vec::new(), Vec::new());
        for argument in &self.arguments {
            collect_pattern(argument, &mut bound);
        }
        bound.1.extend(self.numbers.iter().map(|number| number.name.as_str()));
        wanted.0.iter().all(|name| bound.0.contains(name))
            && wanted.1.iter().all(|name| bound.1.contains(name))
    }
}

/// Words in the place of a type that are none.
fn collect_variables(text: &TypeText, into: &mut Vec<String>) {
    if let Some(word) = text.single_word() {
        let is_type = text.number().is_some() || Type::parse(word).is_some();
        if !is_type && !into.iter().any(|known| known == word) {
            into.push(word.to_owned());
        }
        return;
    }
    let takes_types = ["array", "map", "row", "function", "qdigest"];
    if text.name().is_some_and(|name| takes_types.contains(&name.as_str())) {
        for parameter in text.parameters.as_deref().unwrap_or(&[]) {
            collect_variables(parameter, into);
        }
    }
}

/// Names of type and number variables.
fn collect_pattern<'a>(pattern: &'a Pattern, into: &mut (Vec<&'a str>, Vec<&'a str>)) {
    if let Pattern::Variable(name) = pattern {
        into.0.push(name);
    }
    for number in pattern.numbers().into_iter().flatten() {
        if let super::NumberPattern::Variable(name) = number {
            into.1.push(name);
        }
    }
    for inner in pattern.inner() {
        collect_pattern(inner, into);
    }
}

/// `<T:comparable>(array(t),t):bigint`, as Trino writes it to choose between equals.
impl Display for Signature {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let variables = self.variables.iter().map(ToString::to_string);
        let numbers = self.numbers.iter().map(|number| format!("{}:{}", number.name, number.value));
        let constraints: Vec<_> = variables.chain(numbers).collect();
        if !constraints.is_empty() {
            write!(out, "<{}>", constraints.join(","))?;
        }
        let arguments: Vec<_> = self.arguments.iter().map(ToString::to_string).collect();
        write!(out, "({}):{}", arguments.join(","), self.result)
    }
}

/// `E:orderable`
impl Display for Variable {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let constraint = match self.constraint {
            Constraint::Any => "",
            Constraint::Comparable => ":comparable",
            Constraint::Orderable => ":orderable",
            Constraint::Row => ":row<*>",
        };
        write!(out, "{}{constraint}", self.name.to_ascii_uppercase())
    }
}
