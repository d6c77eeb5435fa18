"""The differential suite: what Trino 440 answered, asked of this server over both doors."""

import os
import subprocess
import sys

from polias import ROOT, Server

SUITE = ROOT / "sqllogictest" / "differential"


def test_answers_are_trinos(tmp_path):
    with Server(tmp_path / "data", "--set", f"storage.file_roots={SUITE / 'data'}") as server:
        done = subprocess.run(
            [sys.executable, SUITE / "compare.py", "--trino", f"http://127.0.0.1:{server.http_port}",
             "--postgres", f"host=127.0.0.1 port={server.pg_port} user=tester dbname=awsdatacatalog",
             "--report", tmp_path / "failures.txt"],
            capture_output=True, text=True, timeout=900, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        print("\n".join(line for line in done.stdout.splitlines() if " passed " in line))
