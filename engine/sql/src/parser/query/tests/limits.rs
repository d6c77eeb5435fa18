//! Depth, length, time.

use std::time::{Duration, Instant};

use super::*;

/// Parses, prints and drops on a thread with 1 MiB of stack, which is half of what threads have.
fn on_small_stack(sql: String) -> Result<(), SyntaxError> {
    let work =
        move || parse_query(&sql, Flavor::Postgres).map(|query| assert!(!query.to_string().is_empty()));
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(work);
    thread.and_then(|thread| thread.join().map_err(|_| std::io::Error::other("panicked"))).unwrap()
}

#[test]
fn depth_is_bounded_for_every_way_to_nest() {
    let ways = [
        ("SELECT ", "(", "1", ")"),
        ("SELECT ", "f(", "1", ")"),
        ("SELECT ", "f(x -> ", "1", ")"),
        ("SELECT ", "NOT ", "true", ""),
        ("SELECT ", "- ", "x", ""),
        ("SELECT ", "x[", "1", "]"),
        ("SELECT ", "ARRAY[", "1", "]"),
        ("SELECT ", "(1, ", "1", ")"),
        ("SELECT ", "1 + (", "1", ")"),
        ("SELECT ", "1 = (a AND ", "1", ")"),
        ("SELECT ", "a IN (", "1", ")"),
        ("SELECT ", "1 = (a AND 1 + f(x -> NOT a IN (", "1", ")))"),
        ("SELECT ", "CASE WHEN a = 1 + (SELECT sum(b) OVER (ORDER BY ", "1", ")) THEN 1 END"),
        ("SELECT ", "a BETWEEN (", "1", ") AND 2"),
        ("SELECT ", "CASE WHEN a THEN ", "1", " END"),
        ("SELECT ", "CAST(", "1", " AS bigint)"),
        ("SELECT ", "(SELECT ", "1", ")"),
        ("SELECT ", "((SELECT ", "1", ") + 1)"),
        ("SELECT ", "EXISTS (SELECT ", "1", ")"),
        ("SELECT ", "a = ANY (SELECT ", "1", ")"),
        ("SELECT ", "JSON_OBJECT('a' : ", "1", ")"),
        ("SELECT ", "JSON_QUERY(", "1", ", '$')"),
        ("SELECT ", "f() OVER (ORDER BY ", "1", ")"),
        ("SELECT ", "f() FILTER (WHERE ", "1", ")"),
        ("SELECT ", "LISTAGG(", "1", ") WITHIN GROUP (ORDER BY 1)"),
        ("SELECT ", "TRIM(", "1", ")"),
        ("SELECT ", "POSITION(", "1", " IN 2)"),
        ("SELECT CAST(1 AS ", "array(", "bigint", ")"),
        ("SELECT CAST(1 AS ", "row(x ", "bigint", ")"),
        ("SELECT 1 FROM ", "(SELECT 1 FROM ", "t", ")"),
        ("SELECT 1 FROM ", "(a JOIN ", "t", " ON true)"),
        ("SELECT 1 FROM ", "a JOIN ", "t", " ON true"),
        ("SELECT 1 FROM ", "LATERAL (SELECT 1 FROM ", "t", ")"),
        ("SELECT 1 FROM ", "TABLE(f(TABLE(SELECT 1 FROM ", "t", ")))"),
        ("SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (", "(A ", "B", ")"),
        ("", "(", "SELECT 1", ")"),
        ("", "WITH a AS (", "SELECT 1", ") SELECT 1"),
        ("", "SELECT 1 UNION (", "SELECT 1", ")"),
    ];
    for (start, open, middle, close) in ways {
        let nested =
            |levels: usize| format!("{start}{}{middle}{}", open.repeat(levels), close.repeat(levels));
        // The rest of a statement that begins in the middle of a clause does not matter to its depth.
        let ending = if start.contains("CAST") {
            ")"
        } else if start.contains("PATTERN") {
            ") DEFINE A AS true)"
        } else {
            ""
        };
        for levels in [20, 45, 60, 80, 100, 130, 190, 260, 390] {
            let result = on_small_stack(nested(levels) + ending);
            if let Err(error) = &result {
                assert!(error.message.contains("nests too deeply"), "{open}: {error}");
            }
            assert!(levels > 20 || result.is_ok(), "{levels} levels of {open}");
        }
        let error = on_small_stack(nested(50_000) + ending).unwrap_err();
        assert!(error.message.contains("nests too deeply"), "{open}: {error}");
    }
}

