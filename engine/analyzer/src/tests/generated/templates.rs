//! What expressions of each kind look like.
//!
//! In a template `{i}` stands for an expression of that kind, `{Qi}` for a query of one such column, `{Li}` for
//! a lambda of an integer that gives such a value. The first templates of a list have no holes.

/// Kinds of values, by their letters: integer, decimal (n), double (f), varchar (s), boolean, time, array.
pub(crate) const KINDS: &[u8] = b"insfbta";

/// Expressions without holes.
pub(crate) fn literals(kind: u8) -> &'static [&'static str] {
    match kind {
        b'i' => {
            &["1", "0", "-7", "BIGINT '9223372036854775807'", "NULL", "CAST(NULL AS bigint)", "0xFF", "1_000"]
        }
        b'n' => &["1.5", ".5", "-0.00", "DECIMAL '12345678901234567890.123456789'", "1."],
        b'f' => &["1e0", "DOUBLE '1.5'", "-1E-3", "nan()", "infinity()", "pi()", "REAL '2.5'"],
        b's' => &[
            "'x'",
            "''",
            "U&'\\00e9'",
            "VARCHAR 'abc'",
            "CHAR 'c'",
            "'it''s'",
            "current_user",
            "current_catalog",
        ],
        b'b' => &["true", "false", "NULL", "CAST(NULL AS boolean)"],
        b't' => &[
            "DATE '2024-02-29'",
            "TIMESTAMP '2024-03-31 02:30:00.123'",
            "TIMESTAMP '2024-03-31 02:30 Europe/Berlin'",
            "current_date",
            "current_timestamp(6)",
            "localtimestamp",
            "now()",
        ],
        _ => &["ARRAY[1, 2]", "ARRAY[]", "CAST(ARRAY[1] AS ARRAY(bigint))", "sequence(1, 3)"],
    }
}

