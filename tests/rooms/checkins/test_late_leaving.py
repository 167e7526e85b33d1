"""Day and reminder of a reach-out count from when its mail left, though they are set as it is written (A3)."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from rounds.accounts.commands import change_account
from rounds.checkins import commands as checkins
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.mail.commands import deliveries
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.test_failed_reach_outs import CHICAGO, stands, turned_away
from tests.world import MONDAY, later

YEAR = later(365)


def leaves(firm: Firm, message: int, *, at: datetime) -> None:
    """Let a server take a mail."""
    with firm.cast.inside():
        row = Outbox.objects.get(ref_id=message, recipient_id=firm.contact.address_id)
        token = uuid4()
        assert deliveries.claim(outbox_id=row.pk, token=token, at=at)
        assert deliveries.begin_hand_over(outbox_id=row.pk, token=token, at=at)
        assert deliveries.note_sent(outbox_id=row.pk, token=token, at=at)


def reached() -> tuple[Firm, int]:
    firm = a_firm()
    firm.passes(YEAR)
    return firm, firm.reach_out(YEAR)


def day(at: datetime) -> date:
    return at.astimezone(CHICAGO).date()


def test_a_mail_that_leaves_days_later_is_waited_for_from_then_and_last_check_in_is_that_day_A3():
    firm, message = reached()
    assert (stands(firm)[3], firm.check_in.last_on) == ("2027-12-07 08:00", day(YEAR))
    left = YEAR + timedelta(days=2)
    leaves(firm, message, at=left)
    firm.passes(left + timedelta(minutes=1))
    assert stands(firm) == (Phase.WAITING, 0, False, "2027-12-09 08:00")
    assert firm.check_in.last_on == day(left)
    why = firm.last_reason()
    assert why["clause"] == "programme: yearly check-in"
    assert [fact["label"] for fact in why["facts"]][:2] == ["the wait began", "an answer is waited for"]
    assert not firm.happened("checkins.ladder stopped")


def test_a_mail_that_leaves_the_same_day_moves_nothing_and_nobody_is_told_twice_A3():
    firm, message = reached()
    before = len(firm.happened("desk.date set"))
    leaves(firm, message, at=YEAR + timedelta(hours=2))
    firm.passes(YEAR + timedelta(hours=3))
    assert len(firm.happened("desk.date set")) == before
    assert stands(firm)[3] == "2027-12-07 08:00"


def test_a_mail_that_leaves_seconds_later_past_midnight_counts_from_the_new_day_A3():
    firm = a_firm()
    firm.passes(YEAR)
    night = datetime.combine(day(YEAR), datetime.max.time(), tzinfo=CHICAGO).replace(microsecond=0)
    message = firm.reach_out(night)
    leaves(firm, message, at=night + timedelta(seconds=10))
    firm.passes(night + timedelta(minutes=1))
    assert (stands(firm)[3], firm.check_in.last_on) == ("2027-12-08 08:00", day(YEAR) + timedelta(days=1))


def test_the_day_is_that_of_the_firms_own_clocks_A1_A3():
    firm = a_firm()
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"zone": "Pacific/Auckland"}, fields={}, by=firm.cast.lead, at=MONDAY)
    firm.passes(MONDAY + timedelta(minutes=1))
    firm.passes(YEAR)
    evening = datetime.combine(day(YEAR), datetime.min.time(), tzinfo=CHICAGO) + timedelta(hours=4, minutes=59)
    message = firm.reach_out(evening)
    was = firm.ticket.wakes_at
    leaves(firm, message, at=evening + timedelta(minutes=2))
    firm.passes(evening + timedelta(minutes=3))
    assert firm.ticket.wakes_at == was + timedelta(days=1)
    assert firm.check_in.last_on == day(YEAR), "the team’s own day is the same"


def test_what_happened_before_it_left_stands_A3_A8():
    """Somebody chose another day, called meanwhile, or the wait was over: a mail that leaves late moves none of that."""
    firm, message = reached()
    with firm.cast.inside():
        desk.set_reopen_date(
            number=firm.ticket.number, wish=Wish(day=date(2028, 1, 10)), by=firm.cast.rep, at=YEAR + timedelta(hours=1)
        )
    leaves(firm, message, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2, hours=1))
    assert stands(firm)[3] == "2028-01-10 08:00"


def test_a_call_made_since_waits_from_its_own_day_A3_A10():
    firm, message = reached()
    with firm.cast.inside():
        checkins.log_reach_out(
            check_in_id=firm.check_in.pk,
            how=How.CALL,
            text="Left word.",
            by=firm.cast.rep,
            at=YEAR + timedelta(days=1),
        )
    leaves(firm, message, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2, hours=1))
    assert stands(firm)[3] == "2027-12-08 08:00"


def test_where_a_second_mail_fails_the_first_waits_on_from_when_it_left_A3_A10():
    firm, first = reached()
    leaves(firm, first, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2, hours=1))
    second = firm.reach_out(YEAR + timedelta(days=4))
    turned_away(firm, second, at=YEAR + timedelta(days=5))
    firm.passes(YEAR + timedelta(days=5))
    assert stands(firm)[3] == "2027-12-09 08:00"


def test_an_act_on_it_takes_the_leaving_in_before_any_duty_looked_A3():
    firm, message = reached()
    leaves(firm, message, at=YEAR + timedelta(days=2))
    with firm.cast.inside():
        checkins.change_cadence(
            check_in_id=firm.check_in.pk, every=None, by=firm.cast.rep, at=YEAR + timedelta(days=2, minutes=1)
        )
        assert phase_of(firm.check_in, firm.ticket) is Phase.WAITING
    assert stands(firm)[3] == "2027-12-09 08:00"


def test_one_that_left_late_and_comes_back_then_leaves_no_date_behind_A3():
    firm, message = reached()
    leaves(firm, message, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2, hours=1))
    with firm.cast.inside():
        desk.answer_failed(
            message_id=message,
            address_id=firm.contact.address_id,
            by=Actor.connector("mail"),
            at=YEAR + timedelta(days=3),
        )
    firm.passes(YEAR + timedelta(days=3))
    assert stands(firm)[1:] == (None, True, "no date")
