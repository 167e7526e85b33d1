"""F2 on the page: whatever it attributes to Rounds has a Why, on hover and as a page, whose links lead to what they name."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import HAND_OUT
from rounds.desk.models import Ticket
from rounds.mail.commands import deliveries
from rounds.timeline.models import Outbox, TimelineEvent
from tests.rooms.desk.test_handing_out import a_desk_in_turn, come, tickets
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.passing import rounds_to
from tests.rooms.web.visitor import visitor
from tests.world import a_customer, a_ticket, a_workspace, later

HAPPENING = re.compile(r'<li class="event[^"]*"[^>]*>.*?</li>', re.DOTALL)
BY_ROUNDS = re.compile(r'<(?:span class="auto"|b dir="auto")>(?:Rounds|The \w+ room)</')


@pytest.fixture(scope="module")
def post() -> Post:
    """A desk on which Rounds has done much by itself: a stranger's answer, a mail that stopped, a date that came, a robot, a merge."""
    post = a_post()
    post.bring(a_letter(to=post.address, message_id="<one@customer.example>"))
    answer = "In-Reply-To: <one@customer.example>\r\n"
    post.bring(a_letter(to=post.address, sender="Eve Stranger <eve@elsewhere.example>", more=answer), at=later(0.1))
    post.bring(
        a_letter(to=post.address, more=f"{answer}Auto-Submitted: auto-replied\r\n", text="I am away."), at=later(0.1)
    )
    post.bring(a_letter(to=post.address), at=later(0.1))
    with post.inside():
        message = desk.answer(number=1, text="We put it there.", by=post.cast.rep, at=later(0.2))
        row = Outbox.objects.get(ref_id=message.pk)
        for way in (deliveries.put_off, deliveries.stop):
            token = uuid4()
            deliveries.claim(outbox_id=row.pk, token=token, at=later(0.3))
            deliveries.begin_hand_over(outbox_id=row.pk, token=token, at=later(0.3))
            way(outbox_id=row.pk, token=token, said="No.", code=450, at=later(0.3))
        desk.name_account(number=1, name="Harbour Tile", by=post.cast.lead, at=later(0.4))
        desk.put_to_sleep(number=1, wish=Wish(at=later(2)), by=post.cast.rep, at=later(0.4))
        desk.wake(ticket_id=Ticket.objects.get(number=1).pk, at=later(3))
        desk.close(number=1, by=post.cast.rep, at=later(3))
        desk.set_reopen_date(number=3, wish=Wish(at=later(9)), by=post.cast.rep, at=later(3))
    post.bring(a_letter(to=post.address, more=answer), at=later(4))
    with post.inside():
        desk.merge(number=1, others=[3], by=post.cast.lead, at=later(4) + timedelta(hours=1))
    return post


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


@pytest.mark.parametrize("path", ["/desk/1", "/desk/2", "account"])
def test_whatever_a_page_attributes_to_rounds_has_a_why_on_hover(post, path):
    with post.inside():
        account = Ticket.objects.get(number=1).account_id
    said = read(visitor(post.cast, post.cast.manager), f"/accounts/{account}" if path == "account" else path)
    found = [each for each in HAPPENING.findall(said) if BY_ROUNDS.search(each)]
    assert found, "nothing is attributed to Rounds, so nothing is shown"
    for each in found:
        [card] = re.findall(r'popovertarget="(why-\d+)"', each)
        assert f'id="{card}"' in said, each


def test_each_why_is_a_page_too_that_names_what_decided_what_was_seen_and_leads_there(post):
    client = visitor(post.cast, post.cast.manager)
    with post.inside():
        ids = list(
            TimelineEvent.objects.filter(subject_kind="ticket", because__isnull=False).values_list("id", flat=True)
        )
    assert len(ids) > 8
    places: dict[str, str] = {}
    for event_id in ids:
        said = read(client, f"/why/{event_id}")
        assert "<dt>Seen</dt>" in said
        links = re.findall(r'class="clause" href="([^"#]+)#([^"]+)"', said)
        assert links, event_id
        for page, anchor in links:
            places.setdefault(page, read(client, page))
            assert f'id="{anchor}"' in places[page], f"{page}#{anchor}"
    assert {"/manual/house", "/manual/1"} <= set(places)


