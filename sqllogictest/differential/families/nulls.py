"""NULL in every place: as each argument of each operator, predicate and clause, typed and untyped."""

OPERANDS = [("NULL", "1"), ("1", "NULL"), ("NULL", "NULL"), ("CAST(NULL AS integer)", "1"), ("1", "CAST(NULL AS integer)"),
            ("CAST(NULL AS integer)", "CAST(NULL AS integer)")]
BINARY = ["+", "-", "*", "/", "%", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"]
TYPES = ["boolean", "tinyint", "bigint", "real", "double", "decimal(10,2)", "varchar", "varchar(3)", "char(3)", "varbinary", "json", "date",
         "time", "timestamp", "timestamp(6) with time zone", "interval day to second", "interval year to month", "array(integer)",
         "map(varchar, integer)", "row(x integer)", "uuid", "ipaddress"]
PLACES = [
    "SELECT CAST({null} AS {type}), typeof({null})",
    "SELECT {null} IS NULL, {null} = {null}, {null} IS NOT DISTINCT FROM NULL, coalesce({null}, {null})",
    "SELECT x FROM (VALUES {null}, NULL) t(x) GROUP BY x",
    "SELECT count(x), count(*), count(DISTINCT x), arbitrary(x) FROM (VALUES {null}, {null}) t(x)",
    "SELECT array_agg(x), ARRAY[x], ROW(x) FROM (VALUES {null}) t(x) GROUP BY x",
    "SELECT a.x FROM (VALUES {null}) a(x) LEFT JOIN (VALUES {null}) b(x) ON a.x = b.x",
    "SELECT x FROM (VALUES {null}) t(x) INTERSECT SELECT {null}",
    "SELECT x IN ({null}), x IN (SELECT {null}), x = ANY (SELECT {null}) FROM (VALUES {null}) t(x)",
    "SELECT lag(x) OVER (ORDER BY n), first_value(x) IGNORE NULLS OVER (ORDER BY n), count(x) OVER (ORDER BY n) FROM (VALUES (1, {null})) t(n, x)",
    "SELECT CASE {null} WHEN {null} THEN 1 ELSE 2 END, nullif({null}, {null}), IF({null} IS NULL, 3, 4), TRY({null})",
]
STATEMENTS = [
    "SELECT NULL AND true, NULL AND false, NULL AND NULL, true AND NULL, false AND NULL",
    "SELECT NULL OR true, NULL OR false, NULL OR NULL, true OR NULL, false OR NULL",
    "SELECT NOT NULL, -NULL, +NULL", "SELECT NULL || 'a', 'a' || NULL, NULL || NULL", "SELECT NULL[1]", "SELECT ARRAY[1][NULL]",
    "SELECT NULL.x", "SELECT NULL AT TIME ZONE 'UTC'", "SELECT extract(YEAR FROM NULL)", "SELECT NULL LIKE 'a', 'a' LIKE NULL, 'a' LIKE 'a' ESCAPE NULL",
    "SELECT substring(NULL FROM 1), substring('a' FROM NULL), substring('a' FROM 1 FOR NULL)", "SELECT trim(NULL), trim('a' FROM NULL), trim(NULL FROM 'a')",
    "SELECT position(NULL IN 'a'), position('a' IN NULL)", "SELECT normalize(NULL)", "SELECT abs(NULL), upper(NULL), length(NULL), sqrt(NULL), year(NULL)",
    "SELECT round(NULL), round(1.5, NULL), round(NULL, 1)", "SELECT sum(NULL), avg(NULL), min(NULL), max(NULL), count(NULL), array_agg(NULL)",
    "SELECT max_by(NULL, 1), max_by(1, NULL), map_agg(NULL, 1), bool_and(NULL), count_if(NULL)",
    "SELECT row_number() OVER (PARTITION BY NULL ORDER BY NULL)", "SELECT lag(NULL) OVER (ORDER BY 1), lead(1, NULL) OVER (ORDER BY 1)",
    "SELECT 1 WHERE NULL", "SELECT 1 HAVING NULL", "SELECT 1 GROUP BY NULL", "SELECT 1 ORDER BY NULL", "SELECT NULL ORDER BY 1", "SELECT DISTINCT NULL",
    "SELECT 1 FROM u JOIN v ON NULL", "SELECT 1 FROM u LEFT JOIN v ON NULL", "SELECT * FROM UNNEST(NULL) t(x)", "SELECT * FROM UNNEST(ARRAY[NULL]) t(x)",
    "SELECT NULL UNION SELECT NULL", "SELECT NULL INTERSECT SELECT NULL", "SELECT NULL EXCEPT SELECT NULL", "SELECT NULL UNION ALL SELECT 1",
    "VALUES NULL, 1", "VALUES (NULL, NULL), (1, 'a')", "SELECT NULL IN (NULL), 1 IN (NULL, 1), NULL IN (1)", "SELECT NULL BETWEEN NULL AND NULL",
    "SELECT NULL = ALL (SELECT NULL), NULL = ANY (SELECT 1 WHERE false)", "SELECT EXISTS (SELECT NULL), (SELECT NULL)",
    "SELECT ROW(NULL) = ROW(NULL), ROW(NULL, 1) = ROW(1, 2), ROW(NULL) IS NULL", "SELECT ARRAY[NULL] = ARRAY[NULL], ARRAY[NULL, 1] = ARRAY[1, 2]",
    "SELECT MAP(ARRAY[1], ARRAY[NULL]) = MAP(ARRAY[1], ARRAY[1])", "SELECT transform(NULL, x -> x), transform(ARRAY[NULL], x -> x), filter(ARRAY[NULL], x -> NULL)",
    "SELECT IF(NULL, 1, 2), IF(NULL, 1)", "SELECT coalesce(NULL), coalesce(NULL, NULL)", "SELECT coalesce(NULL, NULL)", "SELECT CASE NULL WHEN NULL THEN 1 END, CASE WHEN NULL THEN 1 END",
    "SELECT nullif(NULL, NULL), nullif(1, NULL), nullif(NULL, 1)", "SELECT greatest(NULL, 1), least(NULL, NULL)", "SELECT CAST(NULL AS unknown)", "SELECT TRY(NULL), TRY_CAST(NULL AS integer)",
    "SELECT date_add('day', NULL, DATE '2020-01-01'), date_add(NULL, 1, DATE '2020-01-01'), date_diff('day', NULL, DATE '2020-01-01')",
    "SELECT DATE '2020-01-01' + NULL, NULL + INTERVAL '1' DAY, NULL - DATE '2020-01-01'", "SELECT concat('a', NULL), concat(ARRAY[1], NULL)",
    "SELECT listagg(NULL) WITHIN GROUP (ORDER BY NULL)", "SELECT NULL AS x, 1 AS y UNION ALL SELECT 2, NULL ORDER BY x",
]


def topics(pairs):
    """Topic name to statements."""
    operators = []
    for operator in BINARY:
        listed = ", ".join(f"{left} {operator} {right}" for left, right in OPERANDS[3:])
        operators.append(f"SELECT {listed}")
        operators += [f"SELECT {left} {operator} {right}" for left, right in OPERANDS[:3]]
    typed = [place.format(null=f"CAST(NULL AS {kind})", type=kind) for kind in TYPES for place in PLACES]
    return {"nulls": operators + STATEMENTS, "nulls_typed": typed}
