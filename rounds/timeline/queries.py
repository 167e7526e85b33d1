"""What happened, read back as typed events."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from rounds.timeline import house, registry
from rounds.timeline.models import Seal, TimelineEvent
from rounds.timeline.rules import Actor, ActorKind, Because, Event, Names
from rounds.workspaces.rows import find


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as pages show it. sentence: without the actor. because: why, of all that Rounds did by itself; of a person's act where
    a clause had a say in it, else None. named: whoever the sentence may name.
    """

    id: int
    at: datetime
    by: Actor
    by_name: str
    kind: str
    subject_kind: str
    subject_id: int
    sentence: str
    because: Because | None
    event: Event | None
    named: tuple[str, ...] = ()


def of_subject(kind: str, subject_id: int, *, besides: Collection[str] = ()) -> list[TimelineEvent]:
    """Read all events about one record, oldest first, but for those of these kinds."""
    where = "subject_kind = %s AND subject_id = %s AND kind <> ALL (%s) ORDER BY id"
    return find(TimelineEvent, where, [kind, subject_id, list(besides)])


def latest_of_subject(kind: str, subject_id: int, *, limit: int) -> QuerySet[TimelineEvent]:
    """The latest events about one record, newest first."""
    return TimelineEvent.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-id")[:limit]


def of_account(account_id: int, *, kinds: Collection[str], limit: int) -> QuerySet[TimelineEvent]:
    """The latest events about one account's records of these kinds, newest first."""
    return TimelineEvent.objects.filter(account_id=account_id, subject_kind__in=kinds).order_by("-id")[:limit]


def by_clause(clause: str, *, since: datetime) -> QuerySet[TimelineEvent]:
    """What one clause did since a moment. clause: "kind: name"."""
    return TimelineEvent.objects.filter(clause=clause, at__gte=since)


@dataclass(frozen=True, slots=True)
class Reads:
    """What of the history somebody reads: of these kinds of records all, and of those kinds what this member did."""

    kinds: Collection[str]
    own: Collection[str]
    member_id: int


@dataclass(frozen=True, slots=True)
class Since:
    """Sealed events, each seal with its event loaded. last: the number to read on from."""

    seals: tuple[Seal, ...]
    last: int


def since(cursor: int, *, limit: int) -> list[Seal]:
    """Give sealed events behind a seal's number, in their final order; none is ever added before one that was given.

    cursor: the number of the last that was read, 0 for the beginning. Each seal has its event loaded.
    """
    return list(Seal.objects.filter(number__gt=cursor).select_related("event").order_by("number")[:limit])


def since_for(reads: Reads, cursor: int, *, limit: int) -> Since:
    """Give sealed events as `since` does, of what may be read alone; what may not is passed over, and its number with it."""
    sealed = Seal.objects.order_by("number")
    end = sealed.values_list("number", flat=True).last() or 0  # first: what is sealed meanwhile stands behind it
    own = Q(event__subject_kind__in=reads.own, event__actor_kind=ActorKind.MEMBER, event__actor_id=reads.member_id)
    between = sealed.filter(Q(event__subject_kind__in=reads.kinds) | own, number__gt=cursor, number__lte=end)
    found = tuple(between.select_related("event")[:limit])
    return Since(found, found[-1].number if len(found) == limit else max(cursor, end))


def told(rows: Iterable[TimelineEvent], names: Names) -> list[Happening]:
    """Turn stored events into what pages show."""
    return [_happening(row, names) for row in rows]


def people_in(rows: Iterable[TimelineEvent]) -> tuple[set[int], set[int]]:
    """Collect the ids of members and contacts that these events' sentences will name."""
    members: set[int] = set()
    contacts: set[int] = set()
    for row in rows:
        if row.actor_kind == ActorKind.MEMBER and row.actor_id:
            members.add(row.actor_id)
        if row.actor_kind == ActorKind.CONTACT and row.actor_id:
            contacts.add(row.actor_id)
        members |= _ids(row.payload, "member")
        contacts |= _ids(row.payload, "contact")
        members |= {fact["member"] for fact in (row.because or {}).get("facts", ()) if "member" in fact}
    return members, contacts


def _ids(payload: dict[str, Any], ending: str) -> set[int]:
    return {value for name, value in payload.items() if name.endswith(ending) and isinstance(value, int)}


def _happening(row: TimelineEvent, names: Names) -> Happening:
    kind = registry.kind_of(row.kind)
    event = kind.restore(row.payload, account=row.account_id) if kind else None
    actor = Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name)
    because = _because(row, actor, names)
    return Happening(
        id=row.pk,
        at=row.at,
        by=actor,
        by_name=_actor_name(actor, names, explained=because is not None),
        kind=row.kind,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        sentence=event.sentence(names) if event else row.kind,
        because=because,
        event=event,
        named=_named(row, names),
    )


def _named(row: TimelineEvent, names: Names) -> tuple[str, ...]:
    members, contacts = _ids(row.payload, "member"), _ids(row.payload, "contact")
    return (*map(names.member, members), *map(names.contact, contacts))


def _because(row: TimelineEvent, actor: Actor, names: Names) -> Because | None:
    """Give the reason that was recorded, or the rule of the house that the event is a mere step of."""
    if row.because:
        return Because.from_json(row.because).naming(names)
    return None if actor.kind in {ActorKind.MEMBER, ActorKind.CONTACT} else house.why(row.kind)


def _actor_name(actor: Actor, names: Names, *, explained: bool) -> str:
    """Name who did it. Whoever runs this Rounds acts from a shell, and is called Rounds by nobody: what Rounds did has its reason."""
    if actor.kind is ActorKind.MEMBER:
        return names.member(actor.id)
    if actor.kind is ActorKind.CONTACT:
        return names.contact(actor.id)
    if actor.kind is ActorKind.CONNECTOR:
        return f"The {actor.name} room"
    return "Whoever runs Rounds" if actor == Actor.system() and not explained else "Rounds"
