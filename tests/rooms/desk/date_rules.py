"""What hours, dates, holds and templates decide: a change of each key in the manual, and what comes of a ticket then."""

from datetime import date

from django.test import Client

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Ticket
from rounds.team.models import Member, Person
from rounds.timeline.rules import Actor
from tests.rooms.manual.proofs import Proof, Proofs
from tests.world import MONDAY, Cast, a_customer, a_ticket, later

FRIDAY = Wish(day=date(2026, 12, 4))
MORNINGS = "```clause\nhours: afternoons\nopen: Mon-Fri 13:00-17:00\n```\n"


def sleeping(cast: Cast) -> Ticket:
    """Put a ticket to sleep until a day."""
    with cast.inside():
        return desk.put_to_sleep(number=a_ticket().number, wish=FRIDAY, by=cast.rep, at=MONDAY)


def answered(cast: Cast, kind: str = "question") -> tuple[str, str, object]:
    """Answer a ticket: the mail's subject and text, and when it comes back."""
    with cast.inside():
        ticket = a_ticket(kind=kind)
        message = desk.answer(number=ticket.number, text="It is done.", by=cast.rep, at=MONDAY)
        return message.subject, message.text, Ticket.objects.get(id=ticket.pk).wakes_at


def held(cast: Cast, *, written: bool = False) -> Ticket | None:
    """Hold a ticket for engineering until a day, where it can be; written: the customer answers then."""
    with cast.inside():
        dana = a_customer()
        ticket = a_ticket(by=dana)
    try:
        with cast.inside():
            desk.hold(
                number=ticket.number, holder="engineering", reason="A defect.", wish=FRIDAY, by=cast.rep, at=MONDAY
            )
    except Refused:
        return None
    with cast.inside():
        if written:
            desk.add_customer_message(
                ticket_id=ticket.pk,
                contact_id=dana.contact_id,
                text="And?",
                by=Actor.contact(dana.contact_id),
                at=later(1),
            )
        return Ticket.objects.get(id=ticket.pk)


def offered(cast: Cast) -> bool:
    """Say whether the ticket's page offers three months."""
    with cast.inside():
        ticket = a_ticket()
        person = Person.objects.get(id=Member.objects.get(id=cast.rep.id).person_id)
    client = Client()
    client.force_login(person)
    return "3 months" in client.get(f"/desk/{ticket.number}", follow=True).content.decode()


DATE_RULES: Proofs = {
    ("hours", "open"): Proof([("Mon-Fri 8:00-12:00", "Mon-Fri 10:00-12:00")], lambda cast: sleeping(cast).wakes_at),
    ("hours", "zone"): Proof(
        [("hours: help desk\nopen", "hours: help desk\nzone: Europe/Berlin\nopen")],
        lambda cast: sleeping(cast).wakes_at,
    ),
    ("holds", "held by"): Proof(
        [("[engineering, supplier", "[printer, supplier")], lambda cast: held(cast) is not None
    ),
    ("holds", "offer"): Proof(
        [("3 working days, 1 week, 2 weeks]\nhours", "3 working days, 3 months]\nhours")], offered
    ),
    ("holds", "hours"): Proof(
        [
            ("2 weeks]\nhours: help desk", "2 weeks]\nhours: afternoons"),
            ("## Waiting for", f"{MORNINGS}\n## Waiting for"),
        ],
        lambda cast: held(cast).held_until,
    ),
    ("holds", "when the customer answers"): Proof(
        [("answers: end the hold", "answers: keep the hold")],
        lambda cast: held(cast, written=True).held_until,
    ),
    ("promised dates", "offer"): Proof([("2 weeks, 1 month", "2 weeks, 3 months")], offered),
    ("promised dates", "after an answer"): Proof(
        [("after an answer: 1 week", "after an answer: 2 weeks")],
        lambda cast: answered(cast)[2],
    ),
    ("promised dates", "hours"): Proof(
        [("1 week\nhours: help desk", "1 week\nhours: afternoons"), ("## Coming back", f"{MORNINGS}\n## Coming back")],
        lambda cast: sleeping(cast).wakes_at,
    ),
    ("promised dates", "when the customer answers"): Proof(
        [("answers: keep the date", "answers: drop the date")],
        lambda cast: sleeping(cast).wake_keeps,
    ),
    ("template", "subject"): Proof(
        [("name: plain\nsubject: Re: {subject}", "name: plain\nsubject: About {subject}")],
        lambda cast: answered(cast)[0],
    ),
    ("template", "body"): Proof(
        [("name: plain\nsubject: Re: {subject}\n\nHello", "name: plain\nsubject: Re: {subject}\n\nGood day")],
        lambda cast: answered(cast)[1],
    ),
}
