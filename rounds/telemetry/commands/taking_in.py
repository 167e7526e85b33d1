"""Records of usage come in: each event once, whoever brings it and however often; what cannot come in yet is kept apart.

Three statements find out what is known, and a few write everything. Two doors that bring the same event at the same moment meet at
the unique digest: the second waits for the first, and then hears that it is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.models import Account, AccountKnownAs, Asset, AssetKnownAs
from rounds.team.queries import require
from rounds.telemetry.events import UsageCameIn
from rounds.telemetry.models import UsageApart, UsageRow
from rounds.telemetry.rules import OURS, Answer, Fate, Lacks, Usage, lacking, numbered, usage_problem
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch
from rounds.workspaces.setwise import find_each, insert, new_ids

type Known = dict[tuple[str, str], int]
"""Ids of ours, by the source and its id."""

CLAIM = """
    INSERT INTO usage_key (workspace_id, digest) SELECT %s, digest FROM unnest(%s::bytea[]) AS digest ORDER BY digest
    ON CONFLICT (workspace_id, digest) DO NOTHING RETURNING digest
"""
PEOPLE = """
    INSERT INTO usage_person (workspace_id, source, key, name)
    SELECT %s, source, key, name FROM unnest(%s::text[], %s::text[], %s::text[]) AS them (source, key, name) ORDER BY source, key
    ON CONFLICT (workspace_id, source, key) WHERE key <> ''
    DO UPDATE SET name = CASE WHEN excluded.name = '' THEN usage_person.name ELSE excluded.name END
    RETURNING source, key, id
"""
STRANGERS = """
    INSERT INTO usage_stranger (workspace_id, what, source, key, first_at)
    SELECT %s, what, source, key, %s FROM unnest(%s::text[], %s::text[], %s::text[]) AS them (what, source, key)
    ORDER BY what, source, key
    ON CONFLICT (workspace_id, what, source, key) DO UPDATE SET key = excluded.key RETURNING what, source, key, id
"""


@command
def take_in(*, rows: Sequence[Usage], by: Actor, at: datetime, because: Because | None = None) -> list[Answer]:
    """Take records in, and say of each what became of it, in their order.

    at: aware, UTC. A record that stands here twice, or came before, is known. because: of records that waited. Raises NotAllowed.
    """
    require(by, "import data")
    rows = numbered(rows)
    answers = judged(rows, at=at)
    good = {row.digest: row for row, answer in zip(rows, answers, strict=True) if answer.fate is Fate.IN}
    new = _claimed(good)
    last = _write([row for digest, row in good.items() if digest in new], at)
    apart = [(row, answer) for row, answer in zip(rows, answers, strict=True) if answer.fate is Fate.APART]
    kept = _keep_apart(apart, at)
    if new or kept:
        record(UsageCameIn(usage=last or kept, rows=len(new), apart=len(apart)), by=by, at=at, because=because)
    late = good.keys() - new
    return [
        Answer(Fate.KNOWN) if answer.fate is Fate.IN and row.digest in late else answer
        for row, answer in zip(rows, answers, strict=True)
    ]


def judged(rows: Sequence[Usage], *, at: datetime) -> list[Answer]:
    """Say what would become of each record now, and write nothing. rows: each with its id. at: aware, UTC."""
    known = _known_digests(rows)
    places = _places(rows)
    answers: list[Answer] = []
    for row in rows:
        answer = _judged(row, known, places, at)
        if answer.fate is Fate.IN:
            known.add(row.digest)
        answers.append(answer)
    return answers


@dataclass(frozen=True, slots=True)
class _Places:
    """Which accounts and assets are known."""

    accounts: Known
    assets: Known


def _judged(row: Usage, known: set[bytes], places: _Places, at: datetime) -> Answer:
    if problem := usage_problem(row):
        return Answer(Fate.REFUSED, problem)
    if row.digest in known:
        return Answer(Fate.KNOWN)
    if what := _lacks(row, places, at):
        return Answer(Fate.APART, lacking(what, row))
    return Answer(Fate.IN)


def _lacks(row: Usage, places: _Places, at: datetime) -> Lacks | None:
    if (row.knows, row.account) not in places.accounts:
        return Lacks.ACCOUNT
    if row.asset and (row.knows, row.asset) not in places.assets:
        return Lacks.ASSET
    return Lacks.TIME if row.at > at else None


def _known_digests(rows: Sequence[Usage]) -> set[bytes]:
    digests = [row.digest for row in rows]
    found = fetch("SELECT digest FROM usage_key WHERE workspace_id = %s AND digest = ANY(%s)", [here(), digests])
    return {bytes(digest) for (digest,) in found}


def _places(rows: Iterable[Usage]) -> _Places:
    accounts: dict[str, set[str]] = {}
    assets: dict[str, set[str]] = {}
    for row in rows:
        accounts.setdefault(row.knows, set()).add(row.account)
        if row.asset:
            assets.setdefault(row.knows, set()).add(row.asset)
    return _Places(_known_as(Account, AccountKnownAs, accounts), _known_as(Asset, AssetKnownAs, assets))


def _known_as(
    ours: type[Account | Asset], theirs: type[AccountKnownAs | AssetKnownAs], keys: dict[str, set[str]]
) -> Known:
    """Find records by the ids that sources have for them; our own ids are numbers."""
    found: Known = {}
    for source, some in keys.items():
        if source == OURS:
            ids = [int(key) for key in some if key.isdecimal() and len(key) <= 18]
            found |= {(source, str(number)): number for number in _there(ours, ids)}
        else:
            pairs = find_each(theirs, "key", sorted(some), "record_id", source=source)
            found |= {(source, key): number for key, number in pairs}
    return found


def _there(model: type[Account | Asset], ids: list[int]) -> list[int]:
    return list(model.objects.filter(id__in=ids).values_list("id", flat=True))


def _claimed(good: dict[bytes, Usage]) -> set[bytes]:
    """Claim the digests; those that another door has claimed meanwhile are not given."""
    if not good:
        return set()
    return {bytes(digest) for (digest,) in fetch(CLAIM, [here(), list(good)])}


def _write(rows: list[Usage], at: datetime) -> int:
    """Write new records into the buffer, and give the last one's id; 0 where there is none."""
    if not rows:
        return 0
    places, people = _places(rows), _people(rows)
    ids = new_ids(UsageRow, len(rows))
    insert(
        UsageRow,
        [
            {
                "id": number,
                "source": row.source,
                "account": places.accounts[row.knows, row.account],
                "asset": places.assets[row.knows, row.asset] if row.asset else None,
                "person_id": people.get((row.source, row.user)),
                "event": row.event,
                "at": row.at,
                "product": row.product or None,
                "feature": row.feature or None,
                "media": row.media or None,
                "item": row.item or None,
                "quantity": row.quantity,
            }
            for number, row in zip(ids, rows, strict=True)
        ],
        came_at=at,
    )
    digests = [row.digest for row in rows]
    UsageApart.objects.filter(digest__in=digests).delete()
    return ids[-1]


