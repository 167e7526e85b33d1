"""`rounds import`: guessed, tried, written; rejected rows said and kept; an unfinished one goes on."""

from pathlib import Path

import pytest

from rounds.accounts.models import Account, AccountKnownAs
from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.cli.imports import bring
from rounds.cli.main import parser
from rounds.cli.trouble import CommandTrouble
from rounds.imports import bringing_in
from rounds.imports.models import Import
from rounds.workspaces.queries import this_workspace
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import a_firm
from tests.world import MANUAL, Cast, a_workspace, later

FIRMS = "id,name,tier\n1,Linden Row,gold\n2,,silver\n"


def asked(cast: Cast, tmp_path: Path, *words: str, text: str = FIRMS, workspace: str = "") -> int:
    (tmp_path / "firms.csv").write_text(text)
    with cast.inside():
        slug = workspace or this_workspace().slug
    line = ["import", "accounts", str(tmp_path / "firms.csv"), "--workspace", slug, "--source", "hubspot", *words]
    return bring(parser().parse_args(line))


def firms(cast: Cast) -> int:
    with cast.inside():
        return Account.objects.count()


def test_a_guessed_map_is_printed_and_nothing_is_done(tmp_path, capsys):
    cast = a_workspace()
    assert asked(cast, tmp_path, "--guess") == 0
    assert capsys.readouterr().out == (
        "what: accounts\nsource: hubspot\ncolumns:\n  id: external id\n  name: name\n  tier: tier\n"
    )
    assert firms(cast) == 0


def test_columns_that_nobody_could_guess_stand_in_the_map_as_comments(tmp_path, capsys):
    cast = a_workspace()
    text = "id,Favourite colour,name\n1,red,Linden Row\n"
    assert asked(cast, tmp_path, "--guess", text=text) == 0
    said = capsys.readouterr()
    assert said.out == (
        "what: accounts\nsource: hubspot\ncolumns:\n  id: external id\n  name: name\n"
        "  # Favourite colour: field Favourite colour\n"
    )
    assert "not enough" not in said.err
    wanted = said.out.replace("  # ", "  ")
    (tmp_path / "map.yaml").write_text(wanted)
    assert asked(cast, tmp_path, "--map", str(tmp_path / "map.yaml"), text=text) == 0
    with cast.inside():
        assert Account.objects.get(name="Linden Row").fields == {"Favourite colour": "red"}


def test_a_guess_that_is_not_enough_says_so(tmp_path, capsys):
    assert asked(a_workspace(), tmp_path, "--guess", text="Colour,City\nred,Rome\n") == 0
    said = capsys.readouterr()
    assert said.out.endswith("columns:\n  # Colour: field Colour\n  # City: field City\n")
    assert "The guess is not enough yet: No column becomes “name” or “external id”." in said.err


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
def test_a_file_of_which_every_row_is_rejected_says_why_each_is(tmp_path, capsys, flags):
    """Issue "rejected rows with reasons": the reason is that of the rows, not that no column would become a name."""
    cast = a_workspace()
    assert asked(cast, tmp_path, *flags, text="id,name\n1,Linden Row,x\n2,Harbour,y\n") == 1
    said = capsys.readouterr()
    assert "2 rejected." in said.out
    assert "row 2: The row has 3 cells, the table has 2 columns." in said.err
    assert "No column becomes" not in said.err
    assert firms(cast) == 0


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path, capsys):
    cast = a_workspace()
    assert asked(cast, tmp_path, "--dry-run", "--rejected", str(tmp_path / "no.csv")) == 1
    said = capsys.readouterr()
    assert "Nothing was written." in said.out
    assert "Accounts: 1 would be new, 0 would be filled up, 0 say nothing new, 1 rejected." in said.out
    assert "row 3: No name." in said.err
    assert (tmp_path / "no.csv").read_text().splitlines()[1] == "2,,silver,3,No name.,Every account has one."
    with cast.inside():
        assert (Account.objects.count(), Import.objects.count()) == (0, 0)


def test_a_table_comes_in_and_its_rejected_rows_are_written(tmp_path, capsys):
    cast = a_workspace()
    assert asked(cast, tmp_path, "--rejected", str(tmp_path / "no.csv")) == 1
    assert "Accounts: 1 are new, 0 are filled up, 0 say nothing new, 1 rejected." in capsys.readouterr().out
    assert "2,,silver,3,No name." in (tmp_path / "no.csv").read_text()
    assert asked(cast, tmp_path) == 1
    assert "0 are new, 0 are filled up, 1 say nothing new" in capsys.readouterr().out
    assert firms(cast) == 1


