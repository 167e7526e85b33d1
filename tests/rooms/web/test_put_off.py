"""Work that Rounds could not do by itself has a place in Settings: what, since when, how often tried, why, and what helps."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from rounds.basics import clock
from rounds.basics.duty import Due, Duty, Rows
from rounds.basics.hours import NeverOpen
from rounds.basics.problems import Problem, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import WAKE
from rounds.desk.models import Ticket
from rounds.engine.loop import one_round
from rounds.engine.queries import put_off_rows
from rounds.lists.duties import TELL
from rounds.mail.duties import RECOVER
from rounds.policies.book import NoSuchClause
from rounds.targets.duties import ACT
from rounds.team.duties import SIGN_OFF
from rounds.timeline.models import TimelineEvent
from tests.rooms.passing import in_company
from tests.rooms.web.visitor import statements, visitor
from tests.world import MANUAL, MONDAY, Cast, a_member, a_ticket, a_workspace

PAGE = "/settings/put-off"


NOW = clock.now() + timedelta(days=9)
"""Behind the moment at which the page is asked, as a pause that is not over is."""


def stuck(trouble: Exception | None = None, *, cast: Cast | None = None) -> tuple[Cast, Duty]:
    """A ticket whose date came, and a duty that cannot wake it."""
    cast = cast or a_workspace()
    with cast.inside():
        desk.put_to_sleep(number=a_ticket().number, wish=Wish(at=NOW - timedelta(days=7)), by=cast.rep, at=MONDAY)

    def do(due: Due, now) -> bool:
        raise trouble or ValueError("a row that nobody expected")

    duty = in_company(cast, replace(WAKE, do=do, do_many=None))
    assert one_round([duty], now=NOW).failed == 1
    return cast, duty


def read(cast: Cast, who=None) -> str:
    answer = visitor(cast, who or cast.manager).get(PAGE)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_where_nothing_is_put_off_the_page_says_so():
    said = read(a_workspace())
    assert "Nothing is put off" in said
    assert "Try again now" not in said


def test_it_says_what_of_which_ticket_since_when_how_often_and_when_it_is_tried_next():
    cast, duty = stuck()
    one_round([duty], now=NOW + timedelta(minutes=1))
    said = read(cast)
    assert WAKE.says in said
    assert '<a href="/desk/1">#1 <bdi>Swap the banner</bdi></a>' in said
    assert "tried 2 times" in said
    assert said.count("<time") >= 2
    assert "Something stands there that Rounds does not expect." in said
    assert "ValueError: a row that nobody expected" in said
    with cast.inside():
        assert put_off_rows()[0].says == WAKE.says


@pytest.mark.parametrize(
    ("trouble", "says", "does"),
    [
        (
            NoSuchClause("Version 3 of the manual has no clause “hours: help desk”."),
            "has no clause",
            "Put the clause back",
        ),
        (
            Refused([Problem("no queue", "No queue takes a “question”.")]),
            "No queue takes a “question”.",
            "Mend what it says",
        ),
        (NeverOpen("no opening within ten years from 2026-11-23"), "No opening within ten years", "Look at the hours"),
        (KeyError("lost"), "does not expect", "Tell whoever runs Rounds"),
    ],
    ids=["a clause that is gone", "a refusal", "hours that never open", "anything else"],
)
def test_an_error_is_said_in_plain_words_with_what_helps(trouble, says, does):
    said = read(stuck(trouble)[0])
    assert says in said
    assert does in said


def test_whoever_mended_it_has_it_tried_again_now_and_it_leaves_the_page_once_it_works():
    cast, _ = stuck()
    client = visitor(cast, cast.manager)
    with cast.inside():
        [row] = put_off_rows()
    well = in_company(cast, WAKE)
    soon = NOW + timedelta(seconds=5)
    assert one_round([well], now=soon).done == 0  # its pause is not over
    answer = client.post(f"{PAGE}/{row.pk}/again")
    assert answer["Location"].startswith(PAGE)
    with cast.inside():
        [event] = TimelineEvent.objects.filter(kind="engine.try again asked")
        assert (event.actor_id, event.payload["times"], event.payload["duty"]) == (cast.manager.id, 1, WAKE.name)
    assert one_round([well], now=soon).done == 1
    with cast.inside():
        assert Ticket.objects.get(number=1).state == "open"
    assert "Nothing is put off" in read(cast)
    assert client.post(f"{PAGE}/{row.pk}/again").status_code == 404


def test_whoever_may_not_read_the_desk_reads_no_subject_there():
    keepers = f"{MANUAL.read_text()}\n```clause\nrole: keeper\nmay: [manage people]\n```\n"
    cast, _ = stuck(cast=a_workspace(manual=keepers))
    with cast.inside():
        keeper = a_member("Only Keeper", ["keeper"], f"keeper-{cast.workspace_id}")
    assert "Swap the banner" in read(cast)
    said = read(cast, keeper)
    assert "#1" in said
    assert "Swap the banner" not in said


def test_what_is_about_no_ticket_says_what_it_is_and_many_rows_take_no_more_statements():
    cast, _ = stuck()
    client = visitor(cast, cast.manager)
    one = len(statements(client, PAGE))
    with cast.inside():
        [row] = put_off_rows()
        for duty, row_id in ((RECOVER, 5), (ACT, 1), (TELL, 1), (ACT, 2)):
            row.pk, row.duty, row.says, row.of, row.row_id = None, duty.name, duty.says, duty.rows, row_id
            row.save(force_insert=True)
        row.pk, row.duty, row.says, row.of, row.row_id = None, "lists.look", "", Rows.COMPANIES, cast.workspace_id
        row.save(force_insert=True)
    assert len(statements(client, PAGE)) <= one + 2
    said = read(cast)
    assert 'href="/outbox/5"' in said
    assert "the whole company" in said
    assert "lists.look" in said  # a row of an older version, which kept no sentence


def test_a_record_that_has_the_number_of_its_company_by_chance_is_not_called_the_whole_company():
    cast, _ = stuck()
    with cast.inside():
        [row] = put_off_rows()
        row.duty, row.of, row.row_id = SIGN_OFF.name, SIGN_OFF.rows, cast.workspace_id
        row.save()
    said = read(cast)
    assert f"record {cast.workspace_id}" in said
    assert "the whole company" not in said
