//! What psql's `\l \dn \dt \dv \d t \df \du \dt+ \d+` ask, in our words with psql's constructs.

use super::lake::{lines, value};
use crate::stable_oid;

fn nation() -> u32 {
    stable_oid::of("relation", &["tpch", "nation"])
}

#[tokio::test]
async fn l_lists_the_one_database() {
    let sql = r#"SELECT d.datname AS "Name", pg_catalog.pg_get_userbyid(d.datdba) AS "Owner",
        pg_catalog.pg_encoding_to_char(d.encoding) AS "Encoding", d.datcollate AS "Collate",
        CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider",
        pg_catalog.array_to_string(d.datacl, E'\n') AS "Access privileges"
        FROM pg_catalog.pg_database d ORDER BY 1"#;
    assert_eq!(lines(sql).await, ["lake|polias|UTF8|C.UTF-8|libc|∅"]);
    let plus = "SELECT CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT') \
        THEN pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.datname)) ELSE 'No Access' END, t.spcname, \
        pg_catalog.shobj_description(d.oid, 'pg_database') FROM pg_catalog.pg_database d \
        JOIN pg_catalog.pg_tablespace t ON d.dattablespace = t.oid";
    assert_eq!(lines(plus).await, ["∅|pg_default|∅"]);
}

#[tokio::test]
async fn dn_lists_schemas() {
    let sql = r#"SELECT n.nspname AS "Name", pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner"
        FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1"#;
    assert_eq!(lines(sql).await, ["tpch|polias", "web|polias"]);
}

const RELATIONS: &str = r#"SELECT n.nspname AS "Schema", c.relname AS "Name",
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' END AS "Type",
    pg_catalog.pg_get_userbyid(c.relowner) AS "Owner"
    FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam "#;

#[tokio::test]
async fn dt_lists_visible_tables() {
    let sql = format!(
        "{RELATIONS} WHERE c.relkind IN ('r','p','') AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast' \
         AND n.nspname <> 'information_schema' AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2"
    );
    let names: Vec<String> = lines(&sql).await;
    assert_eq!(names[0], "tpch|customer|table|polias");
    assert_eq!(names.len(), 5, "tables of the current schema only: {names:?}");
}

#[tokio::test]
async fn dt_with_a_pattern_lists_other_schemas() {
    let sql = format!(
        "{RELATIONS} WHERE c.relkind IN ('r','p','s','') \
         AND n.nspname OPERATOR(pg_catalog.~) '^(web)$' COLLATE pg_catalog.default ORDER BY 1,2"
    );
    assert_eq!(lines(&sql).await, ["web|Everything|table|polias"]);
}

#[tokio::test]
async fn dt_plus_has_sizes_and_descriptions() {
    let sql = r#"SELECT c.relname, CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' END,
        am.amname, pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)),
        pg_catalog.obj_description(c.oid, 'pg_class')
        FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
        WHERE c.relkind IN ('r','p') AND n.nspname = 'tpch' ORDER BY 1 LIMIT 1"#;
    assert_eq!(lines(sql).await, ["customer|permanent|heap|∅|∅"]);
}

#[tokio::test]
async fn dv_lists_views_and_their_text() {
    let sql = format!(
        "{RELATIONS} WHERE c.relkind IN ('v','') AND pg_catalog.pg_table_is_visible(c.oid) AND n.nspname !~ '^pg_' ORDER BY 1,2"
    );
    assert_eq!(lines(&sql).await, ["tpch|nation_v|view|polias"]);
    let view = stable_oid::of("relation", &["tpch", "nation_v"]);
    let text = value(&format!("SELECT pg_catalog.pg_get_viewdef('{view}'::pg_catalog.oid, true)")).await;
    assert_eq!(text, "SELECT n_nationkey, n_name FROM nation");
}

#[tokio::test]
async fn d_finds_the_table_by_pattern() {
    let sql = "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c \
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE c.relname OPERATOR(pg_catalog.~) '^(nation)$' COLLATE pg_catalog.default \
        AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 2, 3";
    assert_eq!(lines(sql).await, [format!("{}|tpch|nation", nation())]);
}