/// Scalar expressions.
pub(crate) fn scalars(kind: u8) -> &'static [&'static str] {
    match kind {
        b'i' => &[
            "{i} + {i}",
            "{i} - {i} * {i}",
            "({i} + {i}) % {i}",
            "- {i}",
            "-(- {i})",
            "length({s})",
            "CASE WHEN {b} THEN {i} ELSE {i} END",
            "CASE {s} WHEN {s} THEN {i} END",
            "CAST({n} AS bigint)",
            "TRY_CAST({s} AS integer)",
            "({Qi})",
            "coalesce({i}, {i})",
            "nullif({i}, {i})",
            "year({t})",
            "extract(DAY FROM {t})",
            "cardinality({a})",
            "{a}[{i}]",
            "if({b}, {i}, {i})",
            "try({i} / {i})",
            "reduce({a}, 0, (s0, x0) -> s0 + x0, s0 -> {i})",
            "ROW({i}, {s})[1]",
            "CAST(ROW({i}, {s}) AS ROW(p bigint, q varchar)).p",
            "element_at(MAP(ARRAY[{s}], ARRAY[{i}]), {s})",
            "position({s} IN {s})",
            "greatest({i}, {i}, {i})",
        ],
        b'n' => &[
            "{n} + {n}",
            "{n} * {i}",
            "{n} / {n} - {n}",
            "{n} % {i}",
            "CAST({i} AS decimal(20, 3))",
            "CAST({f} AS decimal(38, 10))",
            "round({n}, 1)",
            "abs({n})",
            "({Qn})",
        ],
        b'f' => &[
            "{f} + {i}",
            "{f} * {n}",
            "sqrt({f})",
            "CAST({n} AS double)",
            "CAST({i} AS real)",
            "({Qf})",
            "power({f}, {i})",
            "{f} / {f} % {f}",
        ],
        b's' => &[
            "{s} || {s}",
            "{s} || {s} || {s}",
            "upper({s})",
            "substr({s}, {i}, {i})",
            "substring({s} FROM {i} FOR {i})",
            "trim(BOTH {s} FROM {s})",
            "trim({s})",
            "CAST({i} AS varchar)",
            "CAST({n} AS varchar(40))",
            "CAST({s} AS char(3))",
            "CAST({t} AS varchar)",
            "typeof({a})",
            "concat({s}, {s})",
            "array_join({a}, {s})",
            "normalize({s}, NFD)",
            "({Qs})",
            "coalesce({s}, {s})",
            "json_format(CAST({a} AS JSON))",
        ],
        b'b' => &[
            "{i} = {i}",
            "{n} <> {i}",
            "{f} < {f}",
            "{s} >= {s}",
            "{t} <= {t}",
            "{b} AND {b}",
            "{b} OR {b} AND {b}",
            "({b} OR {b}) AND {b}",
            "NOT {b}",
            "({b}) = ({b})",
            "{i} IS NULL",
            "{s} IS NOT NULL",
            "{i} BETWEEN {i} AND {i}",
            "{n} NOT BETWEEN {i} AND {f}",
            "{s} LIKE {s}",
            "{s} NOT LIKE 'a!%' ESCAPE '!'",
            "{i} IN ({i}, {i}, {i})",
            "{s} NOT IN ({s})",
            "{i} IN ({Qi})",
            "{i} NOT IN ({Qi})",
            "EXISTS ({Qs})",
            "NOT EXISTS ({Qi})",
            "{i} = ANY ({Qi})",
            "{i} > ALL ({Qi})",
            "{s} <> SOME ({Qs})",
            "{i} IS DISTINCT FROM {i}",
            "{s} IS NOT DISTINCT FROM {s}",
            "any_match({a}, {Lb})",
            "contains({a}, {i})",
            "({i}, {s}) = ({i}, {s})",
            "({i}, {s}) IN (({i}, {s}))",
        ],
        b't' => &[
            "{t} + INTERVAL '1' DAY",
            "{t} - INTERVAL '1-2' YEAR TO MONTH",
            "INTERVAL - '3' HOUR + {t}",
            "date_trunc('month', {t})",
            "CAST({t} AS date)",
            "CAST({t} AS timestamp(6))",
            "CAST({t} AS timestamp(3) with time zone) AT TIME ZONE 'America/New_York'",
            "date_add('day', {i}, {t})",
            "({Qt})",
        ],
        _ => &[
            "ARRAY[{i}, {i}]",
            "transform({a}, {Li})",
            "filter({a}, {Lb})",
            "{a} || {a}",
            "{a} || {i}",
            "slice({a}, {i}, {i})",
            "array_distinct({a})",
            "map_keys(MAP({a}, {a}))",
        ],
    }
}

/// Aggregates.
pub(crate) fn aggregates(kind: u8) -> &'static [&'static str] {
    match kind {
        b'i' => &[
            "count(*)",
            "count({s})",
            "sum({i})",
            "count(DISTINCT {s})",
            "max({i}) FILTER (WHERE {b})",
            "sum({i}) + count(*)",
            "approx_distinct({s})",
            "min_by({i}, {f})",
        ],
        b'n' => &["sum({n})", "max({n})", "avg({n})"],
        b'f' => &["avg({f})", "sum({f})", "stddev({f})"],
        b's' => &[
            "max({s})",
            "listagg({s}, ',') WITHIN GROUP (ORDER BY {i})",
            "max_by({s}, {i})",
            "arbitrary({s})",
        ],
        b'b' => &["bool_and({b})", "count(*) > 1", "every({b})"],
        b't' => &["max({t})", "min({t})"],
        _ => &["array_agg({i})", "array_agg({i} ORDER BY {f} DESC NULLS FIRST)", "array_agg(DISTINCT {i})"],
    }
}

/// Window functions.
pub(crate) fn windows(kind: u8) -> &'static [&'static str] {
    match kind {
        b'i' => &[
            "row_number() OVER (PARTITION BY {s} ORDER BY {i} DESC NULLS LAST)",
            "sum({i}) OVER (ORDER BY {i} ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
            "rank() OVER (ORDER BY {f}, {s})",
            "lag({i}, 1, {i}) OVER (ORDER BY {i})",
            "first_value({i}) IGNORE NULLS OVER (ORDER BY {i} RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING)",
            "count(*) OVER ()",
        ],
        b'f' => &[
            "percent_rank() OVER (ORDER BY {i})",
            "avg({f}) OVER (PARTITION BY {b} ORDER BY {i} GROUPS 2 PRECEDING)",
        ],
        b's' => &["lead({s}) OVER (PARTITION BY {i} ORDER BY {t})", "max({s}) OVER (ORDER BY {i})"],
        _ => &[],
    }
}

