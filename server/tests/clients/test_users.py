"""Users, passwords and TLS."""

import subprocess

import psycopg
import pytest

from polias import Server, run


@pytest.fixture
def guarded(tmp_path):
    """A server with one user, `ada`, and TLS."""
    data = tmp_path / "data"
    added = run("user", "--data-dir", data, "add", "ada", stdin="correct horse\n")
    assert added.returncode == 0, added.stderr
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    with Server(data, "--set", f"tls.cert={certificate}", "--set", f"tls.key={key}") as server:
        server.certificate = certificate
        yield server


def test_the_right_password_opens(guarded):
    with guarded.connect(user="ada", password="correct horse") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("ada",)


@pytest.mark.parametrize("user, password", [("ada", "wrong"), ("nobody", "correct horse"), ("ada", "")])
def test_anything_else_does_not(guarded, user, password):
    with pytest.raises(psycopg.OperationalError) as caught:
        guarded.connect(user=user, password=password or "x")
    assert "password authentication failed" in str(caught.value)
    assert "correct horse" not in "\n".join(guarded.log)


def test_tls_with_a_verified_certificate(guarded):
    with guarded.connect(user="ada", password="correct horse", sslmode="verify-full", host="localhost",
                         sslrootcert=str(guarded.certificate)) as connection:
        assert connection.pgconn.ssl_in_use
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_shell_over_tls(guarded):
    url = f"postgres://ada@localhost:{guarded.pg_port}/default?sslmode=require"
    done = run("sql", "--url", url, "--ca-cert", guarded.certificate, "--output", "csv", "-c", "SELECT 1 AS one",
               env={"PGPASSWORD": "correct horse"})
    assert done.stdout == "one\n1\n", done.stderr


def test_users_are_listed_changed_and_removed(tmp_path):
    def user(*arguments, stdin=None):
        return run("user", "--data-dir", tmp_path, *arguments, stdin=stdin)

    assert user("add", "bob", stdin="first password\n").returncode == 0
    assert user("add", "bob", stdin="first password\n").returncode == 1
    assert user("list").stdout.startswith("bob\t")
    with Server(tmp_path) as server:
        server.connect(user="bob", password="first password").close()
        assert user("passwd", "bob", stdin="second password\n").returncode == 0
        with pytest.raises(psycopg.OperationalError):
            server.connect(user="bob", password="first password")
        server.connect(user="bob", password="second password").close()
    assert user("remove", "bob").returncode == 0
    assert user("remove", "bob").returncode == 1
    assert user("list").stdout == ""


def test_secrets_do_not_reach_disk_or_history(guarded):
    with guarded.connect(user="ada", password="correct horse") as connection:
        connection.execute("SELECT 1")
    for file in guarded.data_dir.rglob("*"):
        if file.is_file():
            assert b"correct horse" not in file.read_bytes(), file
