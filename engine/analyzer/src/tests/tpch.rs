//! All of TPC-H's queries.

use super::{analyzed, output};

const QUERIES: [&str; 22] = [
    include_str!("../../../../bench/tpch/queries/q01.sql"),
    include_str!("../../../../bench/tpch/queries/q02.sql"),
    include_str!("../../../../bench/tpch/queries/q03.sql"),
    include_str!("../../../../bench/tpch/queries/q04.sql"),
    include_str!("../../../../bench/tpch/queries/q05.sql"),
    include_str!("../../../../bench/tpch/queries/q06.sql"),
    include_str!("../../../../bench/tpch/queries/q07.sql"),
    include_str!("../../../../bench/tpch/queries/q08.sql"),
    include_str!("../../../../bench/tpch/queries/q09.sql"),
    include_str!("../../../../bench/tpch/queries/q10.sql"),
    include_str!("../../../../bench/tpch/queries/q11.sql"),
    include_str!("../../../../bench/tpch/queries/q12.sql"),
    include_str!("../../../../bench/tpch/queries/q13.sql"),
    include_str!("../../../../bench/tpch/queries/q14.sql"),
    include_str!("../../../../bench/tpch/queries/q15.sql"),
    include_str!("../../../../bench/tpch/queries/q16.sql"),
    include_str!("../../../../bench/tpch/queries/q17.sql"),
    include_str!("../../../../bench/tpch/queries/q18.sql"),
    include_str!("../../../../bench/tpch/queries/q19.sql"),
    include_str!("../../../../bench/tpch/queries/q20.sql"),
    include_str!("../../../../bench/tpch/queries/q21.sql"),
    include_str!("../../../../bench/tpch/queries/q22.sql"),
];

#[test]
fn every_query_is_analyzed() {
    for sql in QUERIES {
        for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
            let analysis = analyzed(statement);
            assert!(!analysis.output.is_empty(), "{statement}");
        }
    }
}

#[test]
fn types_of_the_first_are_trinos() {
    // From Trino 440 over columns of these types.
    assert_eq!(
        output(QUERIES[0].trim().trim_end_matches(';')),
        "l_returnflag varchar(1), l_linestatus varchar(1), sum_qty decimal(38,2), \
         sum_base_price decimal(38,2), sum_disc_price decimal(38,4), sum_charge decimal(38,6), \
         avg_qty decimal(15,2), avg_price decimal(15,2), avg_disc decimal(15,2), count_order bigint"
    );
}
