//! Plans of queries, by clause.

use polias_sql::Flavor;
use polias_types::Type;

use crate::plan::Node;
use crate::tests::{Fixture, analyzed, analyzed_postgres, error, output, parsed, session, try_analyzed};
use crate::{Parameter, Session, Snapshot, TableName, analyze};

fn used(sql: &str) -> Vec<(String, Vec<usize>)> {
    analyzed(sql).tables.into_iter().map(|table| (table.name.table, table.used)).collect()
}

/// Columns of all scans of a plan.
fn scanned(node: &Node) -> usize {
    let mut columns = if let Node::Scan(scan) = node { scan.columns.len() } else { 0 };
    node.for_each_input(&mut |input| columns += scanned(input));
    columns
}

fn count(node: &Node, test: &dyn Fn(&Node) -> bool) -> usize {
    let mut found = usize::from(test(node));
    node.for_each_input(&mut |input| found += count(input, test));
    found
}

#[test]
fn only_used_columns_are_scanned() {
    assert_eq!(scanned(&analyzed("SELECT a FROM t WHERE c > 1").plan), 2);
    assert_eq!(scanned(&analyzed("SELECT count(*) FROM t").plan), 0);
    assert_eq!(
        scanned(&analyzed("SELECT x FROM (SELECT a AS x, b, sum(c) OVER (ORDER BY d) FROM t)").plan),
        1
    );
    assert_eq!(scanned(&analyzed("SELECT DISTINCT b FROM t ORDER BY b").plan), 1);
}

#[test]
fn columns_used_anywhere_are_recorded() {
    assert_eq!(used("SELECT a FROM t WHERE c > 1"), [("t".to_owned(), vec![0, 2])]);
    assert_eq!(used("SELECT count(*) FROM (SELECT a, b FROM t)"), [("t".to_owned(), vec![0, 1])]);
    assert_eq!(used("WITH w AS (SELECT * FROM u) SELECT 1 FROM w x, w y"), [("u".to_owned(), vec![0, 1])]);
    assert_eq!(used("SELECT t.a FROM t JOIN u USING (a)"[..].replace("t.a", "a").as_str()).len(), 2);
}

#[test]
fn a_view_has_the_columns_it_was_made_with() {
    assert_eq!(output("SELECT * FROM v"), "a integer, big varchar");
    assert_eq!(output("SELECT v.a, default.v.big FROM default.v"), "a integer, big varchar");
    assert_eq!(output("SELECT * FROM wider"), "a bigint");
    assert_eq!(
        error("SELECT * FROM stale_type"),
        "VIEW_IS_STALE: line 1:15: View 'memory.default.stale_type' is stale or in invalid state: column [a] of \
         type bigint projected from query view at position 0 cannot be coerced to column [a] of type integer \
         stored in view definition"
    );
    assert_eq!(
        error("SELECT * FROM stale_count"),
        "VIEW_IS_STALE: line 1:15: View 'memory.default.stale_count' is stale or in invalid state: stored view \
         column count (1) does not match column count derived from the view query analysis (2)"
    );
}

#[test]
fn errors_in_views_are_told_where_the_view_is_named() {
    assert_eq!(
        error("SELECT * FROM on_broken"),
        "INVALID_VIEW: line 1:15: Failed analyzing stored view 'memory.default.on_broken': line 1:16: Failed \
         analyzing stored view 'memory.default.broken': line 2:3: Column 'zz' cannot be resolved"
    );
    assert!(error("SELECT * FROM itself").contains("View is recursive"));
}

#[test]
fn tables_have_hidden_columns() {
    assert_eq!(output("SELECT * FROM u"), "a bigint, b varchar(5)");
    assert_eq!(output("SELECT \"$path\", u.\"$path\" FROM u"), "$path varchar, $path varchar");
    assert!(error("SELECT \"$path\" FROM u x(c, d)").starts_with("COLUMN_NOT_FOUND: line 1:8"));
    assert_eq!(
        error("SELECT * FROM u x(c)"),
        "MISMATCHED_COLUMN_ALIASES: line 1:15: Column alias list has 1 entries but 'x' has 2 columns available"
    );
}

#[test]
fn names_of_tables_have_up_to_three_parts() {
    assert_eq!(
        output("SELECT memory.default.u.a, default.u.a, u.a FROM memory.default.u").matches("bigint").count(),
        3
    );
    assert_eq!(error("SELECT 1 FROM a.b.c.d"), "SYNTAX_ERROR: Too many dots in table name: a.b.c.d");
    assert_eq!(
        error("SELECT 1 FROM nosuch"),
        "TABLE_NOT_FOUND: line 1:15: Table 'memory.default.nosuch' does not exist"
    );
}

