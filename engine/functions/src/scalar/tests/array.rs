//! Functions of arrays and maps.

use super::*;

fn numbers(numbers: &[Option<i64>]) -> Value {
    list("bigint", numbers.iter().map(|number| number.map_or_else(|| null("bigint"), int)).collect())
}

fn of(elements: &[i64]) -> Value {
    numbers(&elements.iter().copied().map(Some).collect::<Vec<_>>())
}

fn doubles(elements: &[f64]) -> Value {
    list("double", elements.iter().copied().map(double).collect())
}

fn texts(elements: &[&str]) -> Value {
    list("varchar", elements.iter().map(|text| value(text, "varchar")).collect())
}

fn map(keys: Value, values: Value) -> Value {
    let types = [keys.0.clone(), values.0.clone()];
    let function = functions().resolve("map", &types).unwrap();
    (function.result.clone(), run(&function, &[keys, values]).unwrap())
}

fn integer(number: i64) -> Value {
    value(&number.to_string(), "integer")
}

const NESTED: &str = "does not support arrays with elements that are null or contain null";

#[test]
fn places() {
    check! {
        "cardinality"(numbers(&[Some(1), None])) => "2";
        "element_at"(of(&[1, 2]), int(-1)) => "2";
        "element_at"(of(&[1, 2]), int(3)) => "NULL";
        "element_at"(of(&[1, 2]), int(-3)) => "NULL";
        "element_at"(of(&[1, 2]), int(0)) => "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1";
        "slice"(of(&[1, 2, 3]), int(-2), int(2)) => "[2, 3]";
        "slice"(of(&[1, 2, 3]), int(5), int(1)) => "[]";
        "slice"(of(&[1, 2, 3]), int(-5), int(2)) => "[]";
        "slice"(of(&[1]), int(0), int(1)) => "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1";
        "slice"(of(&[1]), int(1), int(-1)) =>
            "INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0";
        "trim_array"(of(&[1, 2, 3]), int(1)) => "[1, 2]";
        "trim_array"(of(&[1]), int(2)) =>
            "INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality 1: 2";
        "reverse"(numbers(&[Some(1), None, Some(2)])) => "[2, , 1]";
        "flatten"(list("array(bigint)", vec![of(&[1]), null("array(bigint)"), numbers(&[Some(2), None])])) => "[1, 2, ]";
        "repeat"(int(1), integer(3)) => "[1, 1, 1]";
        "repeat"(null("bigint"), integer(2)) => "[, ]";
        "repeat"(int(1), integer(-1)) =>
            "INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be greater than or equal to 0";
        "repeat"(int(1), integer(10_001)) =>
            "INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be less than or equal to 10000";
        "ngrams"(of(&[1, 2, 3]), integer(2)) => "[[1, 2], [2, 3]]";
        "ngrams"(of(&[1]), integer(5)) => "[[1]]";
        "ngrams"(of(&[1]), integer(0)) => "INVALID_FUNCTION_ARGUMENT: N must be positive";
        "combinations"(of(&[1, 2, 3, 4]), integer(3)) => "[[1, 2, 3], [1, 2, 4], [1, 3, 4], [2, 3, 4]]";
        "combinations"(of(&[1, 2]), integer(0)) => "[[]]";
        "combinations"(of(&[1, 2]), integer(3)) => "[]";
        "combinations"(of(&[1]), integer(6)) =>
            "INVALID_FUNCTION_ARGUMENT: combination size must not exceed 5: 6";
        "zip"(of(&[1, 2]), texts(&["a"])) => "[{f0: 1, f1: a}, {f0: 2, f1: }]";
        "concat"(of(&[1]), numbers(&[None, Some(2)])) => "[1, , 2]";
        "concat"(of(&[1]), int(2)) => "[1, 2]";
        "concat"(int(1), of(&[2])) => "[1, 2]";
        "concat"(of(&[1]), null("bigint")) => "NULL";
        "concat"(of(&[1])) => "INVALID_FUNCTION_ARGUMENT: There must be two or more arguments to concat";
        "array_join"(texts(&["a", "b"]), text(",")) => "a,b";
        "array_join"(list("varchar", vec![value("a", "varchar"), null("varchar")]), text(","), text("x")) => "a,x";
    }
}

#[test]
fn sequences() {
    check! {
        "sequence"(int(5), int(1)) => "[5, 4, 3, 2, 1]";
        "sequence"(int(1), int(5), int(2)) => "[1, 3, 5]";
        "sequence"(value("2020-01-01", "date"), value("2020-01-03", "date")) => "[2020-01-01, 2020-01-02, 2020-01-03]";
        "sequence"(int(1), int(5), int(0)) => "INVALID_FUNCTION_ARGUMENT: step must not be zero";
        "sequence"(int(1), int(20_000)) =>
            "INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries";
        "sequence"(int(1), int(5), int(-1)) =>
            "INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start";
    }
}

