"""F2: whatever a duty does is recorded with its reason. Each duty of the list is run on a desk that is laid out for it.

A duty without a row here fails the build; so does one that records what it does not explain, or nothing where it should.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from rounds.accounts.commands import ask_to_erase, change_account
from rounds.accounts.models import Account
from rounds.basics import clock
from rounds.basics.duty import Due, Duty
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.brought import Past, Pasts
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.engine.loop import Round, one_round
from rounds.engine.queries import put_off_rows
from rounds.lists.duties import LOOK
from rounds.mail.commands import deliveries
from rounds.site.duties import DUTIES
from rounds.team import commands as team
from rounds.team.events import NoticesRead
from rounds.timeline import house
from rounds.timeline.commands import record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.checkins.two_programmes import two_programmes
from tests.rooms.desk.test_handing_out import a_desk_in_turn, come, tickets
from tests.rooms.mail.post import a_post
from tests.rooms.mail.test_delivering import answered
from tests.rooms.mail.test_warning import a_token
from tests.rooms.passing import in_company, rounds_to
from tests.rooms.targets.cast import TARGETS, WITHOUT, a_desk, adopted, caught_up, opened, pass_to
from tests.rooms.telemetry.usage import a_record, firms, took
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later


@dataclass(frozen=True)
class Row:
    """How a desk is laid out on which a duty is due, from when it is, and what it records then; nothing where it is a house-keeper."""

    lay: Callable[[], tuple[Cast, datetime]]
    records: frozenset[str]


def asleep() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        desk.put_to_sleep(number=a_ticket().number, wish=Wish(at=later(1)), by=cast.rep, at=MONDAY)
    return cast, later(2)


def held(span: str = "1 week") -> Cast:
    cast = a_workspace()
    with cast.inside():
        wish = Wish(span=Span.parse(span))
        desk.hold(number=a_ticket().number, holder="engineering", reason="A defect.", wish=wish, by=cast.rep, at=MONDAY)
    return cast


def in_turn(*, somebody: bool) -> tuple[Cast, datetime]:
    cast = a_desk_in_turn()
    if somebody:
        come(cast, cast.rep)
    tickets(cast, 1)
    return cast, later(hours=0.5)


def followed() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.follow(number=number, by=cast.rep, at=MONDAY)
        desk.note(number=number, text="Seen.", by=cast.teammate, at=later(0.1))
    seal_all(cast)
    return cast, later(0.2)


def brought() -> tuple[Cast, datetime]:
    cast = a_workspace()
    assert program(cast).ask("POST", "/files?name=a.png", b"PNG").status_code == 201
    return cast, clock.now() + timedelta(hours=25)


def gone() -> tuple[Cast, datetime]:
    firm = a_firm()
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=firm.cast.lead, at=later(1))
    seal_all(firm.cast)
    return firm.cast, later(1.1)


def moves() -> tuple[Cast, datetime]:
    firm = a_firm(a_workspace(manual=two_programmes()))
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "partner"}, fields={}, by=firm.cast.lead, at=later(1))
    seal_all(firm.cast)
    return firm.cast, later(1.1)


def brought_along() -> tuple[Cast, datetime]:
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        firm = Account.objects.create(workspace_id=here(), name="Harbour FM", lifecycle="customer", created_at=MONDAY)
        past = Past(MONDAY.date() - timedelta(days=900), "E")
        checkins.note_pasts(pasts=Pasts(1, {firm.pk: past}), by=cast.manager, at=MONDAY)
    seal_all(cast)
    return cast, later(0.1)


def graded() -> tuple[Cast, datetime]:
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=firm.cast.rep, at=later(1))
    return firm.cast, later(22)


def promised() -> tuple[Cast, datetime]:
    cast = a_desk()
    opened(cast)
    seal_all(cast)
    return cast, later(hours=0.1)


def promised_anew() -> tuple[Cast, datetime]:
    cast = a_workspace(manual=WITHOUT)
    caught_up(cast, MONDAY)
    opened(cast)
    adopted(cast, WITHOUT + TARGETS, later(hours=1))
    return cast, later(hours=1)


def nearly_missed() -> tuple[Cast, datetime]:
    cast = a_desk()
    opened(cast)
    pass_to(cast, later(hours=0.1))
    return cast, later(hours=1.6)


def stood() -> tuple[Cast, datetime]:
    cast = held("1 month")
    rounds_to(cast, [LOOK], now=later(8))
    return cast, later(17)


def stuck() -> tuple[Cast, datetime]:
    post, outbox_id = answered()
    with post.inside():
        deliveries.claim(outbox_id=outbox_id, token=uuid4(), at=later(0.1))
    return post.cast, later(2)


def warned() -> tuple[Cast, datetime]:
    cast = a_post().cast
    a_token(cast)
    seal_all(cast)
    return cast, later(1)


def buffered() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        firms("a")
    took(cast, a_record("k1"))
    return cast, later(1)


def met() -> tuple[Cast, datetime]:
    cast = a_workspace()
    took(cast, a_record("k1", account="b"))
    with cast.inside():
        firms("b")
    return cast, later(0.1)


def to_be_erased() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        ask_to_erase(contact_id=a_customer().contact_id, by=cast.manager, at=MONDAY)
    return cast, later(hours=1)


def ahead() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        firms("a")
    took(cast, a_record("k1", at=later(1)))
    return cast, later(2)


def forgot_to_sign_off() -> tuple[Cast, datetime]:
    cast = a_workspace()
    week = {"zone": "America/Chicago", "windows": ["Mon-Fri 8:00-17:00"]}
    with cast.inside():
        team.set_hours(member_id=cast.rep.id, version=0, **week, by=cast.rep, at=MONDAY)
        team.become_available(by=cast.rep, at=MONDAY)
    return cast, later(1)


def unsealed() -> tuple[Cast, datetime]:
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    return cast, later(1)


def told_a_program() -> tuple[Cast, datetime]:
    cast = a_workspace()
    program(cast).post("/accounts", {"name": "Harbour Tile"}, Idempotency_Key="one")
    return cast, clock.now() + timedelta(hours=25)


NOTHING: frozenset[str] = frozenset()
ROWS: dict[str, Row] = {
    "desk.wake": Row(asleep, frozenset({"desk.woke"})),
    "desk.end_holds": Row(lambda: (held(), later(9)), frozenset({"desk.hold ended"})),
    "desk.hand_out": Row(lambda: in_turn(somebody=True), frozenset({"desk.assigned"})),
    "desk.hand_out, to nobody": Row(lambda: in_turn(somebody=False), frozenset({"desk.nobody fitted"})),
    "desk.tell_followers": Row(followed, NOTHING),
    "desk.forget uploads": Row(brought, NOTHING),
    "checkins.come round": Row(lambda: (a_firm().cast, later(370)), frozenset({"desk.woke"})),
    "checkins.follow": Row(gone, frozenset({"checkins.left"})),
    "checkins.follow, to another programme": Row(moves, frozenset({"checkins.moved", "desk.date set"})),
    "checkins.follow, with a past": Row(brought_along, frozenset({"checkins.entered", "checkins.brought in"})),
    "checkins.compare": Row(graded, frozenset({"checkins.grade differs"})),
    "targets.follow": Row(promised, frozenset({"targets.set"})),
    "targets.catch up": Row(promised_anew, frozenset({"targets.set", "targets.caught up"})),
    "targets.act": Row(nearly_missed, frozenset({"targets.near"})),
    "lists.look": Row(lambda: (held("1 month"), later(8)), NOTHING),
    "lists.tell": Row(stood, frozenset({"lists.stood too long"})),
    "mail.recover": Row(stuck, frozenset({"mail.put off"})),
    "mail.erase": Row(to_be_erased, NOTHING),
    "mail.warn members": Row(warned, frozenset({"mail.sign-in warned"})),
    "telemetry.drain": Row(buffered, NOTHING),
    "telemetry.meet": Row(met, frozenset({"telemetry.usage came in"})),
    "telemetry.time": Row(ahead, frozenset({"telemetry.usage came in"})),
    "team.sign off": Row(forgot_to_sign_off, frozenset({"team.signed off"})),
    "timeline.seal": Row(unsealed, NOTHING),
    "api.forget answers": Row(told_a_program, NOTHING),
}


def events_behind(cast: Cast, last: int) -> list[TimelineEvent]:
    with cast.inside():
        return list(TimelineEvent.objects.filter(id__gt=last).order_by("id"))


def last_event(cast: Cast) -> int:
    with cast.inside():
        return TimelineEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def ran(duty: Duty, now: datetime) -> Round:
    """Run a duty once; where another test's open transaction holds the history's horizon back, once more when that has ended."""
    for _ in range(200):
        did = one_round([duty], now=now)
        if did.done or did.failed:
            break
        time.sleep(0.05)
    return did


def test_every_duty_has_a_row_here():
    assert {name.partition(",")[0] for name in ROWS} == {duty.name for duty in DUTIES}


@pytest.mark.parametrize("name", ROWS)
def test_what_a_duty_does_by_itself_names_its_clause_or_rule_and_what_was_seen(name):
    row = ROWS[name]
    [duty] = [each for each in DUTIES if each.name == name.partition(",")[0]]
    cast, now = row.lay()
    last = last_event(cast)
    did = ran(in_company(cast, duty), now)
    with cast.inside():
        assert [each.trouble for each in put_off_rows()] == []
    assert did.done > 0, "the desk is not laid out so that this duty is due"
    found = events_behind(cast, last)
    assert row.records <= {event.kind for event in found}
    assert bool(found) == bool(row.records), "it records what its row does not say"
    for event in found:
        if event.because is None:
            assert house.is_step(event.kind), f"{event.kind} does not say why"
            continue
        assert event.because.get("clause") or house.called(event.because.get("rule", "")), event.kind
        assert event.because["facts"], f"{event.kind} says nothing of what was seen"


@pytest.mark.parametrize("who", ["Rounds itself", "a member"])
def test_a_duty_that_does_not_say_why_is_put_off_whoever_it_names(who):
    cast, now = asleep()
    [wake] = [each for each in DUTIES if each.name == "desk.wake"]

    def do(due: Due, now: datetime) -> bool:
        event = NoticesRead(member=cast.rep.id or 0, many=1)
        record(event, by=cast.rep if who == "a member" else Actor.itself(), at=now)
        return True

    last = last_event(cast)
    assert one_round([in_company(cast, Duty(wake.name, wake.says, wake.asks, do))], now=now).failed == 1
    with cast.inside():
        [row] = put_off_rows()
    assert "does not say why" in row.trouble
    assert events_behind(cast, last) == []
