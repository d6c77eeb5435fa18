"""Trino's REST protocol: its Python client, its JDBC driver, and requests by hand."""

import base64
import datetime
import decimal
import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

import pytest
import trino

from polias import Server, run

DRIVER = pathlib.Path(os.environ.get("TRINO_JDBC_JAR", pathlib.Path(__file__).parents[3] / ".venv" / "trino-jdbc.jar"))
HERE = pathlib.Path(__file__).parent


def connect(server, **more):
    return trino.dbapi.connect(host="127.0.0.1", port=server.http_port, user="tester",
                               catalog="awsdatacatalog", schema="tpch", **more)


def ask(server, sql, parameters=None):
    cursor = connect(server).cursor()
    cursor.execute(sql, parameters)
    return cursor.fetchall(), [(column.name, column.type_code) for column in cursor.description]


def request(server, path, body=None, method=None, **headers):
    """Status, headers and text of one request."""
    call = urllib.request.Request(f"http://127.0.0.1:{server.http_port}{path}", data=body, method=method,
                                  headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def submit(server, sql, **headers):
    return request(server, "/v1/statement", sql.encode(), X_Trino_User="tester", X_Trino_Schema="tpch", **headers)


def path_of(uri):
    return "/" + uri.split("/", 3)[3]


def test_values_have_their_types(demo):
    rows, columns = ask(demo, "SELECT 1 AS i, 1.50 AS d, DOUBLE '1e10' AS f, 'x' AS s, DATE '2024-02-29' AS day, "
                              "ARRAY[1, NULL] AS a, MAP(ARRAY['k'], ARRAY[2]) AS m, NULL AS n, X'6869' AS b, "
                              "TIMESTAMP '2024-02-29 12:34:56.123' AS t, ROW(1, 'y') AS r")
    assert [name for name, _ in columns] == ["i", "d", "f", "s", "day", "a", "m", "n", "b", "t", "r"]
    assert [kind for _, kind in columns] == [
        "integer", "decimal(3, 2)", "double", "varchar(1)", "date", "array(integer)", "map(varchar(1), integer)",
        "unknown", "varbinary", "timestamp(3)", "row(integer, varchar(1))"]
    assert rows == [[1, decimal.Decimal("1.50"), 1e10, "x", datetime.date(2024, 2, 29), [1, None], {"k": 2}, None,
                     b"hi", datetime.datetime(2024, 2, 29, 12, 34, 56, 123000), (1, "y")]]


def test_numbers_json_does_not_have(demo):
    rows, _ = ask(demo, "SELECT nan(), infinity(), -infinity()")
    assert rows[0][0] != rows[0][0] and rows[0][1:] == [float("inf"), float("-inf")]


def test_a_table_in_pages(demo):
    rows, _ = ask(demo, "SELECT l_orderkey, l_comment FROM lineitem")
    assert len(rows) == 60175


def test_errors_have_name_code_and_place(demo):
    with pytest.raises(trino.exceptions.TrinoUserError) as caught:
        ask(demo, "SELECT\n  nope FROM lineitem")
    error = caught.value
    assert (error.error_name, error.error_code, error.error_type) == ("COLUMN_NOT_FOUND", 47, "USER_ERROR")
    assert error.message == "line 2:3: Column 'nope' cannot be resolved"
    with pytest.raises(trino.exceptions.TrinoUserError) as caught:
        ask(demo, "SELECT FROM")
    assert caught.value.error_name == "SYNTAX_ERROR" and caught.value.message.startswith("line 1:8: mismatched input")
    with pytest.raises(trino.exceptions.TrinoUserError) as caught:
        ask(demo, "SELECT 1 / (l_linenumber - l_linenumber) FROM lineitem")
    assert (caught.value.error_name, caught.value.error_code) == ("DIVISION_BY_ZERO", 8)


def test_parameters(demo):
    rows, _ = ask(demo, "SELECT count(*) FROM lineitem WHERE l_quantity > ? AND l_shipmode = ?", (49, "RAIL"))
    assert rows[0][0] > 0


def test_the_client_keeps_the_session(demo):
    connection = connect(demo)
    cursor = connection.cursor()
    for sql in ["USE web", "PREPARE two FROM SELECT ? + 1"]:
        cursor.execute(sql)
        cursor.fetchall()
    cursor.execute("SELECT count(*) FROM logs")
    assert cursor.fetchall()[0][0] > 0
    cursor.execute("EXECUTE two USING 1")
    assert cursor.fetchall() == [[2]]
    cursor.execute("DEALLOCATE PREPARE two")
    cursor.fetchall()
    with pytest.raises(trino.exceptions.TrinoUserError):
        cursor.execute("EXECUTE two USING 1")
        cursor.fetchall()


def test_a_page_can_be_read_again_and_older_ones_are_gone(demo):
    status, _, text = submit(demo, "SELECT * FROM lineitem")
    first = path_of(json.loads(text)["nextUri"])
    page = request(demo, first)
    assert status == page[0] == 200
    assert request(demo, first)[2] == page[2]
    following = path_of(json.loads(page[2])["nextUri"])
    while "data" not in json.loads(request(demo, following)[2]):
        following = path_of(json.loads(request(demo, following)[2])["nextUri"])
    assert request(demo, first)[0] == 410
    assert request(demo, following.rsplit("/", 2)[0] + "/wrong/9")[0] == 404
    assert request(demo, following, method="DELETE")[0] == 204
    assert request(demo, following)[0] == 404


def test_cancel_stops_the_query(demo):
    _, _, text = submit(demo, "SELECT count(*) FROM lineitem a CROSS JOIN lineitem b WHERE a.l_comment > b.l_comment")
    following = path_of(json.loads(text)["nextUri"])
    time.sleep(0.5)
    assert request(demo, following, method="DELETE")[0] == 204
    for _ in range(100):
        record = demo.history("a.l_comment > b.l_comment")
        if record["state"] == "CANCELLED":
            return
        time.sleep(0.1)
    raise AssertionError(record)


def test_a_statement_without_a_user_is_refused(demo):
    status, _, text = request(demo, "/v1/statement", b"SELECT 1")
    assert (status, text) == (400, "X-Trino-User header must be set")


def test_older_clients_are_told_types_without_precision(demo):
    _, _, text = submit(demo, "SELECT TIMESTAMP '2024-02-29 12:34:56.123'")
    while "columns" not in json.loads(text):
        text = request(demo, path_of(json.loads(text)["nextUri"]))[2]
    assert json.loads(text)["columns"][0]["type"] == "timestamp"


def test_server_information(demo):
    status, _, text = request(demo, "/v1/info")
    assert status == 200 and json.loads(text)["nodeVersion"]["version"] == "440"


def test_users_need_their_password(tmp_path):
    assert run("user", "--data-dir", tmp_path, "add", "ada", stdin="correct horse\n").returncode == 0
    with Server(tmp_path) as server:
        ask_as = lambda user, password: request(
            server, "/v1/statement", b"SELECT 1", X_Trino_User=user,
            Authorization="Basic " + base64.b64encode(f"ada:{password}".encode()).decode())[0]
        assert submit(server, "SELECT 1")[0] == 401
        assert ask_as("ada", "wrong") == 401
        assert ask_as("bob", "correct horse") == 401
        assert ask_as("ada", "correct horse") == 200


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-d", folder, HERE / "TrinoCheck.java"], check=True)
    return folder


@pytest.mark.parametrize("check", ["values", "prepared", "errors", "pages"])
def test_jdbc(demo, classes, check):
    url = f"jdbc:trino://127.0.0.1:{demo.http_port}/awsdatacatalog/tpch"
    done = subprocess.run(["java", "-cp", f"{classes}:{DRIVER}", "TrinoCheck", url, check],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("ok")
