"""Dead letters: what was given up or came back is retried or dropped by a person, one by one or many, from the page and by programs."""

import pytest

from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail import commands as mail
from rounds.mail.commands import Settling
from rounds.mail.commands.outbox import MOST_AT_ONCE
from rounds.mail.queries import Show, outbox_list
from rounds.timeline.models import Outbox, TimelineEvent
from tests.far_side import Far, far_side
from tests.outgoing import brought
from tests.rooms.api.program import program
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import SOON, answered, deliver
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

STATES = ("stopped", "bounced", "may have arrived", "sent", "queued")


def mails(*states: str) -> tuple[Post, dict[str, int]]:
    """Let one answer come to each state, on a ticket of its own; gives their rows."""
    post, found = a_post(), {}
    for number, state in enumerate(states, start=1):
        post.bring(a_letter(to=post.address, subject=f"Matter {number}"))
        with post.inside():
            message = desk.answer(number=number, text="It is done.", by=post.cast.rep, at=MONDAY)
            row = Outbox.objects.filter(ref_id=message.pk)
            if state != "queued":
                brought(row, state, last_error="550 Nobody")
            found[state] = row.get().pk
    return post, found


def states_of(post: Post) -> list[str]:
    with post.inside():
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def test_a_mail_given_up_wakes_its_ticket_at_once():
    post, outbox_id = answered()
    with post.inside():
        assert Ticket.objects.get().our_turn is False
    with far_side(Far.REFUSES_AT_RCPT) as far:
        deliver(post, outbox_id, far)
    with post.inside():
        assert Ticket.objects.get().our_turn is True
    [failed] = post.events("desk.answer failed")
    assert failed.at == SOON


def test_many_are_sent_again_but_none_that_may_have_arrived_and_none_that_has_left():
    post, found = mails(*STATES)
    with post.inside():
        done = mail.settle_many(outbox_ids=found.values(), settling=Settling.AGAIN, by=post.cast.lead, at=later(1))
    assert (done.done, done.passed) == (2, 3)
    assert states_of(post) == ["queued", "queued", "may have arrived", "sent", "queued"]
    again = post.events("mail.queued again")
    assert [(event.actor_id, event.at, event.payload["before"]) for event in again] == [
        (post.cast.lead.id, later(1), "stopped"),
        (post.cast.lead.id, later(1), "bounced"),
    ]


def test_many_are_dropped_each_says_so_on_its_ticket_with_who_and_when():
    post, found = mails(*STATES)
    with post.inside():
        done = mail.settle_many(outbox_ids=found.values(), settling=Settling.DROP, by=post.cast.lead, at=later(1))
        turns = list(Ticket.objects.order_by("id").values_list("our_turn", flat=True))
    assert (done.done, done.passed) == (3, 2)
    assert states_of(post) == ["dropped", "dropped", "dropped", "sent", "queued"]
    assert turns == [True, True, False, False, False], "what surely never arrived is our turn (A3)"
    dropped = post.events("mail.dropped")
    with post.inside():
        assert [event.subject_id for event in dropped] == list(
            Ticket.objects.order_by("id").values_list("id", flat=True)
        )[:3]
    assert {(event.subject_kind, event.actor_id, event.at) for event in dropped} == {
        ("ticket", post.cast.lead.id, later(1))
    }


def test_none_or_too_many_are_refused():
    post, _ = mails("stopped")
    for ids, why in (([], "No mail is ticked"), (range(1, MOST_AT_ONCE + 2), "At most 500")):
        with pytest.raises(Refused, match=why), post.inside():
            mail.settle_many(outbox_ids=ids, settling=Settling.DROP, by=post.cast.lead, at=later(1))


def test_mails_of_another_workspace_are_not_there():
    post, found = mails("stopped")
    stranger = a_workspace()
    with pytest.raises(NotThere), stranger.inside():
        mail.settle_many(outbox_ids=found.values(), settling=Settling.DROP, by=stranger.lead, at=later(1))
    assert states_of(post) == ["stopped"]


