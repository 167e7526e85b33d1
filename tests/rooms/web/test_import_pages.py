"""The import's pages, without any script: a file, its columns, a try, in, and back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket
from rounds.imports import bringing_in
from rounds.imports.mapping import read_map
from rounds.imports.models import Import
from rounds.imports.rules import Stage
from rounds.imports.targets import What
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import a_firm
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, Cast, a_workspace, later

FIRMS = b"Client,Main tel,Exp,Pkg\nLinden Row,(312) 555,03/04/2027,GRW\n,555,04/05/2027,STA\nVantage,1,05/06/2027,PRO\n"
PAGE = "/settings/import"


def uploaded(client: Client, data: bytes = FIRMS, what: str = "accounts", name: str = "customers.csv") -> str:
    """Bring a file by the form; give the page of its import."""
    answer = client.post(f"{PAGE}/file", {"what": what, "source": "crm", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:2_000]
    return answer.url


def chosen(html: str) -> dict[str, str]:
    """Give what the form of columns would send as it stands."""
    form = re.search(r'<form class="stack" id="columns".*?</form>', html, re.DOTALL)
    assert form
    values = {
        name: option[1]
        for name, body in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form[0], re.DOTALL)
        if (option := re.search(r'<option value="([^"]*)" selected', body))
    }
    values |= dict(re.findall(r'<input type="hidden" name="(version)" value="(\d+)"', form[0]))
    return values


def the_import(cast: Cast) -> Import:
    with cast.inside():
        return Import.objects.get()


def worked(cast: Cast) -> None:
    """Do what a worker does."""
    found = the_import(cast)
    job = bringing_in.try_it if found.stage == Stage.TRYING else bringing_in.run
    job(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1))


def test_a_file_is_looked_at_tried_brought_in_and_taken_back():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    page = uploaded(client)
    shown = client.get(page).content.decode()
    assert "Linden Row · Vantage" in shown
    values = chosen(shown) | {"c-2": "own", "c-3": "tier", "source": "crm", "go": "try"}
    assert client.post(f"{page}/columns", values).status_code == 302
    assert "Being tried" in client.get(page).content.decode()
    worked(cast)
    shown = client.get(page).content.decode()
    assert "Tried, nothing written" in shown
    assert "1 row cannot come in" in shown
    assert "No name." in shown
    with cast.inside():
        assert not Account.objects.exists()
    assert client.post(f"{page}/run", {"version": the_import(cast).version}).status_code == 302
    assert "you may leave this page" in client.get(page).content.decode()
    worked(cast)
    assert "It is in" in client.get(page).content.decode()
    with cast.inside():
        assert set(Account.objects.values_list("name", "tier")) == {("Linden Row", "GRW"), ("Vantage", "PRO")}
        assert Account.objects.get(name="Vantage").fields == {"exp": "05/06/2027"}
    rejected = client.get(f"{page}/rejected")
    assert rejected["Content-Disposition"].startswith("attachment")
    assert rejected.content.decode().splitlines()[1].startswith(",555,04/05/2027,STA,3,No name.")
    assert client.post(f"{page}/taking-back", {"version": the_import(cast).version}).status_code == 302
    with cast.inside():
        assert not Account.objects.exists()
    assert "taken back" in client.get(PAGE).content.decode()


def test_dates_that_no_row_decides_are_asked_for_and_states_are_translated():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    tickets = b"id,summary,status,created\n1,It stands,Awaiting reply,03/04/2026\n2,Again,Odd,04/05/2026\n"
    page = uploaded(client, tickets, "tickets")
    shown = client.get(page).content.decode()
    assert "day first, or month first?" in shown
    values = chosen(shown) | {"d-3": "month/day/year", "source": "desk"}
    words = dict(re.findall(r'<label for="(v-2-\d)">([^<]+)</label>', shown))
    assert set(words.values()) == {"Awaiting reply", "Odd"}
    values |= {name: "waiting for customer" if word == "Awaiting reply" else "closed" for name, word in words.items()}
    assert client.post(f"{page}/columns", values).status_code == 302
    kept = read_map(the_import(cast).map, what=What.TICKETS)
    assert kept.columns["created"].dates == "month/day/year"
    assert client.post(f"{page}/run", {"version": the_import(cast).version}).status_code == 302
    worked(cast)
    with cast.inside():
        assert {t.subject: (t.state, t.opened_at.month) for t in Ticket.objects.all()} == {
            "It stands": ("open", 3),
            "Again": ("closed", 4),
        }


def test_usage_is_looked_at_tried_and_comes_in_as_any_other_file():
    """A5: a column of usage becomes what usage knows, or is left out; there are no fields of one's own."""
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    rows = b"id,account,event,at,colour\nu1,f1,item submitted,2026-10-28,red\nu2,f1,,2026-10-29,red\n"
    page = uploaded(client, rows, "usage", "usage.csv")
    shown = client.get(page).content.decode()
    assert "Field of your own" not in shown
    values = chosen(shown)
    assert (values["c-2"], values["c-3"]) == ("event", "at")
    assert client.post(f"{page}/columns", values | {"c-4": "own", "go": "try"}).status_code == 302
    assert "colour" not in read_map(the_import(cast).map, what=What.USAGE).columns
    worked(cast)
    shown = client.get(page).content.decode()
    assert "2 rows cannot come in" in shown
    assert "Kept apart: no account is known as “f1” in crm." in shown
    assert "It has no event." in shown
    assert client.post(f"{page}/run", {"version": the_import(cast).version}).status_code == 302
    worked(cast)
    assert "Nothing came in" in client.get(page).content.decode()
    assert "Account “f1” of crm" in client.get(PAGE).content.decode()


