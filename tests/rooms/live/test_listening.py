"""Issue 4: an open page hears within two seconds of anybody's act, of its own company's alone, and only as long as its sign-in stands."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connection

from rounds.basics import passes
from rounds.desk import commands as desk
from rounds.desk.presence import be_here, leave
from rounds.live.application import is_own_page
from rounds.live.hub import MOST_OF_ONE, Hub
from rounds.manual.presence import be_at_draft, leave_draft
from rounds.policies.queries import version_in_force
from rounds.team.commands import set_roles, take_off
from rounds.team.models import Session
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.web import waiting
from tests.database import owner_url
from tests.rooms.live.listening import Page, listening, live_process, page
from tests.world import MONDAY, a_ticket, a_workspace, later


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with live_process() as found:
        yield found


def test_an_open_page_hears_of_an_act_within_two_seconds(port):
    cast = a_workspace()
    with listening(port, page(cast)) as browser:
        assert browser.status == 200
        with cast.inside():
            ticket = a_ticket()
        assert f"ticket:{ticket.pk}" in browser.told(within=2)


def test_what_happened_between_drawing_and_listening_is_told_at_once(port):
    cast = a_workspace()
    drawn = page(cast)
    with cast.inside():
        ticket = a_ticket()
    with listening(port, drawn) as browser:
        assert f"ticket:{ticket.pk}" in browser.told(within=1)


def test_an_act_that_commits_after_a_later_one_is_told_too(port):
    """Ids and moments would pass over it; a snapshot does not."""
    cast = a_workspace()
    with cast.inside():
        first, second = a_ticket(), a_ticket()
    with listening(port, page(cast)) as browser, psycopg.connect(owner_url()) as slow:
        slow.execute(
            "INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, payload)"
            " VALUES (%s, now(), 'system', '', 'desk.noted', 'ticket', %s, '{}')",
            [cast.workspace_id, first.pk],
        )
        with cast.inside():
            desk.note(number=second.number, text="Quick", by=cast.rep, at=later(hours=1))
        assert browser.told() == [f"ticket:{second.pk}"]
        slow.commit()
        assert browser.told() == [f"ticket:{first.pk}"]


def test_nothing_of_another_company_is_told(port):
    ours, theirs = a_workspace(), a_workspace()
    with listening(port, page(ours)) as browser, listening(port, page(theirs)) as other:
        with theirs.inside():
            ticket = a_ticket()
        assert f"ticket:{ticket.pk}" in other.told()
        assert browser.told(within=1) == []


def test_whoever_may_not_read_the_desk_hears_no_tickets_id(port):
    cast = a_workspace()
    with cast.inside():
        set_roles(member_id=cast.rep.id, roles=[], by=Actor.system(), at=MONDAY)
    with listening(port, page(cast, path="/")) as browser:
        assert browser.status == 200
        with cast.inside():
            a_ticket()
        heard = browser.told()
        assert "ticket" in heard
        assert not any(":" in word for word in heard)


@pytest.mark.parametrize(
    ("what", "status"), [("no cookie", 401), ("another's cookie", 401), ("a forged pass", 401), ("an old pass", 401)]
)
def test_a_stranger_is_not_let_in(port, what, status):
    cast, other = a_workspace(), a_workspace()
    drawn, cookie = page(cast), None
    if what == "no cookie":
        cookie = ""
    elif what == "another's cookie":
        cookie = page(other).cookie
    elif what == "a forged pass":
        drawn = Page(drawn.client, drawn.since, drawn.given[:-3] + "AAA")
    else:
        drawn = Page(drawn.client, drawn.since, _pass(cast, drawn, until=int(time.time()) - 1))
    with listening(port, drawn, cookie=cookie) as browser:
        assert browser.status == status


def test_a_pass_for_another_company_is_worth_nothing_even_signed(port):
    """The sign-in's own company counts; a pass that says another is refused."""
    cast, other = a_workspace(), a_workspace()
    drawn = page(cast)
    with listening(port, Page(drawn.client, drawn.since, _pass(other, drawn))) as browser:
        assert browser.status == 401


def test_a_page_of_another_site_may_not_listen(port):
    cast = a_workspace()
    drawn = page(cast)
    with listening(port, drawn, origin="https://evil.example") as browser:
        assert browser.status == 403
        assert "access-control" not in browser.headers
    with listening(port, drawn, origin="http://127.0.0.1:8000") as browser:
        assert browser.status == 200
        assert "access-control-allow-origin: http://127.0.0.1:8000" in browser.headers


