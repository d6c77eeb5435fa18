//! Statements with the answers of Trino 440, and the plans of expressions.
//!
//! The answers were recorded from a running Trino; `testdata/answers.tsv` has a statement a line: the
//! statement, OK or the error's name, line and column (`-` where Trino says none), types or message.

use polias_sql::Flavor;
use polias_types::{RowField, Type, Value};

use super::Allowed;
use crate::analyzer::Analyzer;
use crate::scope::{Field, Scope};
use crate::tests::{Fixture, session, try_analyzed};
use crate::{Parameter, Session};

const ANSWERS: &str = include_str!("testdata/answers.tsv");

/// Statements that are answered differently, each with the reason.
const DIFFERENT: &[(&str, &str)] = &[
    (
        "SELECT TIME '01:02', TIME '01:02:03', TIME '1:2:3.4567', TIME '01:02:03.123456789012'",
        "9 digits at most",
    ),
    ("SELECT TIMESTAMP '2020-01-01 01:02:03.123456789012'", "9 digits at most"),
    (
        "SELECT current_timestamp(0), current_timestamp(1), current_timestamp(3), current_timestamp(6), \
         current_timestamp(9), current_timestamp(12)",
        "9 digits at most",
    ),
    ("SELECT sum(a ORDER BY a) OVER () FROM (VALUES 1) t(a)", "Trino's message says something else"),
    ("SELECT count(DISTINCT approx_set(1)) FROM (VALUES 1) t(j)", "two errors, the other one is found first"),
    ("SELECT listagg(sum(a)) WITHIN GROUP (ORDER BY a) FROM (VALUES 1) t(a)", "two errors, likewise"),
    ("SELECT h IN (SELECT h) FROM (SELECT approx_set(1) h)", "two errors, likewise"),
    (
        "SELECT sum(a) OVER (w ORDER BY a) FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY a)",
        "the tree does not know where ORDER is",
    ),
    ("SELECT NULLIF(random(), 1) IS NULL", "the operand would be evaluated twice"),
    ("SELECT transform(ARRAY[1], x -> EXISTS (SELECT 1))", "no subqueries in lambdas"),
    (
        "SELECT 1 FROM (VALUES 1) t(a) WHERE listagg(a) WITHIN GROUP (ORDER BY a) = 'a'",
        "the message shows listagg in our words",
    ),
];

/// What we answer to a statement, in the words of the recorded answers.
fn answer(sql: &str, with_place: bool) -> String {
    match try_analyzed(sql) {
        Ok(analysis) => {
            let types: Vec<String> =
                analysis.output.iter().map(|column| column.data_type.to_string().to_lowercase()).collect();
            format!("OK\t-\t{}", types.join(", "))
        }
        Err(error) => {
            let place = error.offset.filter(|_| with_place).map_or("-".to_owned(), |offset| {
                let position = polias_sql::Position::of(sql, offset.get());
                format!("{}:{}", position.line, position.column)
            });
            format!("{}\t{place}\t{}", error.name, error.message)
        }
    }
}

