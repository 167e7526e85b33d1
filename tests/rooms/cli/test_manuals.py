"""`rounds manual …`: a file is checked, compared, put in force and shown."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from rounds.cli.main import main
from rounds.cli.manuals import adopt_manual, check_manual, compare_manual, show_manual
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
    outcome = compare_manual(Namespace(workspace=slug, file=str(tmp_path / "next.md")))
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


def checked(
    tmp_path: Path, text: str | bytes, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, object]]]:
    """Check a file for programs."""
    (tmp_path / "next.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    outcome = check_manual(Namespace(file=str(tmp_path / "next.md"), json=True))
    return outcome, json.loads(capsys.readouterr().out)


def test_a_check_for_programs_lists_line_column_clause_problem_and_nearest_word(tmp_path, capsys):
    """F1: errors come with line and a plain reason."""
    text = SHIPPED.replace("worked by: rep", "worked by: reb")
    line = text.split("\n").index("worked by: reb") + 1
    assert checked(tmp_path, text, capsys) == (
        1,
        [
            {
                "line": line,
                "column": 12,
                "clause": "queue: front desk",
                "problem": "There is no role “reb”",
                "nearest": "rep",
                "level": "error",
            }
        ],
    )


def test_a_sound_manual_leaves_an_empty_list(tmp_path, capsys):
    assert checked(tmp_path, SHIPPED, capsys) == (0, [])


def test_a_warning_hinders_nothing_and_says_that_it_is_one(tmp_path, capsys):
    text = SHIPPED + "\n```template\nname: lost\nsubject: x\n\n{text}\n```\n"
    outcome, (found,) = checked(tmp_path, text, capsys)
    assert outcome == 0
    assert (found["level"], found["clause"]) == ("warning", "template: lost")


def test_a_file_in_another_encoding_is_refused_at_the_place(tmp_path, capsys):
    outcome, (found,) = checked(
        tmp_path, SHIPPED.encode().replace(b"small firms", "kleine Büros".encode("latin-1")), capsys
    )
    assert outcome == 1
    assert "not UTF-8" in str(found["problem"])
    assert found["line"] == SHIPPED[: SHIPPED.index("small firms")].count("\n") + 1


def test_a_file_is_put_in_force_and_shown_as_it_was_written(tmp_path, capsys):
    cast = a_workspace()
    with cast.inside():
        slug = this_workspace().slug
    text = SHIPPED.replace("after an answer: 1 week", "after an answer: 10 days")
    (tmp_path / "next.md").write_text(text)
    adopt_manual(Namespace(workspace=slug, file=str(tmp_path / "next.md")))
    assert f"in force in {slug} as version 2" in capsys.readouterr().out
    show_manual(Namespace(workspace=slug, version=None))
    assert capsys.readouterr().out == text
    show_manual(Namespace(workspace=slug, version=1))
    assert capsys.readouterr().out == SHIPPED


def test_a_role_that_nobody_holds_is_worth_a_look_and_so_is_its_queue(tmp_path, capsys):
    """Manual language: the checker knows the whole, a role nobody holds and a queue no one works."""
    text = SHIPPED.replace(
        "## When we are here", "```clause\nrole: guest\nmay: read the desk\n```\n\n## When we are here"
    )
    text = text.replace(
        "takes: {ticket kind: billing}\nworked by: lead", "takes: {ticket kind: billing}\nworked by: guest"
    )
    assert compared(tmp_path, text) == 0
    said = capsys.readouterr().out
    assert "warning: Nobody here has the role “guest” yet" in said
    assert "warning: Nobody works this queue: nobody here is “guest”" in said


def test_a_kind_whose_workers_nobody_stands_in_for_is_worth_a_look(tmp_path, capsys):
    """Manual language: the checker knows the whole, a kind without a stand-in."""
    text = SHIPPED.replace("ticket kind: question\n", "ticket kind: question\nworked by: production\n")
    assert compared(tmp_path, text) == 0
    assert "warning: Nobody stands in for whoever is “production”" in capsys.readouterr().out
    stood_in = text.replace("worked by: production\n", "worked by: production\nstand-in: rep\n", 1)
    assert compared(tmp_path, stood_in) == 0
    assert "Nobody stands in" not in capsys.readouterr().out


def test_what_can_be_written_is_printed_for_people_and_for_editors(capsys):
    assert main(["manual", "schema"]) == 0
    assert {kind["title"] for kind in json.loads(capsys.readouterr().out)["oneOf"]} >= {"role", "queue", "template"}
    assert main(["manual", "reference"]) == 0
    assert capsys.readouterr().out == (Path(__file__).parents[3] / "docs" / "manual.md").read_text()