@pytest.mark.parametrize(
    "origin", ["null", "http://[::1", "http://", "127.0.0.1", "http://127.0.0.1.evil.example", "//[127.0.0.1]:x"]
)
def test_an_origin_that_names_no_page_of_ours_may_not_listen_and_breaks_nothing(port, origin):
    with listening(port, page(a_workspace()), origin=origin) as browser:
        assert browser.status == 403
        assert "access-control" not in browser.headers


def test_a_page_that_names_no_host_may_not_listen_from_nowhere():
    assert not is_own_page({"origin": "null", "host": ""})
    assert not is_own_page({"origin": "null"})
    assert not is_own_page({"origin": "http://127.0.0.1:8000", "host": "[::1"})


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_request_that_no_page_of_ours_made_may_not_listen_without_naming_its_origin(port, site):
    """A picture or a script of another page asks without an Origin; a browser says all the same where it stands."""
    drawn = page(a_workspace())
    with listening(port, drawn, more=f"Sec-Fetch-Site: {site}") as browser:
        assert browser.status == 403


@pytest.mark.parametrize("since", ["12:10:", "0:0:", "10:12:9", "\u0661:\u0662:"])
def test_a_cursor_that_is_no_snapshot_asks_for_everything(port, since):
    cast = a_workspace()
    drawn = page(cast)
    with listening(port, drawn, since=since) as browser:
        assert browser.told() == ["*"]
    answer = drawn.client.get("/news", {"since": since})
    assert answer.status_code == 200
    assert answer.json()["changed"] == ["*"]


def signed_out(cast, drawn: Page) -> None:
    drawn.client.post("/sign-out")


def session_ended_elsewhere(cast, drawn: Page) -> None:
    Session.objects.filter(session_key=drawn.cookie).delete()


def member_left(cast, drawn: Page) -> None:
    with cast.inside():
        take_off(member_id=cast.rep.id, by=Actor.system(), at=MONDAY)


def roles_changed(cast, drawn: Page) -> None:
    with cast.inside():
        set_roles(member_id=cast.rep.id, roles=["production"], by=Actor.system(), at=MONDAY)


def password_changed(cast, drawn: Page) -> None:
    with psycopg.connect(owner_url()) as owner:
        owner.execute(
            "UPDATE person SET password = 'other' WHERE id = (SELECT person_id FROM member WHERE id = %s)",
            [cast.rep.id],
        )


@pytest.mark.parametrize("ends", [signed_out, session_ended_elsewhere, member_left, roles_changed, password_changed])
def test_a_stream_ends_with_what_it_was_let_in_for(port, ends):
    cast = a_workspace()
    drawn = page(cast)
    with listening(port, drawn) as browser:
        assert browser.status == 200
        ends(cast, drawn)
        assert browser.event("end", within=8) == "[]"
    with listening(port, drawn) as browser:
        assert browser.status == 401 or ends is password_changed  # which only the page's own door can tell


def test_a_process_that_is_told_to_end_says_so_to_all_and_lets_no_stream_break():
    """A stream that breaks off is an error in the browser; a page that asked again at once would find the same door closing."""
    drawn = page(a_workspace())
    with ExitStack() as open_ones:
        with live_process() as port:
            streams = [open_ones.enter_context(listening(port, drawn)) for _ in range(MOST_OF_ONE)]
            assert {stream.status for stream in streams} == {200}
        for stream in streams:
            assert stream.event("closing") == "[]"
            assert stream.is_whole()


def test_a_hub_that_is_closed_lets_nobody_in():
    hub = Hub()
    assert hub.has_room("a key")
    hub.close()
    assert not hub.has_room("a key")


def test_one_sign_in_opens_only_so_many(port):
    cast = a_workspace()
    drawn = page(cast)
    streams = [listening(port, drawn) for _ in range(MOST_OF_ONE)]
    for stream in streams:
        assert stream.__enter__().status == 200
    with listening(port, drawn) as browser:
        assert browser.status == 503
    for stream in streams:
        stream.__exit__(None, None, None)


def test_who_comes_writes_and_goes_is_told_and_a_renewal_is_not(port):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    with listening(port, page(cast)) as browser:
        with cast.inside():
            be_here(number=ticket.number, writing=False, by=cast.teammate, at=MONDAY)
        assert browser.told() == [f"presence:{ticket.pk}"]
        with cast.inside():
            be_here(number=ticket.number, writing=False, by=cast.teammate, at=later(hours=0.004))
        assert browser.told(within=0.8) == []
        with cast.inside():
            leave(number=ticket.number, by=cast.teammate, at=later(hours=0.005))
        assert browser.told() == [f"presence:{ticket.pk}"]


