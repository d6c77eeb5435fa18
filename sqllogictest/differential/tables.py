#!/usr/bin/env python3
"""The small tables that statements of the suite may read, the same on both sides.

    tables.py      writes data/<table>/… as Parquet again (needs pyarrow; the files are kept in the repository)

`create_in_trino` and `create_in_polias` declare tables over those files.

    t   every primitive type, with NULLs and edge values, an array, a map and a row
    u,v for joins: keys twice, keys missing, NULL keys
    g   groups with NULLs, for aggregates, grouping sets and windows
    p   partitioned by a string and a date
    e   empty
"""

import datetime
import decimal
import pathlib

DATA = pathlib.Path(__file__).resolve().parent / "data"

# name -> (columns, partition columns); Trino's type and Hive's type of each.
TABLES = {
    "t": ([
        ("id", "integer", "int"),
        ("b", "boolean", "boolean"),
        ("ti", "tinyint", "tinyint"),
        ("si", "smallint", "smallint"),
        ("i", "integer", "int"),
        ("bi", "bigint", "bigint"),
        ("r", "real", "float"),
        ("d", "double", "double"),
        ("dc", "decimal(10, 2)", "decimal(10,2)"),
        ("dl", "decimal(38, 4)", "decimal(38,4)"),
        ("s", "varchar", "string"),
        ("sn", "varchar(5)", "varchar(5)"),
        ("c", "char(5)", "char(5)"),
        ("vb", "varbinary", "binary"),
        ("dt", "date", "date"),
        ("ts", "timestamp(3)", "timestamp"),
        ("a", "array(integer)", "array<int>"),
        ("m", "map(varchar, integer)", "map<string,int>"),
        ("ro", "row(x integer, y varchar)", "struct<x:int,y:string>"),
    ], []),
    "u": ([("k", "integer", "int"), ("name", "varchar", "string"), ("x", "double", "double")], []),
    "v": ([("k", "integer", "int"), ("w", "varchar", "string"), ("n", "bigint", "bigint")], []),
    "g": ([
        ("g1", "varchar", "string"),
        ("g2", "varchar", "string"),
        ("n", "integer", "int"),
        ("q", "decimal(10, 2)", "decimal(10,2)"),
        ("x", "double", "double"),
        ("day", "date", "date"),
    ], []),
    "p": ([("id", "integer", "int"), ("val", "varchar", "string")],
          [("k", "varchar", "string"), ("day", "date", "date")]),
    "e": ([("k", "integer", "int"), ("s", "varchar", "string")], []),
}


def create_in_trino(server):
    """Creates the schema and tables unless they are there already. Needs `hive.non-managed-table-writes-enabled`."""
    found = server.ask("SHOW TABLES")
    if "error" not in found and {row[0] for row in found["rows"]} >= set(TABLES):
        return
    run(server, f"CREATE SCHEMA IF NOT EXISTS {server.catalog}.{server.schema}")
    for table, (columns, partitions) in TABLES.items():
        run(server, f"DROP TABLE IF EXISTS {table}")
        listed = ", ".join(f'"{name}" {trino}' for name, trino, _ in columns + partitions)
        more = f", partitioned_by = ARRAY[{', '.join(repr(name) for name, _, _ in partitions)}]" if partitions else ""
        run(server, f"CREATE TABLE {table} ({listed}) WITH (format = 'PARQUET', "
                    f"external_location = 'file://{DATA / table}'{more})")
        if partitions:
            run(server, f"CALL {server.catalog}.system.sync_partition_metadata('{server.schema}', '{table}', 'FULL')")


def create_in_polias(ask, schema, location):
    """Declares the tables with Athena's DDL; `ask` runs one statement and raises on failure."""
    ask(f"CREATE DATABASE IF NOT EXISTS {schema}")
    for table, (columns, partitions) in TABLES.items():
        ask(f"DROP TABLE IF EXISTS {schema}.{table}")
        listed = ", ".join(f"`{name}` {hive}" for name, _, hive in columns)
        keys = ", ".join(f"`{name}` {hive}" for name, _, hive in partitions)
        ask(f"CREATE EXTERNAL TABLE {schema}.{table} ({listed})" + (f" PARTITIONED BY ({keys})" if keys else "")
            + f" STORED AS PARQUET LOCATION '{location.rstrip('/')}/{table}/'")
        if partitions:
            ask(f"MSCK REPAIR TABLE {schema}.{table}")


def run(server, sql):
    """One statement that must succeed."""
    answer = server.ask(sql)
    if "error" in answer:
        raise SystemExit(f"{sql}\n{answer['message']}")


