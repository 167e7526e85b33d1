"""The quarantine read: why mails are held, looked into without harm, and many settled at once. One by one: test_settling."""

from typing import get_args

import pytest

from rounds.api.shapes.mail import Why
from rounds.basics.problems import NotThere, Refused
from rounds.mail import commands as mail
from rounds.mail import queries
from rounds.mail.commands import Became, Deciding
from rounds.mail.commands.quarantine import MOST_HELD_AT_ONCE
from rounds.mail.models import Received
from rounds.mail.queries import WHYS
from rounds.mail.queries.quarantine import BY_RULE, MOST_SHOWN
from rounds.mail.threading import OTHER_CONTENT
from rounds.mail.trust import Verdict
from rounds.manual.commands import adopt
from tests.manuals import SHIPPED
from tests.rooms.api.program import program
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, a_workspace, later


def hold(post: Post, *letters: bytes) -> list[int]:
    """Bring mails that are held; gives their ids."""
    return [post.bring(letter).received_id for letter in letters]


def a_mixed_quarantine() -> tuple[Post, dict[str, int]]:
    """Hold four mails for three reasons."""
    post = a_post()
    post.bring(a_letter(message_id="<one@x>"))
    own, other, unreadable, more = hold(
        post,
        a_letter(sender=post.address),
        a_letter(message_id="<one@x>", text="Something else."),
        b"\x00\x01binary",
        a_letter(sender=post.address, text="Again."),
    )
    return post, {"own": own, "other": other, "unreadable": unreadable, "more": more}


def test_held_mails_are_counted_and_listed_by_why_they_are_held():
    post, ids = a_mixed_quarantine()
    with post.inside():
        counts = {each.why.key: each.number for each in queries.held_by_reason()}
        assert counts == {"content": 1, "mailbox": 2, "unreadable": 1}
        assert [row.id for row in queries.held(why="mailbox")] == [ids["more"], ids["own"]]
        assert [row.id for row in queries.held(why="unreadable")] == [ids["unreadable"]]
        assert queries.held_ids(upto=ids["own"], limit=9, why="mailbox") == [ids["own"]]


def test_programs_are_told_the_same_reasons_and_each_sentence_of_the_rule_has_its_word():
    assert set(get_args(Why)) == {"", *WHYS}
    begins = [begin for why in BY_RULE for begin in why.begins]
    assert all(begins)
    assert not [(one, two) for one in begins for two in begins if one != two and one.startswith(two)]


def test_a_held_mail_is_looked_into_as_text_alone_and_controls_stand_as_signs():
    post = a_post()
    text = "<script>alert(1)</script>\x1b[31m\x07 \u202egnp.exe\x9b"
    [held] = hold(post, a_letter(sender=post.address, text=text))
    with post.inside():
        source = queries.source(held)
    assert "<script>alert(1)</script>\u241b[31m\u2407 \ufffdgnp.exe\ufffd" in source.text
    assert (source.more <= 0, source.held.id) == (True, held)
    assert source.sender is not None
    assert source.sender.verdict is Verdict.UNCHECKED


def test_of_a_long_mail_its_beginning_is_shown_and_how_much_follows():
    post = a_post()
    raw = a_letter(sender=post.address, text="€" * MOST_SHOWN)
    [held] = hold(post, raw)
    with post.inside():
        source = queries.source(held)
    assert (source.text[-1], source.more) == ("€", len(raw) - MOST_SHOWN)


def test_bytes_that_are_no_mail_are_looked_into_all_the_same():
    post, ids = a_mixed_quarantine()
    with post.inside():
        source = queries.source(ids["unreadable"])
    assert (source.text, source.sender) == ("\u2400\u2401binary", None)


def test_only_what_is_held_here_is_looked_into():
    post, ids = a_mixed_quarantine()
    placed = post.kept()[0].pk
    with pytest.raises(NotThere), post.inside():
        queries.source(placed)
    stranger = a_workspace()
    with pytest.raises(NotThere), stranger.inside():
        queries.source(ids["own"])


