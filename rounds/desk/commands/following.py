"""Members who follow a ticket hear what happens there, on a page of their own; nothing of it leaves the house.

No act pays for it: a duty reads on in the sealed history, in which nothing is ever put between, and gives out the notices.
"""

from datetime import datetime

from rounds.basics.problems import NotAllowed, Problem, Refused
from rounds.desk.commands.loading import locked
from rounds.desk.events.following import Followed, Mentioned, Unfollowed
from rounds.desk.mentions import NEWS, mentioned
from rounds.desk.models import Follower, Message, Ticket
from rounds.team.models import Member
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

FOLLOW = """
    INSERT INTO ticket_follower (workspace_id, ticket_id, member_id, since_at, since_event)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT (workspace_id, ticket_id, member_id) DO NOTHING RETURNING id
"""

LAST = "SELECT coalesce(max(id), 0) FROM timeline_event WHERE subject_kind = 'ticket' AND subject_id = %s"

MOST = 5_000
"""Seals that are read in one transaction; the next round takes the rest."""

TOLD = "SELECT upto FROM followers_told FOR UPDATE SKIP LOCKED"
BEGUN = "INSERT INTO followers_told (workspace_id, upto) VALUES (%s, 0) ON CONFLICT (workspace_id) DO NOTHING"

BATCH = """
    SELECT max(number) FROM (SELECT number FROM timeline_seal WHERE number > %s ORDER BY number LIMIT %s) batch
"""

TELL = """
    INSERT INTO notice (workspace_id, member_id, event_id, at)
    SELECT event.workspace_id, follower.member_id, event.id, %s
    FROM (SELECT number, event_id FROM timeline_seal WHERE number > %s AND number <= %s OFFSET 0) seal
    CROSS JOIN LATERAL (SELECT * FROM timeline_event WHERE id = seal.event_id OFFSET 0) event
    JOIN ticket_follower follower ON follower.ticket_id = event.subject_id AND event.id > follower.since_event
    WHERE event.subject_kind = 'ticket' AND event.kind = ANY(%s)
      AND NOT (event.actor_kind = 'member' AND event.actor_id = follower.member_id)
      AND (event.kind <> 'desk.mentioned' OR (event.payload->>'to_member')::bigint = follower.member_id)
    ORDER BY seal.number
    ON CONFLICT DO NOTHING
    RETURNING id
"""
"""OFFSET 0: what is new is read first, then looked up event by event; with few followers, or none, the whole history would be read."""


@command
def follow(*, number: int, by: Actor, at: datetime) -> None:
    """Follow a ticket: what happens there from now on stands among one's notices. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (followed already).
    """
    require(by, "read the desk")
    ticket, member_id = locked(number), _member_id(by)
    if not begin_to_follow(ticket, member_id, at=at):
        raise Refused([Problem("followed", "You follow this ticket already.")])
    record(Followed(ticket=ticket.pk, account=ticket.account_id, of_member=member_id), by=by, at=at)


@command
def unfollow(*, number: int, by: Actor, at: datetime) -> None:
    """Follow a ticket no more. Raises NotAllowed, NotThere, Refused (not followed)."""
    require(by, "read the desk")
    ticket, member_id = locked(number), _member_id(by)
    gone, _ = Follower.objects.filter(ticket=ticket, member_id=member_id).delete()
    if not gone:
        raise Refused([Problem("not followed", "You do not follow this ticket.")])
    record(Unfollowed(ticket=ticket.pk, account=ticket.account_id, of_member=member_id), by=by, at=at)


@command
def tell_followers(*, at: datetime) -> int:
    """Give followers their notices of what was sealed since the last time; say how many seals were read.

    Each event is told once, however many loops run: who is told next stands in a row that one of them locks. Nobody hears of
    their own acts, and of a mention only whom it calls. at: aware, UTC.
    """
    found = fetch(TOLD)
    if not found:  # another loop has it, or there is none yet
        execute(BEGUN, [here()])
        found = fetch(TOLD)
    if not found:
        return 0
    [(upto,)] = found
    [(last,)] = fetch(BATCH, [upto, MOST])
    if last is None:
        return 0
    fetch(TELL, [at, upto, last, list(NEWS)])
    execute("UPDATE followers_told SET upto = %s", [last])
    many: int = last - upto
    return many


def call(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """Let whoever a note calls by name follow the ticket, and hear of it at once. Inside the act that writes the note."""
    if "@" not in message.text:
        return
    members = dict(Member.objects.filter(active=True).values_list("id", "name"))
    for member_id in mentioned(message.text, members):
        if member_id == by.id:
            continue
        begin_to_follow(ticket, member_id, at=at)
        called = Mentioned(ticket=ticket.pk, account=ticket.account_id, message=message.pk, to_member=member_id)
        record(called, by=by, at=at)


def begin_to_follow(ticket: Ticket, member_id: int, *, at: datetime) -> bool:
    """Let a member follow a locked ticket from here on; False where they do already."""
    [(last,)] = fetch(LAST, [ticket.pk])
    return bool(fetch(FOLLOW, [here(), ticket.pk, member_id, at, last]))


def _member_id(by: Actor) -> int:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only a member follows tickets.")])
    return by.id
