"""TPC-H through the Postgres wire and in DuckDB, on the same Parquet files, in one run.

    .venv/bin/python bench/tpch/run.py [--scale 1] [--runs 3] [--binary target/debug/polias]

Starts a server on a fresh port, makes the data with `polias demo`, runs each query in turn on both
engines and prints the best time of each with the ratio. Needs psycopg and duckdb
(server/tests/clients/requirements.txt).
"""

import argparse
import math
import os
import pathlib
import re
import subprocess
import sys
import time

import duckdb
import psycopg

HERE = pathlib.Path(__file__).parent
TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]


def start(binary, data, scale, threads):
    """A demo server; returns the process and its port once the first query is answered."""
    server = subprocess.Popen(
        [binary, "demo", "--data-dir", data, "--scale", str(scale), "--pg", "127.0.0.1:0",
         "--http", "127.0.0.1:0", "--set", f"engine.target_partitions={threads}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        found = re.search(r"psql -h \S+ -p (\d+)", line)
        if found:
            return server, int(found.group(1))
    sys.exit(f"the server did not start (exit code {server.wait()})")


def best(runs, ask):
    """Fewest seconds of several runs, and the rows of the last."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        rows = ask()
        times.append(time.perf_counter() - begin)
    return min(times), len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--binary", default=os.environ.get("CARGO_TARGET_DIR", "target") + "/debug/polias")
    parser.add_argument("--data-dir", default=None, help="kept between runs; default: polias-data/bench-SCALE")
    arguments = parser.parse_args()
    data = arguments.data_dir or f"polias-data/bench-{arguments.scale:g}"
    server, port = start(arguments.binary, data, arguments.scale, arguments.threads)
    try:
        duck = duckdb.connect(config={"threads": arguments.threads})
        for table in TABLES:
            files = f"{data}/buckets/polias-demo/tpch/{table}/*.parquet"
            duck.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')")
        polias = psycopg.connect(f"host=127.0.0.1 port={port} dbname=tpch user=bench", autocommit=True)
        print(f"TPC-H scale {arguments.scale:g}, {arguments.threads} threads, best of {arguments.runs}")
        print("query   polias s   duckdb s   ratio   rows")
        totals, ratios = [0.0, 0.0], []
        for path in sorted((HERE / "queries").glob("q*.sql")):
            sql = path.read_text()
            ours, rows = best(arguments.runs, lambda: polias.execute(sql).fetchall())
            theirs, expected = best(arguments.runs, lambda: duck.execute(sql).fetchall())
            if rows != expected:
                sys.exit(f"{path.stem}: {rows} rows, DuckDB has {expected}")
            totals[0] += ours
            totals[1] += theirs
            ratios.append(ours / theirs)
            print(f"{path.stem:5} {ours:10.3f} {theirs:10.3f} {ours / theirs:7.2f} {rows:6}")
        geomean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"total {totals[0]:10.3f} {totals[1]:10.3f} {totals[0] / totals[1]:7.2f}")
        print(f"geometric mean of the ratios {geomean:.2f}")
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    main()
