"""Somebody has forgotten their password: the link leaves from the first of their companies that has a mail address."""

from datetime import datetime

import structlog

from rounds.mail.commands.errands import send_password_link
from rounds.mail.queries.mailboxes import answers_from
from rounds.team.models import Person
from rounds.team.queries import memberships_of
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()


def send_link(address: str, *, door: str, at: datetime) -> bool:
    """Send the link; False where nobody has the address, or no company of theirs can send. at: aware, UTC."""
    person = Person.objects.filter(email=address.strip().lower(), is_active=True).first()
    if person is None:
        return False
    for membership in memberships_of(person.pk):
        with as_workspace(membership.workspace_id):
            if answers_from(""):
                return bool(send_password_link(person_id=person.pk, door=door, by=Actor.itself(), at=at))
    log.warning("A password link cannot be sent: no company of theirs has a mail address", person=person.pk)
    return False
