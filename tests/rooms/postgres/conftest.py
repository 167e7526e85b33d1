"""Servers of their own, killed and started as the tests please; never the one that the other rooms share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rounds.postgres import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    own = Server(tmp_path_factory.mktemp("home") / "rounds")
    own.ensure_running()
    yield own
    own.erase()


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "rounds"
    yield home
    Server(home).erase()
