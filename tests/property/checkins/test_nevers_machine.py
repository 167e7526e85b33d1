"""A1: a check-in is never lost, never opens twice, never sleeps past its date, whatever people, customers, post and loops do.

The judge below reads the tables and the history by SQL and shares nothing with the room: it knows the three nevers, not the rules.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rounds.accounts.commands import change_account
from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.duties import DUTIES
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import DUTIES as OF_THE_DESK
from rounds.desk.models import Ticket
from rounds.manual.commands import adopt
from rounds.timeline.rules import Actor
from rounds.timeline.sealing import seal
from rounds.workspaces.rows import fetch
from tests.at_once import at_once, refused_of
from tests.examples import some
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.two_programmes import two_programmes
from tests.rooms.passing import rounds_to
from tests.world import MONDAY, a_ticket, a_workspace

FIRM = st.integers(0, 2)
DAYS = st.integers(0, 400)
SOONER = PROGRAMME.replace("every: 1 year", "every: 5 months").replace("wait: 1 week", "wait: 3 days")

LOST = """
    SELECT account.id FROM account LEFT JOIN check_in ON check_in.account_id = account.id
    LEFT JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE ticket.id IS NULL OR (check_in.exempt_at IS NULL AND ticket.state NOT IN ('new', 'open', 'asleep'))
"""

OVERSLEPT = "SELECT number FROM ticket WHERE wakes_at <= %s"

TWICE = """
    SELECT subject_id, payload->>'date_was', count(*) FROM timeline_event WHERE kind = 'desk.woke'
    GROUP BY 1, 2 HAVING count(*) > 1
"""

SEVERAL = "SELECT account_id FROM check_in GROUP BY account_id HAVING count(*) > 1"
"""The two programmes of the machine's manuals are for different firms, whatever they are called: a firm has one check-in."""

TITLED_OTHERWISE = """
    SELECT ticket.subject FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE NOT ticket.subject LIKE '%: ' || check_in.programme || '%'
        OR ticket.recurs_by NOT IN ('', 'programme: ' || check_in.programme)
"""
"""Whatever programme it goes on with, it is called by that and comes back by it."""

COMES_BACK_EXEMPT = """
    SELECT ticket.number FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.exempt_at IS NOT NULL AND (ticket.wake_clause <> '' OR ticket.recurs_by <> '')
"""

ASLEEP_WITHOUT_A_DATE = "SELECT number FROM ticket WHERE state = 'asleep' AND wakes_at IS NULL"


