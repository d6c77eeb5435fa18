"""Buckets on a real S3-compatible server (moto), two of them, with credentials and without."""

import gzip
import json

import boto3
import duckdb
import psycopg
import pytest
from moto.server import ThreadedMotoServer

from polias import Server


class Endpoint:
    """An S3 server on a free port."""

    def __init__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
        self.server.start()
        self.url = f"http://127.0.0.1:{self.server.get_host_and_port()[1]}"
        self.s3 = boto3.client("s3", endpoint_url=self.url, region_name="us-east-1",
                               aws_access_key_id="key", aws_secret_access_key="secret")


@pytest.fixture(scope="module")
def endpoints():
    both = [Endpoint(), Endpoint()]
    yield both
    for endpoint in both:
        endpoint.server.stop()


@pytest.fixture(scope="module")
def cloud(endpoints, tmp_path_factory):
    """A server whose buckets are on the first endpoint, but for `archive`, which is on the second."""
    main, other = endpoints
    folder = tmp_path_factory.mktemp("cloud")
    config = folder / "polias.toml"
    config.write_text(f"""
[s3]
enabled = true
endpoint = "{main.url}"
allow_http = true
access_key_id = "key"
secret_access_key = "env:THE_SECRET"
[buckets.archive]
endpoint = "{other.url}"
allow_http = true
access_key_id = "key"
secret_access_key = "secret"
""")
    main.s3.create_bucket(Bucket="lake")
    other.s3.create_bucket(Bucket="archive")
    with Server(folder / "data", "--config", config, env={"THE_SECRET": "secret"}) as server:
        yield server


def parquet(folder, rows):
    file = folder / "data.parquet"
    duckdb.sql(f"COPY (SELECT range AS n, 'row ' || range AS text FROM range({rows})) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


def test_parquet_and_its_bytes(cloud, endpoints, tmp_path):
    content = parquet(tmp_path, 50_000)
    for part in range(3):
        endpoints[0].s3.put_object(Bucket="lake", Key=f"numbers/part-{part}.parquet", Body=content)
    endpoints[0].s3.put_object(Bucket="lake", Key="numbers/_SUCCESS", Body=b"")
    cloud.ask("CREATE EXTERNAL TABLE numbers (n bigint, text string) STORED AS PARQUET LOCATION 's3://lake/numbers/'")
    assert cloud.ask("SELECT count(*), sum(n), max(text) FROM numbers") == [(150_000, 3 * 1_249_975_000, "row 9999")]
    scanned = cloud.history("FROM numbers")["data_scanned_bytes"]
    assert 0 < scanned <= 3 * len(content) * 1.1
    paths = cloud.ask('SELECT DISTINCT "$path", "$file_size" FROM numbers ORDER BY 1')
    assert paths[0] == ("s3://lake/numbers/part-0.parquet", len(content))


def test_partitions_with_unusual_names(cloud, endpoints):
    for value in ("2026-01-01", "a b", "x%2Fy", "ünï"):
        body = gzip.compress(json.dumps({"n": len(value)}).encode() + b"\n")
        endpoints[0].s3.put_object(Bucket="lake", Key=f"parts/dt={value}/a.json.gz", Body=body)
    cloud.ask("CREATE EXTERNAL TABLE parts (n int) PARTITIONED BY (dt string) "
              "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/parts/'")
    cloud.ask("MSCK REPAIR TABLE parts")
    rows = cloud.ask("SELECT dt, n FROM parts ORDER BY dt")
    assert sorted(rows) == sorted([("2026-01-01", 10), ("a b", 3), ("x/y", 5), ("ünï", 3)])


def test_a_bucket_on_another_endpoint(cloud, endpoints):
    endpoints[1].s3.put_object(Bucket="archive", Key="old/a.csv", Body=b"1,one\n2,two\n")
    cloud.ask("CREATE EXTERNAL TABLE old (n int, text string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' "
              "LOCATION 's3://archive/old/'")
    assert cloud.ask("SELECT n, text FROM old ORDER BY n") == [(1, "one"), (2, "two")]


def test_a_missing_bucket_is_a_clear_error(cloud):
    cloud.ask("CREATE EXTERNAL TABLE gone (n int) LOCATION 's3://no-such-bucket/x/'")
    with pytest.raises(psycopg.Error) as caught:
        cloud.ask("SELECT * FROM gone")
    assert "no-such-bucket" in str(caught.value)
    assert cloud.ask("SELECT 1") == [(1,)]


def test_the_secret_is_nowhere(cloud):
    assert not any("secret_access_key" in line and '"secret"' in line for line in cloud.log)
    assert not any("secret" in str(row) for row in cloud.ask("SELECT query, error_message FROM system.query_history")
                   if "secret" not in str(row[0]))


def test_an_endpoint_that_is_down(tmp_path):
    config = tmp_path / "polias.toml"
    config.write_text('[s3]\nenabled = true\nendpoint = "http://127.0.0.1:1"\nallow_http = true\n'
                      'access_key_id = "a"\nsecret_access_key = "b"\n')
    with Server(tmp_path / "data", "--config", config) as server:
        server.ask("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://bkt/t/'")
        with pytest.raises(psycopg.Error) as caught:
            server.ask("SELECT * FROM t")
        assert "bkt" in str(caught.value)
        assert server.ask("SELECT 1") == [(1,)]