def test_many_are_read_again_at_once_and_each_says_what_became_of_it():
    post, ids = a_mixed_quarantine()
    by_hand = later(1)
    with post.inside():
        Received.objects.filter(id=ids["own"]).update(raw=(mended := a_letter()), size=len(mended))
        fates = mail.settle_held(
            received_ids=[*ids.values(), ids["own"]], act=Deciding.READ_AGAIN, by=post.cast.lead, at=by_hand
        )
        became = {fate.received_id: fate for fate in fates}
        assert [became[ids[name]].became for name in ("own", "other", "unreadable", "more")] == [
            Became.PLACED,
            Became.REFUSED,
            Became.REFUSED,
            Became.HELD,
        ]
        assert became[ids["other"]].reason == OTHER_CONTENT
        assert "header field" in became[ids["unreadable"]].reason
        assert became[ids["own"]].ticket_id is not None
        assert {row.id for row in queries.held()} == {ids["other"], ids["unreadable"], ids["more"]}
    assert [event.payload["received"] for event in post.events("mail.held mail read again")] == [
        ids["own"],
        ids["more"],
    ]
    [let_in] = post.events("mail.let in")
    assert (let_in.actor_kind, let_in.payload["received"]) == ("member", ids["own"])


@pytest.mark.parametrize(
    ("act", "became", "kind"),
    [(Deciding.TICKET, Became.PLACED, "mail.let in"), (Deciding.DROP, Became.DROPPED, "mail.held mail dropped")],
)
def test_many_become_tickets_or_leave_the_list_at_once_and_one_that_was_settled_says_so(act, became, kind):
    post, ids = a_mixed_quarantine()
    with post.inside():
        mail.drop_held(received_id=ids["other"], by=post.cast.lead, at=MONDAY)
        chosen = [ids["own"], ids["other"], ids["more"]]
        fates = mail.settle_held(received_ids=chosen, act=act, by=post.cast.lead, at=later(1))
        assert [fate.became for fate in fates] == [became, Became.REFUSED, became]
        assert "settled" in fates[1].reason
        assert Received.objects.get(id=ids["own"]).raw
    assert {ids["own"], ids["more"]} <= {event.payload["received"] for event in post.events(kind)}


def test_none_too_many_or_another_companys_are_refused_and_nothing_changes():
    post, ids = a_mixed_quarantine()
    other_post, other_ids = a_mixed_quarantine()
    drop = {"act": Deciding.DROP, "by": post.cast.lead, "at": MONDAY}
    for chosen in ((), range(1, MOST_HELD_AT_ONCE + 2)):
        with pytest.raises(Refused), post.inside():
            mail.settle_held(received_ids=tuple(chosen), **drop)
    with pytest.raises(NotThere), post.inside():
        mail.settle_held(received_ids=[ids["own"], other_ids["own"]], **drop)
    with post.inside():
        assert queries.held_count() == 4
    with other_post.inside():
        assert queries.held_count() == 4


def test_where_the_manual_says_no_more_what_a_mailbox_opens_it_is_said_and_the_mail_stays():
    post, ids = a_mixed_quarantine()
    with post.inside():
        adopt(text=SHIPPED.replace("mailbox: support", "mailbox: sales"), by=post.cast.manager, at=MONDAY)
        [fate] = mail.settle_held(received_ids=[ids["own"]], act=Deciding.TICKET, by=post.cast.lead, at=later(1))
        assert fate.became is Became.REFUSED
        assert "support" in fate.reason
        assert queries.held_count() == 4


def test_read_again_a_mail_is_known_by_what_todays_reader_finds_in_it():
    """A better reader finds the Message-ID that an older one missed; brought again, the mail is a duplicate."""
    post = a_post()
    letter = a_letter(message_id="<late@x>")
    [held] = hold(post, a_letter(sender=post.address))
    with post.inside():
        Received.objects.filter(id=held).update(raw=letter, size=len(letter), sender="", reason="It cannot be read.")
        outcome = mail.read_again(received_id=held, by=post.cast.lead, at=later(1))
        assert Received.objects.get(id=held).key == "<late@x>"
    assert outcome.ticket_id is not None
    assert post.bring(letter).came.value == "duplicate"


def test_programs_narrow_look_into_and_settle_as_people_do():
    post, ids = a_mixed_quarantine()
    asking = program(post.cast)
    listed = asking.get("/quarantine?why=mailbox").json()
    assert [each["id"] for each in listed["items"]] == [ids["more"], ids["own"]]
    assert {each["why"]: each["number"] for each in listed["reasons"]} == {"content": 1, "mailbox": 2, "unreadable": 1}
    assert asking.get("/quarantine?why=weather").status_code == 422
    looked = asking.get(f"/quarantine/{ids['own']}/source").json()
    assert (looked["mail"]["whole"], looked["sender"]["verdict"]) == (True, "not checked")
    assert "Please put the new one there." in looked["text"]
    settled = asking.post("/quarantine/many", {"ids": [ids["own"], ids["unreadable"]], "act": "ticket"}).json()
    assert [(each["id"], each["became"], each["number"]) for each in settled["items"]] == [
        (ids["own"], "placed", 2),
        (ids["unreadable"], "refused", None),
    ]