/// Statements that nest or chain one construct: before, within, after, and how often at most.
pub(crate) const SPIKES: &[(&str, &str, &str, &str, &str, usize)] = &[
    ("SELECT ", "(", "1", ")", "", 900),
    ("SELECT ", "NOT ", "true", "", "", 900),
    ("SELECT ", "- ", "a", "", " FROM t", 900),
    ("SELECT ", "CASE WHEN true THEN ", "1", " END", "", 900),
    ("SELECT ", "ARRAY[", "1", "]", "", 900),
    ("SELECT ", "abs(", "a", ")", " FROM t", 900),
    ("SELECT ", "CAST(", "a", " AS bigint)", " FROM t", 900),
    ("", "SELECT * FROM (", "SELECT a FROM t", ")", "", 900),
    ("SELECT ", "(SELECT ", "1", ")", "", 900),
    ("SELECT * FROM t WHERE ", "EXISTS (SELECT 1 FROM u WHERE ", "t.a = 1", ")", "", 60),
    ("", "(", "SELECT 1", " UNION ALL SELECT 2)", "", 900),
    ("SELECT ", "1 + ", "1", "", "", 20_000),
    ("SELECT ", "a * ", "1", "", " FROM t", 20_000),
    ("SELECT ", "b || ", "b", "", " FROM t", 20_000),
    ("SELECT * FROM t WHERE ", "a = 1 AND ", "a = 2", "", "", 20_000),
    ("SELECT * FROM t WHERE ", "a = 1 OR b = 'x' AND ", "a = 2", "", "", 10_000),
    ("SELECT * FROM t WHERE a IN (", "1, ", "2", "", ")", 20_000),
    ("SELECT ", "a, ", "b", "", " FROM t", 5_000),
    ("", "SELECT 1 UNION ", "SELECT 2", "", "", 2_000),
    ("SELECT 1 FROM u", "", "", ", u", "", 300),
    ("SELECT 1 FROM u", "", "", " CROSS JOIN u", "", 300),
    ("SELECT r", "", "", ".x", " FROM t", 20_000),
    ("SELECT xs", "", "", "[1]", " FROM t", 20_000),
    ("SELECT CAST(NULL AS ", "array(", "bigint", ")", ")", 900),
    ("SELECT CAST(NULL AS bigint", "", "", " array", ")", 900),
    ("SELECT CAST(NULL AS ", "row(x ", "bigint", ")", ")", 900),
    ("SELECT ", "transform(ARRAY[1], x -> ", "1", ")", "", 300),
    ("SELECT d", "", "", " AT TIME ZONE 'UTC'", " FROM t", 20_000),
    ("SELECT 1 ", "/* ", "", " */", "", 5_000),
    ("SELECT a FROM t GROUP BY ", "a, ", "a", "", "", 5_000),
    ("SELECT a FROM t GROUP BY ", "", "CUBE (a", ", b", ")", 64),
    ("SELECT a FROM t GROUP BY ", "ROLLUP (a, b, c), ", "a", "", "", 12),
    ("WITH w AS (SELECT 1) ", "", "SELECT * FROM w", ", w", "", 200),
    ("VALUES ", "(1, 'x'), ", "(2, 'y')", "", "", 5_000),
    ("SELECT ", "1, ", "1", "", " ORDER BY 1", 5_000),
    ("SELECT * FROM t MATCH_RECOGNIZE (PATTERN (", "(", "A", ")*", ") DEFINE A AS true)", 900),
    ("SELECT ", "1 IN (", "1", ")", "", 900),
    ("SELECT ", "a BETWEEN ", "1", " AND 2", " FROM t", 900),
    ("SELECT ", "'", "", "'", "", 5_000),
];
