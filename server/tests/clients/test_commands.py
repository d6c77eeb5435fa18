"""The binary's commands: configuration, ownership of the data directory, ways down."""

import signal
import subprocess
import tomllib

import psycopg
import pytest

from polias import ENDLESS, Server, numbers, run, wait_until


def test_config_prints_every_key_as_toml():
    printed = run("config")
    assert printed.returncode == 0
    keys = tomllib.loads(printed.stdout)
    assert keys["pg"]["listen"] == "127.0.0.1:5439"
    assert keys["engine"]["memory_limit"] == "4GiB"


@pytest.mark.parametrize("arguments, named", [
    (["--set", "pg.lisen=127.0.0.1:1"], "pg.lisen"),
    (["--set", "engine.batch_rows=1"], "engine.batch_rows"),
    (["--set", "tls.cert=/nowhere.pem"], "tls.key"),
    (["--config", "/nowhere.toml"], "/nowhere.toml"),
    (["--pg", "0.0.0.0:0"], "pg.listen"),
    (["--http", "0.0.0.0:0"], "http.listen"),
])
def test_bad_configuration_is_refused_by_name(tmp_path, arguments, named):
    refused = run("serve", "--data-dir", tmp_path, *arguments)
    assert refused.returncode == 1
    assert named in refused.stderr and "panicked" not in refused.stderr


def test_environment_sets_keys(tmp_path):
    refused = run("serve", "--data-dir", tmp_path, env={"POLIAS_ENGINE_BATCH_ROWS": "0"})
    assert refused.returncode == 1 and "POLIAS_ENGINE_BATCH_ROWS" in refused.stderr
    refused = run("serve", "--data-dir", tmp_path, env={"POLIAS_NO_SUCH_KEY": "0"})
    assert refused.returncode == 1 and "POLIAS_NO_SUCH_KEY" in refused.stderr


def test_a_second_server_on_the_same_data_is_refused(fresh):
    refused = run("serve", "--data-dir", fresh.data_dir, "--pg", "127.0.0.1:0", "--http", "127.0.0.1:0")
    assert refused.returncode == 1
    assert "in use by another polias server" in refused.stderr
    assert str(fresh.process.pid) in refused.stderr
    assert fresh.ask("SELECT 1") == [(1,)]


def test_an_address_in_use_is_named(fresh, tmp_path):
    refused = run("serve", "--data-dir", tmp_path / "other", "--pg", f"127.0.0.1:{fresh.pg_port}",
                  "--http", "127.0.0.1:0")
    assert refused.returncode == 1 and f"127.0.0.1:{fresh.pg_port}" in refused.stderr


def test_sigterm_drains(tmp_path):
    with Server(tmp_path) as server:
        connection = server.connect()
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert server.stop() == 0
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_a_running_query_may_end_while_the_server_drains(tmp_path):
    with Server(tmp_path) as server:
        client = subprocess.Popen(
            ["psql", "-h", "127.0.0.1", "-p", str(server.pg_port), "-U", "tester", "-At", "default", "-c",
             f"SELECT count(*) FROM {numbers(60_000, 'x')} a, UNNEST(sequence(1, 3000)) b(y) WHERE x % 7 = y % 11"],
            stdout=subprocess.PIPE, text=True)
        wait_until(lambda: "polias_queries_running 1" in server.http("/metrics")[1])
        server.process.send_signal(signal.SIGTERM)
        answer, _ = client.communicate(timeout=120)
        assert client.returncode == 0 and int(answer) > 0
        assert server.process.wait(timeout=60) == 0


def test_what_was_committed_survives_kill(tmp_path):
    with Server(tmp_path) as server:
        server.ask("CREATE DATABASE kept")
        server.ask("CREATE EXTERNAL TABLE kept.t (a int) LOCATION 's3://bkt/t/'")
        server.kill()
    with Server(tmp_path) as server:
        assert ("t",) in server.ask("SHOW TABLES IN kept")


def test_a_query_that_ran_when_the_server_was_killed_is_failed_in_the_history(tmp_path):
    query = ENDLESS
    with Server(tmp_path) as server:
        client = subprocess.Popen(["psql", "-h", "127.0.0.1", "-p", str(server.pg_port), "-U", "tester", "default",
                                   "-c", query], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: server.ask("SELECT 1 FROM system.query_history WHERE state = 'RUNNING' AND query LIKE '%1000003%' "
                                      "AND query NOT LIKE '%query_history%'"))
        server.kill()
        client.wait(timeout=30)
    with Server(tmp_path) as server:
        assert server.history("1000003")["state"] == "FAILED"


def test_demo_again_is_harmless(tmp_path):
    for _ in range(2):
        with Server(tmp_path, "--scale", "0.01", command="demo") as server:
            assert any("scanned" in line and "$" in line for line in server.output), server.output
            assert server.ask("SELECT count(*) FROM tpch.region") == [(5,)]
            assert server.ask("SELECT count(*) FROM web.logs") == [(35000,)]
            assert server.ask("SELECT count(*) FROM web.logs_csv") == [(35000,)]
            assert server.stop() == 0
    refused = run("demo", "--data-dir", tmp_path, "--scale", "0.02", "--pg", "127.0.0.1:0", "--http", "127.0.0.1:0")
    assert refused.returncode == 1 and "scale 0.01" in refused.stderr


def test_health_readiness_and_metrics(fresh):
    assert fresh.http("/healthz") == (200, "ok\n")
    assert fresh.http("/readyz") == (200, "ready\n")
    before = fresh.http("/metrics")[1]
    assert 'polias_queries_total{state="SUCCEEDED"}' in before or "polias_queries_running 0" in before
    fresh.ask("SELECT 1")
    wait_until(lambda: 'polias_queries_total{state="SUCCEEDED"}' in fresh.http("/metrics")[1])
    assert fresh.http("/nowhere")[0] == 404
