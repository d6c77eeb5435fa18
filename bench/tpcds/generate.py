#!/usr/bin/env python3
"""TPC-DS data as Parquet, a folder a table, made by DuckDB's generator.

    pip install -r requirements.txt     (the extension must match DuckDB's version)
    generate.py FOLDER [--scale 0.01]

`tables.sql` beside it holds the columns with Trino's types. The Parquet files have the same types.
"""

import argparse
import pathlib

import duckdb
import duckdb_extension_tpcds

EXTENSION = next(pathlib.Path(duckdb_extension_tpcds.__file__).parent.rglob("tpcds.duckdb_extension"))


def connect(scale):
    """A database in memory with the 24 tables."""
    database = duckdb.connect()
    database.execute(f"LOAD '{EXTENSION}'")
    database.execute(f"CALL dsdgen(sf = {scale})")
    return database


def tables(database):
    """Names of the tables."""
    return [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=0.01)
    arguments = parser.parse_args()
    database = connect(arguments.scale)
    for table in tables(database):
        target = arguments.folder / table
        target.mkdir(parents=True, exist_ok=True)
        database.execute(f"COPY {table} TO '{target}/part-0.parquet' (FORMAT parquet)")
        (rows,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
        print(f"{table:24} {rows:9}")


if __name__ == "__main__":
    main()
