use crate::ast::Query;
use crate::parser::{POSTGRES_QUERIES, QUERIES};
use crate::{Flavor, parse_expression, parse_query};

/// Parses, prints, parses again: the trees must be equal, and the second print must be the first.
fn round_trip(sql: &str, flavor: Flavor) -> Query {
    let query = parse_query(sql, flavor).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text = query.to_string();
    let again = parse_query(&text, flavor).unwrap_or_else(|error| panic!("{sql}\n{text}\n{error}"));
    assert_eq!(query, again, "{sql}\n{text}");
    assert_eq!(text, again.to_string(), "{sql}");
    query
}

#[test]
fn every_construct_survives() {
    for sql in QUERIES {
        round_trip(sql, Flavor::Trino);
    }
    for sql in POSTGRES_QUERIES.iter().filter(|sql| !sql.contains('$')) {
        round_trip(sql, Flavor::Postgres);
    }
}

#[test]
fn parentheses_stand_where_they_are_needed_only() {
    for (sql, text) in [
        ("((a + b)) * (c)", "(a + b) * c"),
        ("(a * b) + (c / d)", "a * b + c / d"),
        ("(a AND b) OR (c AND d)", "a AND b OR c AND d"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("NOT (a = b)", "NOT a = b"),
        ("(NOT a) = b", "(NOT a) = b"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(1)", "-(1)"),
        ("- -1", "-(-1)"),
        ("-(-x)", "-(-x)"),
        ("-(1)[1]", "-(1)[1]"),
        ("(a).b[1]", "a.b[1]"),
        ("(x, y)", "ROW(x, y)"),
        ("cast(a as double precision array)", "CAST(a AS ARRAY(double))"),
        ("position('a' in b)", "strpos(b, 'a')"),
        ("\"a\"\"b\"", "\"a\"\"b\""),
        ("U&'\\0027'", "''''"),
    ] {
        let expression =
            parse_expression(sql, Flavor::Trino).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(expression.to_string(), text, "{sql}");
    }
}

/// Random numbers that are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// A template with `{e}` expressions, `{v}` values, `{q}` queries, `{r}` relations, `{t}` types and `{n}`
    /// names in it, filled.
    fn fill(&mut self, template: &str, depth: usize) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            text.push_str(&rest[..start]);
            let filled = match &rest[start + 1..start + 2] {
                "e" => self.expression(depth),
                "v" => self.value(depth),
                "q" => self.query(depth),
                "r" => self.relation(depth),
                "t" => self.data_type(depth),
                _ => self.pick(&["a", "b", "t.c", "\"D e\"", "row", "limit"]).to_owned(),
            };
            text.push_str(&filled);
            rest = &rest[start + 3..];
        }
        text + rest
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.value(0);
        }
        let template = self.pick(&[
            "{v}",
            "{v}",
            "({e})",
            "NOT {e}",
            "{e} AND {e}",
            "{e} OR {e}",
            "({v}) = {v}",
            "({v}) NOT BETWEEN ({v}) AND ({v})",
            "({v}) IN ({e}, {e})",
            "({v}) IN ({q})",
            "({v}) LIKE ({v}) ESCAPE '!'",
            "({v}) IS NOT NULL",
            "({v}) IS DISTINCT FROM ({v})",
            "({v}) <> ALL ({q})",
            "EXISTS ({q})",
            "x -> {e}",
        ]);
        // What is left of AND and OR must not be a lambda, whose body would take them.
        let template =
            if template.contains("{e} ") { template.replace("{e}", "({e})") } else { template.to_owned() };
        self.fill(&template, depth - 1)
    }

    fn value(&mut self, depth: usize) -> String {
        let leaves =
            ["1", "-1", "1.5", "2e3", "'it''s'", "NULL", "TRUE", "?", "{n}", "DATE '2024-01-01'", "X'00'"];
        if depth == 0 {
            let leaf = self.pick(&leaves);
            return self.fill(leaf, 0);
        }
        let template = self.pick(&[
            "{n}",
            "({e})",
            "({q})",
            "({v}) + {v}",
            "({v}) - ({v}) * ({v})",
            "({v}) || ({v})",
            "- {v}",
            "+ {v}",
            "({e})[({v})]",
            "({e}).{n}",
            "({e}) AT TIME ZONE 'UTC'",
            "f({e}, {e})",
            "count(*) FILTER (WHERE {e})",
            "sum(DISTINCT {e} ORDER BY {e} DESC) OVER (PARTITION BY {e} ROWS ({v}) PRECEDING)",
            "CASE WHEN {e} THEN {e} ELSE {e} END",
            "CASE {e} WHEN {e} THEN {e} END",
            "CAST({e} AS {t})",
            "ROW({e}, {e})",
            "ARRAY[{e}]",
            "({e}, {e})",
            "TRIM(LEADING ({v}) FROM ({v}))",
            "JSON_VALUE({e}, '$' RETURNING {t} DEFAULT {e} ON EMPTY)",
            "JSON_OBJECT({e} : {e})",
            "INTERVAL '1' DAY",
        ]);
        self.fill(template, depth - 1)
    }

    fn query(&mut self, depth: usize) -> String {
        if depth == 0 {
            return "SELECT 1".to_owned();
        }
        let template = self.pick(&[
            "SELECT {e}, {e} AS {n2} FROM {r}",
            "SELECT DISTINCT * FROM {r}, {r} WHERE {e}",
            "SELECT {e} FROM {r} GROUP BY ROLLUP ({e}, ({e}, {e})), {e} HAVING {e}",
            "({q}) UNION ALL ({q}) INTERSECT SELECT 1",
            "VALUES {e}, ({e}, {e})",
            "WITH x AS ({q}) TABLE x",
            "SELECT 1 ORDER BY {e} NULLS FIRST LIMIT 1",
            "(SELECT {e} OFFSET 1 FETCH FIRST 2 ROWS WITH TIES)",
        ]);
        // WITH is for whole queries only, not for the terms of a UNION.
        if template.starts_with("({q})") {
            return self.fill("(SELECT {e}) UNION ALL (VALUES {e}) INTERSECT SELECT 1", depth - 1);
        }
        self.fill(&template.replace("{n2}", "\"x y\""), depth - 1)
    }

    fn relation(&mut self, depth: usize) -> String {
        if depth == 0 {
            return "t".to_owned();
        }
        let template = self.pick(&[
            "s.t AS x (a, b)",
            "({q})",
            "({q}) AS y",
            "UNNEST({e}) WITH ORDINALITY",
            "LATERAL ({q})",
            "({r}) CROSS JOIN ({r})",
            "({r}) LEFT JOIN ({r}) ON {e}",
            "({r}) JOIN ({r}) USING (a)",
            "({r}) AS z",
            "({r}) TABLESAMPLE SYSTEM ({e})",
            "t FOR VERSION AS OF ({v})",
        ]);
        self.fill(template, depth - 1)
    }

    fn data_type(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .pick(&["bigint", "varchar(5)", "decimal(3, 1)", "date", "timestamp(3) with time zone"])
                .to_owned();
        }
        let template = self.pick(&[
            "array({t})",
            "map({t}, {t})",
            "row(x {t}, {t})",
            "{t} array",
            "time",
            "double precision",
        ]);
        self.fill(template, depth - 1)
    }
}