def test_a_killed_one_goes_on_with_the_same_words(tmp_path, capsys, monkeypatch):
    cast, text = a_workspace(), "id,name\n" + "".join(f"{n},Firm {n}\n" for n in range(2_500))

    class Killed(BaseException):
        pass

    def dies(done: int, of: int) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("rounds.cli.imports.Bar", lambda: dies)
        asked(cast, tmp_path, text=text)
    assert firms(cast) == 1_000
    assert asked(cast, tmp_path, text=text) == 0
    assert "Going on behind 1,000 records" in capsys.readouterr().err
    assert firms(cast) == 2_500


def test_an_unknown_workspace_and_a_wrong_map_are_refused(tmp_path):
    cast = a_workspace()
    with pytest.raises(CommandTrouble, match="There is no workspace “nowhere”"):
        asked(cast, tmp_path, workspace="nowhere")
    (tmp_path / "map.yaml").write_text("columns: {id: external id, nme: name}")
    with pytest.raises(Refused, match="no column “nme”"):
        asked(cast, tmp_path, "--map", str(tmp_path / "map.yaml"))
    assert firms(cast) == 0


def test_an_import_that_cannot_go_on_says_why_and_ends_with_trouble(tmp_path, monkeypatch):
    cast = a_workspace()

    def cannot(**words: object) -> None:
        bringing_in._note_trouble(cast.workspace_id, words["import_id"], Refused([]), words["clock"])

    monkeypatch.setattr("rounds.cli.imports.run", cannot)
    with pytest.raises(CommandTrouble, match="run the same command again"):
        asked(cast, tmp_path)


def test_tickets_that_nobody_may_have_yet_are_counted(tmp_path, capsys):
    """Clause kind `queue`, key `open tickets each`."""
    front = "queue: front desk\n"
    cast = a_workspace(manual=MANUAL.read_text().replace(front, f"{front}open tickets each: 1\n", 1))
    (tmp_path / "map.yaml").write_text(
        "columns: {id: external id, who: assignee, since: opened at}\nalways: {kind: question, state: open, subject: 'Old {id}'}"
    )
    (tmp_path / "old.csv").write_text(
        "id,since,who\n1,2026-01-05,Elin Berg\n2,2026-01-05,Elin Berg\n3,2026-01-05,Elin Berg\n"
    )
    with cast.inside():
        slug = this_workspace().slug
    for dry in (["--dry-run"], []):
        words = [
            "import",
            "tickets",
            str(tmp_path / "old.csv"),
            "--map",
            str(tmp_path / "map.yaml"),
            "--workspace",
            slug,
            *dry,
        ]
        assert bring(parser().parse_args(words)) == 0
        assert "  2 with nobody, in their queues: whoever had them there has as many" in capsys.readouterr().out


def test_the_source_that_the_command_names_counts_where_the_map_says_none(tmp_path):
    """Its ids are found by what names the same system: left as those of no system, usage would wait for them for ever."""
    cast = a_workspace()
    (tmp_path / "map.yaml").write_text("{columns: {id: external id, name: name, tier: tier}}\n")
    firm = "id,name,tier\n1,Linden Row,gold\n"
    assert asked(cast, tmp_path, "--map", str(tmp_path / "map.yaml"), text=firm) == 0
    with cast.inside():
        assert set(AccountKnownAs.objects.values_list("source", flat=True)) == {"hubspot"}


def test_another_source_than_the_map_says_is_refused(tmp_path):
    cast = a_workspace()
    (tmp_path / "map.yaml").write_text("source: crm\ncolumns: {id: external id, name: name, tier: tier}\n")
    with pytest.raises(CommandTrouble, match=r"those of “crm”, and --source “hubspot”\. Leave one of them out"):
        asked(cast, tmp_path, "--map", str(tmp_path / "map.yaml"))
    assert firms(cast) == 0


PASTS = "id,name,status,last check in\n1,Quayside Radio,customer,2026-03-03\n2,Old Mill,customer,2026-03-04\n3,North Pier,lead,2026-05-05\n"


def test_a_try_says_of_check_ins_what_the_import_says_after_it_and_writes_nothing_A1(tmp_path, capsys):
    cast = a_workspace(manual=a_yearly_manual())
    firm = a_firm(cast, name="Quayside Radio")
    with cast.inside():
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=cast.rep, at=later(0.01))
    assert asked(cast, tmp_path, "--dry-run", text=PASTS) == 0
    said = capsys.readouterr().out
    assert "check-ins of 2 firms would take over what is said of them" in said
    assert "1 of these once their firms come onto a programme" in said
    assert "Quayside Radio: its check-in would stay as it is, for somebody here said that no check-in is needed" in said
    assert firms(cast) == 1
    assert asked(cast, tmp_path, text=PASTS) == 0
    said = capsys.readouterr().out
    assert "check-ins of 2 firms take over what is said of them" in said
    assert "Quayside Radio: its check-in stays as it is, for somebody here said that no check-in is needed" in said
