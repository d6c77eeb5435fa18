"""All 22 queries of TPC-H give DuckDB's answers on the same files."""

import pathlib

import duckdb
import pytest

from answers import assert_same
from polias import ROOT

QUERIES = sorted((ROOT / "bench" / "tpch" / "queries").glob("q*.sql"))
TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]


@pytest.fixture(scope="module")
def duck(demo):
    connection = duckdb.connect()
    for table in TABLES:
        files = pathlib.Path(demo.bucket("polias-demo"), "tpch", table, "*.parquet")
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')")
    return connection


def test_there_are_22():
    assert len(QUERIES) == 22


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_query(demo, duck, path):
    sql = path.read_text()
    assert_same(demo.ask(sql, dbname="tpch"), duck.execute(sql).fetchall())
