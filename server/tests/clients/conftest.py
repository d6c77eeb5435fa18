"""Fixtures: a demo server for reading, a fresh server where a test changes things."""

import pytest

from polias import Server


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A demo server at scale 0.01, shared: tests only read from it."""
    with Server(tmp_path_factory.mktemp("demo"), "--scale", "0.01", command="demo") as server:
        yield server
        assert server.stop() == 0


@pytest.fixture
def fresh(tmp_path):
    """An empty server of the test's own."""
    with Server(tmp_path / "data") as server:
        yield server


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """An empty server for the tests of one file."""
    with Server(tmp_path_factory.mktemp("lake")) as server:
        yield server
