import os
from pathlib import Path

import pytest

from rounds.postgres.kept import Kept, keep
from rounds.postgres.left_behind import left_behind, sweep

LONG_AGO = 1_700_000_000


def a_folder(system: Path, name: str, *, home: Path) -> Path:
    """Put data there that was made for this home, long ago."""
    folder = system / f"home-{name}"
    folder.mkdir(parents=True)
    (folder / "made-for").write_text(f"{home}\n")
    os.utime(folder / "made-for", (LONG_AGO, LONG_AGO))
    return folder


def a_home(place: Path, *, folder: Path) -> Path:
    """Make a home whose data lies in this folder."""
    (place / "postgres").mkdir(parents=True)
    keep(place, Kept(str(folder), 20_001, superuser="s", owner="o", app="a"))
    return place


def test_what_a_temporary_home_left_behind_is_deleted(tmp_path: Path) -> None:
    system = tmp_path / "system"
    known = a_folder(system, "known", home=tmp_path / "home")
    a_home(tmp_path / "home", folder=known)
    earlier = a_folder(system, "earlier", home=tmp_path / "home")
    gone = a_folder(system, "gone", home=tmp_path / "gone")

    sweep(system)

    assert known.exists()
    assert not earlier.exists()
    assert not gone.exists()


def test_data_of_a_home_that_may_come_back_is_only_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    away = a_folder(tmp_path / "system", "away", home=tmp_path / "disk not mounted")

    sweep(tmp_path / "system")

    assert list(left_behind(tmp_path / "system")) == [away]


def test_a_home_that_is_being_made_is_left_alone(tmp_path: Path) -> None:
    fresh = a_folder(tmp_path / "system", "fresh", home=tmp_path / "fresh")
    os.utime(fresh / "made-for")

    assert list(left_behind(tmp_path / "system")) == []
