//! Queries of every construct of the grammar, written for these tests: each must parse, and print to a text
//! that parses to the same tree.

/// Trino's grammar.
pub(crate) const QUERIES: &[&str] = &[
    // Literals
    "SELECT NULL, TRUE, false, 'it''s', U&'\\0041\\+000042', U&'!0041' UESCAPE '!', X'00 fF'",
    "SELECT 1, 1_000, 0xFF, 0o17, 0b1_01, 1.5, 1., .5, 1_0.2_5, 1e3, 1.E3, .5E-10",
    "SELECT -1, - 1, -1.5, -.5e3, -9223372036854775808, - -1, -(1), -(-1), +1, + +x, -x, - - x, -(x), -(1)[1]",
    "SELECT DATE '2024-01-01', TIME '01:02', timestamp '2024-01-01 00:00:00 UTC', DECIMAL '1.5', json '{}', uuid 'x'",
    "SELECT DOUBLE PRECISION '1', DOUBLE '1', \"Odd Type\" 'x', real U&'\\0031'",
    "SELECT INTERVAL '1' DAY, INTERVAL -'1-2' YEAR TO MONTH, INTERVAL + '1' SECOND, interval '1 2:03' day to minute",
    "SELECT ARRAY[], ARRAY[1, 2], ARRAY[ARRAY[1], ARRAY[]], ROW(1), ROW(1, 'a', NULL), (1, 2), ((1, 2), 3)",
    "SELECT ? + ? FROM t WHERE a = ? LIMIT ?",
    // Names
    "SELECT a, \"A b\", t.a, s.t.a, c.s.t.a, \"x\"\"y\".z, row.field, limit, offset.x, date, time, interval, array, map",
    "SELECT a b, a AS b, a \"B\", a AS limit, a year, a row, 1 window, 1 fetch, 1 over, f(x) filter, f(x) ignore, a at",
    "SELECT *, t.*, t.* AS (a, b), s.t.*, ROW(1, 2).*, (a.b).*, f(x).*, a[1].*, (SELECT ROW(1)).*, (r).* AS (x) FROM t",
    "SELECT a.b.c[1].d['k'][x + 1], (a).b, f(x)[1].y, ROW(1, 2)[1], ARRAY[1][1], 'abc'[1]",
    // Operators
    "SELECT 1 + 2 - 3, 1 * 2 / 3 % 4, 1 + 2 * 3 - 4, (1 + 2) * 3, 1 - (2 - 3), 1 - -1, 2 * -x, a || b || c, a || 1 + 2, (a || b) + 1",
    "SELECT (1 + 2) + 3, 1 + (2 + 3), 1 * (2 * 3), a || (b || c), (a || b) || c",
    "SELECT ts AT TIME ZONE 'UTC', ts AT TIME ZONE INTERVAL '1' HOUR, ts AT TIME ZONE 'A' AT TIME ZONE 'B', -x AT TIME ZONE 'C'",
    "SELECT (a + b) AT TIME ZONE 'UTC', (ts AT TIME ZONE 'UTC') AT TIME ZONE 'B', (ts AT TIME ZONE 'UTC').x",
    "SELECT a = b, a <> b, a != b, a < b, a <= b, a > b, a >= b, (a = b) = c, a = (b = c), a + 1 = b || c",
    "SELECT a BETWEEN 1 AND 2, a NOT BETWEEN 1 + 1 AND 2 * 2, (a BETWEEN 1 AND 2) AND b, a BETWEEN (b = c) AND (NOT d)",
    "SELECT a IN (1), a NOT IN (1, 2 + 3, b = c), a IN (SELECT 1), a NOT IN (VALUES 1, 2), a IN ((SELECT 1))",
    "SELECT a IN ((SELECT 1), 2), a IN ((SELECT 1) UNION (SELECT 2)), a IN ((SELECT 1) + 1), a IN (((SELECT 1)))",
    "SELECT a LIKE 'x%', a NOT LIKE b || '%' ESCAPE '\\', a IS NULL, a IS NOT NULL",
    "SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b + 1, (a IS DISTINCT FROM b) IS NULL",
    "SELECT a = ALL (SELECT 1), a <> ANY (VALUES 1), a >= SOME (TABLE t), a < ALL ((SELECT 1) UNION SELECT 2)",
    "SELECT NOT a, NOT NOT a, NOT a = b, NOT a AND b, NOT (a AND b), (NOT a) = b, a AND b OR c AND NOT d, a AND (b OR c)",
    "SELECT (a AND b) AND c, a AND (b AND c), (a OR b) OR c, a OR b OR c OR d",
    "SELECT EXISTS (SELECT 1), NOT EXISTS (TABLE t), EXISTS ((SELECT 1) INTERSECT (SELECT 1))",
    // Subqueries and parentheses
    "SELECT (SELECT 1), ((SELECT 1)), (((SELECT 1))), (SELECT 1) + 1, ((SELECT 1) + 1), ((SELECT 1) UNION SELECT 2)",
    "SELECT ((SELECT 1), 2), ((SELECT 1).x), ((SELECT 1) ORDER BY 1 LIMIT 1), (WITH a AS (SELECT 1) TABLE a), (VALUES 1)",
    "SELECT ((SELECT 1) = 2 AND b), (((SELECT 1)) + 2), ((SELECT 1) IS NULL), ((TABLE t)), (((1)))",
    // Functions
    "SELECT f(), f(1), f(*), count(*), s.f(x), \"F\"(x), f(DISTINCT x), f(ALL x), f(all), f(all, b), f(DISTINCT x, y)",
    "SELECT array_agg(x ORDER BY y DESC NULLS FIRST, z), f(x) FILTER (WHERE y > 0), f(DISTINCT x ORDER BY x) FILTER (WHERE a AND b)",
    "SELECT lag(x, 1) IGNORE NULLS OVER w, last_value(x) RESPECT NULLS OVER (ORDER BY y), f(x) FILTER (WHERE a) OVER w",
    "SELECT IF(a, b), IF(a, b, c), NULLIF(a, b), COALESCE(a, b, c), TRY(a / b), FORMAT('%s', a), if(a, if(b, c), d)",
    "SELECT LISTAGG(a) WITHIN GROUP (ORDER BY b), LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY b DESC, c) FILTER (WHERE d)",
    "SELECT LISTAGG(a, ',' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY b), \
     LISTAGG(a, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY b), \
     LISTAGG(a ON OVERFLOW TRUNCATE WITHOUT COUNT) WITHIN GROUP (ORDER BY b)",
    "SELECT transform(a, x -> x + 1), reduce(a, 0, (s, x) -> s + x, s -> s), f(() -> 1), f(x -> y -> x = y), f((x) -> x)",
    "SELECT f(x -> x IS NULL AND y), f((x -> x)), map_filter(m, (k, v) -> v > (SELECT 1))",
    "SELECT CASE WHEN a THEN b END, CASE WHEN a THEN b WHEN c THEN d ELSE e END, CASE a WHEN 1 THEN 2 ELSE CASE b WHEN 3 THEN 4 END END",
    "SELECT CAST(a AS bigint), TRY_CAST(a = b AS varchar(10)), CAST(NULL AS row(x bigint)), try_cast",
    "SELECT TRIM(a), TRIM(a, b), TRIM(BOTH FROM a), TRIM(LEADING 'x' FROM a), TRIM('x' FROM a), TRIM(TRAILING FROM a || b), TRIM(both), TRIM(leading, a)",
    "SELECT SUBSTRING(a FROM 1), SUBSTRING(a FROM 1 FOR 2), substring(a, 1), substring(a = b, 2), substring",
    "SELECT POSITION('a' IN b), position('a' || c IN b), position, NORMALIZE(a), NORMALIZE(a, NFD), NORMALIZE(a, NFKC), NORMALIZE(a, NFKD)",
    "SELECT EXTRACT(YEAR FROM a), EXTRACT(day_of_week FROM a), EXTRACT(DOW FROM a), EXTRACT(timezone_hour FROM a || b)",
    "SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIME(3), CURRENT_TIMESTAMP(12), LOCALTIME(0), LOCALTIMESTAMP, CURRENT_USER, CURRENT_CATALOG, CURRENT_SCHEMA, CURRENT_PATH",
    "SELECT GROUPING(a, t.b), GROUPING() FROM t GROUP BY CUBE (a, b)",
    // Types
    "SELECT CAST(a AS varchar), CAST(a AS decimal(10, 2)), CAST(a AS array(map(varchar, bigint))), CAST(a AS \"Odd\"(1))",
    "SELECT CAST(a AS ROW(bigint, varchar)), CAST(a AS row(x bigint, \"y z\" row(w array(double)), time time, date date))",
    "SELECT CAST(a AS row(double precision, timestamp with time zone, interval year to month, array(bigint), bigint array, x array(bigint)))",
    "SELECT CAST(a AS time(3)), CAST(a AS TIME WITH TIME ZONE), CAST(a AS timestamp(p)), CAST(a AS timestamp(6) without time zone)",
    "SELECT CAST(a AS interval day to second), CAST(a AS interval year), CAST(a AS double precision), CAST(a AS bigint ARRAY ARRAY)",
    "SELECT CAST(a AS ARRAY<MAP<varchar, bigint>>), CAST(a AS function(bigint, varchar))",
    // Windows
    "SELECT sum(a) OVER (), sum(a) OVER (PARTITION BY b, c ORDER BY d), sum(a) OVER w, sum(a) OVER (w ORDER BY d ROWS 1 PRECEDING) FROM t WINDOW w AS (PARTITION BY b), v AS (w)",
    "SELECT f(a) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), f(a) OVER (RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND x + 1 FOLLOWING)",
    "SELECT f(a) OVER (GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), f(a) OVER (RANGE UNBOUNDED PRECEDING), f(a) OVER (rows), f(a) OVER (partition ORDER BY b)",
    "SELECT m OVER w, m OVER (MEASURES a AS m ROWS BETWEEN CURRENT ROW AND 5 FOLLOWING AFTER MATCH SKIP TO NEXT ROW SEEK PATTERN (A B+) SUBSET u = (A, B) DEFINE B AS B.x > 1) FROM t",
    // JSON
    "SELECT JSON_EXISTS(j, 'lax $.a'), JSON_EXISTS(j FORMAT JSON, '$' PASSING 1 AS x, y FORMAT JSON ENCODING UTF8 AS z UNKNOWN ON ERROR)",
    "SELECT JSON_VALUE(j, '$' RETURNING bigint DEFAULT 1 + 1 ON EMPTY ERROR ON ERROR), JSON_VALUE(j, '$' AS p NULL ON ERROR), JSON_VALUE(j, '$' NULL ON EMPTY)",
    "SELECT JSON_QUERY(j, '$' RETURNING varbinary FORMAT JSON ENCODING UTF16 WITH CONDITIONAL ARRAY WRAPPER KEEP QUOTES EMPTY ARRAY ON EMPTY EMPTY OBJECT ON ERROR)",
    "SELECT JSON_QUERY(j, '$' WITHOUT WRAPPER), JSON_QUERY(j, '$' WITH WRAPPER OMIT QUOTES ON SCALAR STRING NULL ON EMPTY), JSON_QUERY(j, '$' ERROR ON ERROR)",
    "SELECT JSON_OBJECT(), JSON_OBJECT('a' : 1, KEY 'b' VALUE 2, 'c' VALUE j FORMAT JSON ABSENT ON NULL WITH UNIQUE KEYS RETURNING varchar(10))",
    "SELECT JSON_OBJECT(key VALUE 1), JSON_OBJECT(key : value), JSON_OBJECT(key.a || 'b' VALUE 1 NULL ON NULL WITHOUT UNIQUE), JSON_OBJECT(KEY key VALUE 1)",
    "SELECT JSON_ARRAY(), JSON_ARRAY(1, j FORMAT JSON ENCODING UTF32 NULL ON NULL RETURNING varbinary FORMAT JSON), JSON_ARRAY(1 ABSENT ON NULL)",
    "SELECT * FROM JSON_TABLE(j, 'lax $' AS root PASSING 1 AS x COLUMNS (id FOR ORDINALITY, a bigint PATH 'lax $.a' DEFAULT 0 ON EMPTY ERROR ON ERROR, \
     b varchar FORMAT JSON PATH '$.b' WITH ARRAY WRAPPER OMIT QUOTES EMPTY ARRAY ON EMPTY, nested bigint, \
     NESTED PATH '$.c[*]' AS c COLUMNS (d varchar, NESTED '$.e' COLUMNS (e bigint))) \
     PLAN (root OUTER (c UNION (x CROSS y))) EMPTY ON ERROR) AS t (a, b)",
    "SELECT * FROM JSON_TABLE(j, '$' COLUMNS (a bigint) PLAN DEFAULT (INNER, CROSS) ERROR ON ERROR), JSON_TABLE(j, '$' COLUMNS (a bigint) PLAN DEFAULT (UNION))",
    // FROM
    "SELECT 1 FROM a, b c, d AS e (f, g), s.t, \"c\".\"s\".\"t$files\" x",
    "SELECT 1 FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) RIGHT OUTER JOIN d ON true FULL JOIN e ON false CROSS JOIN f NATURAL JOIN g NATURAL LEFT JOIN h",
    "SELECT 1 FROM a JOIN b JOIN c ON x ON y, (d JOIN e ON z) JOIN f ON w, a INNER JOIN (b CROSS JOIN c) ON x",
    "SELECT 1 FROM (SELECT 1), (SELECT 1) t, ((SELECT 1)), ((SELECT 1) UNION (SELECT 2)) u, ((SELECT 1) t CROSS JOIN v), (((SELECT 1) x)), (t), (t) u, (TABLE t), (VALUES 1) v (c)",
    "SELECT 1 FROM ((SELECT 1) ORDER BY 1 LIMIT 1), ((a JOIN b ON c) AS d), (a b) c, (TABLE(f()) JOIN t ON true)",
    "SELECT 1 FROM UNNEST(a), UNNEST(a, b) WITH ORDINALITY AS t (x, y, n) CROSS JOIN UNNEST(m) AS u (k, v) LEFT JOIN UNNEST(z) ON TRUE",
    "SELECT 1 FROM t, LATERAL (SELECT t.a) l CROSS JOIN LATERAL (VALUES t.b), lateral",
    "SELECT 1 FROM t TABLESAMPLE BERNOULLI (10), u v TABLESAMPLE SYSTEM (10 + 0.5), w tablesample, x limit",
    "SELECT 1 FROM t FOR VERSION AS OF 123, t FOR TIMESTAMP AS OF TIMESTAMP '2024-01-01' - INTERVAL '1' DAY u, t FOR VERSION AS OF 'branch' AS b",
    "SELECT 1 FROM TABLE(f()), TABLE(s.f(1, x => 'a', y => TABLE(t) PARTITION BY a ORDER BY b)) AS u (c)",
    "SELECT 1 FROM TABLE(f(TABLE(SELECT 1) AS x (y) PARTITION BY (a, b) KEEP WHEN EMPTY ORDER BY (c DESC, d), TABLE(s.t) v PARTITION BY () PRUNE WHEN EMPTY, \
     DESCRIPTOR(a, b bigint), z => DESCRIPTOR(c row(d varchar)), CAST(NULL AS DESCRIPTOR) COPARTITION (x, v), (s.t, u, w)))",
    "SELECT 1 FROM t MATCH_RECOGNIZE (PARTITION BY a, b ORDER BY c DESC MEASURES MATCH_NUMBER() AS m, FINAL LAST(A.x) AS l, RUNNING COUNT(B.*) AS n, CLASSIFIER(u) AS k \
     ALL ROWS PER MATCH WITH UNMATCHED ROWS AFTER MATCH SKIP TO FIRST B INITIAL PATTERN (^ A+ (B | C*?)? {- D{2,3} -} PERMUTE(E, F | G) () $) SUBSET u = (A, B) DEFINE A AS PREV(A.x) < A.x, B AS true) AS r (m)",
    "SELECT 1 FROM t x MATCH_RECOGNIZE (PATTERN (A{2} B{,3} C{1,}? D??) DEFINE A AS true)",
    "SELECT 1 FROM t MATCH_RECOGNIZE (ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A (B C)* | (D | E)+) DEFINE A AS true) r TABLESAMPLE SYSTEM (1)",
    "SELECT 1 FROM t MATCH_RECOGNIZE (ALL ROWS PER MATCH OMIT EMPTY MATCHES AFTER MATCH SKIP TO LAST A PATTERN (A) DEFINE A AS true)",
    "SELECT 1 FROM t MATCH_RECOGNIZE (ALL ROWS PER MATCH SHOW EMPTY MATCHES AFTER MATCH SKIP TO B PATTERN ((A | B) C) DEFINE A AS true)",
    // Clauses
    "SELECT DISTINCT a FROM t WHERE b GROUP BY c HAVING d ORDER BY e OFFSET 1 ROW LIMIT 2",
    "SELECT ALL a FROM t ORDER BY a ASC NULLS LAST, b DESC NULLS FIRST, c NULLS FIRST OFFSET 10 LIMIT ALL",
    "SELECT a FROM t FETCH FIRST ROW ONLY",
    "SELECT a FROM t OFFSET ? ROWS FETCH NEXT 5 ROWS WITH TIES",
    "SELECT a FROM t FETCH FIRST ? ROWS ONLY",
    "SELECT a FROM t GROUP BY a, (b), (c, d), (), ((e, f)), ROW(g, h), (a + b) * c, (a).b",
    "SELECT a FROM t GROUP BY DISTINCT ROLLUP (a, (b, c)), CUBE (), GROUPING SETS ((), a, (b, c), ROW(d))",
    "SELECT a FROM t GROUP BY ALL a",
    "SELECT a FROM t GROUP BY AUTO",
    "SELECT a FROM t GROUP BY \"auto\", auto",
    // Queries
    "TABLE s.t",
    "VALUES 1, (2), (3, 4), ROW(5), (SELECT 6)",
    "SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4 INTERSECT ALL SELECT 5 INTERSECT DISTINCT TABLE t",
    "(SELECT 1) UNION DISTINCT (SELECT 2 ORDER BY 1 LIMIT 1) ORDER BY 1",
    "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3",
    "((SELECT 1))",
    "((SELECT 1) EXCEPT VALUES 2) LIMIT 1",
    "WITH a AS (SELECT 1), b (x, y) AS (VALUES (1, 2)) SELECT * FROM a, b",
    "WITH RECURSIVE t (n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) TABLE t",
    "WITH function AS (SELECT 1) TABLE function",
    "SELECT 1 FROM (WITH a AS (SELECT 1) SELECT * FROM a) ORDER BY (SELECT 1)",
    "WITH FUNCTION f(x bigint) RETURNS bigint RETURN x + 1 SELECT f(1)",
    "WITH FUNCTION f(bigint, y varchar) RETURNS row(a bigint) LANGUAGE SQL NOT DETERMINISTIC RETURNS NULL ON NULL INPUT SECURITY INVOKER COMMENT 'c' \
     BEGIN DECLARE a, b bigint DEFAULT 1; SET a = b = 1; IF a THEN RETURN 1; ELSEIF b THEN RETURN 2; ELSE RETURN 3; END IF; \
     CASE a WHEN 1 THEN SET a = 2; ELSE SET a = 3; END CASE; CASE WHEN a THEN SET a = 2; END CASE; \
     l: LOOP ITERATE l; LEAVE l; END LOOP; WHILE a DO SET a = 1; END WHILE; REPEAT SET a = 1; UNTIL a END REPEAT; BEGIN END; RETURN (a = b); END, \
     FUNCTION g() RETURNS varchar DETERMINISTIC CALLED ON NULL INPUT SECURITY DEFINER RETURN 'x' WITH a AS (SELECT 1) SELECT g() FROM a",
];

