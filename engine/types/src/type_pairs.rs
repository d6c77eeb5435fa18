//! Every pair of types recorded from Trino 440, against what is said here.

use crate::{
    ArithmeticOperator as Operator, FunctionKind, FunctionSet, Signature, Type, arithmetic_types, can_cast,
    can_coerce, common_type,
};

/// Columns: left, right, common type, cast, `=`, `<`, `+`, `-`, `*`, `/`, `%`, `||`; empty where there is none.
const PAIRS: &str = include_str!("testdata/type-pairs.tsv");

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    PAIRS.lines().skip(1).map(|line| line.split('\t').collect())
}

fn shown(data_type: Option<Type>) -> String {
    data_type.map(|data_type| data_type.to_string()).unwrap_or_default()
}

fn yes(holds: bool) -> String {
    if holds { "yes".to_owned() } else { String::new() }
}

/// What differs, a line each.
fn differences(answer: impl Fn(&Type, &Type) -> Vec<(usize, String)>) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in rows() {
        let (left, right) = (Type::parse(row[0]).unwrap(), Type::parse(row[1]).unwrap());
        for (column, ours) in answer(&left, &right) {
            compared += 1;
            if row[column] != ours {
                differences
                    .push(format!("{} | {} [{column}]: {ours}, Trino: {}", row[0], row[1], row[column]));
            }
        }
    }
    assert!(compared >= 1500, "{compared}");
    differences
}

#[test]
fn common_types_and_comparisons() {
    let differences = differences(|left, right| {
        let common = common_type(left, right);
        let comparable = common.as_ref().is_some_and(Type::is_comparable);
        let orderable = common.as_ref().is_some_and(Type::is_orderable);
        vec![(2, shown(common)), (4, yes(comparable)), (5, yes(orderable))]
    });
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn casts() {
    // Nothing is cast to unknown, not even itself: `UNKNOWN is not a valid type`.
    let differences =
        differences(|left, right| vec![(3, yes(*right != Type::Unknown && can_cast(left, right)))]);
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn arithmetic() {
    let differences = differences(|left, right| {
        [Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide, Operator::Modulus]
            .into_iter()
            .zip(6..)
            .map(|(operator, column)| {
                let types = arithmetic_types(operator, left, right);
                if let Some((left_cast, right_cast, _)) = &types {
                    assert!(can_coerce(left, left_cast) && can_coerce(right, right_cast), "{left} {right}");
                }
                (column, shown(types.map(|(_, _, result)| result)))
            })
            .collect()
    });
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn concatenation() {
    let concat = |result, arguments, flags| {
        Signature::parse("concat", FunctionKind::Scalar, result, arguments, flags).unwrap()
    };
    let functions = FunctionSet::new([
        concat("char(u)", "char(x), char(y)", "u = x + y"),
        concat("varchar", "varchar", "variadic"),
        concat("varbinary", "varbinary", "variadic"),
        concat("array(E)", "E, array(E)", "called_on_null"),
        concat("array(E)", "array(E)", "variadic"),
        concat("array(E)", "array(E), E", "called_on_null"),
    ]);
    let differences = differences(|left, right| {
        let resolved = functions.resolve("concat", &[left.clone(), right.clone()]).ok();
        vec![(11, shown(resolved.map(|resolved| resolved.result)))]
    });
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn coercion_is_to_the_common_type() {
    for row in rows() {
        let (left, right) = (Type::parse(row[0]).unwrap(), Type::parse(row[1]).unwrap());
        let coerced = can_coerce(&left, &right);
        let into_right = common_type(&left, &right).as_ref() == Some(&right);
        let rows_only = matches!((&left, &right), (Type::Row(_), Type::Row(_)));
        assert!(coerced == into_right || rows_only, "{left} to {right}");
    }
}
