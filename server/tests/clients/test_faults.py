"""Bad input and broken files: a clear error, and the session and the server go on."""

import gzip
import json
import os
import socket
import struct
import threading

import duckdb
import psycopg
import pytest

from polias import wait_until


def put(server, path, content):
    file = server.bucket("faults") / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def parquet(server, path, rows=100_000):
    file = server.bucket("faults") / path
    file.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"COPY (SELECT range AS n, repeat('x', 50) AS text FROM range({rows})) TO '{file}' (FORMAT parquet)")
    return file


def table(server, name, columns="n bigint, text string", clauses="STORED AS PARQUET"):
    server.ask(f"CREATE EXTERNAL TABLE {name} ({columns}) {clauses} LOCATION 's3://faults/{name}/'")


def refused(server, sql):
    """The error of a statement; the same session must answer afterwards."""
    with server.connect() as connection:
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(sql).fetchall()
        assert connection.execute("SELECT 1").fetchone() == (1,)
    message = str(caught.value)
    assert "panicked" not in message
    return message


def test_corrupt_parquet_footer(lake):
    file = parquet(lake, "corrupt/a.parquet")
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"\0" * 16 + content[-4:])
    table(lake, "corrupt")
    message = refused(lake, "SELECT sum(n) FROM corrupt")
    assert message.startswith("HIVE_") and "a.parquet" in message


def test_truncated_parquet(lake):
    file = parquet(lake, "cut/a.parquet")
    file.write_bytes(file.read_bytes()[:10_000])
    table(lake, "cut")
    assert "a.parquet" in refused(lake, "SELECT sum(n) FROM cut")


def test_corrupt_parquet_page(lake):
    file = parquet(lake, "page/a.parquet")
    content = bytearray(file.read_bytes())
    content[40:4000] = os.urandom(3960)
    file.write_bytes(content)
    table(lake, "page")
    refused(lake, "SELECT sum(n), max(text) FROM page")


def test_truncated_gzip(lake):
    packed = gzip.compress(b"".join(b"%d\n" % n for n in range(200_000)))
    put(lake, "gz/a.csv.gz", packed[: len(packed) // 2])
    table(lake, "gz", "n int", "")
    message = refused(lake, "SELECT count(n) FROM gz")
    assert message.startswith("HIVE_") and "a.csv.gz" in message


def test_malformed_json_line(lake):
    put(lake, "json/a.json", b'{"n": 1}\n{"n": \n{"n": 3}\n')
    serde = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
    table(lake, "json", "n int", serde)
    assert "HIVE_" in refused(lake, "SELECT n FROM json")
    lake.ask("CREATE EXTERNAL TABLE json_lenient (n int) " + serde +
             " WITH SERDEPROPERTIES ('ignore.malformed.json'='true') LOCATION 's3://faults/json/'")
    assert sorted(lake.ask("SELECT n FROM json_lenient"), key=str) == [(1,), (3,), (None,)]


def test_a_file_that_vanishes_while_a_query_reads(lake):
    file = parquet(lake, "vanish/a.parquet", rows=3_000_000)
    table(lake, "vanish")
    with lake.connect() as connection, connection.cursor(name="slow") as cursor:
        with connection.transaction():
            cursor.execute("SELECT n, text FROM vanish")
            assert cursor.fetchone() is not None
            file.unlink()
    assert lake.ask("SELECT count(*) FROM vanish") == [(0,)]


def test_a_statement_of_300_kilobytes(lake):
    values = ", ".join(f"({n}, 'value number {n}')" for n in range(12_000))
    sql = f"SELECT count(*), max(n) FROM (VALUES {values}) AS t(n, text)"
    assert len(sql) > 300_000
    assert lake.ask(sql) == [(12_000, 11_999)]


def test_a_statement_beyond_the_limit(lake):
    assert "bytes" in refused(lake, "SELECT '" + "x" * (2 << 20) + "'")


@pytest.mark.parametrize("depth", [1_000, 20_000])
def test_deep_nesting(lake, depth):
    with lake.connect() as connection:
        try:
            assert connection.execute("SELECT " + "(" * depth + "1" + ")" * depth).fetchone() == (1,)
        except psycopg.Error as error:
            assert error.sqlstate in ("42601", "54001", "0A000"), error
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_long_chain_of_operators(lake):
    with lake.connect() as connection:
        try:
            assert connection.execute("SELECT " + " + ".join(["1"] * 20_000)).fetchone() == (20_000,)
        except psycopg.Error as error:
            assert error.sqlstate in ("42601", "54001", "0A000"), error
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_client_that_vanishes_mid_stream(lake):
    parquet(lake, "stream/a.parquet", rows=2_000_000)
    table(lake, "stream")
    with socket.create_connection(("127.0.0.1", lake.pg_port)) as client:
        startup = b"user\0tester\0database\0default\0\0"
        client.sendall(struct.pack("!ii", len(startup) + 8, 196608) + startup)
        query = b"SELECT n, text AS vanished FROM stream\0"
        wait_for_ready(client)
        client.sendall(b"Q" + struct.pack("!i", len(query) + 4) + query)
        client.recv(10_000)
    record = wait_until(lambda: settled(lake, "AS vanished"))
    assert record["state"] == "CANCELLED"
    assert lake.ask("SELECT 1") == [(1,)]


def settled(server, part):
    try:
        record = server.history(part)
    except AssertionError:
        return None
    return record if record["state"] not in ("RUNNING", "QUEUED") else None


def wait_for_ready(client):
    received = b""
    while not received.endswith(b"Z\0\0\0\x05I"):
        received += client.recv(4096)


@pytest.mark.parametrize("garbage", [b"\0" * 64, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 2000, struct.pack("!ii", 2**30, 196608)])
def test_garbage_instead_of_a_startup(lake, garbage):
    with socket.create_connection(("127.0.0.1", lake.pg_port), timeout=20) as client:
        client.sendall(garbage)
        client.shutdown(socket.SHUT_WR)
        while client.recv(4096):
            pass
    assert lake.ask("SELECT 1") == [(1,)]


def test_many_clients_at_once(lake):
    parquet(lake, "many/a.parquet")
    table(lake, "many")
    answers = []

    def ask():
        answers.append(lake.ask("SELECT count(*), sum(n) FROM many"))

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert answers == [[(100_000, 4_999_950_000)]] * 30


@pytest.mark.parametrize("location, part", [
    ("s3a://b/t/", "s3://"), ("http://b/t/", "s3://"), ("s3://", "bucket"), ("/etc/", "s3://"),
    ("file:///etc/", "file"), ("s3://bkt/../../etc/", ""),
])
def test_locations_that_are_refused(lake, location, part):
    assert part in refused(lake, f"CREATE EXTERNAL TABLE bad (a int) LOCATION '{location}'")


def test_unknown_serde_and_format_say_what_is_supported(lake):
    assert "NOT_SUPPORTED" in refused(lake, "CREATE EXTERNAL TABLE orc (a int) STORED AS ORC LOCATION 's3://bkt/t/'")
    refused(lake, "CREATE EXTERNAL TABLE x (a int) ROW FORMAT SERDE 'com.example.Nope' LOCATION 's3://bkt/t/'")


def test_statements_of_later_issues_say_so(lake):
    for sql in ("INSERT INTO t VALUES (1)", "CREATE TABLE t AS SELECT 1 AS a", "DELETE FROM t", "VACUUM t"):
        assert "NOT_SUPPORTED" in refused(lake, sql)


def test_json_of_the_history_is_plain(lake):
    assert json.dumps(lake.history("SELECT 1")["query"])