#[tokio::test]
async fn d_reads_the_table() {
    let sql = format!(
        "SELECT c.relchecks, c.relkind, c.relhasindex, false AS relhasoids, '', c.reltablespace, \
         CASE WHEN c.reloftype = 0 THEN '' ELSE c.reloftype::pg_catalog.regtype::pg_catalog.text END, \
         c.relpersistence, c.relreplident, am.amname FROM pg_catalog.pg_class c \
         LEFT JOIN pg_catalog.pg_class tc ON (c.reltoastrelid = tc.oid) \
         LEFT JOIN pg_catalog.pg_am am ON (c.relam = am.oid) WHERE c.oid = '{}'",
        nation()
    );
    assert_eq!(lines(&sql).await, ["0|r|false|false||0||p|d|heap"]);
}

#[tokio::test]
async fn d_reads_the_columns() {
    let sql = format!(
        "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), \
         (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d \
          WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef), a.attnotnull, \
         (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type t \
          WHERE c.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation) AS attcollation, \
         a.attidentity, pg_catalog.col_description(a.attrelid, a.attnum) \
         FROM pg_catalog.pg_attribute a WHERE a.attrelid = '{}' AND a.attnum > 0 AND NOT a.attisdropped \
         ORDER BY a.attnum",
        nation()
    );
    assert_eq!(
        lines(&sql).await,
        [
            "n_nationkey|bigint|∅|true|∅||primary number",
            "n_name|character varying(25)|∅|false|∅||∅",
            "n_regionkey|bigint|∅|false|∅||∅",
            "n_comment|character varying|∅|false|∅||∅",
        ]
    );
}

#[tokio::test]
async fn d_asks_for_what_the_lake_does_not_have() {
    let oid = nation();
    for sql in [
        format!(
            "SELECT c2.relname, i.indisprimary, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), contype \
             FROM pg_catalog.pg_class c, pg_catalog.pg_class c2, pg_catalog.pg_index i \
             LEFT JOIN pg_catalog.pg_constraint con ON (conrelid = i.indrelid AND conindid = i.indexrelid) \
             WHERE c.oid = '{oid}' AND c.oid = i.indrelid AND i.indexrelid = c2.oid ORDER BY 2 DESC, c2.relname"
        ),
        format!(
            "SELECT conname, conrelid::pg_catalog.regclass AS ontable FROM pg_catalog.pg_constraint \
             WHERE confrelid IN (SELECT pg_catalog.pg_partition_ancestors('{oid}') \
             UNION ALL VALUES ('{oid}'::pg_catalog.regclass)) AND contype = 'f' ORDER BY conname"
        ),
        format!(
            "SELECT pol.polname, CASE WHEN pol.polroles = '{{0}}' THEN NULL ELSE pg_catalog.array_to_string(\
             array(SELECT rolname FROM pg_catalog.pg_roles WHERE oid = ANY (pol.polroles) ORDER BY 1), ',') END \
             FROM pg_catalog.pg_policy pol WHERE pol.polrelid = '{oid}' ORDER BY 1"
        ),
        format!(
            "SELECT pubname, NULL FROM pg_catalog.pg_publication p \
             JOIN pg_catalog.pg_publication_namespace pn ON p.oid = pn.pnpubid \
             JOIN pg_catalog.pg_class pc ON pc.relnamespace = pn.pnnspid \
             WHERE pc.oid = '{oid}' AND pg_catalog.pg_relation_is_publishable('{oid}') \
             UNION SELECT pubname, (CASE WHEN pr.prattrs IS NOT NULL THEN (SELECT string_agg(attname, ', ') \
             FROM pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s, \
             pg_catalog.pg_attribute WHERE attrelid = pr.prrelid AND attnum = prattrs[s]) ELSE NULL END) \
             FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_rel pr ON p.oid = pr.prpubid \
             WHERE pr.prrelid = '{oid}' ORDER BY 1"
        ),
        format!(
            "SELECT t.tgname, CASE WHEN t.tgparentid != 0 THEN (SELECT u.tgrelid::pg_catalog.regclass \
             FROM pg_catalog.pg_trigger AS u, pg_catalog.pg_partition_ancestors(t.tgrelid) \
             WITH ORDINALITY AS a(relid, depth) WHERE u.tgname = t.tgname AND u.tgrelid = a.relid \
             ORDER BY a.depth LIMIT 1) END AS parent FROM pg_catalog.pg_trigger t WHERE t.tgrelid = '{oid}' ORDER BY 1"
        ),
        format!(
            "SELECT c.oid::pg_catalog.regclass, c.relkind, pg_catalog.pg_get_expr(c.relpartbound, c.oid) \
             FROM pg_catalog.pg_class c, pg_catalog.pg_inherits i WHERE c.oid = i.inhrelid AND i.inhparent = '{oid}' \
             ORDER BY pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', \
             c.oid::pg_catalog.regclass::pg_catalog.text"
        ),
    ] {
        assert_eq!(lines(&sql).await, Vec::<String>::new(), "{sql}");
    }
}

