//! The constructs that drivers and tools lean on, one test each.

use std::sync::Arc;

use super::lake::{Lake, ask, lines, session, value};
use crate::{describe, stable_oid};

#[tokio::test]
async fn jdbc_expands_index_keys_and_reads_their_fields() {
    let sql = "SELECT result.name, (result.keys).x, (result.keys).n FROM (SELECT p.proname AS name, \
        information_schema._pg_expandarray(p.proargtypes) AS keys FROM pg_catalog.pg_proc p \
        WHERE p.proname = 'array_recv') result WHERE (result.keys).n >= 2 ORDER BY 3";
    assert_eq!(lines(sql).await, ["array_recv|26|2", "array_recv|23|3"]);
}

#[tokio::test]
async fn jdbc_reads_columns_with_row_numbers() {
    let sql = "SELECT * FROM (SELECT n.nspname, c.relname, a.attname, a.atttypid, \
        row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS attnum, nullif(a.attidentity, '') AS identity, \
        t.typtype FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON (c.relnamespace = n.oid) \
        JOIN pg_catalog.pg_attribute a ON (a.attrelid = c.oid) JOIN pg_catalog.pg_type t ON (a.atttypid = t.oid) \
        WHERE c.relkind IN ('r','v') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname LIKE 'tpch') c \
        WHERE true AND relname LIKE 'reg%' ORDER BY nspname, c.relname, attnum";
    assert_eq!(
        lines(sql).await,
        [
            "tpch|region|r_regionkey|20|1|∅|b",
            "tpch|region|r_name|1043|2|∅|b",
            "tpch|region|r_comment|1043|3|∅|b",
        ]
    );
}

#[tokio::test]
async fn jdbc_walks_the_search_path_by_subscript() {
    let sql = "SELECT typinput = 'pg_catalog.array_in'::regproc AS is_array, typtype, typname, pg_type.oid \
        FROM pg_catalog.pg_type LEFT JOIN (SELECT ns.oid AS nspoid, ns.nspname, r.r FROM pg_namespace AS ns \
        JOIN (SELECT s.r, (current_schemas(false))[s.r] AS nspname FROM \
        generate_series(1, array_upper(current_schemas(false), 1)) AS s(r)) AS r USING (nspname)) AS sp \
        ON sp.nspoid = typnamespace WHERE typname = '_text' ORDER BY sp.r, pg_type.oid DESC LIMIT 1";
    assert_eq!(lines(sql).await, ["true|b|_text|1009"]);
}

#[tokio::test]
async fn dbeaver_selects_a_column_twice() {
    let answer =
        ask("SELECT x.oid, x.* FROM pg_catalog.pg_namespace x WHERE x.nspname = 'tpch'", &[]).await.unwrap();
    let names: Vec<&str> = answer.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["oid", "oid", "nspname", "nspowner", "nspacl"]);
    let types: Vec<u32> = answer.columns.iter().map(|column| column.pg_oid).collect();
    assert_eq!(types, [26, 26, 19, 26, 1034]);
}

#[tokio::test]
async fn dbeaver_reads_the_classes_of_a_schema() {
    let oid = stable_oid::of("schema", &["tpch"]);
    let sql = format!(
        "SELECT c.relname, c.relnatts, d.description, pg_catalog.pg_get_partkeydef(c.oid) \
         FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid \
         AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass WHERE c.relnamespace = {oid} \
         AND c.relkind NOT IN ('i','I','c') ORDER BY 1"
    );
    assert_eq!(lines(&sql).await[..3], ["customer|2|∅|∅", "lineitem|2|∅|∅", "nation|4|∅|∅"]);
}

#[tokio::test]
async fn npgsql_finds_array_types_by_their_receive_function() {
    let sql = "SELECT t.oid, t.typname, t.typelem FROM pg_type t JOIN pg_proc ON pg_proc.oid = t.typreceive \
        WHERE pg_proc.proname = 'array_recv' AND t.typelem IN (23, 25) ORDER BY t.oid";
    assert_eq!(lines(sql).await, ["1007|_int4|23", "1009|_text|25"]);
}

#[tokio::test]
async fn asyncpg_follows_types_recursively() {
    let sql = "WITH RECURSIVE tree(oid, elemtype, depth) AS (SELECT t.oid, t.typelem, 0 FROM pg_type t \
        WHERE t.oid = ANY('{1007}'::oid[]) UNION ALL SELECT t.oid, t.typelem, tree.depth + 1 FROM pg_type t, tree \
        WHERE tree.elemtype <> 0 AND t.oid = tree.elemtype) \
        SELECT DISTINCT *, elemtype::regtype::text AS name FROM tree ORDER BY depth DESC";
    assert_eq!(lines(sql).await, ["23|0|1|-", "1007|23|0|integer"]);
}

