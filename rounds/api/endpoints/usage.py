"""Usage of the product: programs tell it, and ask what the manual's facts come to."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.shapes.base import Id
from rounds.api.shapes.usage import (
    FactFilter,
    FactNumber,
    FactNumbers,
    NewUsage,
    UsageAnswer,
    UsageAnswers,
    Waiting,
    WaitingFilter,
    WaitingUsage,
)
from rounds.basics.problems import NotThere
from rounds.telemetry import commands
from rounds.telemetry.clauses import NamedFact, Of
from rounds.telemetry.queries import future, numbers, unknown
from rounds.telemetry.rules import Usage

ROOM = "Usage"


@writes("/usage", act="import data", room=ROOM, gives=UsageAnswers)
def take_usage_in(call: Call, body: NewUsage) -> UsageAnswers:
    """Tell what was done with the product. Each record is answered by itself, and one that came before is known. Where one cannot be read,
    the call is refused by its place among them, and nothing of it is taken in.
    """
    rows = [
        Usage(
            source=body.source,
            knows=body.known_in or body.source,
            key=each.id,
            **each.model_dump(exclude={"id"}),
        )
        for each in body.records
    ]
    answers = commands.take_in(rows=rows, by=call.by, at=call.now)
    items = [
        UsageAnswer.model_construct(
            id=row.key,
            became=answer.fate.value,
            text=answer.problem.text if answer.problem else "",
            fix=(answer.problem.fix or "") if answer.problem else "",
        )
        for row, answer in zip(rows, answers, strict=True)
    ]
    return UsageAnswers.model_construct(items=items)


@reads("/usage/waiting", act="import data", room=ROOM, gives=WaitingUsage)
def list_waiting_usage(call: Call, query: Query[WaitingFilter]) -> WaitingUsage:
    """List the accounts and assets that usage waits for, with what to do."""
    return _waiting(query)


@writes("/usage/waiting/{int:stranger_id}", method="DELETE", act="import data", room=ROOM, gives=WaitingUsage)
def drop_waiting_usage(call: Call, stranger_id: Id) -> WaitingUsage:
    """Drop the usage that waits for an account or asset; gives what waits still."""
    commands.drop_waiting(stranger_id=stranger_id, by=call.by, at=call.now)
    return _waiting(WaitingFilter())


def _waiting(query: WaitingFilter) -> WaitingUsage:
    [after] = opened(query.after, of=["waiting usage"]) or [0]
    found = unknown(after=after, limit=query.limit + 1)
    rows = [Waiting.of(each) for each in found[: query.limit]]
    more = sealed([rows[-1].id], of=["waiting usage"]) if len(found) > query.limit else None
    return WaitingUsage.model_construct(items=rows, future=future().rows, next=more)


@reads("/facts", act="read accounts", room=ROOM, gives=FactNumbers, may_miss=True)
def count_fact(call: Call, query: Query[FactFilter]) -> FactNumbers:
    """Say what a fact of the manual comes to, of each account or asset that has any."""
    fact, of = call.book.find(NamedFact, query.fact), Of(query.of)
    if fact is None or of not in fact.of:
        raise NotThere(f"fact {query.fact}")
    narrowed = ["fact", query.fact, query.of, query.account]
    [after] = opened(query.after, of=narrowed) or [0]
    accounts = None if query.account is None else [query.account]
    found = numbers(fact, of=of, when=call.book.when(call.now), accounts=accounts, limit=query.limit + 1, after=after)
    items = [FactNumber.model_construct(id=each, number=number) for each, number in found.items()][: query.limit]
    more = sealed([items[-1].id], of=narrowed) if len(found) > query.limit else None
    return FactNumbers.model_construct(items=items, next=more)
