"""Why a check-in opened: what set its day, who did, and from when it is late, the same on the card, the page and for programs (F2)."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from rounds.accounts.commands import change_account
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.queries import check_in_page
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.mail.events import MailPutOff
from rounds.mail.house import TRIED_AGAIN
from rounds.team.queries import names_of
from rounds.timeline.commands import record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.acting import answers
from tests.rooms.checkins.cast import Firm, a_firm, a_whole_round
from tests.rooms.checkins.many import PROGRAMME
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

YEAR = later(365)
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 5)


def woke(firm: Firm) -> Because:
    """Wait until it opens, and give why it did."""
    with firm.cast.inside():
        at = firm.ticket.wakes_at
    firm.passes(at)
    assert firm.happened("desk.woke") == ["desk.woke"]
    return Because.from_json(firm.last_reason())


def chosen(firm: Firm) -> None:
    """Let a person choose the day."""
    with firm.cast.inside():
        day = Wish(day=date(2027, 6, 1))
        checkins.move_day(check_in_id=firm.check_in.pk, chosen=day, by=firm.cast.rep, at=MONDAY)


def spread(firm: Firm) -> None:
    """Let a person spread it."""
    with firm.cast.inside():
        days = {"first": FIRST, "last": LAST}
        checkins.spread(programme=PROGRAMME, condition=None, **days, by=firm.cast.lead, at=MONDAY)


def ended(firm: Firm) -> None:
    """Let a round end with the firm's own cadence."""
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep, "at": later(2)}
        checkins.change_cadence(every=Span.parse("6 months"), **each)
        a_whole_round(**each)


def by_programme(firm: Firm) -> None:
    """Let a round end with the programme's cadence."""
    with firm.cast.inside():
        a_whole_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=later(2))


def taken_back(firm: Firm) -> None:
    """Let a person spread it, and take that back: the reason is the one before again."""
    with firm.cast.inside():
        days = {"first": FIRST, "last": LAST}
        act = checkins.spread(programme=PROGRAMME, condition=None, **days, by=firm.cast.lead, at=MONDAY)
        checkins.undo_spread(spreading_id=act.pk, by=firm.cast.lead, at=MONDAY)


def moved(firm: Firm) -> None:
    """Let a person choose the day, and the firm's clocks become known after that, twice."""
    chosen(firm)
    for day, zone in enumerate(("Europe/Stockholm", "Europe/London"), start=1):
        with firm.cast.inside():
            values = {"zone": zone}
            change_account(account_id=firm.id, values=values, fields={}, by=firm.cast.lead, at=later(day))
        firm.passes(later(day))


@pytest.mark.parametrize(
    ("set_by", "facts", "keys"),
    [
        (
            lambda firm: None,
            lambda cast: [Fact("it came onto the programme", at=MONDAY), Fact("its cadence is", "1 year")],
            ("for", "every", "hours", "spread"),
        ),
        (
            by_programme,
            lambda cast: [Fact("from", at=later(2)), Fact("its cadence is", "1 year"), Fact("set by", "the programme")],
            ("every", "hours"),
        ),
        (
            ended,
            lambda cast: [Fact("from", at=later(2)), Fact("its cadence is", "6 months"), Fact("set by", "the firm")],
            ("hours",),
        ),
        (chosen, lambda cast: [Fact("the day was chosen by", member=cast.rep.id)], ("hours",)),
        (
            spread,
            lambda cast: [Fact("spread by", member=cast.lead.id), Fact("over", "2027-03-01 to 2027-03-05")],
            ("hours",),
        ),
        (
            taken_back,
            lambda cast: [Fact("it came onto the programme", at=MONDAY), Fact("its cadence is", "1 year")],
            ("for", "every", "hours", "spread"),
        ),
        (
            moved,
            lambda cast: [
                Fact("the day was chosen by", member=cast.rep.id),
                Fact("the firm’s clocks are those of", "Europe/London"),
            ],
            ("hours",),
        ),
    ],
)
def test_a_check_in_that_opens_says_what_set_its_day_and_from_when_it_is_late_A1_F2(set_by, facts, keys):
    firm = a_firm()
    set_by(firm)
    with firm.cast.inside():
        day, set_at = firm.ticket.wakes_at, firm.ticket.wake_set_at
    found = woke(firm)
    assert found.facts == (Fact("its day was", at=day), Fact("it was set", at=set_at), *facts(firm.cast))
    assert found.keys == keys
    assert found.next.endswith("; it is late from")
    assert found.next_at == late_from(day)