#[test]
fn random_queries_survive() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..3_000 {
        let sql = random.query(4);
        // Parentheses around a query in parentheses are part of the tree, so all of it must come back.
        round_trip(&sql, Flavor::Trino);
    }
}

#[test]
fn random_bytes_are_refused_without_harm() {
    let mut random = Random(42);
    let pieces = [
        "SELECT ",
        "FROM ",
        "(",
        ")",
        "a",
        ".",
        "*",
        ",",
        "'",
        "\"",
        "1",
        "-",
        "WITH ",
        "é",
        "CASE ",
        "OVER ",
        "[",
        "]",
        "->",
        "?",
        "$1",
        "::",
        "INTERVAL ",
        "'x' ",
        "JSON_TABLE(",
        "UNION ",
        "ROW",
        "\u{0}",
        "/*",
        "`",
        "IN ",
        "NOT ",
        "WHEN ",
        "{-",
        "TABLE ",
        " AS ",
    ];
    for _ in 0..20_000 {
        let length = random.below(20);
        let sql: String = (0..length).map(|_| random.pick(&pieces)).collect();
        for flavor in [Flavor::Trino, Flavor::Postgres, Flavor::Hive] {
            let _ = parse_query(&sql, flavor);
        }
        let _ = crate::parse_statement(&sql);
        let _ = crate::split_statements(&sql);
    }
}
