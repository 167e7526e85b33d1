"""The demo lives where ROUNDS_HOME says, and never where something else lies; a load that was cut off is made whole by the next."""

import os
from argparse import Namespace
from pathlib import Path

import pytest

from rounds.cli import demo
from rounds.cli.trouble import CommandTrouble
from rounds.site.demo import PEOPLE


def test_the_demo_lives_where_it_is_told_to_and_comes_back_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "somewhere" / "else"
    monkeypatch.setenv("ROUNDS_HOME", str(home))
    for _ in ("a first time", "and where its first load was cut off"):
        demo.settle_at_home()
        assert os.environ["ROUNDS_HOME"] == str(home)
        (home / "postgres").mkdir(exist_ok=True)


@pytest.mark.parametrize("said", [None, ""])
def test_the_demo_lives_in_the_folder_it_is_started_in_where_nothing_is_said(
    said: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROUNDS_HOME", said or "")
    if said is None:
        monkeypatch.delenv("ROUNDS_HOME")
    demo.settle_at_home()
    assert os.environ["ROUNDS_HOME"] == str(tmp_path / ".rounds")
    assert (tmp_path / ".rounds").stat().st_mode & 0o777 == 0o700


def test_the_demo_goes_into_no_home_of_something_else_and_leaves_nothing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ROUNDS_HOME", str(tmp_path))
    (tmp_path / "secret-key").write_text("of a real Rounds")
    with pytest.raises(CommandTrouble, match=f"ROUNDS_HOME names {tmp_path}.*empty folder, or unset"):
        demo.settle_at_home()
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_what_says_that_the_demo_is_loaded_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whoever finds it takes the data for loaded: a kill between making it and filling it would leave a demo without sign-ins."""
    monkeypatch.setenv("ROUNDS_HOME", str(tmp_path))
    monkeypatch.setattr(
        "rounds.site.demo.load", lambda say: PEOPLE
    )  # loaded it is elsewhere, by tests that ask for none before
    (tmp_path / "postgres").mkdir()
    written = Path.write_text

    def killed(path: Path, text: str) -> int:
        written(path, text[:5])
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile, pytest.raises(KeyboardInterrupt):
        meanwhile.setattr(Path, "write_text", killed)
        demo.load(Namespace())
    assert not (tmp_path / "postgres" / "demo.txt").exists()
    demo.load(Namespace())
    assert "teo@fenwick.example" in (tmp_path / "postgres" / "demo.txt").read_text()
