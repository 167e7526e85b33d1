"""What a ticket gets with those that are merged into it, and gives back: people, followers, links, what members have begun to write.

All of it is added beside what was there, and the ids are kept with the merge: whatever was there before stays untouched.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from rounds.basics.problems import Refused
from rounds.desk.commands.following import begin_to_follow
from rounds.desk.commands.linking import link_tickets, unlink_tickets
from rounds.desk.links import LinkKind, seen_from
from rounds.desk.models import Draft, Follower, Link, Merge, Message, Party, Ticket, UnsentFile
from rounds.desk.rules import MessageKind, PartyRole, State
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here

type Ids = dict[str, list[int]]
"""What was gained. people: ids of contacts; followers: of members; links: of rows. newest: the last message then, alone."""


def gain(into: Ticket, merged: Sequence[Ticket], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Give a ticket what those have that are merged into it; gives the ids of all that it did not have."""
    return {
        "people": _people(into, merged),
        "followers": _followers(into, merged, at=at),
        "links": _links(into, merged, by=by, at=at),
        "drafts": _drafts(merged, into),
        "files": _move(UnsentFile, merged, into),
        "newest": Message.objects.order_by("-id").values_list("id", flat=True).first() or 0,
    }


def give_back(into: Ticket, act: Merge, *, by: Actor, at: datetime) -> None:
    """Take from a ticket what it got with a merge, but for people with whom was spoken on it since."""
    gained = act.gained
    spoken = Message.objects.filter(ticket=into, id__gt=gained["newest"]).exclude(kind=MessageKind.NOTE).exists()
    if not spoken:
        Party.objects.filter(ticket=into, contact_id__in=gained["people"], role=PartyRole.CC).delete()
    Follower.objects.filter(ticket=into, member_id__in=gained["followers"], since_at=act.at).delete()
    for link in Link.objects.filter(id__in=gained["links"]).select_related("first", "second"):
        unlink_tickets(link, by=by, at=at)
    for model, name in ((Draft, "drafts"), (UnsentFile, "files")):
        for row_id, ticket_id in gained[name]:
            _to(model, row_id, since=into.pk, to=ticket_id)


def _people(into: Ticket, merged: Sequence[Ticket]) -> list[int]:
    """Let everybody who takes part in a merged ticket read along here."""
    there = set(Party.objects.filter(ticket=into).values_list("contact_id", flat=True))
    new: dict[int, Party] = {}
    for party in Party.objects.filter(ticket__in=merged).order_by("id"):
        if party.contact_id not in there:
            new.setdefault(party.contact_id, party)
    Party.objects.bulk_create(
        Party(workspace_id=here(), ticket=into, contact_id=contact_id, address_id=party.address_id, role=PartyRole.CC)
        for contact_id, party in new.items()
    )
    return list(new)


def _followers(into: Ticket, merged: Sequence[Ticket], *, at: datetime) -> list[int]:
    rows = Follower.objects.filter(ticket__in=merged).order_by("id").values_list("member_id", flat=True)
    return [member_id for member_id in dict.fromkeys(rows) if begin_to_follow(into, member_id, at=at)]


def _links(into: Ticket, merged: Sequence[Ticket], *, by: Actor, at: datetime) -> list[int]:
    """Link the ticket to what the merged ones are linked to. What cannot be (a second parent, a circle) stays with the merged one."""
    made = []
    ids = {into.pk, *(ticket.pk for ticket in merged)}
    rows = Link.objects.filter(Q(first__in=merged) | Q(second__in=merged)).select_related("first", "second")
    for row in rows.order_by("id"):
        mine, other = (row.first, row.second) if row.first_id in ids else (row.second, row.first)
        if other.pk in ids or other.state == State.MERGED:
            continue
        seen = seen_from(LinkKind(row.kind), first=row.first_id == mine.pk)
        try:
            made.append(link_tickets(into, other, seen, by=by, at=at).pk)
        except Refused:
            continue
    return made


def _drafts(merged: Sequence[Ticket], into: Ticket) -> list[list[int]]:
    """Let drafts stand here. Who has begun the same here already goes on with both texts in one; the other stays in its row too."""
    moved = _move(Draft, merged, into)
    for draft in Draft.objects.filter(ticket__in=list(merged)).order_by("id"):
        mine = Draft.objects.filter(ticket=into, member_id=draft.member_id, kind=draft.kind)
        mine.update(text=Concat("text", Value(f"\n\n{draft.text}")), version=F("version") + 1)
    return moved


def _move(model: type[Draft] | type[UnsentFile], merged: Iterable[Ticket], into: Ticket) -> list[list[int]]:
    """Let what members have begun on the merged tickets stand here; gives (row, ticket before) of what went."""
    rows = model.objects.filter(ticket__in=list(merged)).order_by("id").values_list("id", "ticket_id")
    return [[row_id, ticket_id] for row_id, ticket_id in rows if _to(model, row_id, since=ticket_id, to=into.pk)]


def _to(model: type[Draft] | type[UnsentFile], row_id: int, *, since: int, to: int) -> bool:
    """Move one row; False where its member has begun something of that kind there already."""
    try:
        with transaction.atomic():
            return bool(model.objects.filter(id=row_id, ticket_id=since).update(ticket_id=to))
    except IntegrityError:
        return False
