"""Results stream: the server's memory does not grow with them."""

import psycopg
import pytest

from polias import numbers

ROWS = 10_000_000
LIMIT = 300 << 20


@pytest.mark.parametrize("how", ["simple", "extended", "copy"])
def test_ten_million_rows_stay_below_300_megabytes(fresh, how):
    sql = f"SELECT n, 'row' AS text FROM {numbers(ROWS)}"
    highest, rows = fresh.memory_bytes(), 0
    with fresh.connect() as connection, connection.cursor(binary=how == "extended") as cursor:
        if how == "copy":
            with cursor.copy(f"COPY ({sql}) TO STDOUT") as copy:
                for block in copy:
                    rows += bytes(block).count(b"\n")
                    if rows % 500_000 < 200:
                        highest = max(highest, fresh.memory_bytes())
        else:
            for rows, _ in enumerate(cursor.stream(sql, size=1 if how == "simple" else 1000), start=1):
                if rows % 500_000 == 0:
                    highest = max(highest, fresh.memory_bytes())
    assert rows == ROWS
    assert highest < LIMIT, f"{highest >> 20} MB"


def test_idle_memory(fresh):
    assert fresh.ask("SELECT 1") == [(1,)]
    assert fresh.memory_bytes() < 100 << 20


def test_a_query_beyond_the_memory_limit_fails_alone(tmp_path):
    from polias import Server
    with Server(tmp_path, "--set", "engine.memory_limit=64MiB") as server:
        with server.connect() as connection:
            with pytest.raises(psycopg.Error) as caught:
                # The build side of a hash join cannot spill.
                connection.execute(f"SELECT count(*) FROM {numbers(20_000_000, 'x')} a "
                                   f"JOIN {numbers(20_000_000, 'y')} b ON x = y")
            assert caught.value.sqlstate == "53200" and "MEMORY_LIMIT" in str(caught.value)
            assert connection.execute("SELECT 1").fetchone() == (1,)