#[test]
fn time_travel_names_a_state() {
    let state = |sql: &str| analyzed(sql).tables[0].snapshot.clone();
    assert_eq!(state("SELECT * FROM u FOR VERSION AS OF 3"), Some(Snapshot::Version(3)));
    assert_eq!(state("SELECT * FROM u FOR VERSION AS OF 'x'"), Some(Snapshot::Reference("x".to_owned())));
    assert_eq!(
        state("SELECT * FROM u FOR TIMESTAMP AS OF TIMESTAMP '1970-01-02 00:00:01'"),
        Some(Snapshot::Time(86_401_000_000_000))
    );
    assert_eq!(
        state("SELECT * FROM u FOR TIMESTAMP AS OF CURRENT_TIMESTAMP - INTERVAL '1' DAY"),
        Some(Snapshot::Time(session().now - 86_400_000_000_000))
    );
    assert_eq!(
        error("SELECT * FROM u FOR TIMESTAMP AS OF 3"),
        "TYPE_MISMATCH: line 1:17: Type integer invalid. Temporal pointers must be of type Timestamp, Timestamp \
         with Time Zone, or Date."
    );
    assert!(
        error("SELECT * FROM u FOR TIMESTAMP AS OF TIMESTAMP '2999-01-01 00:00:00'")
            .contains("not in the past")
    );
    assert!(error("SELECT * FROM u FOR VERSION AS OF NULL").contains("Pointer value cannot be NULL"));
}

#[test]
fn a_with_query_used_twice_has_columns_of_its_own() {
    let analysis = analyzed("WITH w AS (SELECT a FROM u) SELECT x.a, y.a FROM w x, w y");
    assert_ne!(analysis.output[0].column, analysis.output[1].column);
    assert_eq!(analysis.tables.len(), 1);
}

#[test]
fn unions_in_a_row_are_one_node() {
    let unions = |sql: &str| {
        let plan = analyzed(sql).plan;
        let distinct = count(&plan, &|node| matches!(node, Node::Distinct { .. }));
        (count(&plan, &|node| matches!(node, Node::UnionAll { .. })), distinct)
    };
    assert_eq!(unions("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"), (1, 0));
    assert_eq!(unions("SELECT 1 UNION SELECT 2 UNION SELECT 3"), (1, 1));
    assert_eq!(unions("SELECT 1 UNION ALL SELECT 2 UNION SELECT 3"), (1, 1));
    assert_eq!(unions("SELECT 1 UNION SELECT 2 UNION ALL SELECT 3"), (2, 1));
}

#[test]
fn distinct_compares_what_is_selected_only() {
    fn compared(node: &Node) -> Vec<usize> {
        let mut found = Vec::new();
        if let Node::Distinct { input } = node {
            found.push(input.columns().len());
        }
        node.for_each_input(&mut |input| found.extend(compared(input)));
        found
    }
    assert_eq!(compared(&analyzed("SELECT DISTINCT a FROM u WHERE b = 'x'").plan), [1]);
    assert_eq!(compared(&analyzed("SELECT DISTINCT a FROM u GROUP BY a, b").plan), [1]);
    assert_eq!(compared(&analyzed("SELECT count(*) FROM (SELECT DISTINCT a, b FROM u)").plan), [2]);
    assert_eq!(compared(&analyzed("SELECT a FROM u WHERE b = 'x' UNION SELECT a FROM u").plan), [1]);
}

#[test]
fn nulls_are_last_in_both_directions_over_both_protocols() {
    let sql = "SELECT array_agg(a ORDER BY a DESC), rank() OVER (ORDER BY max(a) DESC) FROM u GROUP BY b \
               ORDER BY b DESC";
    let plan = analyzed_postgres(sql, &[]).unwrap().plan.to_string();
    assert_eq!(plan, analyzed(sql).plan.to_string());
    assert!(plan.contains("desc") && !plan.contains("nulls first"), "{plan}");
}

#[test]
fn parameters_are_counted_before_anything_else() {
    let count = |sql: &str, given: usize| {
        let one = polias_sql::parse_expression("1", Flavor::Trino).unwrap();
        let given = vec![Parameter::Expression(one); given];
        let analysis = analyze(&parsed(sql, Flavor::Trino), &session(), &Fixture::default(), &given);
        analysis.map(|analysis| analysis.parameters.len()).map_err(|error| error.message)
    };
    assert_eq!(count("SELECT ?", 1), Ok(1));
    let wrong = |expected, found| {
        Err(format!("Incorrect number of parameters: expected {expected} but found {found}"))
    };
    assert_eq!(count("SELECT ?", 2), wrong(1, 2));
    assert_eq!(count("SELECT ?, ? + 'a'", 1), wrong(2, 1));
    assert_eq!(count("WITH unused AS (SELECT ?) SELECT 1", 0), wrong(1, 0));
    // The PostgreSQL wire may bind more.
    let values = [Parameter::Open(None), Parameter::Open(None)];
    assert_eq!(analyzed_postgres("SELECT $1", &values).unwrap().parameters.len(), 1);
    assert!(analyzed_postgres("SELECT $3", &values).is_err());
}