def test_a_new_ticket_asks_why_it_came_into_its_queue_and_a_stranger_why_it_is_linked(post):
    with post.inside():
        linked = Ticket.objects.get(number=2)
        event = TimelineEvent.objects.get(kind="desk.ticket opened", subject_id=linked.pk)
    said = read(visitor(post.cast, post.cast.rep), f"/why/{event.pk}")
    assert f"<h1>Why it came into the queue {event.payload['queue']}</h1>" in said
    assert "A mail that belongs to no ticket opens a" in said
    assert "Every ticket whose kind is" in said
    assert "Only who takes part in a ticket writes on it by mail." in said
    assert "it is linked to: #1" in said
    assert "it waits in the queue" in said


def test_queue_date_and_whoever_has_a_ticket_say_why_where_they_stand():
    """In the column beside the thread; where a person chose, there is nothing to ask."""
    cast = a_desk_in_turn()
    come(cast, cast.rep)
    tickets(cast, 2)
    rounds_to(cast, [HAND_OUT], now=later(hours=0.5))
    with cast.inside():
        desk.answer(number=1, text="It is done.", by=cast.rep, at=later(hours=1))
        desk.set_reopen_date(number=2, wish=Wish(at=later(9)), by=cast.rep, at=later(hours=1))
        desk.change_kind(number=2, kind="website change", by=cast.lead, at=later(hours=1))
    client = visitor(cast, cast.rep)
    by_rounds, by_people = (_beside(read(client, f"/desk/{number}")) for number in (1, 2))
    assert [word for word, _ in by_rounds] == ["they have it", "this queue", "this date"]
    assert all(f'id="{card}"' in read(client, "/desk/1") for _, card in by_rounds)
    assert "this queue" not in dict(by_people)
    assert "this date" not in dict(by_people)


def test_beside_a_ticket_nothing_is_asked_of_what_went_into_it():
    """After a merge the thread is of both, and queue, date and whoever has it are those of the one that stayed."""
    cast = a_workspace()
    with cast.inside():
        dana = a_customer()
        stays = a_ticket(by=dana, kind="question")
        goes = a_ticket(by=dana, kind="billing", at=later(hours=1))
        desk.merge(number=stays.number, others=[goes.number], by=cast.rep, at=later(hours=2))
        of_it, of_the_other = (
            TimelineEvent.objects.get(kind="desk.ticket opened", subject_id=each.pk).pk for each in (stays, goes)
        )
    said = read(visitor(cast), f"/desk/{stays.number}")
    assert dict(_beside(said))["this queue"] == f"why-{of_it}"
    assert f'id="why-{of_the_other}"' in said  # its own happening asks all the same, where it stands


def _beside(said: str) -> list[tuple[str, str]]:
    _, _, about = said.partition('<aside class="about"')
    found = re.findall(r'popovertarget="(why-\d+)" data-card>Why\?<span class="vh"> ([^<]+)</span>', about)
    return [(word, card) for card, word in found]


def test_the_date_that_a_merge_keeps_is_not_said_to_be_set_by_whoever_merged(post):
    with post.inside():
        event = TimelineEvent.objects.get(kind="desk.date set", actor_name="itself")
    said = read(visitor(post.cast, post.cast.rep), f"/why/{event.pk}")
    assert "Why Rounds set the reopen date" in said
    assert "the earliest of their reopen dates stands" in said


def test_a_step_of_a_delivery_leads_to_its_rule_and_a_persons_act_to_the_person(post):
    client = visitor(post.cast, post.cast.manager)
    with post.inside():
        step = TimelineEvent.objects.filter(kind="mail.handing over").latest("id").pk
        act = TimelineEvent.objects.filter(kind="desk.answered").latest("id").pk
        mail = TimelineEvent.objects.filter(kind="desk.customer wrote", because__isnull=True).first()
    assert "A mail leaves by itself" in read(client, f"/why/{step}")
    assert "No clause did this: a person did." in read(client, f"/why/{act}")
    assert mail is None or "it came in from outside" in read(client, f"/why/{mail.pk}")
