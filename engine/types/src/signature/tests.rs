//! Every signature that Trino 440 lists, and some thousand calls of them with the types and errors it gave.

use super::*;

/// Columns: name, kind, result, arguments, deterministic; and flags of [`Signature::parse`], which are not
/// listed: from Trino's messages (`Expected: array_sort(array(e)) E:orderable`) and from types of results.
const SIGNATURES: &str = include_str!("../testdata/signatures.tsv");

/// Columns: function, types of the arguments, type of the result or `!` and the error's name, for some with
/// its message.
const CALLS: &str = include_str!("../testdata/calls.tsv");

fn listed() -> Vec<(&'static str, Option<Signature>)> {
    let parse = |line: &'static str| {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let kind = match columns[1] {
            "scalar" => FunctionKind::Scalar,
            "aggregate" => FunctionKind::Aggregate,
            _ => FunctionKind::Window,
        };
        (line, Signature::parse(columns[0], kind, columns[2], columns[3], columns[5]))
    };
    SIGNATURES.lines().skip(1).map(parse).collect()
}

fn functions() -> FunctionSet {
    // One form is hidden from the list.
    let (result, arguments) =
        ("timestamp(p) with time zone", "timestamp(p) with time zone, interval day to second");
    let hidden = Signature::parse("at_timezone", FunctionKind::Scalar, result, arguments, "");
    FunctionSet::new(listed().into_iter().filter_map(|(_, signature)| signature).chain(hidden))
}

fn types(text: &str) -> Vec<Type> {
    let list = crate::type_text::TypeText::parse_list(text).unwrap();
    list.iter().map(|text| Pattern::from_text(text, &|_| false).unwrap().exact().unwrap().clone()).collect()
}

#[test]
fn every_listed_signature_is_read() {
    let listed = listed();
    assert_eq!(listed.len(), 623);
    let unread: Vec<_> =
        listed.iter().filter(|(_, signature)| signature.is_none()).map(|(line, _)| line).collect();
    assert_eq!(unread, Vec::<&&str>::new());
    for (line, signature) in &listed {
        let signature = signature.as_ref().unwrap();
        let arguments: Vec<_> = signature.arguments.iter().map(ToString::to_string).collect();
        assert_eq!(Some(arguments.join(", ").as_str()), line.split('\t').nth(3), "{line}");
        assert_eq!(Some(signature.result.to_string().as_str()), line.split('\t').nth(2), "{line}");
    }
}

#[test]
fn calls_resolve_as_in_trino() {
    let functions = functions();
    let mut differences = Vec::new();
    let mut calls = 0;
    for line in CALLS.lines().skip(1) {
        calls += 1;
        let columns: Vec<_> = line.split('\t').collect();
        let ours = functions.resolve(columns[0], &types(columns[1]));
        let agrees = match (&ours, columns[2].strip_prefix('!')) {
            (Ok(resolved), None) => Some(&resolved.result) == Type::parse(columns[2]).as_ref(),
            (Err(error), Some(theirs)) => match theirs.split_once(' ') {
                None => theirs == error.name,
                Some((name, message)) => name == error.name && message == error.message,
            },
            _ => false,
        };
        if !agrees {
            let ours = ours.map(|resolved| resolved.result.to_string()).map_err(|error| error.name);
            differences.push(format!("{line}: {ours:?}"));
        }
    }
    assert!(calls > 1900, "{calls}");
    assert_eq!(differences, Vec::<String>::new());
}

/// Resolves with a lambda whose body has this type, whatever its parameters; notes what it was asked.
fn with_lambdas(
    name: &str,
    arguments: &[&str],
    bodies: &[fn(&[Type]) -> Type],
) -> Result<(ResolvedFunction, Vec<String>), Unresolved> {
    let mut lambdas = 0;
    let arguments: Vec<_> = arguments
        .iter()
        .map(|argument| match *argument {
            "->" => {
                lambdas += 1;
                ArgumentType::Lambda(1)
            }
            value => ArgumentType::Value(Type::parse(value).unwrap()),
        })
        .collect();
    assert_eq!(lambdas, bodies.len());
    let first = arguments.len() - lambdas;
    let mut asked = Vec::new();
    let resolved = functions().resolve_with_lambdas(name, &arguments, &mut |index, parameters| {
        let shown: Vec<_> = parameters.iter().map(ToString::to_string).collect();
        asked.push(format!("{index}: {}", shown.join(", ")));
        Ok(bodies[index - first](parameters))
    })?;
    Ok((resolved, asked))
}

