"""A server under test: started on free ports, stopped and cleaned up afterwards."""

import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time
import urllib.request

import psycopg

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = TARGET / "debug" / "polias"
START_SECONDS = 120


def run(*arguments, stdin=None, env=None):
    """One command of the binary, run to its end."""
    return subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True,
                          timeout=START_SECONDS, env=clean_environment(env))


def numbers(rows, column="n"):
    """A relation of the numbers from 1 to a multiple of 10,000."""
    assert rows % 10_000 == 0
    return (f"(SELECT (high - 1) * 10000 + low AS {column} FROM UNNEST(sequence(1, 10000)) l(low) "
            f"CROSS JOIN UNNEST(sequence(1, {rows // 10_000})) h(high))")


# Counts a million million pairs: it does not end by itself.
ENDLESS = (f"SELECT count(*) AS cpu_bound FROM {numbers(1_000_000, 'x')} a, {numbers(1_000_000, 'y')} b "
           "WHERE x * y % 1000003 = 5")


def clean_environment(more=None):
    """The environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POLIAS_", "PG", "AWS_"))}
    return {**kept, **(more or {})}


class Server:
    """`polias serve` (or demo) on loopback."""

    def __init__(self, data_dir, *arguments, command="serve", env=None):
        self.data_dir = pathlib.Path(data_dir)
        self.process = subprocess.Popen(
            [BINARY, command, "--data-dir", data_dir, "--pg", "127.0.0.1:0", "--http", "127.0.0.1:0",
             "--set", "log.format=json", "--set", "log.level=info", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment(env))
        self.log, self.output = [], []
        ready = queue.Queue()
        self._follow(self.process.stderr, self.log, ready, self._addresses)
        self._follow(self.process.stdout, self.output, ready, self._demo_done)
        try:
            found = ready.get(timeout=START_SECONDS)
            while command == "demo" and found != "demo done" and found is not None:
                found = ready.get(timeout=START_SECONDS)
        except queue.Empty:
            found = None
        if found is None:
            self.kill()
            raise RuntimeError("the server did not start:\n" + "\n".join(self.log + self.output))

    def _follow(self, pipe, lines, ready, look):
        def read():
            for line in pipe:
                lines.append(line.rstrip())
                if found := look(line):
                    ready.put(found)
            ready.put(None)
        threading.Thread(target=read, daemon=True).start()

    def _addresses(self, line):
        try:
            fields = json.loads(line)["fields"]
        except (ValueError, KeyError):
            return None
        if fields.get("message") != "listening":
            return None
        self.pg_port = int(fields["pg"].rsplit(":", 1)[1])
        self.http_port = int(fields["http"].rsplit(":", 1)[1])
        return "listening"

    @staticmethod
    def _demo_done(line):
        return "demo done" if line.startswith("Go on with:") else None

    def connect(self, **more):
        """A psycopg connection in autocommit."""
        settings = {"host": "127.0.0.1", "port": self.pg_port, "user": "tester", "dbname": "default",
                    "connect_timeout": 10, "autocommit": True, **more}
        return psycopg.connect(**settings)

    def ask(self, sql, *parameters, **more):
        """Rows of one statement on a connection of its own."""
        with self.connect(**more) as connection:
            cursor = connection.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else None

    def http(self, path):
        """Status and text of an HTTP GET."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def memory_bytes(self):
        """Resident memory now."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def bucket(self, name):
        """The folder of a local bucket, made when missing."""
        folder = self.data_dir / "buckets" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def history(self, query_part):
        """The newest record of the history whose text contains a part, as a dictionary."""
        columns = ("query_id, user_name, workgroup, database, query, state, data_scanned_bytes, billed_bytes, "
                   "cost_usd, rows_returned, error_name, error_message")
        with self.connect() as connection:
            rows = connection.execute(f"SELECT {columns} FROM system.query_history ORDER BY submitted_at DESC").fetchall()
        names = columns.split(", ")
        for row in rows:
            record = dict(zip(names, row))
            if query_part in record["query"] and "system.query_history" not in record["query"]:
                return record
        raise AssertionError(f"no record of {query_part!r}")

    def stop(self, patience=60):
        """SIGTERM; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=patience)

    def kill(self):
        """SIGKILL."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill() if self.process.poll() is None else None


def wait_until(holds, seconds=20):
    """Waits for a condition; fails when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.05)
    raise AssertionError("the condition did not come true")