#[tokio::test]
async fn sqlalchemy_aggregates_keys_in_order() {
    let sql = "SELECT k.name, array_agg(CAST(k.ty AS TEXT) ORDER BY k.ord DESC) AS cols, bool_and(k.flag) FROM \
        (SELECT p.proname AS name, unnest(p.proargtypes) AS ty, generate_subscripts(p.proargtypes, 1) AS ord, \
        p.proisstrict AS flag FROM pg_catalog.pg_proc p WHERE p.proname = 'array_recv') AS k GROUP BY k.name";
    assert_eq!(lines(sql).await, ["array_recv|[23, 26, 2281]|true"]);
}

#[tokio::test]
async fn sqlalchemy_reads_version_and_schema() {
    let version = value("select pg_catalog.version()").await;
    assert!(version.starts_with("PostgreSQL 15.8 on "), "{version}");
    assert_eq!(value("select current_schema()").await, "tpch");
    assert_eq!(
        value("SELECT json_build_object('always', 'a' = 'a', 'start', 1, 'text', 'x\"y')").await,
        r#"{"always" : true, "start" : 1, "text" : "x\"y"}"#
    );
}

#[tokio::test]
async fn power_bi_writes_upper_case_names() {
    let sql = "select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE from INFORMATION_SCHEMA.tables \
        where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME";
    assert_eq!(lines(sql).await[5..], ["tpch|region|BASE TABLE", "web|Everything|BASE TABLE"]);
    let columns = "select COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH, \
        IS_NULLABLE, UDT_NAME from INFORMATION_SCHEMA.columns where TABLE_SCHEMA = 'tpch' and TABLE_NAME in \
        ('customer', 'region') order by TABLE_NAME, ORDINAL_POSITION";
    assert_eq!(
        lines(columns).await[..4],
        [
            "c_custkey|bigint|64|0|∅|YES|int8",
            "c_acctbal|numeric|15|2|∅|YES|numeric",
            "r_regionkey|bigint|64|0|∅|YES|int8",
            "r_name|character varying|∅|∅|25|YES|varchar",
        ]
    );
    for relation in ["table_constraints", "key_column_usage", "referential_constraints"] {
        assert!(lines(&format!("select * from INFORMATION_SCHEMA.{relation}")).await.is_empty());
    }
    assert_eq!(value("select CHARACTER_SET_NAME from INFORMATION_SCHEMA.character_sets").await, "UTF8");
}

#[tokio::test]
async fn metabase_formats_names_to_classes() {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname)::regclass = c.oid, \
        has_any_column_privilege(current_user, format('%I.%I', n.nspname, c.relname), 'select'), \
        pg_catalog.has_table_privilege(c.oid, 'INSERT') \
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'Everything'";
    assert_eq!(lines(sql).await, ["true|true|false"]);
}

#[tokio::test]
async fn grafana_splits_the_search_path() {
    let sql = "SELECT quote_ident(table_name) FROM information_schema.tables WHERE quote_ident(table_schema) = ANY \
        (SELECT CASE WHEN trim(s[i]) = '\"$user\"' THEN user ELSE trim(s[i]) END FROM generate_series(\
        array_lower(string_to_array(current_setting('search_path'), ','), 1), \
        array_upper(string_to_array(current_setting('search_path'), ','), 1)) AS i, \
        string_to_array(current_setting('search_path'), ',') s) ORDER BY 1 LIMIT 2";
    assert_eq!(lines(sql).await, ["customer", "lineitem"]);
}

#[tokio::test]
async fn settings_changed_by_a_query_are_handed_back() {
    let answer = ask("SELECT current_setting('jit') AS cur, set_config('JIT', 'on', false) AS new", &[])
        .await
        .unwrap();
    assert_eq!(answer.changed_settings, [("jit".to_owned(), "on".to_owned())]);
}

#[tokio::test]
async fn describe_answers_what_running_answers() {
    let sql = "SELECT c.oid, c.relname, c.relkind, c.oid::regclass, c.relacl, i.indkey, p.proargtypes, c.reltuples, \
        c.relnatts, c.relchecks + 1, count(*) OVER (PARTITION BY c.relkind), 'x', NULL, c.xmin, c.tableoid \
        FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid LEFT JOIN pg_proc p ON p.oid = c.oid";
    let description = describe(sql, &[], &session(), Arc::new(Lake)).await.unwrap();
    let types: Vec<u32> = description.columns.iter().map(|column| column.pg_oid).collect();
    assert_eq!(types, [26, 19, 18, 2205, 1034, 22, 30, 700, 21, 23, 20, 25, 25, 28, 26]);
    let answer = ask(sql, &[]).await.unwrap();
    assert_eq!(answer.columns, description.columns);
    assert!(answer.batches.iter().all(|batch| batch.num_columns() == types.len()));
}
