"""Mails of ours that are about no ticket, and the acts that send them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator

from rounds.basics.problems import NotThere, Problem, Refused
from rounds.mail.commands.deliveries import ERRAND
from rounds.mail.composing import can_be_written
from rounds.mail.events import PasswordLinkSent, TrialSent
from rounds.mail.house import PASSWORD_LINK
from rounds.mail.models import Errand, Mailbox
from rounds.mail.queries.mailboxes import answers_from
from rounds.policies.queries import speech
from rounds.team import commands as team
from rounds.team.invitations import HOLDS_FOR, Pass, written
from rounds.team.models import Invitation, Member
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import record
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.current import command, here
from rounds.workspaces.queries import this_workspace
from rounds.workspaces.rows import ids_for, insert

INVITATION = """Hello,

you are invited to join {company} on Rounds, where the team answers its customers.

Follow this link, and choose a name and a password:

{link}

It holds for {days} days, once, and for this address alone. If you know nothing of this, do nothing: then nothing happens.

{company}
"""

PASSWORD = """Hello,

somebody asked for another password for this address on Rounds. If it was you, choose one here:

{link}

The link holds for an hour, and once. If it was not you, do nothing: your password stays as it is.

{company}
"""  # noqa: S105

NOT_AGAIN_WITHIN = timedelta(minutes=5)
"""A limit against abuse: nobody's mailbox is filled by somebody who types its address."""

TRIAL = """Hello,

this is a trial from Rounds, sent by {address}. That you read it says that mail gets out.

{company}
"""


@command
def invite(*, email: str, roles: Sequence[str], door: str, by: Actor, at: datetime) -> Invitation:
    """Ask somebody to join, by mail. door: the address of the page that takes the link, up to the link's own part. at: aware, UTC.

    Raises NotAllowed, Refused (a member already, an unknown role, no mail address of ours to send from).
    """
    row, link = team.invite(email=email, roles=roles, by=by, at=at)
    _send_invitation(row, link, door, at=at)
    return row


@command
def invite_again(*, invitation_id: int, door: str, by: Actor, at: datetime) -> Invitation:
    """Send an invitation again; the link that was sent before opens nothing any more. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (no mail address of ours to send from).
    """
    row, link = team.invite_again(invitation_id=invitation_id, by=by, at=at)
    _send_invitation(row, link, door, at=at)
    return row


@command
def send_trial(*, mailbox_id: int, recipient: str, by: Actor, at: datetime) -> Errand:
    """Send a trial from one of our mail addresses. at: aware, UTC. Raises NotAllowed, NotThere, Refused (no address)."""
    require(by, "manage people")
    box = Mailbox.objects.filter(id=mailbox_id).first()
    if box is None:
        raise NotThere(f"mailbox {mailbox_id}")
    if not can_be_written(recipient):
        raise Refused([Problem("no address", "A trial needs a mail address to go to.", field="recipient")])
    company = this_workspace().name
    text = speech().filled(TRIAL, company=company, address=box.address)
    errand = send_errand(box.address, recipient, f"A trial from {company}", text, about=("mailbox", box.pk), at=at)
    record(TrialSent(mailbox=box.pk), by=by, at=at)
    return errand


@command
def send_password_link(*, person_id: int, door: str, by: Actor, at: datetime) -> Errand | None:
    """Send a member of this company a link to choose another password; None where one was just sent, or nobody is meant.

    door: the address of the page that takes the link, up to the link's own part. by: Rounds itself. at: aware, UTC.
    Raises Refused (no mail address of ours to send from).
    """
    require(by, "manage people")
    member = Member.objects.filter(person_id=person_id, active=True).select_related("person").first()
    if member is None or member.person is None or not member.person.is_active:
        return None
    about = ("password", member.pk)
    if Errand.objects.filter(about_kind=about[0], about_id=about[1], created_at__gt=at - NOT_AGAIN_WITHIN).exists():
        return None
    link = f"{door}{person_id}/{default_token_generator.make_token(member.person)}"
    text = speech().filled(PASSWORD, company=this_workspace().name, link=link)
    errand = send_errand(_own_address(), member.email, "Another password for Rounds", text, about=about, at=at)
    seen = Fact("somebody asked for it on the sign-in page, with their address", at=at)
    why = PASSWORD_LINK.because(
        seen, then="the link holds for an hour, and once; until it is used the old password holds"
    )
    record(PasswordLinkSent(member=member.pk), by=by, at=at, because=why)
    return errand


def _send_invitation(row: Invitation, link: Pass, door: str, *, at: datetime) -> None:
    company = this_workspace().name
    text = speech().filled(INVITATION, company=company, link=f"{door}{written(link)}", days=HOLDS_FOR.days)
    send_errand(_own_address(), row.email, f"Join {company} on Rounds", text, about=("invitation", row.pk), at=at)


def _own_address() -> str:
    if not (address := answers_from("")):
        fix = "Add one under Settings, Mail addresses."
        raise Refused([Problem("no mail address", "There is no mail address of ours to send this from.", fix)])
    return address


def send_errand(
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    *,
    about: tuple[str, int],
    at: datetime,
    reply_to: str = "",
    answers: str = "",
) -> Errand:
    """Write the mail and its row of the outbox, in the transaction of the act that wants it sent. answers: id of another mail."""
    errand = Errand.objects.create(
        workspace_id=here(),
        sender=sender,
        recipient=recipient,
        subject=subject,
        text=text,
        about_kind=about[0],
        about_id=about[1],
        created_at=at,
        reply_to=reply_to,
        answers=answers,
    )
    [row_id] = ids_for(Outbox)
    row = outbox.row_for(
        row_id, channel=ERRAND, ref_id=errand.pk, recipient_id=errand.pk, about=(ERRAND, errand.pk), at=at, leaves_at=at
    )
    insert(row)
    outbox.call_workers_now([row])
    return errand