def late_from(day: datetime) -> datetime:
    """Give the midnight behind it, on the clocks of Chicago, in winter and in summer."""
    hours = 5 if 3 < day.month < 11 else 6
    return (day - timedelta(hours=hours)).replace(hour=0, minute=0) + timedelta(days=1, hours=hours)


def test_of_several_that_open_at_once_each_says_its_own_F2():
    cast = a_workspace(manual=a_yearly_manual())
    firms = [a_firm(cast, name=name) for name in ("Harbour FM", "Tall Pine")]
    spread(firms[1])
    chosen(firms[0])
    with cast.inside():
        found = checkins.come_round_many(
            ticket_ids=[firm.check_in_ticket_id for firm in firms], at=datetime(2027, 6, 2, tzinfo=UTC)
        )
        assert found == (2, [])
        labels = [firm.last_reason()["facts"][2]["label"] for firm in firms]
    assert labels == ["the day was chosen by", "spread by"]


def test_one_that_was_begun_and_left_and_one_that_nobody_answered_say_when_too_F2():
    firm = a_firm()
    firm.passes(YEAR)
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
    back = firm.ticket.wakes_at
    firm.passes(back)
    left = Because.from_json(firm.last_reason())
    assert (left.next_at, left.next.endswith("it is late from")) == (late_from(back), True)
    firm.reach_out(back)
    silent = firm.ticket.wakes_at
    firm.passes(silent)
    opened = Because.from_json(firm.last_reason())
    assert (opened.next_at, opened.next.endswith("is due; it is late from")) == (late_from(silent), True)
    firm.reach_out(silent)
    firm.passes(firm.ticket.wakes_at)
    asleep = firm.ticket.wakes_at
    told = reasons(firm, "checkins.nobody answered")[-1]
    assert (told.next_at, told.next.endswith("sleeps for its cadence, until")) == (asleep, True)


def reasons(firm: Firm, kind: str) -> list[Because]:
    """Give why something was done on its ticket, each time."""
    with firm.cast.inside():
        found = TimelineEvent.objects.filter(kind=kind, subject_id=firm.check_in_ticket_id).order_by("id")
        return [Because.from_json(each.because) for each in found]


def test_the_card_and_the_page_name_who_chose_the_day_and_programs_have_their_id_F2():
    firm = a_firm()
    chosen(firm)
    woke(firm)
    client = visitor(firm.cast, firm.cast.rep)
    with firm.cast.inside():
        event = TimelineEvent.objects.filter(kind="desk.woke").latest("id").pk
        name = "Teo Okafor"
    pages = [
        client.get(f"/check-ins/{firm.check_in.pk}"),
        client.get(f"/desk/{firm.ticket.number}"),
        client.get(f"/why/{event}"),
    ]
    for page in pages:
        assert f"the day was chosen by: <bdi>{name}</bdi>" in page.content.decode()
        assert "it is late from: <b>" in page.content.decode()
    with firm.cast.inside():
        kept = json.dumps(TimelineEvent.objects.get(id=event).because)
    assert name not in kept and '"member": ' in kept


