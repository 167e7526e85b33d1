"""The desk's acts on several records: links, followers, acts on many, macros, merges and their way back, singly and at once.

It is the machine of `test_desk_machine.py`, with all that can never happen there, and more acts.
"""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from rounds.basics.problems import ChangedMeanwhile, Refused
from rounds.desk import commands as desk
from rounds.desk.links import LinkKind, Seen, seen_from
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import Follower, Link, ManyDo, Merge, Merged, Message, Party, Ticket
from rounds.desk.queries import list_page
from rounds.desk.queries.listing import Segment
from rounds.desk.queries.merged import whole_ticket_page
from rounds.engine.loop import one_round
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once
from tests.examples import some
from tests.property.desk.test_desk_machine import CUSTOMERS, DUTIES, WHO, Act, Desk

WHICH = st.integers(0, 50)
MANY = st.sampled_from(
    [ManyAct(Verb.CLOSE), ManyAct(Verb.PRIORITY, "high"), ManyAct(Verb.KIND, "billing"), ManyAct(Verb.ASSIGN)]
)
MACROS = st.sampled_from(["glad to help", "domain is moving"])
COLUMNS = ("id", "state", "last_word", "our_turn", "wakes_at", "held_by", "said_at", "closed_at", "kind", "assignee_id")


class Acts(Desk):
    """The desk, with acts that touch more than one ticket."""

    # Single acts

    @rule(who=WHO, which=WHICH, other=WHICH, seen=st.sampled_from(list(Seen)))
    def somebody_links(self, who: str, which: int, other: int, seen: Seen) -> None:
        self._attempt(self._link(who, which, other, seen))

    @rule(who=WHO, which=WHICH)
    def somebody_takes_a_link_away(self, who: str, which: int) -> None:
        with self.cast.inside():
            links = list(Link.objects.order_by("id").select_related("first", "second"))
        if links:
            found = links[which % len(links)]
            self._attempt(
                self._visit(
                    lambda: desk.unlink(
                        number=found.first.number, other=found.second.number, by=self._actor(who), at=self.now
                    )
                )
            )

    @rule(who=WHO, which=WHICH, act=st.sampled_from([desk.follow, desk.unfollow]))
    def somebody_follows_or_no_more(self, who: str, which: int, act) -> None:
        self._attempt(self._do(act, who, which))

    @rule(who=WHO, act=MANY)
    def somebody_does_one_thing_to_all(self, who: str, act: ManyAct) -> None:
        self._attempt(self._many(who, act))

    @rule(who=WHO, which=WHICH, name=MACROS)
    def somebody_runs_a_macro(self, who: str, which: int, name: str) -> None:
        self._attempt(self._do(desk.run_macro, who, which, name=name))

    @rule(which=WHICH)
    def somebody_takes_their_act_on_many_back(self, which: int) -> None:
        self._attempt(self._undo_many(which))

    @rule(who=WHO, which=WHICH, most=st.integers(1, 3))
    def somebody_merges(self, who: str, which: int, most: int) -> None:
        self._attempt(self._merge(who, which, most))

    @rule(who=WHO, which=WHICH)
    def somebody_takes_a_merge_back(self, who: str, which: int) -> None:
        self._attempt(self._unmerge(who, which))

    @rule(who=WHO, which=WHICH)
    def a_merge_that_is_taken_back_at_once_has_changed_nothing(self, who: str, which: int) -> None:
        before = self._everything()
        try:
            act = self._merge(who, which, 2)()
        except (Refused, ChangedMeanwhile):
            return
        if isinstance(act, Merge):
            with self.cast.inside():
                desk.unmerge(merge_id=act.pk, by=self._actor(who), at=self.now)
            assert self._everything() == before

    # At the same time

    @rule(one=WHICH, two=WHICH)
    def two_merges_at_once(self, one: int, two: int) -> None:
        at_once(self._merge("rep", one, 2), self._merge("teammate", two, 2))

    @rule(which=WHICH, customer=st.sampled_from(CUSTOMERS))
    def mail_comes_during_a_merge(self, which: int, customer: str) -> None:
        at_once(self._mail(customer, answers=self._some_message(which)), self._merge("rep", which, 3))

    @rule(which=WHICH, customer=st.sampled_from(CUSTOMERS))
    def mail_comes_while_a_merge_is_taken_back(self, which: int, customer: str) -> None:
        at_once(self._mail(customer, answers=self._some_message(which)), self._unmerge("rep", which))

    @rule(which=WHICH)
    def somebody_answers_during_a_merge(self, which: int) -> None:
        at_once(self._answer("teammate", which), self._merge("rep", which, 2))

    @rule(which=WHICH, act=MANY)
    def all_are_changed_during_a_merge(self, which: int, act: ManyAct) -> None:
        at_once(self._many("lead", act), self._merge("rep", which, 2))

    @rule(one=WHICH, two=WHICH, seen=st.sampled_from(list(Seen)))
    def somebody_links_during_a_merge(self, one: int, two: int, seen: Seen) -> None:
        at_once(self._link("teammate", one, two, seen), self._merge("rep", one, 2))

    @rule(which=WHICH, days=st.integers(0, 7))
    def dates_come_during_a_merge(self, which: int, days: int) -> None:
        merging = self._merge("rep", which, 3)
        moment = self.now
        at_once(merging, lambda: one_round(DUTIES, now=moment))

    @rule(which=WHICH, name=MACROS)
    def two_members_run_a_macro(self, which: int, name: str) -> None:
        at_once(self._do(desk.run_macro, "rep", which, name=name), self._do(desk.close, "lead", which))

    @rule(which=WHICH)
    def a_worker_looks_at_what_a_macro_sent_while_it_is_taken_back(self, which: int) -> None:
        self._attempt(self._do(desk.run_macro, "rep", which, name="glad to help"))
        waiting = self._waiting()
        if waiting:
            row = waiting[which % len(waiting)]
            at_once(self._undo_many(which), lambda: self._send(row))

    # What must never happen

    @invariant()
    def a_merged_ticket_stands_in_one_that_stands_and_does_nothing_itself(self) -> None:
        with self.cast.inside():
            rows = list(Merged.objects.select_related("ticket", "survivor", "merge"))
            assert {row.ticket_id for row in rows} == set(
                Ticket.objects.filter(state="merged").values_list("id", flat=True)
            )
            for row in rows:
                assert row.survivor.state != "merged"
                assert (row.ticket.wakes_at, row.ticket.held_until, row.ticket.our_turn) == (None, None, False)
                newer = Message.objects.filter(ticket=row.ticket, id__gt=row.merge.gained["newest"])
                assert not newer.exists(), "what comes for it goes to the one that stands"

    @invariant()
    def whoever_wrote_on_a_merged_ticket_is_answered_on_the_survivor(self) -> None:
        with self.cast.inside():
            for row in Merged.objects.all():
                wrote = set(Party.objects.filter(ticket=row.ticket_id).values_list("contact_id", flat=True))
                assert wrote <= set(Party.objects.filter(ticket=row.survivor_id).values_list("contact_id", flat=True))

    @invariant()
    def every_message_stands_on_one_page_and_every_live_ticket_on_one_list(self) -> None:
        with self.cast.inside():
            standing = list(Ticket.objects.exclude(state="merged").values_list("number", "state"))
            shown = Counter(
                entry.id
                for number, _ in standing
                for entry in whole_ticket_page(number).thread
                if hasattr(entry, "files")
            )
            assert shown == Counter(Message.objects.values_list("id", flat=True))
            live = sorted(number for number, state in standing if state in {"new", "open"})
            assert sorted(row.number for row in list_page(Segment.ALL, limit=500).rows) == live

    @invariant()
    def links_are_what_history_says_seen_from_both_sides(self) -> None:
        with self.cast.inside():
            kinds = ["desk.linked", "desk.unlinked", "desk.ticket opened"]
            rows = TimelineEvent.objects.filter(kind__in=kinds).order_by("id")
            numbers = dict(Ticket.objects.values_list("id", "number"))
            said: dict[tuple[int, int], str] = {}
            for ticket_id, kind, payload in rows.values_list("subject_id", "kind", "payload"):
                if kind == "desk.linked":
                    said[numbers[ticket_id], payload["other"]] = payload["seen"]
                elif kind == "desk.unlinked":
                    del said[numbers[ticket_id], payload["other"]]
                elif payload["linked_to"]:  # its author wrote under a ticket without being a party of it
                    one, two = numbers[ticket_id], numbers[payload["linked_to"]]
                    said[one, two] = said[two, one] = Seen.RELATED
            stand: dict[tuple[int, int], str] = {}
            for link in Link.objects.select_related("first", "second"):
                one, two = link.first.number, link.second.number
                stand[one, two] = seen_from(LinkKind(link.kind), first=True)
                stand[two, one] = seen_from(LinkKind(link.kind), first=False)
            assert said == stand

    @invariant()
    def nobody_follows_twice(self) -> None:
        with self.cast.inside():
            found = Counter(Follower.objects.values_list("ticket_id", "member_id"))
            assert all(many == 1 for many in found.values())

    # How acts are made

    def _link(self, who: str, which: int, other: int, seen: Seen) -> Act:
        theirs = self._ticket(other)
        return self._do(desk.link, who, which, other=theirs.number if theirs else 0, seen=seen)

    def _many(self, who: str, act: ManyAct) -> Act:
        with self.cast.inside():
            numbers = list(Ticket.objects.order_by("id").values_list("number", flat=True))[:6]
        member_id = self.cast.rep.id or 0
        meant = ManyAct(act.verb, act.word, member_id=member_id)
        return self._visit(lambda: desk.do_to_many(numbers=numbers, act=meant, by=self._actor(who), at=self.now))

    def _undo_many(self, which: int) -> Act:
        with self.cast.inside():
            done = list(ManyDo.objects.filter(undone_at=None).order_by("id").values_list("id", "by_id"))
        if not done:
            return lambda: None
        many_id, by_id = done[which % len(done)]
        by = next(actor for actor in (self.cast.rep, self.cast.teammate, self.cast.lead) if actor.id == by_id)
        return self._visit(lambda: desk.undo_many(many_id=many_id, by=by, at=self.now))

    def _merge(self, who: str, which: int, most: int) -> Act:
        """Merge other tickets of the same customer into one."""
        into = self._ticket(which)
        if into is None:
            return lambda: None
        with self.cast.inside():
            same = Ticket.objects.filter(requester_id=into.requester_id).exclude(id=into.pk).order_by("id")
            others = list(same.values_list("number", flat=True))[-most:]
        return self._visit(lambda: desk.merge(number=into.number, others=others, by=self._actor(who), at=self.now))

    def _unmerge(self, who: str, which: int) -> Act:
        with self.cast.inside():
            acts = list(Merge.objects.filter(undone_at=None).order_by("id").values_list("id", flat=True))
        if not acts:
            return lambda: None
        merge_id = acts[which % len(acts)]
        return self._visit(lambda: desk.unmerge(merge_id=merge_id, by=self._actor(who), at=self.now))

    def _everything(self) -> list[object]:
        with self.cast.inside():
            return [
                list(Ticket.objects.order_by("id").values(*COLUMNS)),
                list(Message.objects.order_by("id").values_list("id", "ticket_id")),
                list(Party.objects.order_by("id").values_list("id", "ticket_id", "contact_id", "role")),
                list(Link.objects.order_by("id").values_list("id", "first_id", "second_id", "kind")),
                list(Follower.objects.order_by("id").values_list("id", "ticket_id", "member_id")),
                list(Merged.objects.order_by("id").values_list("id", "ticket_id", "survivor_id")),
            ]


Acts.TestCase.settings = settings(
    max_examples=some(6, soaked=60), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestActs = Acts.TestCase