#[tokio::test]
async fn df_lists_no_functions_of_the_user() {
    let sql = r#"SELECT n.nspname, p.proname, pg_catalog.pg_get_function_result(p.oid),
        pg_catalog.pg_get_function_arguments(p.oid), CASE p.prokind WHEN 'a' THEN 'agg' WHEN 'w' THEN 'window'
        WHEN 'p' THEN 'proc' ELSE 'func' END FROM pg_catalog.pg_proc p
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE pg_catalog.pg_function_is_visible(p.oid) AND n.nspname OPERATOR(pg_catalog.~) '^(pg_catalog)$'
        AND p.proname = 'pg_backend_pid' ORDER BY 1, 2, 4"#;
    assert_eq!(lines(sql).await, ["pg_catalog|pg_backend_pid|integer||func"]);
    let own = sql.replace("n.nspname OPERATOR(pg_catalog.~) '^(pg_catalog)$'", "n.nspname <> 'pg_catalog'");
    assert!(lines(&own).await.is_empty());
}

#[tokio::test]
async fn du_lists_roles() {
    let sql = "SELECT r.rolname, r.rolsuper, r.rolcanlogin, r.rolconnlimit, r.rolvaliduntil, ARRAY(SELECT b.rolname \
        FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid) \
        WHERE m.member = r.oid) AS memberof, r.rolreplication FROM pg_catalog.pg_roles r \
        WHERE r.rolname !~ '^pg_' ORDER BY 1";
    assert_eq!(
        lines(sql).await,
        [
            "analyst|false|true|-1|∅|[]|false",
            "polias|true|false|-1|∅|[]|false",
            "tester|false|true|-1|∅|[]|false",
        ]
    );
}

#[tokio::test]
async fn gdesc_names_types() {
    let sql = "SELECT name AS \"Column\", pg_catalog.format_type(tp, tpm) AS \"Type\" FROM (VALUES \
        ('a', '23'::pg_catalog.oid, -1), ('b', '1043'::pg_catalog.oid, 29)) s(name, tp, tpm)";
    assert_eq!(lines(sql).await, ["a|integer", "b|character varying(25)"]);
}

#[tokio::test]
async fn every_lake_type_has_its_postgres_name() {
    let sql = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute \
        WHERE attrelid = 'web.\"Everything\"'::regclass AND attnum > 0 ORDER BY attnum";
    assert_eq!(
        lines(sql).await,
        [
            "b|boolean",
            "t|smallint",
            "s|smallint",
            "i|integer",
            "r|real",
            "d|double precision",
            "c|character(3)",
            "vb|bytea",
            "dt|date",
            "tm|time without time zone",
            "ts|timestamp without time zone",
            "tz|timestamp with time zone",
            "j|json",
            "u|uuid",
            "a|character varying[]",
            "rw|text",
            "m|text",
        ]
    );
}