def test_what_is_wrong_in_a_map_is_shown_beside_what_was_typed():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    page = uploaded(client)
    answer = client.post(f"{page}/columns", {"map": "columns: {Cleint: name}", "version": 1})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "no column “Cleint”" in shown
    assert "columns: {Cleint: name}" in shown


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "No file was chosen"),
        (b"PK\x03\x04 broken", "broken archive"),
        (b"\n\n", "no row that names its columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_helps(data, says):
    cast = a_workspace()
    files = {"file": SimpleUploadedFile("x.csv", data), "what": "accounts", "source": ""}
    answer = visitor(cast, cast.manager).post(f"{PAGE}/file", files)
    assert answer.status_code in {409, 422}
    assert says in answer.content.decode()
    with cast.inside():
        assert not Import.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings_of_imports):
    cast = a_workspace()
    files = {"file": SimpleUploadedFile("x.csv", b"name\n" * 1_000), "what": "accounts", "source": ""}
    answer = visitor(cast, cast.manager).post(f"{PAGE}/file", files)
    assert answer.status_code == 422
    assert "more than 0 MB" in answer.content.decode()


@pytest.fixture
def settings_of_imports():
    from django.test import override_settings

    with override_settings(IMPORT_LIMIT=1_000):
        yield


def test_a_form_that_was_read_before_somebody_elses_change_is_refused_with_both_sides():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    page = uploaded(client)
    values = chosen(client.get(page).content.decode()) | {"source": "crm"}
    client.post(f"{page}/columns", values)
    assert client.post(f"{page}/columns", values).status_code == 409


def test_progress_is_asked_for_alone():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    page = uploaded(client)
    client.post(f"{page}/trial", {"version": 1})
    part = client.get(page, headers={"HX-Request": "true", "HX-Target": "running"}).content.decode()
    assert "Being tried" in part
    assert "hx-trigger" in part
    assert "<html" not in part


def test_the_page_says_which_tickets_would_wait_and_which_do():
    """Clause kind `queue`, key `open tickets each`: nobody gets more by an import."""
    front = "queue: front desk\n"
    cast = a_workspace(manual=MANUAL.read_text().replace(front, f"{front}open tickets each: 1\n", 1))
    client = visitor(cast, cast.manager)
    page = uploaded(
        client, b"id,since,who\n1,2026-01-05,Elin Berg\n2,2026-01-05,Elin Berg\n3,2026-01-05,Elin Berg\n", "tickets"
    )
    words = "columns: {id: external id, who: assignee, since: opened at}\nalways: {kind: question, state: open, subject: 'Old {id}'}"
    client.post(f"{page}/columns", {"map": words, "version": the_import(cast).version})
    client.post(f"{page}/trial", {"version": the_import(cast).version})
    worked(cast)
    waits = "<b>2 tickets with nobody:</b> whoever had them there has as many open tickets of that queue as the manual allows. They wait"
    assert waits in client.get(page).content.decode()
    client.post(f"{page}/run", {"version": the_import(cast).version})
    worked(cast)
    assert waits in client.get(page).content.decode()


