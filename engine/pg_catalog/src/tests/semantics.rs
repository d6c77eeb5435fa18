//! PostgreSQL's rules where a plausible shortcut would give other rows.

use super::lake::{lines, sqlstate, value};

#[tokio::test]
async fn three_valued_logic() {
    for (sql, expected) in [
        ("SELECT NULL::bool AND false", "false"),
        ("SELECT NULL::bool OR true", "true"),
        ("SELECT NOT NULL::bool", "∅"),
        ("SELECT 1 IN (2, NULL)", "∅"),
        ("SELECT 1 NOT IN (2, NULL)", "∅"),
        ("SELECT 1 IN (1, NULL)", "true"),
        ("SELECT 1 = ANY (ARRAY[2, NULL])", "∅"),
        ("SELECT 1 <> ALL (ARRAY[2, 3])", "true"),
        ("SELECT NULL IS DISTINCT FROM NULL", "false"),
        ("SELECT 1::int4 IN (SELECT oid::int4 FROM pg_class WHERE false)", "false"),
        ("SELECT (NULL = 1) IS UNKNOWN", "true"),
        ("SELECT 5 BETWEEN 1 AND NULL", "∅"),
        ("SELECT coalesce(NULL, 'a', 'b')", "a"),
        ("SELECT nullif('a', 'a')", "∅"),
        ("SELECT greatest(1, NULL, 3)", "3"),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn values_and_casts() {
    for (sql, expected) in [
        ("SELECT 'pg_class'::regclass::oid", "1259"),
        ("SELECT 1259::regclass", "pg_class"),
        ("SELECT '1259'::regclass::text", "pg_class"),
        ("SELECT 'web.\"Everything\"'::regclass", "web.\"Everything\""),
        ("SELECT 'nation'::regclass", "nation"),
        ("SELECT 'integer[]'::regtype::oid", "1007"),
        ("SELECT 1043::regtype", "character varying"),
        ("SELECT format_type(1042, -1) || ' ' || format_type(1042, NULL)", "bpchar character"),
        ("SELECT '\"pg_catalog\".\"int8\"'::regtype", "bigint"),
        ("SELECT to_regclass('no.such') IS NULL", "true"),
        ("SELECT 'tpch'::regnamespace", "tpch"),
        ("SELECT 0::oid::regclass", "-"),
        ("SELECT true::text", "true"),
        ("SELECT '{a,\"b c\",NULL}'::text[]", "[a, b c, ∅]"),
        ("SELECT ('{a,b}'::text[])[2]", "b"),
        ("SELECT ('{a,b}'::text[])[3]", "∅"),
        ("SELECT (ARRAY[1,2,3])[2:3]", "[2, 3]"),
        ("SELECT ('1 2 3'::int2vector)[0]", "1"),
        ("SELECT ARRAY['a'] || 'b'::text", "[a, b]"),
        ("SELECT 'a' || NULL", "∅"),
        ("SELECT 7 / 2", "3"),
        ("SELECT -7 % 3", "-1"),
        ("SELECT (2^32)::bigint", "4294967296"),
        ("SELECT 5::bit(8)::int4", "5"),
        ("SELECT 'abc' LIKE 'a_c'", "true"),
        ("SELECT 'ABC' ILIKE 'a%'", "true"),
        ("SELECT 'a_c' LIKE 'a\\_c'", "true"),
        ("SELECT 'abc' ~ '^(a|b)' AND 'abc' !~* 'X'", "true"),
        (
            "SELECT quote_ident('Order') || quote_ident('order') || quote_literal('a''b')",
            "\"Order\"\"order\"'a''b'",
        ),
        ("SELECT format('%I-%L-%s-%%', 'A', 'b', 1)", "\"A\"-'b'-1-%"),
        ("SELECT array_to_string(ARRAY['a', NULL, 'c'], ',', '*')", "a,*,c"),
        ("SELECT substring('abcdef', 2, 3) || right('xyz', 2) || split_part('a.b', '.', 2)", "bcdyzb"),
        ("SELECT string_agg(x, ',' ORDER BY x DESC) FROM unnest(ARRAY['a','b']) AS t(x)", "b,a"),
        ("SELECT count(*) FROM pg_class WHERE false", "0"),
        ("SELECT max(oid) FROM pg_class WHERE false", "∅"),
        ("SELECT ARRAY(SELECT g FROM generate_series(3, 1, -1) g)", "[3, 2, 1]"),
        ("SELECT pg_size_pretty(12345678::bigint)", "12 MB"),
        ("SELECT current_setting('no.such', true)", "∅"),
    ] {
        assert_eq!(value(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn joins() {
    let left = "SELECT a.x, b.y FROM (VALUES (1), (2), (NULL)) a(x) LEFT JOIN (VALUES (2, 'b'), (2, 'c')) b(x, y) \
        ON a.x = b.x AND b.y <> 'c' ORDER BY a.x";
    assert_eq!(lines(left).await, ["1|∅", "2|b", "∅|∅"]);
    let right =
        "SELECT a.x, b.x FROM (VALUES (1)) a(x) RIGHT JOIN (VALUES (1), (2)) b(x) ON a.x = b.x ORDER BY 2";
    assert_eq!(lines(right).await, ["1|1", "∅|2"]);
    let full = "SELECT a.x, b.x FROM (VALUES (1), (2)) a(x) FULL JOIN (VALUES (2), (3)) b(x) ON a.x = b.x ORDER BY 1, 2";
    assert_eq!(lines(full).await, ["1|∅", "2|2", "∅|3"]);
    // A WHERE condition on the nullable side is not a join condition.
    let filtered =
        "SELECT a.x FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (2)) b(x) ON a.x = b.x WHERE b.x IS NULL";
    assert_eq!(lines(filtered).await, ["1"]);
    let using = "SELECT * FROM (VALUES (1, 'a')) a(id, v) JOIN (VALUES (1, 'b')) b(id, w) USING (id)";
    assert_eq!(lines(using).await, ["1|a|b"]);
    let cross = "SELECT a.x, b.x FROM (VALUES (1), (2)) a(x), (VALUES (1), (2)) b(x) WHERE a.x < b.x";
    assert_eq!(lines(cross).await, ["1|2"]);
    let lateral =
        "SELECT a.x, s.y FROM (VALUES (1), (3)) a(x), LATERAL (SELECT a.x + 1 AS y WHERE a.x > 1) s";
    assert_eq!(lines(lateral).await, ["3|4"]);
    let outer = "SELECT a.x, u FROM (VALUES (1, ARRAY[7, 8]), (2, NULL)) a(x, l) LEFT JOIN unnest(a.l) u ON true ORDER BY 1, 2";
    assert_eq!(lines(outer).await, ["1|7", "1|8", "2|∅"]);
}

#[tokio::test]
async fn subqueries() {
    let correlated = "SELECT n.nspname, (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid \
        AND c.relkind = 'r') FROM pg_namespace n WHERE n.nspname IN ('tpch', 'web') ORDER BY 1";
    assert_eq!(lines(correlated).await, ["tpch|5", "web|1"]);
    let exists = "SELECT nspname FROM pg_namespace n WHERE EXISTS (SELECT 1 FROM pg_class c \
        WHERE c.relnamespace = n.oid AND c.relkind = 'v') AND nspname !~ '^(pg|inf)'";
    assert_eq!(lines(exists).await, ["tpch"]);
    let nested = "SELECT (SELECT (SELECT t.typname FROM pg_type t WHERE t.oid = e.typelem) FROM pg_type e \
        WHERE e.oid = x.o) FROM (VALUES (1007::oid)) x(o)";
    assert_eq!(lines(nested).await, ["int4"]);
    assert_eq!(sqlstate("SELECT (SELECT oid FROM pg_type)").await, "21000");
    let common =
        "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM b, a WHERE b.x > a.x";
    assert_eq!(lines(common).await, ["2|1"]);
    let recursive =
        "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t";
    assert_eq!(lines(recursive).await, ["10"]);
    let distinct =
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT (n + 1) % 3 FROM t) SELECT n FROM t ORDER BY n";
    assert_eq!(lines(distinct).await, ["0", "1", "2"]);
}

#[tokio::test]
async fn grouping_sorting_and_sets() {
    let sorted = "SELECT x FROM (VALUES (2), (NULL), (1)) t(x) ORDER BY x DESC";
    assert_eq!(lines(sorted).await, ["∅", "2", "1"]);
    let nulls = "SELECT x FROM (VALUES (2), (NULL), (1)) t(x) ORDER BY x DESC NULLS LAST LIMIT 2 OFFSET 1";
    assert_eq!(lines(nulls).await, ["1", "∅"]);
    let groups = "SELECT x % 2 AS odd, count(*), count(DISTINCT y) FROM (VALUES (1, 'a'), (3, 'a'), (2, NULL)) t(x, y) \
        GROUP BY odd HAVING count(*) > 0 ORDER BY 1";
    assert_eq!(lines(groups).await, ["0|1|0", "1|2|1"]);
    assert_eq!(sqlstate("SELECT relname, count(*) FROM pg_class GROUP BY relkind").await, "42803");
    let by_key = "SELECT c.relname, count(*) FROM pg_class c WHERE c.relname = 'nation' GROUP BY c.oid";
    assert_eq!(lines(by_key).await, ["nation|1"]);
    let on = "SELECT DISTINCT ON (x) x, y FROM (VALUES (1, 'b'), (1, 'a'), (2, 'c')) t(x, y) ORDER BY x, y";
    assert_eq!(lines(on).await, ["1|a", "2|c"]);
    assert_eq!(lines("SELECT 1 UNION SELECT 1 UNION ALL SELECT 2 ORDER BY 1").await, ["1", "2"]);
    assert_eq!(
        lines("(SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 2) EXCEPT ALL SELECT 1 ORDER BY 1").await,
        ["1", "2"]
    );
    assert_eq!(lines("SELECT x FROM (VALUES (1), (2)) t(x) INTERSECT SELECT 2").await, ["2"]);
    let filter =
        "SELECT count(*) FILTER (WHERE x > 1), array_agg(x ORDER BY x DESC) FROM (VALUES (1), (2)) t(x)";
    assert_eq!(lines(filter).await, ["1|[2, 1]"]);
}

#[tokio::test]
async fn set_returning_functions_run_in_step() {
    let sql = "SELECT unnest(ARRAY['a', 'b']), generate_series(1, 3)";
    assert_eq!(lines(sql).await, ["a|1", "b|2", "∅|3"]);
    let ordinality = "SELECT * FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY n DESC";
    assert_eq!(lines(ordinality).await, ["b|2", "a|1"]);
    let fields = "SELECT * FROM information_schema._pg_expandarray(ARRAY[5, 6])";
    assert_eq!(lines(fields).await, ["5|1", "6|2"]);
}

#[tokio::test]
async fn errors_carry_postgres_codes() {
    for (sql, code) in [
        ("SELECT * FROM pg_nothing", "42P01"),
        ("SELECT x.oid FROM pg_class c", "42P01"),
        ("SELECT nothing FROM pg_class", "42703"),
        ("SELECT c.nothing FROM pg_class c", "42703"),
        ("SELECT oid FROM pg_class, pg_type", "42702"),
        ("SELECT 1 FROM pg_class, pg_class", "42712"),
        ("SELECT 1 FROM pg_am a, pg_class b LEFT JOIN pg_type c ON c.oid = a.oid", "42P01"),
        ("SELECT pg_nothing()", "42883"),
        ("SELECT format_type('a'::text, 1)", "42883"),
        ("SELECT relname = oid FROM pg_class", "42883"),
        ("SELECT * FROM pg_class WHERE oid = 'tpch'", "22P02"),
        ("SELECT 'nothing'::regclass", "42P01"),
        ("SELECT 'nothing'::regtype", "42704"),
        ("SELECT 1::nothing", "42704"),
        ("SELECT ARRAY[1]::bool", "42846"),
        ("SELECT 'x' ~ '(' FROM pg_class", "2201B"),
        ("SELECT 1 / 0", "22012"),
        ("SELECT 40000::int2", "22003"),
        ("SELECT relname FROM pg_class WHERE relname", "42804"),
        ("SELECT 1 UNION SELECT 1, 2", "42601"),
        ("SELECT 1 ORDER BY 2", "42P10"),
        ("SELECT oid FROM pg_class WHERE", "42601"),
        ("SELECT current_setting('nothing')", "42704"),
        ("SELECT count(*) FROM pg_class WHERE count(*) > 1", "42803"),
        ("SELECT * INTO x FROM pg_class", "0A000"),
        ("SELECT $1", "42P02"),
    ] {
        assert_eq!(sqlstate(sql).await, code, "{sql}");
    }
}
