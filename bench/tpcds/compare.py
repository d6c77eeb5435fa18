#!/usr/bin/env python3
"""TPC-DS's 99 queries in a running Polias, over the Postgres wire, and in DuckDB, on the same Parquet files.

    generate.py FOLDER --scale 0.01
    compare.py FOLDER --postgres "host=127.0.0.1 port=5432 user=me dbname=awsdatacatalog" [q01 …]

The server must be allowed to read FOLDER (`--set storage.file_roots=FOLDER`), or `--location` names where it finds the same files.
Prints rows and seconds of both; fails when a query fails or its rows differ. Decimals may differ by half a unit of the second digit:
Trino's avg and division keep the scale of their arguments, DuckDB's are floats (ADDENDS has the sums of such). Rows that ORDER BY
leaves tied at a LIMIT may differ by right; no query of the scale 0.01 has such.
"""

import argparse
import datetime
import decimal
import math
import pathlib
import re
import sys
import time

import duckdb
import psycopg

HERE = pathlib.Path(__file__).resolve().parent
HIVE = {"varchar": "string", "integer": "int"}
HALF_UNIT = 0.0051
# Queries that add rounded quotients, and how many: the halves of a unit add up.
ADDENDS = {"q66": 2}


def declare(connection, schema, location):
    """The 24 tables of `tables.sql` in Athena's DDL."""
    connection.execute(f"CREATE DATABASE IF NOT EXISTS {schema}")
    connection.execute(f"SET search_path TO {schema}")
    for table, columns in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", (HERE / "tables.sql").read_text(), re.DOTALL):
        listed = []
        for line in columns.strip().splitlines():
            name, kind = line.strip().rstrip(",").split(" ", 1)
            listed.append(f"`{name}` {HIVE.get(kind, kind.replace(' ', ''))}")
        connection.execute(f"DROP TABLE IF EXISTS {schema}.{table}")
        connection.execute(f"CREATE EXTERNAL TABLE {schema}.{table} ({', '.join(listed)}) STORED AS PARQUET "
                           f"LOCATION '{location.rstrip('/')}/{table}/'")


def plain(value):
    """A value both sides share: numbers as floats, dates as text."""
    if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def order(row):
    """A sort key that rounding does not disturb."""
    return [(value is None, isinstance(value, str), value if isinstance(value, str) else f"{value or 0:.3g}") for value in row]


def same(left, right, addends=1):
    """Equal as bags, within the rounding of so many addends."""
    if len(left) != len(right):
        return False
    pairs = zip(sorted(left, key=order), sorted(right, key=order))
    return all(len(one) == len(two) and all(near(a, b, addends) for a, b in zip(one, two)) for one, two in pairs)


def near(one, two, addends):
    """Equal values, within the rounding of so many addends."""
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=HALF_UNIT * addends)
    return one == two


def timed(ask):
    """Rows and seconds."""
    begin = time.perf_counter()
    rows = [[plain(value) for value in row] for row in ask()]
    return rows, time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--postgres", required=True, metavar="CONNINFO")
    parser.add_argument("--location", help="default: file://FOLDER")
    parser.add_argument("--schema", default="tpcds")
    parser.add_argument("queries", nargs="*")
    arguments = parser.parse_intermixed_args()
    duck = duckdb.connect()
    for table in sorted(path.name for path in arguments.folder.iterdir() if path.is_dir()):
        duck.execute(f"CREATE VIEW {table} AS SELECT * FROM '{arguments.folder}/{table}/*.parquet'")
    polias = psycopg.connect(arguments.postgres, autocommit=True, prepare_threshold=None)
    declare(polias, arguments.schema, arguments.location or arguments.folder.resolve().as_uri())
    failed = 0
    paths = sorted((HERE / "queries").glob("*.sql"))
    for path in (path for path in paths if not arguments.queries or path.stem in arguments.queries):
        sql = path.read_text()
        expected, duck_seconds = timed(lambda: duck.execute(sql).fetchall())
        try:
            found, seconds = timed(lambda: polias.execute(sql).fetchall())
        except psycopg.Error as error:
            failed += 1
            print(f"{path.stem} FAILED  {str(error).splitlines()[0]}", flush=True)
            continue
        equal = same(expected, found, ADDENDS.get(path.stem, 1))
        failed += not equal
        print(f"{path.stem} {'same' if equal else 'DIFFERS':8} {len(found):4} rows, DuckDB {len(expected):4}  {seconds:7.3f} s, "
              f"DuckDB {duck_seconds:7.3f} s", flush=True)
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
