"""psycopg 3: parameters, binary results, server-side cursors, COPY, transactions, cancel."""

import datetime
import decimal
import threading
import time

import duckdb
import psycopg
import pytest

from polias import ENDLESS, wait_until


def test_parameters_and_types(demo):
    rows = demo.ask("SELECT n_name FROM tpch.nation WHERE n_regionkey = %s AND n_name LIKE %s ORDER BY 1", 3, "%AN%")
    assert [row[0] for row in rows] == ["FRANCE", "GERMANY", "ROMANIA"]
    rows = demo.ask("SELECT count(*) FROM tpch.orders WHERE o_orderdate < %s AND o_totalprice > %s",
                    datetime.date(1993, 1, 1), decimal.Decimal("1000.50"))
    assert rows[0][0] > 0


@pytest.mark.parametrize("binary", [False, True])
def test_values_come_back_as_python_values(demo, binary):
    sql = """SELECT CAST(1 AS smallint), CAST(2 AS integer), CAST(3 AS bigint), CAST(1.5 AS real),
        CAST(-2.25 AS double), CAST('123456789012345678.90' AS decimal(20,2)), 'text', true,
        DATE '2026-02-28', TIMESTAMP '2026-02-28 12:34:56.789', CAST(NULL AS integer)"""
    with demo.connect() as connection:
        row = connection.cursor(binary=binary).execute(sql).fetchone()
    assert row == (1, 2, 3, 1.5, -2.25, decimal.Decimal("123456789012345678.90"), "text", True,
                   datetime.date(2026, 2, 28), datetime.datetime(2026, 2, 28, 12, 34, 56, 789000), None)


def test_text_parameters_in_the_select_list(demo):
    assert demo.ask("SELECT %s, upper(%s), CAST(%s AS integer)", "a", "b", "7") == [("a", "B", 7)]


@pytest.mark.parametrize("binary", [False, True])
def test_arrays(demo, binary):
    with demo.connect() as connection:
        row = connection.cursor(binary=binary).execute("SELECT array_agg(n_nationkey) FROM tpch.nation WHERE n_nationkey < 3").fetchone()
    assert sorted(row[0]) == [0, 1, 2]


def test_server_side_cursor(demo):
    with demo.connect(autocommit=False) as connection:
        with connection.cursor(name="rows") as cursor:
            cursor.execute("SELECT o_orderkey FROM tpch.orders ORDER BY 1")
            cursor.itersize = 1000
            keys = [row[0] for row in cursor]
    assert len(keys) == 15_000 and keys == sorted(keys)


def test_copy_out(demo):
    with demo.connect() as connection, connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT r_regionkey, r_name FROM tpch.region ORDER BY 1) TO STDOUT") as copy:
            copy.set_types(["int8", "text"])
            assert list(copy.rows())[0] == (0, "AFRICA")
    with demo.connect() as connection, connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT r_regionkey, r_name FROM tpch.region ORDER BY 1) TO STDOUT (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "text"])
            assert len(list(copy.rows())) == 5


def test_prepared_by_the_driver(demo):
    with demo.connect(prepare_threshold=0) as connection:
        for region in range(5):
            row = connection.execute("SELECT count(*) FROM tpch.nation WHERE n_regionkey = %s", (region,)).fetchone()
            assert row == (5,)


def test_a_failed_transaction_answers_25p02_until_rollback(demo):
    with demo.connect(autocommit=False) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT nope")
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        connection.rollback()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_error_fields(demo):
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        demo.ask("SELECT r_name, nope FROM tpch.region")
    assert caught.value.diag.message_primary.startswith("COLUMN_NOT_FOUND: ")
    with pytest.raises(psycopg.errors.UndefinedTable):
        demo.ask("SELECT 1 FROM tpch.nope")
    with pytest.raises(psycopg.errors.DivisionByZero):
        demo.ask("SELECT 1 / (n_nationkey - n_nationkey) FROM tpch.nation")
    with pytest.raises(psycopg.errors.SyntaxError):
        demo.ask("SELEC 1")


def test_cancel_stops_a_cpu_bound_query(demo):
    connection = demo.connect()
    caught = []

    def query():
        try:
            connection.execute(ENDLESS)
        except psycopg.Error as error:
            caught.append(error)

    thread = threading.Thread(target=query)
    thread.start()
    wait_until(lambda: "polias_queries_running 1" in demo.http("/metrics")[1])
    begin = time.monotonic()
    connection.cancel()
    thread.join(timeout=30)
    assert not thread.is_alive() and time.monotonic() - begin < 10
    assert isinstance(caught[0], psycopg.errors.QueryCanceled)
    assert connection.execute("SELECT 1").fetchone() == (1,)
    assert demo.history("AS cpu_bound")["state"] == "CANCELLED"


def test_a_cancelled_join_without_keys_frees_its_threads(lake):
    folder = lake.bucket("joins") / "t"
    folder.mkdir(parents=True)
    duckdb.sql(f"COPY (SELECT range AS a FROM range(600000)) TO '{folder}/a.parquet' (FORMAT parquet)")
    lake.ask("CREATE EXTERNAL TABLE joined (a bigint) STORED AS PARQUET LOCATION 's3://joins/t/'")
    for _ in range(10):
        with lake.connect() as connection:
            with pytest.raises(psycopg.errors.QueryCanceled):
                connection.execute("SET statement_timeout = '500ms'")
                connection.execute("SELECT count(*) FROM joined x CROSS JOIN joined y WHERE x.a * y.a % 1000003 = 3 AND x.a > y.a")
    assert lake.ask("SELECT count(*) FROM joined") == [(600_000,)]


def test_settings_of_the_session(demo):
    with demo.connect() as connection:
        connection.execute("SET application_name = 'tests'")
        assert connection.execute("SHOW application_name").fetchone() == ("tests",)
        connection.execute("RESET ALL")
        connection.execute("DISCARD ALL")
        with pytest.raises(psycopg.Error):
            connection.execute("SHOW no_such_setting")
        connection.execute("SET search_path = web")
        assert connection.execute("SELECT count(*) FROM logs_csv").fetchone() == (35_000,)