#[test]
fn lambdas_are_typed_after_values() {
    let (resolved, asked) =
        with_lambdas("transform", &["array(integer)", "->"], &[|_| Type::decimal(12, 1)]).unwrap();
    assert_eq!(resolved.result.to_string(), "array(decimal(12,1))");
    assert_eq!(resolved.arguments[1].to_string(), "function(integer, decimal(12,1))");
    assert_eq!(asked[0], "1: integer");

    let (resolved, _) =
        with_lambdas("map_filter", &["map(integer, varchar(1))", "->"], &[|_| Type::Boolean]).unwrap();
    assert_eq!(resolved.result.to_string(), "map(integer, varchar(1))");

    let (resolved, _) = with_lambdas(
        "zip_with",
        &["array(integer)", "array(date)", "->"],
        &[|types| Type::row(types.to_vec())],
    )
    .unwrap();
    assert_eq!(resolved.result.to_string(), "array(row(integer, date))");
    assert_eq!(
        with_lambdas("transform", &["unknown", "->"], &[|types| types[0].clone()]).unwrap().0.result,
        Type::array(Type::Unknown)
    );
}

#[test]
fn a_lambda_widens_a_variable() {
    let (resolved, asked) = with_lambdas(
        "reduce",
        &["array(integer)", "integer", "->", "->"],
        &[|_| Type::Bigint, |types| types[0].clone()],
    )
    .unwrap();
    assert_eq!(resolved.result, Type::Bigint);
    assert_eq!(resolved.arguments[1], Type::Bigint);
    assert!(asked.contains(&"2: bigint, integer".to_owned()), "{asked:?}");
}

#[test]
fn lambdas_that_do_not_fit() {
    let error = with_lambdas("filter", &["array(integer)", "->"], &[|_| Type::Integer]).unwrap_err();
    assert_eq!(
        error.message,
        "Unexpected parameters (array(integer), <function>) for function filter. Expected: filter(array(t), function(t,boolean)) T"
    );
    assert!(with_lambdas("array_sort", &["array(integer)", "->"], &[|_| Type::Bigint]).is_err());
    assert!(with_lambdas("array_sort", &["array(integer)", "->"], &[|_| Type::Integer]).is_ok());
    let error = with_lambdas(
        "reduce",
        &["array(integer)", "integer", "->", "->"],
        &[|_| Type::Varchar(Some(1)), |types| types[0].clone()],
    )
    .unwrap_err();
    assert_eq!(error.name, "FUNCTION_NOT_FOUND");
    let error = with_lambdas("transform", &["integer", "->"], &[|_| Type::Integer]).unwrap_err();
    assert!(error.message.contains("(integer, <function>) for function transform"), "{}", error.message);
    // s + x of decimals grows without end.
    let grow: fn(&[Type]) -> Type =
        |types| crate::arithmetic_types(crate::ArithmeticOperator::Add, &types[0], &types[1]).unwrap().2;
    let error = with_lambdas(
        "reduce",
        &["array(integer)", "decimal(1,1)", "->", "->"],
        &[grow, |types| types[0].clone()],
    )
    .unwrap_err();
    assert_eq!(error.message, "SignatureBinder.iterativeSolve does not converge after 4 iterations.");
}

#[test]
fn unknown_functions() {
    let error = functions().resolve("foo.bar", &[Type::Integer]).unwrap_err();
    assert_eq!(
        (error.name, error.message.as_str()),
        ("FUNCTION_NOT_FOUND", "Function 'foo.bar' not registered")
    );
}

#[test]
fn ambiguous_calls_list_candidates() {
    let error = functions().resolve("substr", &[Type::Unknown, Type::Integer]).unwrap_err();
    assert_eq!(error.name, "AMBIGUOUS_FUNCTION_CALL");
    assert!(
        error.message.starts_with(
            "Could not choose a best candidate operator. Explicit type casts must be added.\nCandidates are:\n\t * ("
        ) && error.message.contains("\t * (varbinary,bigint):varbinary\n"),
        "{}",
        error.message
    );
}

#[test]
fn refuses_signatures_that_make_no_sense() {
    let parse =
        |result, arguments, flags| Signature::parse("f", FunctionKind::Scalar, result, arguments, flags);
    assert!(parse("t", "array(t)", "T:orderable").is_some());
    for (result, arguments, flags) in [
        ("t", "bigint", ""),
        ("varchar(n)", "varchar(x)", ""),
        ("bigint", "array(", ""),
        ("bigint", "bigint,", ""),
        ("bigint", "bigint", "T:comparable"),
        ("bigint", "t", "T:sortable"),
        ("bigint", "t", "unknown_flag"),
        ("varchar(n)", "varchar(x)", "n = x ^ 2"),
        ("decimal(39,0)", "bigint", ""),
    ] {
        assert_eq!(parse(result, arguments, flags), None, "{result} {arguments} {flags}");
    }
}