#[test]
fn outer_joins_refuse_subqueries_over_both_sides() {
    assert_eq!(
        error("SELECT x.a FROM u x LEFT JOIN u y ON EXISTS (SELECT 1 FROM u WHERE a = x.a AND a = y.a)"),
        "NOT_SUPPORTED: line 1:72: Reference to column 'x.a' from outer scope not allowed in this context"
    );
    assert!(
        try_analyzed("SELECT x.a FROM u x JOIN u y ON EXISTS (SELECT 1 FROM u WHERE a = x.a AND a = y.a)")
            .is_ok()
    );
    assert!(
        try_analyzed("SELECT x.a FROM u x LEFT JOIN u y ON EXISTS (SELECT 1 FROM u WHERE a = y.a)").is_ok()
    );
}

#[test]
fn faults_of_windows_are_told_at_the_select() {
    let first = |sql: &str| error(sql).split(": ").take(2).collect::<Vec<_>>().join(": ");
    assert_eq!(first("SELECT a, sum(DISTINCT a) OVER () FROM u"), "NOT_SUPPORTED: line 1:1");
    assert_eq!(first("SELECT a, sum(a) FILTER (WHERE true) OVER () FROM u"), "NOT_SUPPORTED: line 1:1");
    assert_eq!(first("SELECT a, upper(b) OVER () FROM u"), "FUNCTION_NOT_WINDOW: line 1:1");
}

#[test]
fn columns_of_unnest_are_named_as_in_trino() {
    let names = |sql: &str| {
        let output = analyzed_postgres(sql, &[]).unwrap().output;
        output.into_iter().map(|column| column.name).collect::<Vec<_>>()
    };
    assert_eq!(names("SELECT * FROM UNNEST(ARRAY[1, 2])"), ["_col0"]);
    // PostgreSQL: the alias of a function that gives one column is that column's name too.
    assert_eq!(names("SELECT x FROM UNNEST(ARRAY[1, 2]) AS x"), ["x"]);
}

#[test]
fn the_order_of_a_subquery_is_lost_unless_it_limits() {
    let sorts = |sql: &str| count(&analyzed(sql).plan, &|node| matches!(node, Node::Sort { .. }));
    assert_eq!(sorts("SELECT * FROM (SELECT a FROM u ORDER BY a)"), 0);
    assert_eq!(sorts("SELECT * FROM (SELECT a FROM u ORDER BY a LIMIT 3)"), 1);
    assert_eq!(sorts("SELECT a FROM u ORDER BY a"), 1);
}

#[test]
fn windows_of_one_order_share_a_node() {
    let windows = |sql: &str| count(&analyzed(sql).plan, &|node| matches!(node, Node::Window { .. }));
    assert_eq!(windows("SELECT rank() OVER (ORDER BY a), sum(a) OVER (ORDER BY a) FROM u"), 1);
    assert_eq!(windows("SELECT rank() OVER (ORDER BY a), sum(a) OVER (ORDER BY b) FROM u"), 2);
}

#[test]
fn group_by_auto_takes_what_has_no_aggregate() {
    assert_eq!(
        output("SELECT a + 1 AS x, b, count(*) FROM u GROUP BY AUTO"),
        "x bigint, b varchar(5), _col2 bigint"
    );
}

#[test]
fn what_is_not_supported_says_so_at_its_place() {
    for (sql, what) in [
        ("SELECT * FROM TABLE(sequence(1, 2))", "NOT_SUPPORTED: line 1:15: A table function"),
        ("SELECT * FROM t NATURAL JOIN u", "NOT_SUPPORTED: line 1:15: Natural join not supported"),
    ] {
        let found = error(sql);
        assert!(found.starts_with(what), "{found}");
    }
}

#[test]
fn large_queries_are_refused() {
    let joins = format!("SELECT 1 FROM (VALUES 1) t{}", " CROSS JOIN (VALUES 1) t".repeat(2_100));
    assert!(error(&joins).starts_with("QUERY_HAS_TOO_MANY_STAGES"));
    let mut doubled = "WITH t0 AS (SELECT 1 AS x)".to_owned();
    for number in 1..40 {
        let before = number - 1;
        doubled += &format!(", t{number} AS (SELECT a.x FROM t{before} a, t{before} b)");
    }
    assert!(error(&(doubled + " SELECT * FROM t39")).starts_with("QUERY_HAS_TOO_MANY_STAGES"));
}

