//! The statements that make the sample tables, in Athena's own DDL.

/// Tables of TPC-H with their columns (TPC-H specification, section 1.4).
const TPCH: [(&str, &str); 8] = [
    (
        "customer",
        "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, \
         c_acctbal decimal(15,2), c_mktsegment string, c_comment string",
    ),
    (
        "lineitem",
        "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, \
         l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), \
         l_tax decimal(15,2), l_returnflag string, l_linestatus string, l_shipdate date, \
         l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string",
    ),
    ("nation", "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string"),
    (
        "orders",
        "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(15,2), \
         o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int, o_comment string",
    ),
    (
        "part",
        "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int, \
         p_container string, p_retailprice decimal(15,2), p_comment string",
    ),
    (
        "partsupp",
        "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal(15,2), ps_comment string",
    ),
    ("region", "r_regionkey bigint, r_name string, r_comment string"),
    (
        "supplier",
        "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string, \
         s_acctbal decimal(15,2), s_comment string",
    ),
];

/// Columns of the web logs, in the order of the CSV files.
const LOG_COLUMNS: &str = "time timestamp, client string, method string, path string, status int, \
    bytes bigint, duration_ms double, agent struct<browser:string,version:int>";

/// Databases and tables over the files below `bucket` (`s3://…/`), safe to run again.
pub fn statements(bucket: &str) -> Vec<String> {
    let mut statements = vec![
        "CREATE DATABASE IF NOT EXISTS tpch COMMENT 'TPC-H sample data'".to_owned(),
        "CREATE DATABASE IF NOT EXISTS web COMMENT 'web log sample data'".to_owned(),
    ];
    statements.extend(TPCH.iter().map(|(table, columns)| {
        format!(
            "CREATE EXTERNAL TABLE IF NOT EXISTS tpch.{table} ({columns}) STORED AS PARQUET \
             LOCATION '{bucket}tpch/{table}/'"
        )
    }));
    statements.push(format!(
        "CREATE EXTERNAL TABLE IF NOT EXISTS web.logs ({LOG_COLUMNS}) \
         PARTITIONED BY (year string, month string, day string) \
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION '{bucket}web/logs/'"
    ));
    statements.push("MSCK REPAIR TABLE web.logs".to_owned());
    statements.push(format!(
        "CREATE EXTERNAL TABLE IF NOT EXISTS web.logs_csv (time string, client string, method string, \
         path string, status int, bytes bigint, duration_ms double, browser string, version int) \
         ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' \
         LOCATION '{bucket}web/logs_csv/' TBLPROPERTIES ('skip.header.line.count'='1')"
    ));
    statements
}
