"""pgjdbc, the PostgreSQL JDBC driver: a Java program asks as BI tools ask."""

import os
import pathlib
import subprocess

import pytest

DRIVER = pathlib.Path(os.environ.get("PGJDBC_JAR", "/usr/share/java/postgresql.jar"))
HERE = pathlib.Path(__file__).parent


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-d", folder, HERE / "JdbcCheck.java"], check=True)
    return folder


@pytest.mark.parametrize("check", [
    "values", "metadata", "prepared", "fetchSize", "cancel", "errors", "maxRows", "batch", "resultSetMetadata",
])
def test_jdbc(demo, classes, check):
    url = f"jdbc:postgresql://127.0.0.1:{demo.pg_port}/tpch?user=tester"
    done = subprocess.run(["java", "-cp", f"{classes}:{DRIVER}", "JdbcCheck", url, check],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("ok")
