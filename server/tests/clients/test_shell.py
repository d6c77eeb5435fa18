"""`polias sql`, the shell, as scripts use it."""

import json

import pytest

from polias import run


def shell(server, *arguments, **more):
    return run("sql", "--url", f"postgres://127.0.0.1:{server.pg_port}/tpch", *arguments, **more)


def test_table_with_footer(demo):
    done = shell(demo, "-c", "SELECT n_name, n_nationkey FROM nation WHERE n_regionkey = 3 ORDER BY n_name LIMIT 2")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split("|")[0].strip() == "n_name"
    assert lines[2].split("|")[0].strip() == "FRANCE"
    assert "2 rows" in done.stderr and "scanned" in done.stderr and "$0.0000" in done.stderr


def test_csv_and_json(demo):
    sql = "SELECT r_regionkey, r_name, CAST(NULL AS varchar) AS nothing FROM region ORDER BY 1 LIMIT 1"
    assert shell(demo, "--output", "csv", "-c", sql).stdout == "r_regionkey,r_name,nothing\n0,AFRICA,\n"
    row = json.loads(shell(demo, "--output", "json", "-c", sql).stdout)
    assert row == {"r_regionkey": 0, "r_name": "AFRICA", "nothing": None}


def test_a_file_of_statements_stops_at_the_first_error(demo, tmp_path):
    script = tmp_path / "script.sql"
    script.write_text("SELECT 'first';\nSELECT no_such_column FROM nation;\nSELECT 'last';\n")
    done = shell(demo, "-f", script)
    assert done.returncode == 1
    assert "first" in done.stdout and "last" not in done.stdout
    assert "COLUMN_NOT_FOUND" in done.stderr


def test_standard_input(demo):
    done = shell(demo, "-f", "-", "--output", "csv", stdin="SELECT 1 AS a; SELECT 2 AS a")
    assert done.stdout == "a\n1\na\n2\n"


def test_errors_of_the_connection(demo):
    refused = run("sql", "--url", "postgres://127.0.0.1:1", "-c", "SELECT 1")
    assert refused.returncode == 1 and "cannot connect" in refused.stderr
    refused = run("sql", "--url", "nonsense", "-c", "SELECT 1")
    assert refused.returncode == 1 and "--url" in refused.stderr


@pytest.mark.parametrize("arguments", [["-f", "/nowhere.sql"]])
def test_errors_of_the_arguments(demo, arguments):
    refused = shell(demo, *arguments)
    assert refused.returncode == 1 and "/nowhere.sql" in refused.stderr
