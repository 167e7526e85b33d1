"""`rounds manual compare`: what a file would change, before anybody adopts it."""

from argparse import Namespace
from pathlib import Path

import pytest

from rounds.cli.manuals import compare_manual
from rounds.policies.queries import version_in_force
from rounds.workspaces.queries import this_workspace
from tests.manuals import SHIPPED
from tests.world import a_ticket, a_workspace


def compared(tmp_path: Path, text: str, kind: str = "question") -> int:
    (tmp_path / "next.md").write_text(text)
    cast = a_workspace()
    with cast.inside():
        slug = this_workspace().slug
        a_ticket(kind=kind)
    outcome = compare_manual(Namespace(slug=slug, file=str(tmp_path / "next.md")))
    with cast.inside():
        assert version_in_force() == 1
    return outcome


def test_a_file_is_compared_in_words_and_nothing_is_put_in_force(tmp_path, capsys: pytest.CaptureFixture[str]):
    """F1."""
    assert compared(tmp_path, SHIPPED.replace("after an answer: 1 week", "after an answer: 10 days")) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "promised dates: on the desk · after an answer: 1 week → 10 days",
        "1 ticket not closed gets the new date with the next answer.",
    ]
    assert said.err == "1 clause changed, against version 1.\n"


def test_a_file_that_could_not_come_into_force_says_why(tmp_path, capsys: pytest.CaptureFixture[str]):
    assert compared(tmp_path, SHIPPED.replace("worked by: rep", "worked by: reb")) == 1
    assert "There is no role “reb”" in capsys.readouterr().out
    assert compared(tmp_path, SHIPPED.replace("ticket kind: billing", "ticket kind: money"), kind="billing") == 1
    assert "which this manual does not have" in capsys.readouterr().out