def write():
    """Writes the files; the same bytes each time with the same pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    D, day, moment = decimal.Decimal, datetime.date, datetime.datetime
    none = (None,) * 18
    t = [
        (1, True, 1, 1, 1, 1, 1.5, 1.5, D("1.50"), D("1.5000"), "one", "one", "one  ", b"\x01", day(2020, 1, 31),
         moment(2020, 1, 31, 12, 34, 56, 789000), [1, 2, 3], {"a": 1, "b": 2}, {"x": 1, "y": "one"}),
        (2, False, -128, -32768, -2147483648, -9223372036854775808, -3.4028234663852886e38, -1.7976931348623157e308,
         D("-99999999.99"), D("-9999999999999999999999999999999999.9999"), "", "", "     ", b"", day(1, 1, 1),
         moment(1901, 12, 13, 20, 45, 52), [], {}, {"x": None, "y": None}),
        (3, True, 127, 32767, 2147483647, 9223372036854775807, 3.4028234663852886e38, 1.7976931348623157e308,
         D("99999999.99"), D("9999999999999999999999999999999999.9999"), "Zażółć 😀", "żółć😀", "żółć ", b"\x00\xff\x10",
         day(9999, 12, 31), moment(2038, 1, 19, 3, 14, 7, 999000), [None], {"a": None}, {"x": 3, "y": ""}),
        (4,) + none,
        (5, False, 0, 0, 0, 0, -0.0, -0.0, D("0.00"), D("0.0000"), "a_b%c\\d", "a'b\"c", "a b c", b"abc",
         day(1969, 12, 31), moment(1969, 12, 31, 23, 59, 59, 999000), [3, None, 1], {"": 0}, {"x": 0, "y": "x y"}),
        (6, None, 7, 7, 7, 7, float("nan"), float("nan"), D("0.01"), D("0.0001"), "ONE", "ONE", "ONE  ", b"\x01\x00",
         day(2024, 2, 29), moment(2024, 2, 29), [7, 7], {"k": 7}, {"x": 7, "y": None}),
        (7, True, None, 1, None, 1, float("inf"), float("inf"), D("-0.01"), None, "one ", "one", "one  ", b"\x01",
         day(2020, 1, 31), moment(2020, 1, 31), None, None, None),
        (8, False, 1, None, 1, None, float("-inf"), float("-inf"), None, D("2.5000"), "two\nlines", "tab\t", "\t    ",
         b"\xf0\x9f\x98\x80", day(2000, 2, 29), moment(2000, 2, 29, 1, 2, 3, 4000), [-1], {"z": -1}, {"x": -1, "y": "z"}),
    ]
    types = [pa.int32(), pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64(),
             pa.decimal128(10, 2), pa.decimal128(38, 4), pa.string(), pa.string(), pa.string(), pa.binary(), pa.date32(),
             pa.timestamp("us"), pa.list_(pa.int32()), pa.map_(pa.string(), pa.int32()),
             pa.struct([("x", pa.int32()), ("y", pa.string())])]
    u = [(1, "ann", 0.5), (2, "bob", 1.5), (2, "bea", None), (3, None, 2.5), (None, "nil", 3.5), (5, "eve", float("nan"))]
    v = [(1, "x", 10), (2, "y", 20), (2, "z", None), (4, "four", 40), (None, "none", 50), (5, None, 60)]
    g = [
        ("a", "p", 1, D("1.10"), 1.0, day(2024, 1, 1)), ("a", "p", 2, D("2.20"), 2.0, day(2024, 1, 2)),
        ("a", "q", 3, D("3.30"), -1.0, day(2024, 1, 2)), ("a", None, None, D("4.40"), 0.5, day(2024, 1, 31)),
        ("b", "p", 5, None, 1.0, day(2024, 2, 1)), ("b", "q", 5, D("5.50"), None, day(2024, 2, 29)),
        ("b", "q", 7, D("5.50"), 2.5, None), (None, "p", 8, D("-1.00"), 4.0, day(2024, 3, 1)),
        (None, None, 9, D("0.00"), 8.0, day(2024, 3, 1)), ("c", "r", None, None, None, None),
    ]
    number, text = pa.int32(), pa.string()
    table(pa, pq, "t/part-0", [name for name, _, _ in TABLES["t"][0]], types, t[:5])
    table(pa, pq, "t/part-1", [name for name, _, _ in TABLES["t"][0]], types, t[5:])
    table(pa, pq, "u/part-0", ["k", "name", "x"], [number, text, pa.float64()], u)
    table(pa, pq, "v/part-0", ["k", "w", "n"], [number, text, pa.int64()], v)
    table(pa, pq, "g/part-0", ["g1", "g2", "n", "q", "x", "day"],
          [text, text, number, pa.decimal128(10, 2), pa.float64(), pa.date32()], g)
    for key, date, rows in (("a", "2024-01-01", [(1, "one"), (2, None)]), ("a", "2024-01-02", [(3, "three")]),
                            ("b", "2024-01-01", [(4, "four")]), ("x y", "2023-12-31", [(5, "five")])):
        table(pa, pq, f"p/k={key}/day={date}/part-0", ["id", "val"], [number, text], rows)
    table(pa, pq, "e/part-0", ["k", "s"], [number, text], [])


def table(pa, pq, path, names, types, rows):
    """One Parquet file."""
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)]
    target = DATA / f"{path}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns, names=names), target, coerce_timestamps="us", store_schema=False)


if __name__ == "__main__":
    write()
