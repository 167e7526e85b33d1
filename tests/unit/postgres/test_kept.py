import stat
from pathlib import Path

import pytest

from rounds.postgres import PostgresTrouble, urls
from rounds.postgres.kept import Kept, keep, read

KEPT = Kept(folder="postgres", port=20_001, superuser="s", owner="o", app="a")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "postgres").mkdir()
    return tmp_path


def test_passwords_are_readable_by_their_owner_alone(home: Path) -> None:
    keep(home, KEPT)

    assert stat.S_IMODE((home / "postgres" / "kept.json").stat().st_mode) == 0o600
    assert read(home) == KEPT


def test_a_home_without_a_server_has_no_addresses(home: Path) -> None:
    assert urls(home) is None


def test_a_server_that_is_not_prepared_yet_has_no_addresses(home: Path) -> None:
    keep(home, KEPT)

    assert urls(home) is None


def test_a_damaged_note_is_said_plainly(home: Path) -> None:
    (home / "postgres" / "kept.json").write_text('{"port": 1')

    with pytest.raises(PostgresTrouble, match="is damaged"):
        read(home)