def test_who_is_at_the_draft_of_the_manual_is_told_too(port):
    cast = a_workspace()
    with listening(port, page(cast, cast.manager)) as browser, listening(port, page(cast)) as other:
        with cast.inside():
            be_at_draft(writing=True, by=cast.manager, at=MONDAY)
        assert browser.told() == ["draft:0"]
        assert other.told() == ["draft"], "whoever may not write on it hears that something changed, not what"
        with cast.inside():
            be_at_draft(writing=True, by=cast.manager, at=later(hours=0.004))
        assert browser.told(within=0.8) == []
        with cast.inside():
            leave_draft(by=cast.manager, at=later(hours=0.005))
        assert browser.told() == ["draft:0"]


def test_after_more_than_a_hundred_records_everything_is_asked_for_again(port):
    cast = a_workspace()
    drawn = page(cast)
    with psycopg.connect(owner_url()) as owner:
        owner.execute(
            "INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, payload)"
            " SELECT %s, now(), 'system', '', 'desk.noted', 'ticket', n, '{}' FROM generate_series(1, 300) n",
            [cast.workspace_id],
        )
    with listening(port, drawn) as browser:
        assert browser.told() == ["*"]


def test_a_cursor_of_a_database_that_was_put_back_asks_for_everything(port):
    cast = a_workspace()
    with listening(port, page(cast), since="900000000:900000000:") as browser:
        assert browser.told() == ["*"]


def test_polling_says_the_same_and_nothing_where_nothing_happened():
    cast = a_workspace()
    drawn = page(cast)
    assert drawn.client.get("/news", {"since": drawn.since}).status_code == 204
    with cast.inside():
        ticket = a_ticket()
    answer = drawn.client.get("/news", {"since": drawn.since}).json()
    assert f"ticket:{ticket.pk}" in answer["changed"]
    assert answer["counts"]["Desk"] == 1
    assert drawn.client.get("/news", {"since": answer["since"]}).status_code == 204
    assert drawn.client.get("/news", {"since": "nonsense; DROP"}).json()["changed"] == ["*"]


def test_where_counting_stops_the_rail_says_that_there_are_more(monkeypatch):
    """Issue 4: counters of open pages. A list of ten thousand said “500+”, and the rail beside it 500."""
    cast = a_workspace()
    drawn = page(cast)
    monkeypatch.setattr(waiting, "_MOST", 2)
    with cast.inside():
        a_ticket()
    assert drawn.client.get("/news", {"since": drawn.since}).json()["counts"]["Desk"] == 1
    with cast.inside():
        a_ticket(), a_ticket()
    assert drawn.client.get("/news", {"since": drawn.since}).json()["counts"]["Desk"] == "2+"
    assert '<span class="n">2+<' in drawn.client.get("/accounts").content.decode()


def test_polling_tells_nothing_of_another_company_nor_ids_that_are_not_ones_to_know():
    ours, theirs = a_workspace(), a_workspace()
    with ours.inside():
        set_roles(member_id=ours.rep.id, roles=[], by=Actor.system(), at=MONDAY)
    drawn = page(ours, path="/")
    with theirs.inside():
        a_ticket()
    assert drawn.client.get("/news", {"since": drawn.since}).status_code == 204
    with ours.inside():
        a_ticket()
    assert not any(":" in word for word in drawn.client.get("/news", {"since": drawn.since}).json()["changed"])


def test_listening_writes_nothing_and_no_act_pays_for_it():
    """Nobody is notified in an act's transaction: a notice would make every commit wait for the one before."""
    cast = a_workspace()
    with cast.inside():
        before = TimelineEvent.objects.count()
        a_ticket()
        assert TimelineEvent.objects.count() > before
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE c.relname = 'timeline_event' AND p.prosrc ILIKE '%%notify%%'"
            )
            assert cursor.fetchone() == (0,)


def _pass(cast, drawn: Page, *, until: int | None = None) -> str:
    with cast.inside():
        manual = version_in_force()
    given = passes.Pass(
        workspace_id=cast.workspace_id,
        member_id=cast.rep.id,
        session=passes.digest(drawn.cookie),
        roles=("rep",),
        manual=manual,
        sees=("ticket",),
        until=until or int(time.time()) + 60,
    )
    from django.conf import settings

    return passes.write(given, settings.SECRET_KEY)