def test_the_page_has_each_part_with_how_many_there_are_and_settles_what_is_ticked():
    post, found = mails(*STATES)
    client = visitor(post.cast, post.cast.lead)
    page = client.get("/outbox").content.decode()
    for words in ("To decide", "Came back", "May have arrived", "On its way", "Sent", "Dropped"):
        assert f"{words} <span" in page
    assert page.count('name="mail"') == 3
    assert "Matter 4" not in page
    assert "Matter 4" in client.get("/outbox?show=sent").content.decode()
    bounced = client.get("/outbox?show=bounced").content.decode()
    assert "Matter 2" in bounced
    assert "Matter 1" not in bounced
    both = {"mail": [found["stopped"], found["bounced"]], "do": "again"}
    answer = client.post("/outbox/many?show=bounced", both, follow=True)
    assert answer.redirect_chain == [("/outbox?show=bounced", 302)]
    assert "2 mails leave within seconds" in answer.content.decode()
    assert states_of(post)[:2] == ["queued", "queued"]
    assert "No mail is ticked" in client.post("/outbox/many", {"do": "drop"}).content.decode()
    assert client.post("/outbox/many", {"do": "burn", "mail": [1]}).status_code == 404


def test_a_member_who_only_sees_the_outbox_settles_nothing():
    post, found = mails("stopped")
    page = visitor(post.cast, post.cast.rep)
    assert 'name="mail"' not in page.get("/outbox").content.decode()
    assert page.post("/outbox/many", {"do": "drop", "mail": [found["stopped"]]}).status_code == 403
    assert states_of(post) == ["stopped"]


def test_the_link_on_a_message_leads_to_that_mail_however_many_stand():
    post, _ = mails("stopped")
    with post.inside():
        row = Outbox.objects.get()
    client = visitor(post.cast, post.cast.lead)
    assert f'href="/outbox/{row.pk}"' in client.get("/desk/1").content.decode()
    assert 'aria-current="true"' in client.get(f"/outbox/{row.pk}").content.decode()


def test_the_list_is_read_page_by_page_in_order():
    post, ids = a_post(), []
    for number in range(1, 6):
        post.bring(a_letter(to=post.address))
        with post.inside():
            message = desk.answer(number=number, text="It is done.", by=post.cast.rep, at=MONDAY)
            brought(Outbox.objects.filter(ref_id=message.pk), "stopped" if number < 4 else "sent")
            ids.append(Outbox.objects.get(ref_id=message.pk).pk)
    with post.inside():
        first = outbox_list(Show.DECIDE, limit=2)
        second = outbox_list(Show.DECIDE, after=first.rows[-1].id, limit=2)
        left = outbox_list(Show.SENT, limit=1)
        before = outbox_list(Show.SENT, after=left.rows[-1].id, limit=1)
    assert ([row.id for row in first.rows], first.more) == (ids[:2], True)
    assert ([row.id for row in second.rows], second.more) == (ids[2:3], False)
    assert ([row.id for row in left.rows], left.more) == ([ids[4]], True)
    assert ([row.id for row in before.rows], before.more) == ([ids[3]], False)


def test_programs_read_each_part_and_settle_many():
    post, found = mails(*STATES)
    caller = program(post.cast)
    assert caller.get("/outbox").json()["counts"] == {
        "decide": 3,
        "stopped": 1,
        "bounced": 1,
        "may have arrived": 1,
        "waiting": 1,
        "sent": 1,
        "dropped": 0,
    }
    one = caller.get("/outbox/mails?part=decide&limit=2").json()
    two = caller.get(f"/outbox/mails?part=decide&limit=2&after={one['next']}").json()
    assert [row["state"] for row in one["items"] + two["items"]] == ["stopped", "bounced", "may have arrived"]
    assert two["next"] is None
    [message] = [each for each in caller.get("/tickets/2/messages").json()["items"] if each["kind"] == "staff"]
    [copy] = message["copies"]
    assert (copy["id"], copy["address"], copy["state"]) == (found["bounced"], "dana@customer.example", "bounced")
    assert copy["bounce"]["recipient"] == "dana@customer.example"
    settled = caller.post("/outbox/again", {"ids": list(found.values())})
    assert settled.json() == {"done": 2, "passed": 3}
    assert caller.post("/outbox/drop", {"ids": [found["may have arrived"]]}).json() == {"done": 1, "passed": 0}
    with post.inside():
        assert TimelineEvent.objects.filter(kind="mail.dropped").count() == 1