#[test]
fn postgres_functions_give_rows_in_from() {
    let names = |sql: &str| -> Vec<String> {
        analyzed_postgres(sql, &[]).unwrap().output.into_iter().map(|column| column.name).collect()
    };
    assert_eq!(names("SELECT * FROM generate_series(1, 3)"), ["generate_series"]);
    assert_eq!(names("SELECT g.g FROM generate_series(1, 3) g"), ["g"]);
    assert_eq!(names("SELECT n FROM generate_series(10, 1, -3) AS g(n)"), ["n"]);
    assert_eq!(names("SELECT * FROM t, unnest(xs) x").last().map(String::as_str), Some("x"));
    let refused = analyzed_postgres("SELECT * FROM pg_show_all_settings()", &[]).unwrap_err();
    assert_eq!(refused.name, "NOT_SUPPORTED");
    let refused = analyzed_postgres("SELECT unnest(xs) FROM t", &[]).unwrap_err();
    assert_eq!(refused.name, "NOT_SUPPORTED");
}

#[test]
fn postgres_distinct_on_takes_the_first_row() {
    let analysis = analyzed_postgres("SELECT DISTINCT ON (a) a, b FROM u ORDER BY a, b DESC", &[]).unwrap();
    assert_eq!(count(&analysis.plan, &|node| matches!(node, Node::Window { .. })), 1);
    let error = analyzed_postgres("SELECT DISTINCT ON (a) a, b FROM u ORDER BY b", &[]).unwrap_err();
    assert_eq!(error.message, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
}

#[test]
fn limits_can_be_parameters() {
    let limit = |parameters: &[Parameter]| {
        analyze(
            &parsed("SELECT a FROM u LIMIT ?", Flavor::Trino),
            &session(),
            &Fixture::default(),
            parameters,
        )
    };
    let of = polias_types::Value::Integer;
    let analysis = limit(&[Parameter::Value(of(3), Type::Bigint)]).unwrap();
    assert_eq!(count(&analysis.plan, &|node| matches!(node, Node::Limit { fetch: Some(3), .. })), 1);
    let open = limit(&[Parameter::Open(None)]).unwrap();
    assert_eq!(open.parameters, [Some(Type::Bigint)]);
    assert_eq!(
        limit(&[Parameter::Value(of(-1), Type::Bigint)]).unwrap_err().name,
        "NUMERIC_VALUE_OUT_OF_RANGE"
    );
}

#[test]
fn unqualified_names_are_of_the_sessions_schema() {
    let session = Session { schema: "other".to_owned(), ..session() };
    let error =
        analyze(&parsed("SELECT 1 FROM u", Flavor::Trino), &session, &Fixture::default(), &[]).unwrap_err();
    let name = TableName { catalog: "memory".to_owned(), schema: "other".to_owned(), table: "u".to_owned() };
    assert_eq!(error.message, format!("Table '{name}' does not exist"));
}

#[test]
fn postgres_groups_by_names_of_the_output() {
    assert!(analyzed_postgres("SELECT a + 1 AS x, count(*) FROM u GROUP BY x", &[]).is_ok());
    assert_eq!(
        error("SELECT a + 1 AS x, count(*) FROM u GROUP BY x").split(':').next(),
        Some("COLUMN_NOT_FOUND")
    );
}

#[test]
fn the_deepest_nesting_fits_the_stack_of_a_query() {
    let nested = |open: &str| {
        (1..=polias_sql::MAX_NESTING as usize)
            .rev()
            .map(|depth| open.repeat(depth) + "SELECT 1" + &")".repeat(depth))
            .find(|sql| polias_sql::parse_query(sql, Flavor::Trino).is_ok())
            .unwrap()
    };
    let texts = [nested("SELECT * FROM ("), nested("SELECT ("), nested("SELECT 1 WHERE 1 IN (")];
    let query = move || texts.iter().for_each(|sql| drop(analyzed(sql)));
    std::thread::Builder::new().stack_size(16 << 20).spawn(query).unwrap().join().unwrap();
}

#[test]
fn long_lists_are_not_deep() {
    let unions = vec!["SELECT 1"; 5_000].join(" UNION ALL ");
    assert_eq!(output(&unions), "_col0 integer");
    let conditions = vec!["a = 1"; 5_000].join(" OR ");
    assert_eq!(output(&format!("SELECT b FROM u WHERE {conditions}")), "b varchar(5)");
    let joins = format!("SELECT 1 FROM (VALUES 1) t{}", " CROSS JOIN (VALUES 1) t".repeat(1_900));
    let query = move || drop(analyzed(&joins));
    std::thread::Builder::new().stack_size(16 << 20).spawn(query).unwrap().join().unwrap();
}
