"""The SQL suites, against a server with the prepared files."""

import gzip
import json
import subprocess

import duckdb

from polias import ROOT, TARGET

SUITES = ROOT / "sqllogictest" / "suites"


def prepare(bucket):
    """The files that suites read below `$DATA`; what each holds is said here once."""
    people = [{"id": n, "name": name, "tags": tags, "home": {"city": city, "zip": zip_code}}
              for n, name, tags, city, zip_code in [
                  (1, "Ada", ["math", "code"], "London", 1), (2, "Grace", [], "New York", 2), (3, None, None, None, None)]]

    def write(path, content):
        file = bucket / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    lines = "".join(json.dumps(person) + "\n" for person in people).encode()
    write("people_json/people.json", lines)
    write("people_json_gz/people.json.gz", gzip.compress(lines))
    write("people_csv/people.csv", b"id,name,city\n1,Ada,London\n2,Grace,New York\n3,,\n")
    write("people_tsv/people.tsv", b"1\tAda\tLondon\n2\tGrace\tNew York\n3\t\\N\t\\N\n")
    write("quoted_csv/quoted.csv", b'id,text\n1,"a, ""b"""\n2,"plain"\n')
    for year, month in [(2025, 12), (2026, 1), (2026, 2)]:
        write(f"sales/year={year}/month={month:02}/part.csv", f"{year},{month}\n".encode() * month)
    numbers = bucket / "numbers" / "numbers.parquet"
    numbers.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"COPY (SELECT range AS n, range * 2 AS Doubled, 'row ' || range AS text FROM range(1000)) "
               f"TO '{numbers}' (FORMAT parquet)")


def test_suites(fresh):
    prepare(fresh.bucket("slt"))
    done = subprocess.run([TARGET / "debug" / "polias-sqllogictest", "--url", f"postgres://127.0.0.1:{fresh.pg_port}",
                           "--data", "s3://slt/", SUITES], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert len(list(SUITES.rglob("*.slt"))) == done.stdout.count("\nok ") + done.stdout.startswith("ok ")