@pytest.mark.parametrize(
    ("act", "way"),
    [
        (desk.put_to_sleep, "the desk, where it was put to sleep"),
        (desk.set_reopen_date, "the desk, where it was given a date"),
        (partial(desk.answer, text="One more thing."), "an answer, with a day of its own"),
    ],
)
def test_a_day_that_the_desk_gave_a_check_in_says_who_gave_it_and_by_what_F2(act, way: str):
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        wish = Wish(day=date(2028, 2, 1))
        act(number=firm.ticket.number, wish=wish, by=firm.cast.teammate, at=YEAR + timedelta(days=1))
        at = firm.ticket.wakes_at
    firm.passes(at)
    facts = Because.from_json(firm.last_reason()).facts
    assert Fact("set by", member=firm.cast.teammate.id) in facts
    assert Fact("by way of", way) in facts
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    with firm.cast.inside():
        name = names_of([firm.cast.teammate.id])[firm.cast.teammate.id or 0]
    card = page.partition("set by")[2][:400]
    assert name in card and way in card


def test_why_on_its_page_is_of_the_check_in_and_not_of_its_mail_F2():
    firm = a_firm()
    message = firm.reach_out(YEAR)
    with firm.cast.inside():
        asked = {"member_id": firm.cast.rep.id or 0, "at": YEAR}
        before = check_in_page(firm.check_in.pk, **asked).why
        seen = Fact("tries", "1"), Fact("the other server said", "450")
        why = TRIED_AGAIN.because(*seen, then="it is tried again", then_at=later(366))
        put_off = MailPutOff(
            ticket=firm.check_in_ticket_id, message=message, delivery=1, next_try_at=later(366), code=450
        )
        record(put_off, by=Actor.connector("mail"), at=YEAR, because=why)
        page = check_in_page(firm.check_in.pk, **asked)
        assert page.why == before
        assert TimelineEvent.objects.get(id=page.why).kind == "desk.date set"


def why_of(firm: Firm, at: datetime = YEAR) -> tuple[str, dict] | None:
    """Give the kind of what “Why?” on its page shows, with the reason."""
    with firm.cast.inside():
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id or 0, at=at)
        event = TimelineEvent.objects.filter(id=page.why).first()
        return (event.kind, event.because) if event else None


def test_why_is_of_what_set_its_day_or_opened_it_and_not_of_what_happened_to_its_title_since_F2():
    firm = a_firm()
    first = why_of(firm)
    assert first and first[0] == "desk.date set"
    firm.passes(firm.ticket.wakes_at)
    opened = why_of(firm)
    assert opened and opened[0] == "desk.woke"
    with firm.cast.inside():
        for grade in ("E", "A"):
            checkins.give_grade(check_in_id=firm.check_in.pk, grade=grade, by=firm.cast.rep, at=YEAR)
    assert firm.happened("checkins.title said") == ["checkins.title said"] * 2
    assert why_of(firm) == opened


def test_why_of_a_day_that_was_put_back_is_the_reason_that_it_had_F2():
    firm = a_firm()
    before = why_of(firm)
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.move_day(chosen=Wish(day=date(2027, 6, 1)), at=later(1), **each)
    moved = why_of(firm)
    with firm.cast.inside():
        checkins.take_back(at=later(1, hours=1), **each)
    assert moved != before
    assert why_of(firm) == before


def test_of_a_firm_that_needs_no_check_in_no_reason_of_an_earlier_day_is_told_F2_A11():
    firm = a_firm()
    firm.passes(YEAR)
    with firm.cast.inside():
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=firm.cast.rep, at=YEAR)
    assert why_of(firm) is None


def test_why_after_an_answer_says_that_the_customer_wrote_F2_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            at=later(367),
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(later(367))
    told = why_of(firm, later(367))
    assert told and told[0] == "checkins.ladder stopped"
    assert told[1]["facts"][0]["label"] == "the customer wrote"


def test_a_date_of_the_ladder_that_an_answer_took_away_says_that_the_manual_wanted_it_so_F2_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, later(367))
    with firm.cast.inside():
        because = Because.from_json(TimelineEvent.objects.get(kind="desk.date dropped").because)
    assert because.clause == f"programme: {PROGRAMME}"
    assert {fact.label: fact.text for fact in because.facts}["that an answer drops it, said"] == "the manual"