#[test]
fn suffixes_do_not_overflow_either() {
    for (start, suffix, end) in [
        ("SELECT a", ".b", ""),
        ("SELECT a", "[1]", ""),
        ("SELECT a", " AT TIME ZONE 'x'", ""),
        ("SELECT 1", " + 1", ""),
        ("SELECT 1", " * 1", ""),
        ("SELECT 1", " || 1", ""),
        ("SELECT a", " AND a", ""),
        ("SELECT a", " OR a", ""),
        ("SELECT 1", " UNION SELECT 1", ""),
        ("SELECT 1 FROM a", " CROSS JOIN a", ""),
        ("SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (A", " A", ") DEFINE A AS true)"),
    ] {
        on_small_stack(format!("{start}{}{end}", suffix.repeat(50_000)))
            .unwrap_or_else(|error| panic!("{suffix}: {error}"));
    }
    for (start, suffix, end) in [
        ("SELECT CAST(a AS bigint", " ARRAY", ")"),
        ("SELECT a", "::int", ""),
        ("SELECT a", " IS NULL", ""),
        ("SELECT a", " COLLATE x", ""),
    ] {
        on_small_stack(format!("{start}{}{end}", suffix.repeat(100)))
            .unwrap_or_else(|error| panic!("{suffix}: {error}"));
        let error = on_small_stack(format!("{start}{}{end}", suffix.repeat(50_000))).unwrap_err();
        assert!(error.message.contains("nests too deeply"), "{suffix}: {error}");
    }
}

#[test]
fn long_lists() {
    let and: Vec<String> = (0..10_000).map(|number| format!("a{number} = {number}")).collect();
    let select = select(&format!("SELECT 1 WHERE {}", and.join(" AND ")));
    assert!(
        matches!(select.filter, Some(Expression { kind: ExpressionKind::And(terms), .. }) if terms.len() == 10_000)
    );
    let list: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    let ExpressionKind::InList(test) = expression(&format!("a IN ({})", list.join(", "))).kind else {
        panic!("no list")
    };
    assert_eq!(test.list.len(), 10_000);
}

#[test]
fn time_is_linear() {
    // Each would take hours if an alternative were tried and taken back at every level.
    for sql in [
        format!("SELECT {}1{}", "position(".repeat(100), ")".repeat(100)),
        format!("SELECT {}1{}", "substring(".repeat(100), ", 1)".repeat(100)),
        format!("SELECT {}a{}", "((((SELECT ".repeat(30), "))))".repeat(30)),
        format!("SELECT CASE WHEN {}", "1 * ".repeat(10_000)),
        format!("SELECT {}", "(a, ".repeat(100_000)),
        "(".repeat(1_000_000),
    ] {
        let start = Instant::now();
        let _ = parse_query(&sql, Flavor::Trino);
        assert!(start.elapsed() < Duration::from_secs(60), "{}", &sql[..40]);
    }
}

#[test]
fn a_megabyte_is_parsed_in_a_moment() {
    let query = "SELECT t.a, sum(CASE WHEN b > 10 AND c LIKE 'x%' THEN b * 2 + 1 ELSE coalesce(d, 0) END) AS total, \
                 CAST(x AS varchar(10)) FROM s.t t JOIN u ON t.id = u.id WHERE t.dt BETWEEN DATE '2020-01-01' AND \
                 DATE '2020-12-31' AND f(x -> x + 1)[1].y IS NOT NULL GROUP BY 1, 3 HAVING count(*) > 5";
    let sql = vec![query; (1 << 20) / query.len()].join(" UNION ALL ");
    let start = Instant::now();
    assert!(parse_query(&sql, Flavor::Trino).is_ok());
    // 50 ms are meant, optimised and on an idle machine; tests run slow and beside others, so that this
    // catches only what is not linear.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn a_query_has_a_length() {
    let sql = format!("SELECT '{}'", "x".repeat(crate::MAX_STATEMENT_BYTES));
    assert!(parse_query(&sql, Flavor::Trino).unwrap_err().message.contains("is too long"));
}
