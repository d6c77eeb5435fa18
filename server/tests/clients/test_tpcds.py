"""All 99 queries of TPC-DS give DuckDB's answers on the same files, in the same order."""

import subprocess
import sys

import duckdb
import pytest

from answers import assert_same
from polias import ROOT, Server

TPCDS = ROOT / "bench" / "tpcds"
sys.path.append(str(TPCDS))
from compare import ADDENDS, declare  # noqa: E402 (a script beside the queries)

# The generator is an extension of DuckDB that exists for fewer versions than DuckDB: it has an environment of its own.
GENERATOR = ROOT / ".venv" / "tpcds" / "bin" / "python"
QUERIES = sorted((TPCDS / "queries").glob("q*.sql"))
TABLES = 24


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """The tables at scale 0.01, a folder each."""
    assert GENERATOR.exists(), f"no {GENERATOR}: .ci/test makes it"
    folder = tmp_path_factory.mktemp("tpcds")
    subprocess.run([GENERATOR, TPCDS / "generate.py", folder, "--scale", "0.01"], check=True, timeout=200)
    assert len(list(folder.iterdir())) == TABLES
    return folder


@pytest.fixture(scope="module")
def ours(data, tmp_path_factory):
    """A connection to a server that has the tables."""
    with Server(tmp_path_factory.mktemp("tpcds-server"), "--set", f"storage.file_roots={data}") as server:
        with server.connect(prepare_threshold=None) as connection:
            declare(connection, "tpcds", data.as_uri())
            yield connection
        assert server.stop() == 0


@pytest.fixture(scope="module")
def duck(data):
    connection = duckdb.connect()
    for folder in data.iterdir():
        connection.execute(f"CREATE VIEW {folder.name} AS SELECT * FROM read_parquet('{folder}/*.parquet')")
    return connection


def test_there_are_99():
    assert len(QUERIES) == 99


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_query(ours, duck, path):
    sql = path.read_text()
    assert_same(ours.execute(sql).fetchall(), duck.execute(sql).fetchall(), ADDENDS.get(path.stem, 1))