def _people(rows: Iterable[Usage]) -> Known:
    """Give the people of these records, new ones with a row of their own; a name that is new replaces the one before."""
    names = {(row.source, row.user): "" for row in rows if row.user}
    names |= {(row.source, row.user): row.user_name for row in rows if row.user and row.user_name}
    if not names:
        return {}
    sources, keys = zip(*names, strict=True)
    found = fetch(PEOPLE, [here(), list(sources), list(keys), list(names.values())])
    return {(source, key): number for source, key, number in found}


def _keep_apart(apart: list[tuple[Usage, Answer]], at: datetime) -> int:
    """Keep records until what they lack is here; one that was kept under the same id before is replaced. Gives a row's id, or 0."""
    if not apart:
        return 0
    latest = {row.digest: row for row, _ in apart}
    lacks = {row.digest: _lack_of(answer) for row, answer in apart}
    strangers = _strangers([(lacks[digest], row) for digest, row in latest.items()], at)
    UsageApart.objects.filter(digest__in=list(latest)).delete()
    made = UsageApart.objects.bulk_create(
        UsageApart(
            workspace_id=here(),
            digest=digest,
            stranger_id=strangers.get(_stranger(lacks[digest], row)),
            until=row.at if lacks[digest] is Lacks.TIME else None,
            said=row.as_json(),
            came_at=at,
        )
        for digest, row in sorted(latest.items())
    )
    return made[-1].pk


def _lack_of(answer: Answer) -> Lacks:
    assert answer.problem, "what is kept apart says what it lacks"
    return Lacks.TIME if answer.problem.code == "future" else Lacks(answer.problem.code.removeprefix("unknown "))


def _stranger(what: Lacks, row: Usage) -> tuple[str, str, str]:
    return what.value, row.knows, row.account if what is Lacks.ACCOUNT else row.asset


def _strangers(rows: Iterable[tuple[Lacks, Usage]], at: datetime) -> dict[tuple[str, str, str], int]:
    """Give the rows of the accounts and assets that nobody knows."""
    them = list(dict.fromkeys(_stranger(what, row) for what, row in rows if what is not Lacks.TIME))
    if not them:
        return {}
    whats, sources, keys = zip(*them, strict=True)
    found = fetch(STRANGERS, [here(), at, list(whats), list(sources), list(keys)])
    return {(what, source, key): number for what, source, key, number in found}
