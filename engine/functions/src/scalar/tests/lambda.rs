//! Functions that take lambdas.

use std::sync::Arc;

use arrow::datatypes::Field;
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::expr::LambdaVariable;
use datafusion::prelude::{binary_expr, col, lit};
use polias_types::{ArgumentType, ResolvedFunction};

use super::*;
use crate::{Argument, higher_order};

/// A parameter of a lambda.
fn parameter(name: &str, of: &str) -> Expr {
    let carrier = Type::parse(of).unwrap().carrier();
    Expr::LambdaVariable(LambdaVariable::new(
        name.to_owned(),
        Some(Arc::new(Field::new(name, carrier, true))),
    ))
}

fn sum(left: Expr, right: Expr) -> Expr {
    binary_expr(left, Operator::Plus, right)
}

fn resolve(name: &str, arguments: &[ArgumentType], bodies: &[&str]) -> ResolvedFunction {
    let first =
        arguments.iter().position(|argument| matches!(argument, ArgumentType::Lambda(_))).unwrap_or(0);
    functions()
        .resolve_with_lambdas(
            name,
            arguments,
            &mut |index, _| Ok(Type::parse(bodies[index - first]).unwrap()),
        )
        .unwrap_or_else(|error| panic!("{}", error.message))
}

/// Columns `a` (arrays of bigint) and `b` (bigint).
fn rows() -> arrow::array::RecordBatch {
    let array = |elements: &[Option<i64>]| {
        list("bigint", elements.iter().map(|number| number.map_or_else(|| null("bigint"), int)).collect()).1
    };
    let arrays = [array(&[Some(1), None, Some(3)]), null("array(bigint)").1, array(&[]), array(&[Some(2)])];
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    let numbers = arrow::array::Int64Array::from(vec![10, 20, 30, 40]);
    batch(vec![arrow::compute::concat(&arrays).unwrap(), Arc::new(numbers)])
}

fn evaluated(call: &Expr, batch: &arrow::array::RecordBatch) -> Vec<String> {
    let array = evaluate(call, batch).unwrap();
    (0..batch.num_rows())
        .map(
            |row| {
                if array.is_null(row) {
                    "NULL".to_owned()
                } else {
                    array_value_to_string(&array, row).unwrap()
                }
            },
        )
        .collect()
}

fn arrays() -> ArgumentType {
    ArgumentType::Value(Type::array(Type::Bigint))
}

#[test]
fn transform_with_captured_columns() {
    let function = resolve("transform", &[arrays(), ArgumentType::Lambda(1)], &["bigint"]);
    let body = sum(parameter("x", "bigint"), col("b"));
    let arguments = vec![Argument::Value(col("a")), Argument::Lambda(vec!["x".to_owned()], body)];
    let call = higher_order(&function, arguments, &context()).unwrap();
    assert_eq!(evaluated(&call, &rows()), ["[11, , 13]", "NULL", "[]", "[42]"]);
    assert_eq!(evaluated(&call, &rows().slice(2, 2)), ["[]", "[42]"]);
}

#[test]
fn lambdas_of_constants_and_of_nothing() {
    let function = resolve("transform", &[arrays(), ArgumentType::Lambda(1)], &["bigint"]);
    let arguments = vec![Argument::Value(col("a")), Argument::Lambda(vec!["x".to_owned()], lit(7_i64))];
    let call = higher_order(&function, arguments, &context()).unwrap();
    assert_eq!(evaluated(&call, &rows()), ["[7, 7, 7]", "NULL", "[]", "[7]"]);
}

#[test]
fn nested_lambdas_see_outer_parameters() {
    let inner = resolve("transform", &[arrays(), ArgumentType::Lambda(1)], &["bigint"]);
    let body = sum(sum(parameter("y", "bigint"), parameter("x", "bigint")), col("b"));
    let arguments = vec![Argument::Value(col("a")), Argument::Lambda(vec!["y".to_owned()], body)];
    let inner = higher_order(&inner, arguments, &context()).unwrap();
    let outer = resolve("transform", &[arrays(), ArgumentType::Lambda(1)], &["array(bigint)"]);
    let arguments = vec![Argument::Value(col("a")), Argument::Lambda(vec!["x".to_owned()], inner)];
    let call = higher_order(&outer, arguments, &context()).unwrap();
    assert_eq!(evaluated(&call, &rows())[3], "[[44]]");
    assert_eq!(evaluated(&call, &rows())[0], "[[12, , 14], [, , ], [14, , 16]]");
}

#[test]
fn predicates() {
    let predicate = || binary_expr(parameter("x", "bigint"), Operator::Gt, lit(2_i64));
    for (name, expected) in [
        ("filter", ["[3]", "NULL", "[]", "[]"]),
        ("any_match", ["true", "NULL", "false", "false"]),
        ("all_match", ["false", "NULL", "true", "false"]),
        ("none_match", ["false", "NULL", "true", "true"]),
    ] {
        let function = resolve(name, &[arrays(), ArgumentType::Lambda(1)], &["boolean"]);
        let arguments = vec![Argument::Value(col("a")), Argument::Lambda(vec!["x".to_owned()], predicate())];
        let call = higher_order(&function, arguments, &context()).unwrap();
        assert_eq!(evaluated(&call, &rows()), expected, "{name}");
    }
}

#[test]
fn reduce_over_rows_of_different_lengths() {
    let bigint = || ArgumentType::Value(Type::Bigint);
    let function = resolve(
        "reduce",
        &[arrays(), bigint(), ArgumentType::Lambda(2), ArgumentType::Lambda(1)],
        &["bigint", "bigint"],
    );
    let arguments = vec![
        Argument::Value(col("a")),
        Argument::Value(lit(100_i64)),
        Argument::Lambda(
            vec!["s".to_owned(), "x".to_owned()],
            sum(sum(parameter("s", "bigint"), parameter("x", "bigint")), col("b")),
        ),
        Argument::Lambda(vec!["r".to_owned()], sum(parameter("r", "bigint"), lit(1_i64))),
    ];
    let call = higher_order(&function, arguments, &context()).unwrap();
    assert_eq!(evaluated(&call, &rows()), ["NULL", "NULL", "101", "143"]);
}

#[test]
fn sort_by_a_comparator() {
    let function = resolve("array_sort", &[arrays(), ArgumentType::Lambda(2)], &["integer"]);
    let (x, y) = (|| parameter("x", "bigint"), || parameter("y", "bigint"));
    let descending = datafusion::logical_expr::when(x().is_null(), lit(1_i32))
        .when(y().is_null(), lit(-1_i32))
        .when(binary_expr(x(), Operator::Lt, y()), lit(1_i32))
        .when(binary_expr(x(), Operator::Gt, y()), lit(-1_i32))
        .otherwise(lit(0_i32))
        .unwrap();
    let names = || vec!["x".to_owned(), "y".to_owned()];
    let sorted = |body| {
        let arguments = vec![Argument::Value(col("a")), Argument::Lambda(names(), body)];
        higher_order(&function, arguments, &context()).unwrap()
    };
    assert_eq!(evaluated(&sorted(descending), &rows()), ["[3, 1, ]", "NULL", "[]", "[2]"]);
    let error = evaluate(&sorted(lit(5_i32)), &rows()).unwrap_err().to_string();
    assert!(error.contains("Lambda comparator must return either -1, 0, or 1"), "{error}");
}