CHECKED_IN = (
    b"Company ID,Company name,Status,Last check in,Check in grade,Next check in\n"
    b"1,Quayside Radio,customer,3 March 2026,B,\n2,Old Mill,customer,4 March 2026,Z,\n3,North Pier,customer,5 May 2026,A,2027-02-01\n"
)


def test_columns_of_check_ins_are_offered_explained_and_stand_on_their_pages_A1_A7():
    cast = a_workspace(manual=a_yearly_manual())
    client = visitor(cast, cast.manager)
    page = uploaded(client, CHECKED_IN)
    shown = client.get(page).content.decode()
    for word in ("last check-in", "check-in grade", "next check-in"):
        assert f'<option value="{word}" selected>' in shown
    assert "The next comes a cadence later, or on the day that the file gives." in shown
    client.post(f"{page}/run", {"version": chosen(shown)["version"]})
    worked(cast)
    seal_all(cast)
    rounds_to(cast, DUTIES, now=later(0.2))
    shown = client.get(page).content.decode()
    assert "The check-in grade “Z” is not on the scale." in shown
    assert "<dt>Taken over</dt><dd>2</dd>" in shown
    with cast.inside():
        check_in_id = CheckIn.objects.get(account__name="Quayside Radio").pk
    shown = visitor(cast, cast.rep).get(f"/check-ins/{check_in_id}").content.decode()
    assert re.search(r"graded <b>B</b>\. Last check-in <time[^>]*>[^<]+</time>, brought in by import\.", shown)
    assert re.search(r"<b>B</b>, <time[^>]*>[^<]+</time>, brought in by import", shown)
    asking = program(cast)
    assert asking.get(f"/check-ins/{check_in_id}").json()["last_on"] == "2026-03-03"
    assert asking.get(f"/check-ins/{check_in_id}").json()["last_brought"]
    assert [each["member_id"] for each in asking.get(f"/check-ins/{check_in_id}/grades").json()["items"]] == [None]


def test_check_ins_that_are_left_as_they_are_are_listed_with_why_A1():
    cast = a_workspace(manual=a_yearly_manual())
    firm = a_firm(cast, name="Quayside Radio")
    with cast.inside():
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=cast.rep, at=later(0.01))
    client = visitor(cast, cast.manager)
    page = uploaded(client, CHECKED_IN)
    client.post(f"{page}/trial", {"version": the_import(cast).version})
    worked(cast)
    shown = client.get(page).content.decode()
    assert "<dt>Would be taken over</dt><dd>1</dd>" in shown
    assert "<dt>Left as they are</dt><dd>1</dd>" in shown
    assert 'Quayside Radio</span><span class="item-s">Somebody here said that no check-in is needed' in shown
    client.post(f"{page}/run", {"version": chosen(client.get(page).content.decode())["version"]})
    worked(cast)
    shown = client.get(page).content.decode()
    assert "<dt>Left as they are</dt><dd>1</dd>" in shown
    assert "Somebody here said that no check-in is needed" in shown
    assert "What waits is taken over as soon as its firm is on a programme." in shown


def test_the_page_of_an_import_that_was_taken_back_says_what_check_ins_gave_back_and_what_stays_and_why_A1():
    cast = a_workspace(manual=a_yearly_manual())
    client = visitor(cast, cast.manager)
    page = uploaded(client, CHECKED_IN)
    client.post(f"{page}/run", {"version": chosen(client.get(page).content.decode())["version"]})
    worked(cast)
    seal_all(cast)
    rounds_to(cast, DUTIES, now=later(0.2))
    assert (
        "If the file is taken back, check-ins give back what they took; those on which something was done since keep it."
        in (client.get(page).content.decode())
    )
    with cast.inside():
        checkins.start(check_in_id=CheckIn.objects.get(account__name="North Pier").pk, by=cast.rep, at=later(0.3))
    client.post(f"{page}/taking-back", {"version": the_import(cast).version})
    shown = client.get(page).content.decode()
    assert "<dt>Given back</dt><dd>1</dd>" in shown
    assert "<dt>Stay</dt><dd>1</dd>" in shown
    assert 'North Pier</span><span class="item-s">It has come round here since' in shown
    assert "<dt>Taken over</dt>" not in shown