#[test]
fn elements() {
    let nested = || list("array(bigint)", vec![numbers(&[Some(1), None])]);
    check! {
        "contains"(numbers(&[Some(1), None]), int(1)) => "true";
        "contains"(numbers(&[Some(1), None]), int(2)) => "NULL";
        "contains"(doubles(&[f64::NAN]), double(f64::NAN)) => "false";
        "contains"(nested(), numbers(&[Some(1), None])) => format!("NOT_SUPPORTED: contains {NESTED}");
        "array_position"(numbers(&[Some(1), None, Some(2)]), int(2)) => "3";
        "array_position"(of(&[1]), int(3)) => "0";
        "array_remove"(numbers(&[Some(1), None, Some(2), Some(1)]), int(1)) => "[, 2]";
        "array_remove"(doubles(&[f64::NAN]), double(f64::NAN)) => "[NaN]";
        "contains_sequence"(numbers(&[Some(1), None, Some(3)]), numbers(&[None, Some(3)])) => "true";
        "contains_sequence"(of(&[1, 2]), of(&[2, 1])) => "false";
        "array_distinct"(numbers(&[Some(1), None, Some(2), Some(1), None])) => "[1, , 2]";
        "array_distinct"(doubles(&[f64::NAN, f64::NAN, 0.0, -0.0])) => "[NaN, 0.0]";
        "array_distinct"(list("array(bigint)", vec![numbers(&[Some(1), None]), numbers(&[Some(1), None])])) => "[[1, ]]";
        "array_union"(numbers(&[Some(3), Some(1), None]), numbers(&[Some(2), Some(1), None])) => "[3, 1, , 2]";
        "array_intersect"(of(&[3, 2]), of(&[1, 2, 3])) => "[2, 3]";
        "array_intersect"(of(&[3, 1, 2, 1]), of(&[2, 3, 1])) => "[3, 1, 2]";
        "array_except"(numbers(&[Some(3), Some(1), Some(1), None, Some(2)]), of(&[2])) => "[3, 1, ]";
        "arrays_overlap"(numbers(&[Some(1), None]), of(&[2])) => "NULL";
        "arrays_overlap"(of(&[1, 2]), of(&[2, 3])) => "true";
        "arrays_overlap"(of(&[]), numbers(&[None])) => "false";
        "array_sort"(numbers(&[Some(3), None, Some(1)])) => "[1, 3, ]";
        "array_sort"(doubles(&[1.0, f64::NAN, f64::NEG_INFINITY, f64::INFINITY])) => "[-inf, 1.0, inf, NaN]";
        "array_min"(numbers(&[Some(1), None])) => "NULL";
        "array_max"(doubles(&[f64::NAN, 1.0])) => "1.0";
        "array_min"(doubles(&[f64::NAN, f64::NAN])) => "NaN";
        "array_max"(of(&[])) => "NULL";
        "array_max"(list("array(bigint)", vec![numbers(&[Some(1), None]), of(&[1, 2])])) =>
            "NOT_SUPPORTED: ARRAY comparison not supported for arrays with null elements";
        "array_histogram"(list("varchar", vec![value("a", "varchar"), value("b", "varchar"), value("a", "varchar"), null("varchar")])) =>
            "{a: 2, b: 1}";
    }
}

#[test]
fn maps() {
    let ab = || map(of(&[1, 2]), texts(&["a", "b"]));
    let entries = |rows: Vec<(Value, Value)>| {
        let keys = rows.iter().map(|(key, _)| key.clone()).collect();
        let values = rows.into_iter().map(|(_, value)| value).collect();
        let function =
            functions().resolve("zip", &[Type::array(Type::Bigint), Type::array(Type::VARCHAR)]).unwrap();
        let pair = [list("bigint", keys), list("varchar", values)];
        (function.result.clone(), run(&function, &pair).unwrap())
    };
    let word = |text: &str| value(text, "varchar");
    check! {
        "map"(of(&[1, 2]), texts(&["a", "b"])) => "{1: a, 2: b}";
        "map"() => "{}";
        "map"(of(&[1, 1]), of(&[2, 3])) => "INVALID_FUNCTION_ARGUMENT: Duplicate map keys (1) are not allowed";
        "map"(numbers(&[None]), of(&[1])) => "INVALID_FUNCTION_ARGUMENT: map key cannot be null";
        "map"(of(&[1]), of(&[1, 2])) =>
            "INVALID_FUNCTION_ARGUMENT: Key and value arrays must be the same length";
        "map_keys"(ab()) => "[1, 2]";
        "map_values"(ab()) => "[a, b]";
        "map_entries"(ab()) => "[{f0: 1, f1: a}, {f0: 2, f1: b}]";
        "cardinality"(ab()) => "2";
        "element_at"(ab(), int(2)) => "b";
        "element_at"(ab(), int(3)) => "NULL";
        "map_concat"(map(of(&[1, 2, 3]), texts(&["a", "b", "c"])), map(of(&[2]), texts(&["x"]))) => "{1: a, 2: x, 3: c}";
        "map_concat"(ab()) =>
            "INVALID_FUNCTION_ARGUMENT: There must be two or more concatenation arguments to map_concat";
        "map_from_entries"(entries(vec![(int(1), word("a")), (int(2), null("varchar"))])) => "{1: a, 2: }";
        "map_from_entries"(entries(vec![(int(1), word("a")), (int(1), word("b"))])) =>
            "INVALID_FUNCTION_ARGUMENT: Duplicate map keys (1) are not allowed";
        "map_from_entries"(entries(vec![(null("bigint"), word("a"))])) =>
            "INVALID_FUNCTION_ARGUMENT: map key cannot be null";
        "multimap_from_entries"(entries(vec![(int(1), word("a")), (int(2), word("b")), (int(1), word("c"))])) =>
            "{1: [a, c], 2: [b]}";
    }
}
