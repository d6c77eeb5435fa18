//! Tables and views in memory.

use std::collections::HashMap;
use std::sync::Arc;

use polias_sql::Flavor;
use polias_sql::ast::Offset;
use polias_types::{RowField, Type};

use super::parsed;
use crate::{AnalysisError, Relation, Relations, Snapshot, TableColumn, TableName, View};

/// `memory.default.t`, `u`, TPC-H's tables, and views.
pub(crate) struct Fixture {
    relations: HashMap<String, Relation>,
}

impl Default for Fixture {
    fn default() -> Self {
        let mut fixture = Self { relations: HashMap::new() };
        fixture.table(
            "t",
            &[
                ("a", Type::Integer),
                ("b", Type::VARCHAR),
                ("c", Type::Double),
                ("d", Type::Date),
                ("r", named_row(&[("x", Type::Bigint), ("y", Type::VARCHAR)])),
                ("xs", Type::array(Type::Integer)),
                ("m", Type::map(Type::VARCHAR, Type::Bigint)),
            ],
        );
        fixture.table("u", &[("a", Type::Bigint), ("b", Type::Varchar(Some(5)))]);
        fixture
            .table("rows", &[("rs", Type::array(named_row(&[("x", Type::Bigint), ("y", Type::VARCHAR)])))]);
        for (name, columns) in TPCH {
            let columns: Vec<_> =
                columns.iter().map(|(name, data_type)| (*name, tpch_type(data_type))).collect();
            fixture.table(name, &columns);
        }
        fixture.view(
            "v",
            "SELECT a, upper(b) AS big FROM t",
            &[("a", Type::Integer), ("big", Type::VARCHAR)],
        );
        fixture.view("wider", "SELECT a FROM t", &[("a", Type::Bigint)]);
        fixture.view("stale_type", "SELECT a FROM u", &[("a", Type::Integer)]);
        fixture.view("stale_count", "SELECT * FROM u", &[("a", Type::Bigint)]);
        fixture.view("broken", "SELECT\n  zz FROM t", &[("zz", Type::Bigint)]);
        fixture.view("on_broken", "SELECT zz FROM broken", &[("zz", Type::Bigint)]);
        fixture.view("itself", "SELECT * FROM itself", &[("a", Type::Bigint)]);
        fixture
    }
}

impl Fixture {
    /// Adds a table with a hidden column `$path`.
    pub(crate) fn table(&mut self, name: &str, columns: &[(&str, Type)]) {
        let column = |(name, data_type): &(&str, Type)| TableColumn {
            name: (*name).to_owned(),
            data_type: data_type.clone(),
            hidden: name.starts_with('$'),
        };
        let path = ("$path", Type::VARCHAR);
        let columns = columns.iter().chain([&path]).map(column).collect();
        self.relations.insert(name.to_owned(), Relation::Table(Arc::new(columns)));
    }

    /// Adds a view.
    pub(crate) fn view(&mut self, name: &str, sql: &str, columns: &[(&str, Type)]) {
        let view = View {
            query: parsed(sql, Flavor::Trino),
            sql: sql.to_owned(),
            catalog: "memory".to_owned(),
            schema: "default".to_owned(),
            columns: columns
                .iter()
                .map(|(name, data_type)| ((*name).to_owned(), data_type.clone()))
                .collect(),
        };
        self.relations.insert(name.to_owned(), Relation::View(Arc::new(view)));
    }
}

impl Relations for Fixture {
    fn relation(
        &self,
        name: &TableName,
        _snapshot: Option<&Snapshot>,
        offset: Offset,
    ) -> Result<Relation, AnalysisError> {
        let known = name.catalog == "memory" && name.schema == "default";
        self.relations.get(&name.table).filter(|_| known).cloned().ok_or_else(|| {
            AnalysisError::new("TABLE_NOT_FOUND", offset, format!("Table '{name}' does not exist"))
        })
    }
}

fn named_row(fields: &[(&str, Type)]) -> Type {
    Type::Row(
        fields
            .iter()
            .map(|(name, data_type)| RowField {
                name: Some((*name).to_owned()),
                data_type: data_type.clone(),
            })
            .collect(),
    )
}

/// `k` bigint, `i` integer, `n` decimal(15,2), `d` date, a number varchar of that length.
fn tpch_type(short: &str) -> Type {
    match short {
        "k" => Type::Bigint,
        "i" => Type::Integer,
        "n" => Type::decimal(15, 2),
        "d" => Type::Date,
        length => Type::Varchar(Some(length.parse().unwrap())),
    }
}

type TpchTable = (&'static str, &'static [(&'static str, &'static str)]);

const TPCH: &[TpchTable] = &[
    ("region", &[("r_regionkey", "k"), ("r_name", "25"), ("r_comment", "152")]),
    ("nation", &[("n_nationkey", "k"), ("n_name", "25"), ("n_regionkey", "k"), ("n_comment", "152")]),
    (
        "supplier",
        &[
            ("s_suppkey", "k"),
            ("s_name", "25"),
            ("s_address", "40"),
            ("s_nationkey", "k"),
            ("s_phone", "15"),
            ("s_acctbal", "n"),
            ("s_comment", "101"),
        ],
    ),
    (
        "customer",
        &[
            ("c_custkey", "k"),
            ("c_name", "25"),
            ("c_address", "40"),
            ("c_nationkey", "k"),
            ("c_phone", "15"),
            ("c_acctbal", "n"),
            ("c_mktsegment", "10"),
            ("c_comment", "117"),
        ],
    ),
    (
        "part",
        &[
            ("p_partkey", "k"),
            ("p_name", "55"),
            ("p_mfgr", "25"),
            ("p_brand", "10"),
            ("p_type", "25"),
            ("p_size", "i"),
            ("p_container", "10"),
            ("p_retailprice", "n"),
            ("p_comment", "23"),
        ],
    ),
    (
        "partsupp",
        &[
            ("ps_partkey", "k"),
            ("ps_suppkey", "k"),
            ("ps_availqty", "i"),
            ("ps_supplycost", "n"),
            ("ps_comment", "199"),
        ],
    ),
    (
        "orders",
        &[
            ("o_orderkey", "k"),
            ("o_custkey", "k"),
            ("o_orderstatus", "1"),
            ("o_totalprice", "n"),
            ("o_orderdate", "d"),
            ("o_orderpriority", "15"),
            ("o_clerk", "15"),
            ("o_shippriority", "i"),
            ("o_comment", "79"),
        ],
    ),
    (
        "lineitem",
        &[
            ("l_orderkey", "k"),
            ("l_partkey", "k"),
            ("l_suppkey", "k"),
            ("l_linenumber", "i"),
            ("l_quantity", "n"),
            ("l_extendedprice", "n"),
            ("l_discount", "n"),
            ("l_tax", "n"),
            ("l_returnflag", "1"),
            ("l_linestatus", "1"),
            ("l_shipdate", "d"),
            ("l_commitdate", "d"),
            ("l_receiptdate", "d"),
            ("l_shipinstruct", "25"),
            ("l_shipmode", "10"),
            ("l_comment", "44"),
        ],
    ),
];