#[test]
fn answers_are_trinos() {
    let mut wrong = Vec::new();
    for line in ANSWERS.lines() {
        let (sql, expected) = line.split_once('\t').unwrap();
        let with_place = expected.split('\t').nth(1) != Some("-");
        let found = answer(sql, with_place);
        let differs = DIFFERENT.iter().any(|(other, _)| *other == sql);
        if (found == expected) == differs {
            wrong.push(format!("{sql}\n  Trino: {expected}\n  found: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} are not as expected:\n{}", wrong.len(), wrong.join("\n"));
}

/// An expression over columns a, b, …, as the plan shows it, with what was collected; and the types of
/// parameters.
fn shape(text: &str, flavor: Flavor, parameters: &[Parameter]) -> (String, Vec<Option<Type>>) {
    let row = |name: &str, data_type| RowField { name: Some(name.to_owned()), data_type };
    let types = [
        ("a", Type::Integer),
        ("b", Type::VARCHAR),
        ("c", Type::Double),
        ("d", Type::Date),
        ("r", Type::Row(vec![row("x", Type::Bigint), row("y", Type::VARCHAR)])),
        ("xs", Type::array(Type::Integer)),
        ("m", Type::map(Type::VARCHAR, Type::Bigint)),
        ("n", Type::decimal(10, 2)),
        ("ts", Type::Timestamp(3)),
    ];
    let fixture = Fixture::default();
    let mut analyzer = Analyzer::new(Session { flavor, ..session() }, &fixture, parameters);
    let fields = types.into_iter().map(|(name, data_type)| Field {
        column: analyzer.new_column(data_type),
        name: Some(name.to_owned()),
        relation: None,
        hidden: false,
    });
    let scope = Scope { fields: fields.collect(), ..Scope::default() };
    let mut allowed =
        Allowed { aggregates: Some(Vec::new()), windows: Some(Vec::new()), ..Allowed::default() };
    let syntax = polias_sql::parse_expression(text, flavor).unwrap_or_else(|error| panic!("{text}: {error}"));
    let typed = match analyzer.expression(&syntax, &scope, &mut allowed) {
        Ok(typed) => typed.to_string(),
        Err(error) => return (format!("{}: {}", error.name, error.message), Vec::new()),
    };
    let mut shown = vec![typed];
    for found in allowed.aggregates.unwrap_or_default() {
        shown.push(format!("{} := {}", found.column, found.call));
    }
    for found in allowed.windows.unwrap_or_default() {
        let list = |parts: Vec<String>| parts.join(", ");
        shown.push(format!(
            "{} := {} partition by [{}] order by [{}]",
            found.column,
            found.call,
            list(found.partition_by.iter().map(ToString::to_string).collect()),
            list(found.order_by.iter().map(ToString::to_string).collect()),
        ));
    }
    (shown.join("; "), analyzer.parameter_types)
}

fn assert_shapes(flavor: Flavor, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, expected, shape(text, flavor, &[]).0))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(text, expected, found)| format!("{text}\n  expected: {expected}\n  found:    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_coercion_is_a_cast() {
    assert_shapes(
        Flavor::Trino,
        &[
            ("a + 1", "#0 + 1:integer"),
            ("a + 1.5", "cast(#0 as decimal(10,0)) + 15:decimal(2,1)"),
            ("a < 2.5", "cast(#0 as decimal(11,1)) < cast(25:decimal(2,1) as decimal(11,1))"),
            ("a = c", "cast(#0 as double) = #2"),
            ("a <> NULL", "#0 <> null:integer"),
            (
                "a IN (1, BIGINT '2', NULL)",
                "cast(#0 as bigint) in (cast(1:integer as bigint), 2:bigint, null:bigint)",
            ),
            ("a NOT BETWEEN 1 AND 2", "not (#0 between 1:integer and 2:integer)"),
            ("a IS NOT DISTINCT FROM 1", "not (#0 is distinct from 1:integer)"),
            ("a IS NOT NULL", "not (#0 is null)"),
            ("b LIKE 'x%' ESCAPE '!'", "#1 like 'x%':varchar(2) escape '!':varchar(1)"),
            (
                "a = 1 AND (b = 'x' OR NOT a = 2)",
                "(#0 = 1:integer) and ((#1 = cast('x':varchar(1) as varchar)) or (not (#0 = 2:integer)))",
            ),
            ("-(1)", "-1:integer"),
            ("-TINYINT '-128'", "--128:tinyint"),
            ("-a", "-#0"),
            ("r.x + 1", "#4.0 + cast(1:integer as bigint)"),
            ("r[2]", "#4.1"),
            ("xs[1]", "#5[cast(1:integer as bigint)]"),
            ("m['k']", "#6[cast('k':varchar(1) as varchar)]"),
            ("TRY_CAST(b AS bigint)", "try_cast(#1 as bigint)"),
            ("CAST(b AS varchar)", "#1"),
        ],
    );
}

#[test]
fn conditional_forms() {
    assert_shapes(
        Flavor::Trino,
        &[
            (
                "CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'yz' END",
                "case when (#0 = 1:integer) then cast('x':varchar(1) as varchar(2)) when (#0 = 2:integer) then \
             'yz':varchar(2) else null:varchar(2) end",
            ),
            (
                "NULLIF(a, 1.5)",
                "case when (cast(#0 as decimal(11,1)) = cast(15:decimal(2,1) as decimal(11,1))) then null:integer \
             else #0 end",
            ),
            ("IF(a > 1, 'x')", "case when (#0 > 1:integer) then 'x':varchar(1) else null:varchar(1) end"),
            (
                "COALESCE(a, 2.5)",
                "coalesce(cast(#0 as decimal(11,1)), cast(25:decimal(2,1) as decimal(11,1)))",
            ),
            ("TRY(1 / a)", "try(1:integer / #0)"),
            (
                "CASE random() WHEN 1 THEN 1 WHEN 2 THEN 2 END",
                "NOT_SUPPORTED: An operand that is different each time it is evaluated is not supported here",
            ),
            (
                "CASE random() WHEN 1 THEN 1 END",
                "case when (random() = cast(1:integer as double)) then 1:integer else null:integer end",
            ),
        ],
    );
}

#[test]
fn calls() {
    assert_shapes(
        Flavor::Trino,
        &[
            (
                "b || 'x' || 'y'",
                "concat(#1, cast('x':varchar(1) as varchar), cast('y':varchar(1) as varchar))",
            ),
            ("transform(xs, x -> x + a)", "transform(#5, ($0) -> $0 + #0)"),
            (
                "reduce(xs, 0, (s, x) -> s + x, s -> s * 2)",
                "reduce(#5, 0:integer, ($0, $1) -> $0 + $1, ($2) -> $2 * 2:integer)",
            ),
            ("EXTRACT(YEAR FROM d)", "year(#3)"),
            ("TRIM(LEADING 'x' FROM b)", "ltrim(#1, cast('x':varchar(1) as CodePoints))"),
            (
                "ts AT TIME ZONE 'UTC'",
                "at_timezone(cast(#8 as timestamp(3) with time zone), 'UTC':varchar(3))",
            ),
            ("format('%d', a)", "$format('%d':varchar(2), row(#0))"),
            ("JSON '[1]'", "json_parse('[1]':varchar(3))"),
            ("CURRENT_DATE", "20782:date"),
            ("CURRENT_USER", "'alice':varchar"),
        ],
    );
}

#[test]
fn aggregates_and_windows_are_collected_once() {
    assert_shapes(
        Flavor::Trino,
        &[
            ("sum(a) + sum(A)", "#9 + #9; #9 := sum(cast(#0 as bigint))"),
            ("count(*) + count(DISTINCT b)", "#9 + #10; #9 := count(); #10 := count(distinct #1)"),
            (
                "array_agg(a ORDER BY b DESC) FILTER (WHERE a > 1)",
                "#9; #9 := array_agg(#0 order by #1 desc) filter #0 > 1:integer",
            ),
            (
                "listagg(b, ',') WITHIN GROUP (ORDER BY a)",
                "#9; #9 := listagg(#1, cast(',':varchar(1) as varchar), true:boolean, cast('...':varchar(3) as \
             varchar), false:boolean order by #0)",
            ),
            (
                "lag(a, 2, 0) IGNORE NULLS OVER (PARTITION BY b ORDER BY d DESC)",
                "#9; #9 := lag(#0, cast(2:integer as bigint), 0:integer) ignore nulls range unbounded preceding .. \
             current row partition by [#1] order by [#3 desc]",
            ),
            (
                "sum(a) OVER (ORDER BY a RANGE 1.5 PRECEDING)",
                "#9; #9 := sum(cast(#0 as bigint)) range 15:decimal(2,1) preceding .. current row partition by [] \
             order by [cast(#0 as decimal(10,0))]",
            ),
            (
                "sum(c) OVER (ORDER BY d RANGE BETWEEN CURRENT ROW AND INTERVAL '1' DAY FOLLOWING)",
                "#9; #9 := sum(#2) range current row .. 86400000:interval day to second following partition by [] \
             order by [#3]",
            ),
            (
                "sum(sum(c)) OVER (ROWS 1 PRECEDING)",
                "#10; #9 := sum(#2); #10 := sum(#9) rows cast(1:integer as bigint) preceding .. current row \
             partition by [] order by []",
            ),
        ],
    );
}

#[test]
fn strings_of_the_statement_are_not_cut_in_postgres() {
    assert_shapes(
        Flavor::Postgres,
        &[
            (
                "split_part('a-b', '-', '2')",
                "split_part('a-b':varchar(3), '-':varchar(1), cast('2':varchar(1) as bigint))",
            ),
            (
                "date_diff('day', d, '2020-01-02')",
                "date_diff('day':varchar(3), #3, cast('2020-01-02':varchar(10) as date))",
            ),
            (
                "date_add('day', '1', timestamp '2020-01-01 00:00:00.5')",
                "date_add('day':varchar(3), cast('1':varchar(1) as bigint), \
                 1577836800500000000:timestamp(1))",
            ),
            (
                "date_format('2020-01-01 00:00:00.25', '%Y')",
                "date_format(cast('2020-01-01 00:00:00.25':varchar(22) as timestamp(3)), '%Y':varchar(2))",
            ),
            (
                "TIMESTAMP '2020-01-01 00:00:00' < '2020-01-01 00:00:00.5'",
                "cast(1577836800000000000:timestamp(0) as timestamp(1)) < \
                 cast('2020-01-01 00:00:00.5':varchar(21) as timestamp(1))",
            ),
            ("1.5 = '1.55'", "cast(15:decimal(2,1) as decimal(3,2)) = 155:decimal(3,2)"),
            ("mod(5.0, '2.55')", "mod(50:decimal(2,1), 255:decimal(3,2))"),
            ("greatest(1.5, '1.55')", "greatest(cast(15:decimal(2,1) as decimal(3,2)), 155:decimal(3,2))"),
            ("X'00' = '\\x4142'", "x'00':varbinary = x'4142':varbinary"),
            (
                "json_format('{}')",
                "FUNCTION_NOT_FOUND: Unexpected parameters (varchar(2)) for function json_format. Expected: \
                 json_format(json)",
            ),
        ],
    );
}

#[test]
fn concatenation_is_of_texts() {
    for flavor in [Flavor::Trino, Flavor::Postgres] {
        let (found, _) = shape("'a' || 1", flavor, &[]);
        assert_eq!(
            found,
            "FUNCTION_NOT_FOUND: Unexpected parameters (varchar(1), integer) for function concat. Expected: \
             concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), \
             concat(varbinary), concat(varchar)"
        );
    }
}

#[test]
fn types_of_postgres() {
    assert_shapes(
        Flavor::Postgres,
        &[
            ("a::text", "cast(#0 as varchar)"),
            ("CAST(a AS int8)", "cast(#0 as bigint)"),
            ("a::float4", "cast(#0 as real)"),
            ("a::bool", "cast(#0 as boolean)"),
            ("d::timestamptz", "cast(#3 as timestamp(6) with time zone)"),
            ("a::numeric(10, 2)", "cast(#0 as decimal(10,2))"),
            ("a::numeric", "cast(#0 as decimal(10,0))"),
            ("'1.50'::numeric", "150:decimal(3,2)"),
            ("b::numeric", "NOT_SUPPORTED: Cast of varchar to numeric is not supported"),
            ("'ab'::bpchar", "cast('ab':varchar(2) as char(2))"),
            ("b::bpchar", "NOT_SUPPORTED: Cast of varchar to bpchar is not supported"),
            ("'\\x41'::bytea", "x'41':varbinary"),
            ("b::bytea", "NOT_SUPPORTED: Cast of varchar to bytea is not supported"),
            ("b::jsonb", "json_parse(#1)"),
            ("TRY_CAST(b AS jsonb)", "try(json_parse(#1))"),
            ("a::jsonb", "cast(#0 as json)"),
            ("numeric '1.5'", "15:decimal(2,1)"),
            ("text 'a'", "'a':varchar"),
            (
                "b::regclass",
                "NOT_SUPPORTED: Type regclass is not supported: what is in the catalog has no numbers",
            ),
            ("b::interval", "NOT_SUPPORTED: Type interval is not supported"),
            ("b::money", "TYPE_MISMATCH: Unknown type: money"),
        ],
    );
    assert_eq!(shape("CAST(1 AS text)", Flavor::Trino, &[]).0, "TYPE_MISMATCH: Unknown type: text");
}

#[test]
fn functions_of_postgres() {
    assert_shapes(
        Flavor::Postgres,
        &[
            ("date_part('year', d)", "cast(year(#3) as double)"),
            ("pg_catalog.date_part('isodow', d)", "cast(day_of_week(#3) as double)"),
            ("date_part('dow', d)", "cast(day_of_week(#3) % cast(7:integer as bigint) as double)"),
            (
                "extract(epoch FROM d)",
                "to_unixtime(with_timezone(cast(#3 as timestamp(0)), 'UTC':varchar(3)))",
            ),
            ("date_part('second', d)", "NOT_SUPPORTED: Field 'second' of date_part is not supported"),
            ("date_part(b, d)", "NOT_SUPPORTED: The field of date_part must be a string of the statement"),
            ("extract(epoch FROM a)", "TYPE_MISMATCH: Cannot extract EPOCH from integer"),
            ("left(b, 2)", "substr(#1, cast(1:integer as bigint), cast(2:integer as bigint))"),
            (
                "left(b, -2)",
                "substr(#1, cast(1:integer as bigint), greatest(length(#1) + cast(-2:integer as bigint), \
                 cast(0:integer as bigint)))",
            ),
            (
                "right(b, 2)",
                "substr(#1, greatest(length(#1) + cast(-1:integer as bigint), cast(1:integer as bigint)))",
            ),
            ("right(b, -2)", "substr(#1, cast(3:integer as bigint))"),
            ("left(b, a)", "NOT_SUPPORTED: The count of left must be a number of the statement"),
        ],
    );
}

#[test]
fn postgres_is_lenient_with_strings_of_the_statement() {
    assert_shapes(
        Flavor::Postgres,
        &[
            ("a = '1'", "#0 = cast('1':varchar(1) as integer)"),
            ("d > '2020-01-01'", "#3 > cast('2020-01-01':varchar(10) as date)"),
            ("a IN ('1', '2')", "#0 in (cast('1':varchar(1) as integer), cast('2':varchar(1) as integer))"),
            ("a + '1'", "#0 + cast('1':varchar(1) as integer)"),
            ("substr(b, '2')", "substr(#1, cast('2':varchar(1) as bigint))"),
            ("b = 1", "TYPE_MISMATCH: Cannot apply operator: varchar = integer"),
            ("b ILIKE 'X%'", "lower(#1) like lower('X%':varchar(2))"),
            ("b ~ '^x'", "regexp_like(#1, cast('^x':varchar(2) as JoniRegExp))"),
            ("a = ANY (ARRAY[1, 2])", "any_match(array(1:integer, 2:integer), ($0) -> #0 = $0)"),
            ("(a > 1) IS NOT TRUE", "(#0 > 1:integer) is distinct from true:boolean"),
            ("(a > 1) IS FALSE", "not ((#0 > 1:integer) is distinct from false:boolean)"),
            ("(a > 1) IS UNKNOWN", "(#0 > 1:integer) is null"),
            ("b COLLATE \"C\"", "#1"),
            (
                "b COLLATE \"de_DE\"",
                "NOT_SUPPORTED: Collation \"de_DE\" is not supported: texts are ordered by code points",
            ),
            ("a::bigint", "cast(#0 as bigint)"),
            (
                "xs[1:2]",
                "slice(#5, cast(1:integer as bigint), cast(2:integer - 1:integer as bigint) + 1:bigint)",
            ),
        ],
    );
    // Not so in Trino's sessions.
    assert_shapes(
        Flavor::Trino,
        &[("a = '1'", "TYPE_MISMATCH: Cannot apply operator: integer = varchar(1)")],
    );
}

#[test]
fn open_parameters_take_the_type_that_is_asked_for() {
    let open = |count| vec![Parameter::Open(None); count];
    let cases = [
        ("a = $1", 1, "#0 = ?0:integer", vec![Some(Type::Integer)]),
        ("$1 + n", 1, "?0:decimal(10,2) + #7", vec![Some(Type::decimal(10, 2))]),
        ("b LIKE $1", 1, "#1 like ?0:varchar", vec![Some(Type::VARCHAR)]),
        ("$1::date", 1, "?0:date", vec![Some(Type::Date)]),
        (
            "a IN ($1, $2)",
            2,
            "#0 in (?0:integer, ?1:integer)",
            vec![Some(Type::Integer), Some(Type::Integer)],
        ),
        (
            "a <> ALL ($1)",
            1,
            "all_match(?0:array(integer), ($0) -> #0 <> $0)",
            vec![Some(Type::array(Type::Integer))],
        ),
        (
            "a = $1 AND c = $1",
            1,
            "(#0 = ?0:integer) and (#2 = cast(?0:integer as double))",
            vec![Some(Type::Integer)],
        ),
        ("$1", 1, "?0:unknown", vec![]),
    ];
    for (text, count, expected, types) in cases {
        assert_eq!(shape(text, Flavor::Postgres, &open(count)), (expected.to_owned(), types), "{text}");
    }
    let named = [Parameter::Open(Some(Type::Bigint))];
    assert_eq!(shape("$1", Flavor::Postgres, &named).0, "?0:bigint");
    let value = [Parameter::Value(Value::Integer(7), Type::Integer)];
    assert_eq!(shape("a + ?", Flavor::Trino, &value).0, "#0 + 7:integer");
    let expression = polias_sql::parse_expression("1 + 1", Flavor::Trino).unwrap();
    assert_eq!(
        shape("a * ?", Flavor::Trino, &[Parameter::Expression(expression)]).0,
        "#0 * (1:integer + 1:integer)"
    );
    let column = polias_sql::parse_expression("a", Flavor::Trino).unwrap();
    assert_eq!(
        shape("a * ?", Flavor::Trino, &[Parameter::Expression(column)]).0,
        "COLUMN_NOT_FOUND: Column 'a' cannot be resolved"
    );
}

#[test]
fn size_is_bounded() {
    let too_large = "NOT_SUPPORTED: statement is too large (stack overflow during analysis)";
    let chain = |count: usize| vec!["a"; count].join(" + ");
    assert!(shape(&chain(1_000), Flavor::Trino, &[]).0.starts_with("(((("));
    assert_eq!(shape(&chain(5_000), Flavor::Trino, &[]).0, too_large);
    let nested = |depth: usize| format!("{}a{}", "NULLIF(".repeat(depth), ", 1)".repeat(depth));
    assert!(shape(&nested(10), Flavor::Trino, &[]).0.starts_with("case"));
    assert_eq!(shape(&nested(60), Flavor::Trino, &[]).0, too_large);
    let terms = vec!["a = 1"; 10_000].join(" AND ");
    assert!(shape(&terms, Flavor::Trino, &[]).0.ends_with("(#0 = 1:integer)"));
    let list = vec!["1"; 10_000].join(", ");
    assert!(shape(&format!("a IN ({list})"), Flavor::Trino, &[]).0.starts_with("#0 in (1:integer, "));
    let lambdas =
        |depth: usize| format!("{}a{}", "cardinality(transform(xs, x -> ".repeat(depth), "))".repeat(depth));
    assert!(shape(&lambdas(40), Flavor::Trino, &[]).0.starts_with("cardinality(transform(#5, ($0) -> "));
}
