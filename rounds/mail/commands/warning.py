"""Members hear by mail of changes to their own sign-in, whichever door those came through.

No act pays for it: a duty reads on in the sealed history, in which nothing is ever put between, and writes the mails.
"""

from datetime import datetime

from rounds.mail.commands.errands import send_errand
from rounds.mail.events import SignInWarned
from rounds.mail.house import WARNED
from rounds.mail.queries.mailboxes import answers_from
from rounds.mail.warnings import WARNINGS, letter
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.queries import names_of
from rounds.timeline.commands import record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, ActorKind, Fact
from rounds.workspaces.current import command, here
from rounds.workspaces.queries import this_workspace
from rounds.workspaces.rows import execute, fetch

MOST = 5_000
"""Seals that are read in one transaction; the next round takes the rest."""

WARNED_UPTO = "SELECT upto FROM members_warned FOR UPDATE SKIP LOCKED"
BEGUN = "INSERT INTO members_warned (workspace_id, upto) VALUES (%s, 0) ON CONFLICT (workspace_id) DO NOTHING"
BATCH = "SELECT max(number) FROM (SELECT number FROM timeline_seal WHERE number > %s ORDER BY number LIMIT %s) batch"
FOUND = """
    SELECT event.id FROM timeline_seal seal JOIN timeline_event event ON event.id = seal.event_id
    WHERE seal.number > %s AND seal.number <= %s AND event.kind = ANY(%s) ORDER BY seal.number
"""


@command
def warn_members(*, at: datetime) -> int:
    """Write to members whose sign-in was changed since the last time; say how many seals were read.

    Each event is told once, however many loops run. Where the company has no mail address to send from, the notice in Rounds
    is all there is. at: aware, UTC. Source: architecture 5.
    """
    found = fetch(WARNED_UPTO)
    if not found:  # another loop has it, or there is none yet
        execute(BEGUN, [here()])
        found = fetch(WARNED_UPTO)
    if not found:
        return 0
    [(upto,)] = found
    [(last,)] = fetch(BATCH, [upto, MOST])
    if last is None:
        return 0
    ids = [event_id for (event_id,) in fetch(FOUND, [upto, last, list(WARNINGS)])]
    sender = answers_from("") if ids else ""
    for event in TimelineEvent.objects.filter(id__in=ids).order_by("id") if sender else ():
        _warn(event, sender, at=at)
    execute("UPDATE members_warned SET upto = %s", [last])
    many: int = last - upto
    return many


def _warn(event: TimelineEvent, sender: str, *, at: datetime) -> None:
    member = Member.objects.filter(id=event.subject_id).select_related("person").first()
    if member is None or not member.email:
        return
    subject, text = letter(
        event.kind,
        name=member.name,
        by=_who(event),
        company=this_workspace().name,
        at=event.at,
        book=book(),
    )
    send_errand(sender, member.email, subject, text, about=("sign-in", event.pk), at=at)
    seen = Fact("what changed", WARNINGS[event.kind].subject), Fact("it was changed", at=event.at), _fact(event)
    why = WARNED.because(
        *seen, then="if that was not them, they choose another password, and tell whoever manages people"
    )
    record(SignInWarned(member=member.pk, of_event=event.pk), by=Actor.itself(), at=at, because=why)


def _fact(event: TimelineEvent) -> Fact:
    """Say who did it, by their id."""
    if event.actor_kind == ActorKind.MEMBER and event.actor_id:
        return Fact("by", member=event.actor_id)
    return Fact("by", _who(event))


def _who(event: TimelineEvent) -> str:
    """Say who did it; whoever runs this Rounds may from a shell."""
    if event.actor_kind != ActorKind.MEMBER:
        return "Whoever runs this Rounds"
    return names_of([event.actor_id or 0]).get(event.actor_id or 0, "Somebody who is gone")
