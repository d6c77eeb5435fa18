"""psql 15: its backslash commands and its ways of asking."""

import subprocess

import pytest

from polias import clean_environment


def psql(server, *arguments, stdin=None, database="tpch"):
    return subprocess.run(["psql", "-X", "-h", "127.0.0.1", "-p", str(server.pg_port), "-U", "tester", database, *arguments],
                          input=stdin, capture_output=True, text=True, timeout=120, env=clean_environment())


@pytest.mark.parametrize("command, expected", [
    (r"\l", ["awsdatacatalog"]),
    (r"\dn", ["tpch", "web", "default"]),
    (r"\dt tpch.*", ["lineitem", "region", "table"]),
    (r"\dt", ["lineitem"]),
    (r"\dt *.*", ["tpch", "logs_csv"]),
    (r"\d tpch.region", ["r_regionkey", "bigint", "r_name"]),
    (r"\d+ tpch.region", ["r_comment"]),
    (r"\d web.logs", ["year", "status", "integer"]),
    (r"\d", ["lineitem", "orders"]),
    (r"\df", ["List of functions"]),
    (r"\du", ["List of roles"]),
    (r"\dv", []),
    (r"\di", []),
    (r"\dp", []),
    (r"\conninfo", ["You are connected"]),
])
def test_backslash_commands(demo, command, expected):
    done = psql(demo, "-c", command)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    for part in expected:
        assert part in done.stdout, done.stdout


def test_views_are_listed_and_described(fresh):
    for sql in ("CREATE DATABASE v", "CREATE VIEW v.ones AS SELECT 1 AS one, 'x' AS text"):
        assert psql(fresh, "-c", sql, database="default").returncode == 0
    assert "ones" in psql(fresh, "-c", r"\dv v.*", database="default").stdout
    described = psql(fresh, "-c", r"\d v.ones", database="default").stdout
    assert "one" in described and "integer" in described or "bigint" in described


def test_rows_nulls_and_several_statements(demo):
    done = psql(demo, "-At", "-c", "SELECT 1, NULL, 'x'; SELECT count(*) FROM nation")
    assert done.stdout == "1||x\n25\n", done.stderr


def test_error_shows_its_place(demo):
    done = psql(demo, "-c", "SELECT r_name, no_such FROM region")
    assert "COLUMN_NOT_FOUND" in done.stderr and "no_such" in done.stderr
    done = psql(demo, "-v", "VERBOSITY=verbose", "-c", "SELECT * FROM no_such_table")
    assert "42P01" in done.stderr and "TABLE_NOT_FOUND" in done.stderr


def test_the_session_goes_on_after_an_error(demo):
    done = psql(demo, "-At", stdin="SELEC 1;\nSELECT 2;\n")
    assert "ERROR" in done.stderr and done.stdout == "2\n"


def test_fetch_count_uses_a_cursor(demo):
    done = psql(demo, "-At", stdin="\\set FETCH_COUNT 10\nSELECT n_nationkey FROM nation ORDER BY 1;\n")
    assert done.stdout.split() == [str(n) for n in range(25)], done.stderr


def test_on_error_rollback_and_autocommit_off(demo):
    done = psql(demo, "-At", stdin="\\set ON_ERROR_ROLLBACK on\nBEGIN;\nSELECT nope;\nSELECT 3;\nCOMMIT;\n")
    assert "3" in done.stdout.split()
    done = psql(demo, "-At", stdin="\\set AUTOCOMMIT off\nSELECT 4;\nCOMMIT;\n")
    assert "4" in done.stdout.split(), done.stderr


def test_gdesc_and_copy(demo):
    done = psql(demo, "-At", stdin="SELECT n_nationkey, n_name FROM nation \\gdesc\n")
    assert done.stdout.splitlines() == ["n_nationkey|bigint", "n_name|character varying"] or "n_name|text" in done.stdout
    done = psql(demo, "-c", r"\copy (SELECT r_regionkey, r_name FROM region ORDER BY 1) TO STDOUT WITH (FORMAT csv, HEADER)")
    assert done.stdout.splitlines()[:2] == ["r_regionkey,r_name", "0,AFRICA"], done.stderr


def test_information_schema(demo):
    done = psql(demo, "-At", "-c", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'web' ORDER BY 1")
    assert done.stdout.split() == ["logs", "logs_csv"], done.stderr
    done = psql(demo, "-At", "-c", "SELECT column_name FROM information_schema.columns WHERE table_schema = 'tpch' "
                                  "AND table_name = 'region' ORDER BY ordinal_position")
    assert done.stdout.split() == ["r_regionkey", "r_name", "r_comment"], done.stderr
