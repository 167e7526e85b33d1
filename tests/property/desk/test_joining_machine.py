"""Two contacts become one person and two again, between all that the desk does and at the same moment as it.

It is the machine of `test_acts_machine.py`, with all that can never happen there, and the two customers joined and parted.
"""

from contextlib import suppress

from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from rounds.accounts import commands as accounts
from rounds.accounts.models import Contact, ContactAddress, ContactJoin
from rounds.basics.problems import ChangedMeanwhile, NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.models import Message, Party, Ticket
from rounds.mail import commands as mail
from rounds.timeline.models import Outbox, TimelineEvent
from tests.at_once import at_once
from tests.examples import some
from tests.property.desk.test_acts_machine import WHICH, Acts
from tests.property.desk.test_desk_machine import CUSTOMERS, WHO, Act


class Joining(Acts):
    """The desk, where somebody says that its two customers are one."""

    @rule(who=WHO, turned=st.booleans())
    def somebody_joins(self, who: str, turned: bool) -> None:
        self._attempt(self._join(who, turned=turned))

    @rule(who=WHO)
    def somebody_takes_a_joining_back(self, who: str) -> None:
        self._attempt(self._part(who))

    @rule(turned=st.booleans())
    def a_joining_that_is_taken_back_at_once_has_changed_nothing(self, turned: bool) -> None:
        before = self._theirs()
        try:
            act = self._join("rep", turned=turned)()
        except (Refused, ChangedMeanwhile):
            return
        if isinstance(act, ContactJoin):
            with self.cast.inside():
                desk.part_contacts(join_id=act.pk, by=self.cast.rep, at=self.now)
            assert self._theirs() == before

    @rule(who=WHO, which=WHICH)
    def somebody_notes_one_more_address(self, who: str, which: int) -> None:
        self._attempt(self._give_address(who, which))

    @rule(who=WHO, which=WHICH)
    def somebody_takes_an_address_away(self, who: str, which: int) -> None:
        self._attempt(self._take_address_away(who, which))

    @rule(which=WHICH, oftener=st.integers(0, 9))
    def somebody_is_erased(self, which: int, oftener: int) -> None:
        if oftener == 0:  # seldom: whoever is erased is joined and parted no more
            self._attempt(self._erase(which))

    # At the same time

    @rule(which=WHICH)
    def an_address_is_taken_away_while_a_joining_is_taken_back(self, which: int) -> None:
        at_once(self._take_address_away("teammate", which), self._part("rep"))

    @rule(turned=st.booleans())
    def two_joinings_at_once(self, turned: bool) -> None:
        at_once(self._join("rep"), self._join("teammate", turned=turned))

    @rule(which=WHICH, customer=st.sampled_from(CUSTOMERS))
    def mail_comes_during_a_joining(self, which: int, customer: str) -> None:
        at_once(self._mail(customer), self._mail(customer, answers=self._some_message(which)), self._join("rep"))

    @rule(which=WHICH, customer=st.sampled_from(CUSTOMERS))
    def mail_comes_while_a_joining_is_taken_back(self, which: int, customer: str) -> None:
        at_once(self._mail(customer), self._mail(customer, answers=self._some_message(which)), self._part("rep"))

    @rule(which=WHICH)
    def somebody_answers_during_a_joining(self, which: int) -> None:
        at_once(self._answer("teammate", which), self._join("rep"))

    @rule(which=WHICH)
    def somebody_merges_during_a_joining(self, which: int) -> None:
        at_once(self._merge("teammate", which, 3), self._join("rep"))

    @rule(which=WHICH)
    def a_merge_is_taken_back_while_a_joining_is(self, which: int) -> None:
        at_once(self._unmerge("teammate", which), self._part("rep"))

    # What must never happen

    @invariant()
    def nothing_refers_to_who_was_joined_and_whoever_stands_for_them_stands(self) -> None:
        with self.cast.inside():
            joined = Contact.objects.filter(joined_into__isnull=False)
            assert not joined.filter(joined_into__joined_into__isnull=False).exists()
            assert not Ticket.objects.filter(requester__in=joined).exists()
            assert not Party.objects.filter(contact__in=joined).exists()
            assert not Message.objects.filter(author_contact__in=joined).exists()
            assert not ContactAddress.objects.filter(contact__in=joined).exists()

    @invariant()
    def each_is_answered_at_an_address_of_their_own(self) -> None:
        with self.cast.inside():
            rows = Party.objects.values_list("contact_id", "address__contact_id", "address__key")
            assert all(contact == of and key is not None for contact, of, key in rows)

    @invariant()
    def who_is_joined_is_what_history_says(self) -> None:
        with self.cast.inside():
            kinds = ["accounts.contacts joined", "accounts.contacts parted"]
            said: dict[int, int] = {}
            for kind, payload in (
                TimelineEvent.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "payload")
            ):
                if kind == kinds[0]:
                    said[payload["other_contact"]] = payload["contact"]
                else:
                    assert said.pop(payload["other_contact"]) == payload["contact"]
            assert said == dict(Contact.objects.filter(joined_into__isnull=False).values_list("id", "joined_into_id"))

    # How acts are made

    def _join(self, who: str, *, turned: bool = False) -> Act:
        """Join what the two customers are to us; they may be one already, or not have written yet."""
        with self.cast.inside():
            found = list(Contact.objects.order_by("id").values_list("id", flat=True))
        if len(found) < 2:
            return lambda: None
        kept, other = (found[1], found[0]) if turned else (found[0], found[1])
        return self._visit(lambda: desk.join_contacts(kept_id=kept, other_id=other, by=self._actor(who), at=self.now))

    def _part(self, who: str) -> Act:
        with self.cast.inside():
            join_id = ContactJoin.objects.filter(undone_at=None).values_list("id", flat=True).first()
        if join_id is None:
            return lambda: None
        return self._visit(lambda: desk.part_contacts(join_id=join_id, by=self._actor(who), at=self.now))

    def _give_address(self, who: str, which: int) -> Act:
        """Give a customer one of two more addresses, as far as nobody has it."""
        with self.cast.inside():
            found = list(Contact.objects.order_by("id").values_list("id", flat=True))
        if not found:
            return lambda: None
        values = {"contact_id": found[which % len(found)], "address": f"more-{which % 2}@customer.example"}
        return self._visit(lambda: accounts.give_address(**values, by=self._actor(who), at=self.now))

    def _take_address_away(self, who: str, which: int) -> Act:
        with self.cast.inside():
            rows = ContactAddress.objects.exclude(key=None).order_by("id")
            found = list(rows.values_list("contact_id", "id"))
        if not found:
            return lambda: None
        contact_id, address_id = found[which % len(found)]
        values = {"contact_id": contact_id, "address_id": address_id}
        return self._visit(lambda: self._still_there(desk.take_address_away, **values, by=self._actor(who)))

    def _erase(self, which: int) -> Act:
        with self.cast.inside():
            found = list(Contact.objects.filter(joined_into=None).order_by("id").values_list("id", flat=True))
        if not found:
            return lambda: None
        person = found[which % len(found)]

        def erase() -> None:
            with self.cast.inside():
                addresses = ContactAddress.objects.filter(contact_id=person).values("id")
                said = Message.objects.filter(ticket__requester_id=person).values("id")
                about = Q(recipient_id__in=addresses) | Q(ref_id__in=said)
                theirs = set(Outbox.objects.filter(about, channel="mail").values_list("id", flat=True))
            self._visit(lambda: mail.erase_person(contact_id=person, by=self.cast.manager, at=self.now))()
            for row in theirs & set(self.doubts):  # whether it arrived is nobody's question any more
                del self.doubts[row], self.taken[row]

        return erase

    def _still_there(self, act: Act, **values: object) -> object:
        """Do what somebody else may have made pointless at the same moment: the address is another contact's then."""
        with suppress(NotThere):
            return act(**values, at=self.now)

    def _theirs(self) -> list[object]:
        with self.cast.inside():
            return [
                list(
                    Ticket.objects.order_by("id").values_list(
                        "id", "requester_id", "account_id", "state", "assignee_id"
                    )
                ),
                list(Message.objects.order_by("id").values_list("id", "author_contact_id")),
                sorted(Party.objects.values_list("ticket_id", "contact_id", "address_id", "role")),
                list(ContactAddress.objects.order_by("id").values_list("id", "contact_id", "key", "position")),
                list(Contact.objects.order_by("id").values_list("id", "name", "joined_into_id")),
            ]


Joining.TestCase.settings = settings(
    max_examples=some(6, soaked=60), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestJoining = Joining.TestCase
