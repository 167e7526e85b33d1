"""From nothing to a working desk: the first company is founded with a printed code, once, and a page says what is next."""

from uuid import uuid4

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rounds.cli.first_run import say_where
from rounds.cli.main import parser
from rounds.desk import commands as desk
from rounds.mail.commands import receive
from rounds.mail.delivering import deliver
from rounds.mail.models import Mailbox, Via
from rounds.manual.checking import checked
from rounds.manual.shipped import shipped
from rounds.team.models import Member, Person
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from rounds.workspaces import first_run
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import all_ids
from tests.far_side import far_side
from tests.rooms.web.visitor import through_the_door
from tests.world import MONDAY, PASSWORD, a_workspace, later


@pytest.fixture
def code(monkeypatch, tmp_path):
    """A code as `rounds serve` prints it, in a home of its own: the one that tests share holds one code, and another may use it up."""
    monkeypatch.setattr(site, "HOME", tmp_path)
    monkeypatch.setenv("ROUNDS_HOME", str(tmp_path))
    cache.clear()
    return first_run.code(site.HOME)


def form(**more):
    name = f"Quiet Harbour {uuid4().hex[:8]}"
    mine = {"company": name, "name": "Ada Vance", "email": f"ada@{uuid4().hex[:8]}.example", "password": PASSWORD}
    return {**mine, "manual": "web-agency-desk", "zone": "Europe/Berlin", **more}


def test_the_code_founds_a_company_once_and_its_founder_may_do_all(code):
    client, before = Client(), len(all_ids())
    assert "A manual to begin with" in client.get(f"/start/{code}").content.decode()
    assert client.post(f"/start/{code}", form()).headers["Location"] == reverse("start")
    assert len(all_ids()) == before + 1
    for path in ("/settings/start", "/desk", "/manual", "/settings/people"):
        assert client.get(path).status_code == 200, path
    assert Client().get(f"/start/{code}").status_code == 404
    assert Client().post(f"/start/{code}", form()).status_code == 404


def test_no_other_code_founds_anything(code):
    before = len(all_ids())
    for wrong in ("x", code[:-1], f"{code}x", "é"):
        assert Client().get(f"/start/{wrong}").status_code == 404
        assert Client().post(f"/start/{wrong}", form()).status_code == 404
    assert len(all_ids()) == before


def test_without_a_code_there_is_no_such_page():
    first_run.use(site.HOME)
    for guess in ("", "none", "%00"):
        assert Client().get(f"/start/{guess or 'x'}").status_code == 404


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"company": " "}, "name is missing"),
        ({"name": ""}, "name is missing"),
        ({"email": "ada"}, "no mail address"),
        ({"password": "short"}, "too short"),
        ({"manual": "../../etc/passwd"}, "Choose a manual"),
        ({"zone": "Europe/Berlino"}, "Did you mean “Europe/Berlin”?"),
        ({"zone": ""}, "time zone of your office is missing"),
        ({"holidays": "Germany"}, "two letters"),
    ],
)
def test_what_will_not_do_is_said_and_the_code_still_holds(code, more, why):
    before = len(all_ids())
    answer = Client().post(f"/start/{code}", form(**more))
    assert answer.status_code == 409
    assert why in answer.content.decode()
    assert len(all_ids()) == before
    assert first_run.holds(site.HOME, code)


def test_the_code_makes_nobody_somebody_who_is_here_already(code):
    cast = a_workspace()
    with cast.inside():
        email = Member.objects.get(id=cast.rep.id).email
    client = Client()
    assert client.post(f"/start/{code}", form(email=email)).status_code == 409
    assert client.get("/desk").status_code == 302
    assert Person.objects.get(email=email).check_password(PASSWORD)


def test_where_there_is_a_company_no_code_is_printed_and_an_old_one_ends(code, capsys):
    a_workspace()
    say_where(parser().parse_args(["first-run"]))
    assert capsys.readouterr().out == ""
    assert not first_run.holds(site.HOME, code)


def test_guessing_the_code_is_throttled(code):
    said = [Client().post("/start/guess", form()).status_code for _ in range(22)]
    cache.clear()
    assert (said[0], said[-1]) == (404, 429)


def test_the_code_is_read_by_its_owner_alone(code):
    assert (site.HOME / first_run.NAME).stat().st_mode & 0o777 == 0o600


def test_every_shipped_manual_can_be_begun_with():
    for each in shipped():
        assert each.title
        assert each.says
        assert not checked(each.text).findings


def test_each_step_is_ticked_by_what_happened(code, monkeypatch):
    client = Client()
    client.post(f"/start/{code}", form())
    workspace_id = client.session["workspace"]
    page = client.get("/settings/start").content.decode()
    assert page.count(">Done<") == 1
    address = f"support@{uuid4().hex[:8]}.example"
    assert client.post("/settings/mail/adding", {"name": "support", "address": address}).status_code == 302
    assert client.get("/settings/start").content.decode().count(">Done<") == 2
    with as_workspace(workspace_id):
        box = Mailbox.objects.get()
    raw = f"From: dana@customer.example\r\nTo: {address}\r\nSubject: Hello\r\nMessage-ID: <{uuid4().hex}@x.example>\r\n\r\nHello.\r\n"
    receive(workspace_id=workspace_id, mailbox_id=box.pk, raw=raw.encode(), via=Via.SMTP, at=MONDAY)
    assert client.get("/settings/start").content.decode().count(">Done<") == 3
    with as_workspace(workspace_id):
        desk.answer(number=1, text="Good morning.", by=Actor.member(Member.objects.get().pk), at=later(hours=1))
        mail = Outbox.objects.get(channel="mail")
    assert client.get("/settings/start").content.decode().count(">Done<") == 3  # it waits: nothing has left
    with far_side() as far:
        monkeypatch.setattr(site, "SMTP_OUT", far.way)
        assert client.get("/settings/start").content.decode().count(">Done<") == 4
        deliver(workspace_id=workspace_id, outbox_id=mail.pk, clock=lambda: later(hours=2))
        assert len(far.mails) == 1
    assert client.get("/settings/start").content.decode().count(">Done<") == 5
    client.post("/settings/invitations", {"email": "nina@new.example", "roles": ["rep"]})
    page = client.get("/settings/start").content.decode()
    assert page.count(">Done<") == 6
    assert "All of it is done" in page


def test_a_mail_address_is_added_changed_and_tried():
    cast = a_workspace()
    client = through_the_door(cast, cast.manager)
    first, second = (f"{name}@w{cast.workspace_id}.example" for name in ("support", "help"))
    assert client.post("/settings/mail/adding", {"name": "support", "address": first}).status_code == 302
    assert "No mail yet" in client.get("/settings/mail").content.decode()
    with cast.inside():
        box = Mailbox.objects.get()
    assert client.post(f"/settings/mail/{box.pk}/address", {"address": second}).status_code == 302
    assert client.post(f"/settings/mail/{box.pk}/trial").status_code == 302
    page = client.get("/settings/mail").content.decode()
    assert "It waits to be sent" in page
    taken = client.post("/settings/mail/adding", {"name": "support", "address": second})
    assert taken.status_code == 409
    with cast.inside():
        assert Mailbox.objects.get().address == second