class CheckIns(RuleBasedStateMachine):
    """Three firms on two programmes, and years of whatever can happen to them."""

    @initialize()
    def begun(self) -> None:
        cast = a_workspace(manual=two_programmes())
        self.cast, self.now = cast, MONDAY
        self.firms: list[Firm] = [a_firm(cast, name=f"Firm {number}") for number in range(3)]
        self.messages: list[int] = []
        self.spreadings: list[int] = []
        self.sooner = False

    @rule(days=DAYS)
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=7)
        self.engine()

    @rule(days=DAYS)
    def time_passes_under_two_loops(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=7)
        self.at_once(self.engine, self.engine)

    @rule(which=FIRM)
    def somebody_begins(self, which: int) -> None:
        self.attempt(checkins.start, which)

    @rule(which=FIRM)
    def somebody_reaches_out(self, which: int) -> None:
        with suppress(Refused):
            self.messages.append(self.firms[which].reach_out(self.now))

    @rule(which=FIRM, how=st.sampled_from([How.CALL, How.VISIT]))
    def somebody_calls(self, which: int, how: How) -> None:
        self.attempt(checkins.log_reach_out, which, how=how, text="Left word.")

    @rule(which=FIRM, automatic=st.booleans())
    def the_customer_writes(self, which: int, automatic: bool) -> None:
        self.written(which, automatic=automatic)

    @rule(which=FIRM)
    def the_customer_writes_as_the_date_comes(self, which: int) -> None:
        self.now += timedelta(days=14)
        self.at_once(lambda: self.written(which), self.engine)

    @rule(number=st.integers(0, 9))
    def somebody_takes_a_reach_out_back(self, number: int) -> None:
        if self.messages:
            message = self.messages[number % len(self.messages)]
            with self.cast.inside():
                found = Ticket.objects.filter(messages=message).values_list("number", flat=True).first()
            if found:
                with suppress(Refused), self.cast.inside():
                    desk.take_back(number=found, message_id=message, by=self.cast.rep, at=self.now)

    @rule(number=st.integers(0, 9), which=FIRM)
    def a_reach_out_comes_back_undelivered(self, number: int, which: int) -> None:
        if self.messages:
            message = self.messages[number % len(self.messages)]
            address = self.firms[which].contact.address_id
            with self.cast.inside():
                desk.answer_failed(message_id=message, address_id=address, by=Actor.connector("mail"), at=self.now)

    @rule(which=FIRM, days=st.integers(0, 30))
    def a_round_ends(self, which: int, days: int) -> None:
        chosen = Wish(span=Span.parse(f"{days} days")) if days else None
        self.attempt(checkins.end_round, which, chosen=chosen)

    @rule(which=FIRM, days=st.integers(1, 400))
    def one_that_sleeps_gets_another_day(self, which: int, days: int) -> None:
        self.attempt(checkins.move_day, which, chosen=Wish(span=Span.parse(f"{days} days")))

    @rule(which=FIRM)
    def somebody_takes_back_what_they_did_last(self, which: int) -> None:
        self.attempt(checkins.take_back, which)

    @rule(first=st.integers(1, 60), length=st.integers(0, 400))
    def a_lead_spreads_what_sleeps(self, first: int, length: int) -> None:
        begins = self.now.date() + timedelta(days=first)
        days = {"first": begins, "last": begins + timedelta(days=length)}
        with suppress(Refused), self.cast.inside():
            asked = {"programme": "yearly check-in", "condition": None, **days}
            self.spreadings.append(checkins.spread(**asked, by=self.cast.lead, at=self.now).pk)

    @rule(number=st.integers(0, 9))
    def that_is_taken_back(self, number: int) -> None:
        if self.spreadings:
            act = self.spreadings[number % len(self.spreadings)]
            with suppress(Refused), self.cast.inside():
                checkins.undo_spread(spreading_id=act, by=self.cast.lead, at=self.now)

    @rule(which=FIRM)
    def nobody_is_to_be_contacted(self, which: int) -> None:
        self.attempt(checkins.exempt, which, reason="They closed.")

    @rule(which=FIRM)
    def that_is_ended(self, which: int) -> None:
        self.attempt(checkins.end_exemption, which)

    @rule(which=FIRM, grade=st.sampled_from("ABE"))
    def somebody_grades(self, which: int, grade: str) -> None:
        self.attempt(checkins.give_grade, which, grade=grade)

    @rule(which=FIRM, act=st.sampled_from([desk.close, desk.reopen, desk.drop_reopen_date]))
    def the_desk_does_what_it_does_with_tickets(self, which: int, act: Callable[..., object]) -> None:
        with suppress(Refused, ChangedMeanwhile), self.cast.inside():
            act(number=self.number(which), by=self.cast.lead, at=self.now)

    @rule(which=FIRM, days=st.integers(1, 40))
    def somebody_puts_it_to_sleep(self, which: int, days: int) -> None:
        wish = Wish(span=Span.parse(f"{days} days"))
        with suppress(Refused), self.cast.inside():
            desk.put_to_sleep(number=self.number(which), wish=wish, by=self.cast.rep, at=self.now)

    @rule(which=FIRM, into=st.booleans())
    def somebody_merges(self, which: int, into: bool) -> None:
        with self.cast.inside():
            other = a_ticket(by=self.firms[which].contact, at=self.now).number
            own = self.number(which)
        stays, goes = (own, other) if into else (other, own)
        with suppress(Refused), self.cast.inside():
            desk.merge(number=stays, others=[goes], by=self.cast.lead, at=self.now)

    @rule(which=FIRM, stage=st.sampled_from(["customer", "former", "partner"]))
    def the_firm_comes_goes_or_moves(self, which: int, stage: str) -> None:
        with self.cast.inside():
            values = {"lifecycle": stage}
            change_account(account_id=self.firms[which].id, values=values, fields={}, by=self.cast.lead, at=self.now)

    @rule()
    def the_manual_changes(self) -> None:
        self.sooner = not self.sooner
        text = two_programmes(of_customers=SOONER if self.sooner else PROGRAMME)
        with self.cast.inside():
            adopt(text=text, by=self.cast.manager, at=self.now)

    @rule()
    def the_programme_is_called_otherwise(self) -> None:
        renamed = PROGRAMME.replace("programme: yearly check-in", "programme: firm talks\nwas: yearly check-in")
        with self.cast.inside():
            adopt(text=two_programmes(of_customers=renamed), by=self.cast.manager, at=self.now)

    @rule()
    def the_programme_goes_and_comes_back(self) -> None:
        """Another is there alone meanwhile, for the same firms, and the manual does not say that it goes on with them."""
        without = a_yearly_manual().replace("programme: yearly check-in", "programme: another")
        with self.cast.inside():
            adopt(text=without, by=self.cast.manager, at=self.now)
        self.engine()
        with self.cast.inside():
            adopt(text=two_programmes(), by=self.cast.manager, at=self.now)
        self.sooner = False

    @invariant()
    def none_of_the_nevers_happened(self) -> None:
        self.engine()
        with self.cast.inside():
            assert fetch(LOST) == []
            assert fetch(SEVERAL) == []
            assert fetch(TITLED_OTHERWISE) == []
            assert fetch(OVERSLEPT, [self.now]) == []
            assert fetch(ASLEEP_WITHOUT_A_DATE) == []
            assert fetch(TWICE) == []
            assert fetch(COMES_BACK_EXEMPT) == []
            assert fetch("SELECT duty, trouble FROM put_off") == []

    def engine(self) -> None:
        """Let the loop see the moment; what is not sealed yet, since others hold the horizon back, comes the next time."""
        with self.cast.inside():
            seal(at=self.now)
        rounds_to(self.cast, (*DUTIES, *OF_THE_DESK), now=self.now)

    def written(self, which: int, *, automatic: bool = False) -> None:
        """Let the customer write on the ticket, or a robot of theirs."""
        firm = self.firms[which]
        with self.cast.inside():
            desk.add_customer_message(
                ticket_id=firm.check_in_ticket_id,
                contact_id=firm.contact.contact_id,
                text="All is well.",
                at=self.now,
                by=Actor.contact(firm.contact.contact_id),
                automatic=automatic,
            )

    def attempt(self, act: Callable[..., object], which: int, **asked: object) -> None:
        """Try an act on a firm's check-in."""
        with suppress(Refused), self.cast.inside():
            act(check_in_id=self.firms[which].check_in.pk, by=self.cast.rep, at=self.now, **asked)

    def number(self, which: int) -> int:
        """Give the number of a firm's ticket."""
        return Ticket.objects.values_list("number", flat=True).get(id=self.firms[which].check_in_ticket_id)

    def at_once(self, *acts: Callable[[], None]) -> None:
        """Do these at the same time, each in a thread and transactions of its own."""
        assert refused_of(at_once(*acts)) == []


CheckIns.TestCase.settings = settings(
    max_examples=some(5, soaked=60), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCheckInsA1 = CheckIns.TestCase
