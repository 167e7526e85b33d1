"""Two members, two loops, two deliveries at the same time: what must never happen, whatever the order of acts.

Acts come singly and in pairs that really run at once, each in a thread and a transaction of its own. After each step the
database is compared with what the acts that succeeded promised.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.duties import DUTIES
from rounds.desk.models import AnswerWaiting, Hold, Message, Ticket
from rounds.engine.loop import one_round
from rounds.mail import commands as mail
from rounds.mail.commands import deliveries
from rounds.mail.duties import RECOVER
from rounds.mail.models import Received, Via
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.at_once import at_once
from tests.examples import some
from tests.world import MONDAY, Cast, a_workspace

CUSTOMERS = ("dana@customer.example", "owen@customer.example")
WHO = st.sampled_from(["rep", "teammate", "lead"])
DAYS = st.integers(1, 6)
Act = Callable[[], object]


@dataclass(frozen=True)
class Doubt:
    """A delivery whose end nobody here saw. token: of whoever was at it. arrived: what the far side knows."""

    token: UUID
    arrived: bool


class Desk(RuleBasedStateMachine):
    """The desk as its people, its customers, its loops and its workers use it."""

    cast: Cast

    @initialize()
    def founded(self) -> None:
        self.cast = a_workspace()
        self.now = MONDAY
        self.letters: list[bytes] = []
        self.taken: Counter[int] = Counter()
        """How often the far side took a delivery, whether or not it lived to say so."""
        self.doubts: dict[int, Doubt] = {}
        self.handed_over: set[int] = set()
        """Deliveries whose text left at least once."""
        with self.cast.inside():
            self.mailbox = mail.add_mailbox(
                name="support", address=f"support-{uuid4().hex[:8]}@fenwick.example", by=Actor.system(), at=self.now
            )

    # Single acts

    @rule(customer=st.sampled_from(CUSTOMERS))
    def a_mail_comes(self, customer: str) -> None:
        self._attempt(self._mail(customer))

    @rule(which=st.integers(0, 50), customer=st.sampled_from(CUSTOMERS))
    def a_reply_comes(self, which: int, customer: str) -> None:
        self._attempt(self._mail(customer, answers=self._some_message(which)))

    @rule(who=WHO, which=st.integers(0, 50), stale=st.booleans())
    def somebody_answers(self, who: str, which: int, stale: bool) -> None:
        self._attempt(self._answer(who, which, stale=stale))

    @rule(who=WHO, which=st.integers(0, 50), days=DAYS, keeps=st.sampled_from([True, False, None]))
    def somebody_puts_to_sleep(self, who: str, which: int, days: int, keeps: bool | None) -> None:
        self._attempt(self._sleep(who, which, days, keeps=keeps))

    @rule(who=WHO, which=st.integers(0, 50), days=DAYS, holder=st.sampled_from(["engineering", "supplier"]))
    def somebody_holds(self, who: str, which: int, days: int, holder: str) -> None:
        self._attempt(self._hold(who, which, days, holder))

    @rule(who=WHO, which=st.integers(0, 50), priority=st.sampled_from(["urgent", "normal", "burning"]))
    def somebody_says_how_urgent_it_is(self, who: str, which: int, priority: str) -> None:
        self._attempt(self._do(desk.set_priority, who, which, priority=priority))

    @rule(
        who=WHO,
        which=st.integers(0, 50),
        act=st.sampled_from([desk.close, desk.reopen, desk.take, desk.give_back, desk.drop_reopen_date, desk.release]),
    )
    def somebody_does(self, who: str, which: int, act: Callable[..., object]) -> None:
        self._attempt(self._do(act, who, which))

    @rule(who=WHO, which=st.integers(0, 50))
    def somebody_takes_an_answer_back(self, who: str, which: int) -> None:
        self._attempt(self._take_back(who, which))

    @rule(days=st.integers(0, 7))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)
        one_round(DUTIES, now=self.now)

    @rule(which=st.integers(0, 50), how=st.sampled_from(["later", "refused", "dies before the text"]))
    def a_delivery_fails(self, which: int, how: str) -> None:
        if (begun := self._begin_delivery(which)) is None:
            return
        outbox_id, token = begun
        if how == "dies before the text":
            self._lease_runs_out()
            return
        with self.cast.inside():
            assert deliveries.begin_hand_over(outbox_id=outbox_id, token=token, at=self.now)
        self.handed_over.add(outbox_id)
        with self.cast.inside():
            if how == "later":
                assert deliveries.put_off(outbox_id=outbox_id, token=token, said="busy", code=450, at=self.now)
            else:
                assert deliveries.stop(outbox_id=outbox_id, token=token, said="unknown", code=550, at=self.now)

    @rule(which=st.integers(0, 50), arrived=st.booleans(), dies=st.booleans())
    def a_delivery_breaks_off_after_the_text(self, which: int, arrived: bool, dies: bool) -> None:
        if (begun := self._begin_delivery(which)) is None:
            return
        outbox_id, token = begun
        with self.cast.inside():
            assert deliveries.begin_hand_over(outbox_id=outbox_id, token=token, at=self.now)
        self.handed_over.add(outbox_id)
        self.taken[outbox_id] += arrived
        self.doubts[outbox_id] = Doubt(token, arrived)
        if dies:
            self._lease_runs_out()
            return
        with self.cast.inside():
            assert deliveries.note_unknown(outbox_id=outbox_id, token=token, said="the line broke", at=self.now)

    @rule(which=st.integers(0, 50))
    def the_far_sides_word_comes_late(self, which: int) -> None:
        """Whoever was given up for dead lives, and says how it ended."""
        if not self.doubts:
            return
        outbox_id = sorted(self.doubts)[which % len(self.doubts)]
        doubt = self.doubts.pop(outbox_id)
        with self.cast.inside():
            if doubt.arrived:
                assert deliveries.note_sent(outbox_id=outbox_id, token=doubt.token, at=self.now)
            else:
                assert deliveries.put_off(outbox_id=outbox_id, token=doubt.token, said="busy", code=450, at=self.now)

    # At the same time

    @rule(customer=st.sampled_from(CUSTOMERS))
    def the_same_mail_is_delivered_twice_at_once(self, customer: str) -> None:
        come = self._mail(customer)
        at_once(come, come)

    @rule(which=st.integers(0, 50))
    def two_members_answer_what_they_both_read(self, which: int) -> None:
        at_once(self._answer("rep", which), self._answer("teammate", which))

    @rule(which=st.integers(0, 50))
    def two_members_take_a_ticket(self, which: int) -> None:
        at_once(self._do(desk.take, "rep", which), self._do(desk.take, "teammate", which))

    @rule(which=st.integers(0, 50), customer=st.sampled_from(CUSTOMERS))
    def the_customer_writes_while_a_member_closes(self, which: int, customer: str) -> None:
        at_once(self._mail(customer, answers=self._some_message(which)), self._do(desk.close, "rep", which))

    @rule(which=st.integers(0, 50), wait=st.sampled_from([5, 15]))
    def an_answer_is_taken_back_while_a_worker_looks_at_it(self, which: int, wait: int) -> None:
        waiting = self._answers_waiting()
        if not waiting:
            return
        self.now += timedelta(seconds=wait)
        message = waiting[which % len(waiting)]
        with self.cast.inside():
            row = Outbox.objects.filter(ref_id=message.message_id).values_list("id", flat=True)[0]
        back = Actor.member(message.member_id)
        number = message.ticket.number
        take_back = self._visit(
            lambda: desk.take_back(number=number, message_id=message.message_id, by=back, at=self.now)
        )
        at_once(take_back, lambda: self._send(row))

    @rule(which=st.integers(0, 50), customer=st.sampled_from(CUSTOMERS))
    def the_customer_writes_while_an_answer_is_taken_back(self, which: int, customer: str) -> None:
        at_once(self._mail(customer, answers=self._some_message(which)), self._take_back("rep", which))

    @rule(which=st.integers(0, 50), days=DAYS)
    def one_member_holds_while_another_closes(self, which: int, days: int) -> None:
        at_once(self._hold("rep", which, days, "supplier"), self._do(desk.close, "teammate", which))

    @rule(which=st.integers(0, 50), customer=st.sampled_from(CUSTOMERS))
    def the_customer_writes_while_the_limit_comes(self, which: int, customer: str) -> None:
        self.now += timedelta(days=7)
        come = self._mail(customer, answers=self._some_message(which))
        at_once(come, lambda: one_round(DUTIES, now=self.now))

    @rule(days=st.integers(0, 7))
    def two_loops_run(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)
        at_once(lambda: one_round(DUTIES, now=self.now), lambda: one_round(DUTIES, now=self.now))

    @rule()
    def two_workers_send_what_waits(self) -> None:
        with self.cast.inside():
            waiting = list(Outbox.objects.filter(state="queued").values_list("id", flat=True))
        for outbox_id in waiting[:3]:
            at_once(lambda row=outbox_id: self._send(row), lambda row=outbox_id: self._send(row))

    # What must never happen

    @invariant()
    def no_ticket_sleeps_past_its_date_or_without_one(self) -> None:
        """A1."""
        one_round(DUTIES, now=self.now)
        with self.cast.inside():
            assert not Ticket.objects.filter(wakes_at__lte=self.now).exists()
            assert not Ticket.objects.filter(state="asleep", wakes_at=None).exists()

    @invariant()
    def every_date_that_came_woke_its_ticket_once(self) -> None:
        """A1: each wake names its date, and no date of a ticket wakes it twice."""
        with self.cast.inside():
            wakes = TimelineEvent.objects.filter(kind="desk.woke").values_list("subject_id", "payload__date_was")
            dates = TimelineEvent.objects.filter(kind="desk.date set").values_list("subject_id", "payload__wakes_at")
            woke, were_set = Counter(wakes), Counter(dates)
            assert all(many <= were_set[date] for date, many in woke.items()), (woke, were_set)

    @invariant()
    def a_held_ticket_is_not_our_turn_and_its_row_says_the_same(self) -> None:
        """C4: of each ticket one hold stands at most, and it is the one that the ticket shows."""
        with self.cast.inside():
            assert not Ticket.objects.filter(held_until__isnull=False, our_turn=True).exists()
            columns = ("held_by", "held_since", "held_until")
            shown = set(Ticket.objects.filter(held_until__isnull=False).values_list("id", *columns))
            assert shown == set(
                Hold.objects.filter(ended_at=None).values_list("ticket_id", "holder", "began_at", "until")
            )

    @invariant()
    def no_hold_outlives_its_limit_and_each_ends_once(self) -> None:
        """C5, from history alone."""
        with self.cast.inside():
            assert not Hold.objects.filter(ended_at=None, until__lte=self.now).exists()
            began = TimelineEvent.objects.filter(kind="desk.held").values_list("payload__hold", flat=True)
            ended = TimelineEvent.objects.filter(kind="desk.hold ended").values_list("payload__hold", flat=True)
            assert Counter(began) == Counter(Hold.objects.values_list("id", flat=True))
            assert Counter(ended) == Counter(Hold.objects.exclude(ended_at=None).values_list("id", flat=True))

    @invariant()
    def every_mail_is_one_message_on_one_ticket(self) -> None:
        with self.cast.inside():
            assert Received.objects.count() == len(self.letters)
            placed = Received.objects.filter(state="placed")
            assert placed.count() == len(self.letters)
            assert Message.objects.filter(kind="customer").count() == len(self.letters)
            opened = TimelineEvent.objects.filter(kind="desk.ticket opened").count()
            wrote = TimelineEvent.objects.filter(kind="desk.customer wrote").count()
            assert (opened, opened + wrote) == (Ticket.objects.count(), len(self.letters))

    @invariant()
    def no_answer_arrives_twice(self) -> None:
        assert all(many <= 1 for many in self.taken.values())

    @invariant()
    def sent_is_what_arrived_and_a_doubt_stays_one_until_somebody_knows(self) -> None:
        with self.cast.inside():
            states = dict(Outbox.objects.values_list("id", "state"))
        sent = {row for row, state in states.items() if state == "sent"}
        assert sent == {row for row, many in self.taken.items() if many} - set(self.doubts)
        assert {row for row, state in states.items() if state == "may have arrived"} == set(self.doubts)

    @invariant()
    def what_was_taken_back_was_never_sent_and_lies_with_its_writer(self) -> None:
        """Issue "undo of a send": an answer is a message that leaves, or a draft, never both and never neither."""
        with self.cast.inside():
            back = TimelineEvent.objects.filter(kind="desk.answer taken back")
            taken = set(back.values_list("payload__message", flat=True))
            rows = Outbox.objects.filter(ref_id__in=taken)
            assert not {row.pk for row in rows} & self.handed_over
            assert set(rows.values_list("state", flat=True)) <= {"taken back"}
            assert not Message.objects.filter(id__in=taken).exists()
            answered = TimelineEvent.objects.filter(kind="desk.answered").values_list("payload__message", flat=True)
            assert set(Message.objects.filter(kind="staff").values_list("id", flat=True)) == set(answered) - taken
            claimed = Outbox.objects.exclude(state="queued").values_list("ref_id", flat=True)
            assert not AnswerWaiting.objects.filter(message_id__in=list(claimed)).exists()

    @invariant()
    def the_last_word_is_the_last_that_was_said(self) -> None:
        """C4, from history alone: it leads to the state that the row shows."""
        spoke = {
            "desk.ticket opened": "customer",
            "desk.customer wrote": "customer",
            "desk.answered": "staff",
            "desk.answer failed": "post",
            "desk.answer left": "staff",
            "desk.woke": "clock",
            "desk.reopened": "clock",
            "desk.hold ended": "hold",
            "desk.answer taken back": "",
            "desk.undone": "",
            "desk.took in": "",
            "desk.unmerged": "",
            "desk.gave back": "",
        }
        with self.cast.inside():
            words: dict[int, str] = {}
            said = TimelineEvent.objects.filter(kind__in=spoke).order_by("id")
            for ticket_id, kind, payload in said.values_list("subject_id", "kind", "payload"):
                if payload.get("how", "limit") in {"limit", "released"}:  # other endings come with what ends them
                    words[ticket_id] = payload.get("last_word") or spoke[kind]
            assert dict(Ticket.objects.values_list("id", "last_word")) == words

    # How acts are made

    def _actor(self, who: str) -> Actor:
        return getattr(self.cast, who)

    def _ticket(self, which: int) -> Ticket | None:
        with self.cast.inside():
            tickets = list(Ticket.objects.order_by("id"))
        return tickets[which % len(tickets)] if tickets else None

    def _some_message(self, which: int) -> str:
        with self.cast.inside():
            ids = list(Message.objects.exclude(message_id="").order_by("id").values_list("message_id", flat=True))
        return ids[which % len(ids)] if ids else ""

    def _mail(self, customer: str, *, answers: str = "") -> Act:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = customer, self.mailbox.address, "Banner"
        letter["Message-ID"] = f"<{uuid4().hex}@customer.example>"
        if answers:
            letter["In-Reply-To"] = answers
        letter.set_content("Please look at the banner.")
        raw = letter.as_bytes()
        self.letters.append(raw)
        return lambda: mail.receive(
            workspace_id=self.cast.workspace_id, mailbox_id=self.mailbox.pk, raw=raw, via=Via.SMTP, at=self.now
        )

    def _answer(self, who: str, which: int, *, stale: bool = False) -> Act:
        ticket = self._ticket(which)
        version = ticket.version - stale if ticket else 0
        return self._visit(
            lambda: (
                ticket
                and desk.answer(
                    number=ticket.number, text="We look.", by=self._actor(who), at=self.now, version=version
                )
            )
        )

    def _sleep(self, who: str, which: int, days: int, *, keeps: bool | None) -> Act:
        ticket = self._ticket(which)
        wish = Wish(day=(self.now + timedelta(days=days)).date(), keeps=keeps)
        return self._visit(
            lambda: ticket and desk.put_to_sleep(number=ticket.number, wish=wish, by=self._actor(who), at=self.now)
        )

    def _hold(self, who: str, which: int, days: int, holder: str) -> Act:
        wish = Wish(day=(self.now + timedelta(days=days)).date())
        return self._do(desk.hold, who, which, holder=holder, reason="They look.", wish=wish)

    def _answers_waiting(self) -> list[AnswerWaiting]:
        with self.cast.inside():
            return list(AnswerWaiting.objects.select_related("ticket").order_by("id"))

    def _take_back(self, who: str, which: int) -> Act:
        waiting = self._answers_waiting()
        one = waiting[which % len(waiting)] if waiting else None
        return self._visit(
            lambda: (
                one
                and desk.take_back(
                    number=one.ticket.number, message_id=one.message_id, by=self._actor(who), at=self.now
                )
            )
        )

    def _do(self, act: Callable[..., object], who: str, which: int, **more: object) -> Act:
        ticket = self._ticket(which)
        return self._visit(lambda: ticket and act(number=ticket.number, by=self._actor(who), at=self.now, **more))

    def _visit(self, act: Act) -> Act:
        """Open the transaction around an act, as the page's door does."""

        def visit() -> object:
            with self.cast.inside():
                return act()

        return visit

    def _send(self, outbox_id: int) -> None:
        """Deliver as the worker does, each step its own transaction; the far side counts what it is handed."""
        with self.cast.inside():
            claimed = deliveries.claim(outbox_id=outbox_id, token=uuid4(), at=self.now)
        if claimed is None:
            return
        with self.cast.inside():
            ours = deliveries.begin_hand_over(outbox_id=outbox_id, token=claimed.token, at=self.now)
        if ours:
            self.taken[outbox_id] += 1
            self.handed_over.add(outbox_id)
            with self.cast.inside():
                deliveries.note_sent(outbox_id=outbox_id, token=claimed.token, at=self.now)

    def _begin_delivery(self, which: int) -> tuple[int, UUID] | None:
        """Claim one of the mails that wait, as a worker does, a minute later: by then it can no longer be taken back."""
        if not (waiting := self._waiting()):
            self._attempt(self._mail(CUSTOMERS[0]))
            self._attempt(self._answer("rep", which))
            waiting = self._waiting()
        if not waiting:
            return None
        self.now += timedelta(minutes=1)
        outbox_id, token = waiting[which % len(waiting)], uuid4()
        with self.cast.inside():
            claimed = deliveries.claim(outbox_id=outbox_id, token=token, at=self.now)
        return (outbox_id, token) if claimed else None

    def _waiting(self) -> list[int]:
        with self.cast.inside():
            return list(Outbox.objects.filter(state="queued").order_by("id").values_list("id", flat=True))

    def _lease_runs_out(self) -> None:
        """The worker died; two loops notice."""
        self.now += timedelta(seconds=django_settings.DELIVERY_LEASE_SECONDS + 1)
        at_once(lambda: one_round([RECOVER], now=self.now), lambda: one_round([RECOVER], now=self.now))

    def _attempt(self, act: Act) -> None:
        with suppress(Refused, ChangedMeanwhile):  # a refusal is an answer; the invariants say whether it left anything
            act()


Desk.TestCase.settings = settings(
    max_examples=some(6, soaked=60), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDesk = Desk.TestCase
