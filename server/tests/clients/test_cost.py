"""Every byte read is counted, rounded and priced; the history keeps the record."""

import gzip
import threading
import time

import psycopg
import pytest

from polias import wait_until

MB = 1_000_000


@pytest.fixture(scope="module")
def csv(lake):
    """A table of one CSV file; returns its size."""
    file = lake.bucket("cost") / "t" / "data.csv"
    file.parent.mkdir(parents=True)
    file.write_text("".join(f"{n},{'x' * 90}\n" for n in range(120_000)))
    lake.ask("CREATE EXTERNAL TABLE cost_t (n int, text string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' "
             "LOCATION 's3://cost/t/'")
    return file.stat().st_size


def price(billed):
    return pytest.approx(billed * 5 / 1e12)


def test_a_row_format_is_read_whole_and_rounded_up_to_the_megabyte(lake, csv):
    lake.ask("SELECT count(n) AS whole FROM cost_t")
    record = lake.history("AS whole")
    assert record["state"] == "SUCCEEDED"
    # Readers of neighbouring byte ranges both read the record on their border.
    assert csv <= record["data_scanned_bytes"] <= csv * 1.02
    assert record["billed_bytes"] == -(-csv // MB) * MB
    assert float(record["cost_usd"]) == price(record["billed_bytes"])
    assert record["rows_returned"] == 1 and record["user_name"] == "tester" and record["workgroup"] == "primary"


def test_compressed_bytes_count_and_the_minimum_holds(lake):
    file = lake.bucket("cost") / "gz" / "data.csv.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(b"".join(b"%d\n" % n for n in range(100_000))))
    lake.ask("CREATE EXTERNAL TABLE cost_gz (n int) LOCATION 's3://cost/gz/'")
    assert lake.ask("SELECT count(n) AS packed FROM cost_gz") == [(100_000,)]
    record = lake.history("AS packed")
    assert record["data_scanned_bytes"] == file.stat().st_size
    assert record["billed_bytes"] == 10 * MB


def test_ddl_and_queries_without_tables_are_free(lake):
    lake.ask("CREATE DATABASE IF NOT EXISTS free_of_charge")
    lake.ask("SELECT 1 AS constant_only")
    for part in ("free_of_charge", "constant_only"):
        record = lake.history(part)
        assert (record["state"], record["data_scanned_bytes"], record["billed_bytes"]) == ("SUCCEEDED", 0, 0)


def test_failed_queries_are_free(lake, csv):
    with pytest.raises(psycopg.Error):
        lake.ask("SELECT max(1 / (n - 119999)) AS failing FROM cost_t")
    record = lake.history("AS failing")
    assert record["state"] == "FAILED" and record["error_name"] == "DIVISION_BY_ZERO"
    assert record["billed_bytes"] == 0 and float(record["cost_usd"]) == 0


def test_a_cancelled_query_pays_for_what_it_read(lake, csv):
    connection = lake.connect()
    errors = []

    def query():
        try:
            connection.execute("SELECT count(*) AS stopped FROM cost_t a, cost_t b, cost_t c WHERE a.n + b.n = c.n + 7 "
                               "AND a.text < b.text")
        except psycopg.Error as error:
            errors.append(error.sqlstate)

    thread = threading.Thread(target=query)
    thread.start()
    wait_until(lambda: "polias_queries_running 1" in lake.http("/metrics")[1])
    time.sleep(0.5)
    connection.cancel()
    thread.join(timeout=20)
    assert errors == ["57014"]
    record = lake.history("AS stopped")
    assert record["state"] == "CANCELLED"
    assert record["billed_bytes"] >= 10 * MB


def test_parquet_reads_only_its_columns_and_cache_hits_count(demo):
    for name, column in (("wide", "l_comment"), ("narrow", "l_linenumber"), ("narrow_again", "l_linenumber")):
        demo.ask(f"SELECT max({column}) AS {name} FROM tpch.lineitem")
    wide, narrow, again = (demo.history(f"AS {name} ")["data_scanned_bytes"] for name in ("wide", "narrow", "narrow_again"))
    assert 0 < narrow < wide / 5
    assert again == narrow


def test_partitions_that_are_not_asked_for_are_not_read(demo):
    demo.ask("SELECT count(*) AS one_day, max(bytes) FROM web.logs WHERE day = '03'")
    demo.ask("SELECT count(*) AS all_days, max(bytes) FROM web.logs")
    one, all_days = demo.history("AS one_day")["data_scanned_bytes"], demo.history("AS all_days")["data_scanned_bytes"]
    assert 0 < one < all_days / 5


def test_the_notice_shows_the_cost(lake, csv):
    notices = []
    with lake.connect() as connection:
        connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
        connection.execute("SET polias.show_cost = on")
        connection.execute("SELECT max(n) FROM cost_t").fetchall()
    assert any("scanned" in notice and "USD" in notice for notice in notices), notices