/// What Postgres clients write besides.
pub(crate) const POSTGRES_QUERIES: &[&str] = &[
    "SELECT a::int, a::varchar(10)::text, '{1,2}'::int[], a::pg_catalog.regclass, -1::int, a::character varying(3), a::\"char\"",
    "SELECT a::timestamp with time zone, (a + b)::double precision, a::int[][1], a[1]::text, a::int[] IS NULL",
    "SELECT $1, a = $2 FROM t LIMIT $3 OFFSET $4",
    "SELECT a ILIKE 'x%', a NOT ILIKE b ESCAPE '\\', a ~ '^x', a !~ 'x', a ~* 'x', a !~* 'x' AND b",
    "SELECT a OPERATOR(pg_catalog.=) b, a OPERATOR(pg_catalog.~) '^(x)$' COLLATE pg_catalog.default, a COLLATE \"C\" = b",
    "SELECT DISTINCT ON (a, b) a, c FROM t ORDER BY a, b",
    "SELECT a[1:2], a[:2], a[1:], a[:], a[1]",
    "SELECT a = ANY (ARRAY[1, 2]), a = ANY(current_schemas(true)), a <> ALL ('{1}'), a = ANY (SELECT 1), a = SOME ($1)",
    "SELECT E'a\\'b', $$a'b$$, $x$a$b$x$",
    "SELECT a IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a = b IS NULL, a IS NULL = b",
    "SELECT ARRAY(SELECT 1), unnest(a), pg_catalog.unnest(a), current_schema(), left('a', 1), generate_series(1, 3)",
    "SELECT * FROM generate_series(1, 3) AS g (i), unnest(a) WITH ORDINALITY u, pg_catalog.f() t, LATERAL unnest(b) l",
    "SELECT a AS name, b AS default, c AS \"table\", t.order FROM t",
    "SELECT substring(a FOR 3), extract(epoch FROM a), extract(year FROM a)",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a DESC) FILTER (WHERE b) AS median",
    "SELECT 1 LIMIT 1 OFFSET 2",
    "SELECT 1 LIMIT NULL",
];
