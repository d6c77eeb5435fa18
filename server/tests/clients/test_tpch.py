"""All 22 queries of TPC-H give DuckDB's answers on the same files."""

import decimal
import math
import pathlib

import duckdb
import pytest

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


def same(ours, theirs):
    """Exact values, but for quotients, whose scale the two engines choose differently: Trino's average of a
    decimal keeps its scale, so it is DuckDB's rounded half up."""
    if isinstance(ours, decimal.Decimal) and isinstance(theirs, float):
        places = decimal.Decimal(1).scaleb(ours.as_tuple().exponent)
        return abs(ours - decimal.Decimal(theirs)) <= places * decimal.Decimal("0.5001")
    if isinstance(ours, (float, decimal.Decimal)) or isinstance(theirs, (float, decimal.Decimal)):
        return ours is not None and theirs is not None and math.isclose(float(ours), float(theirs), rel_tol=1e-6, abs_tol=1e-4)
    return ours == theirs


def test_there_are_22():
    assert len(QUERIES) == 22


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_query(demo, duck, path):
    sql = path.read_text()
    ours = demo.ask(sql, dbname="tpch")
    theirs = duck.execute(sql).fetchall()
    assert len(ours) == len(theirs)
    for our_row, their_row in zip(ours, theirs):
        assert len(our_row) == len(their_row)
        assert all(same(a, b) for a, b in zip(our_row, their_row)), (our_row, their_row)
