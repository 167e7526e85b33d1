"""The manual in force, for every room that decides."""

import json
from functools import lru_cache

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from rounds.basics.problems import Problem, Refused
from rounds.policies import registry
from rounds.policies.book import Book, read_book
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.rules import Clause
from rounds.policies.words import PLAIN, Speech
from rounds.workspaces.current import current_workspace, here
from rounds.workspaces.queries import this_workspace


def book() -> Book:
    """Give the manual in force in the current workspace. Raises Refused where none was adopted yet."""
    if (version := version_in_force()) is None:
        fix = "Whoever runs this Rounds adopts one: rounds manual adopt."
        raise Refused([Problem("no manual", "No operating manual is in force yet.", fix)])
    return book_of(version)


def version_in_force() -> int | None:
    """Say which version of the manual is in force in the current workspace; None before the first."""
    return this_workspace().manual_version


def speech() -> Speech:
    """Give how the current workspace's team speaks; our own words where no workspace is, or no manual yet."""
    if current_workspace() is None or (version := version_in_force()) is None:
        return PLAIN
    return book_of(version).speech


def book_of(version: int) -> Book:
    """Give one version of the current workspace's manual; read once a process, for a version never changes."""
    return _read(here(), version)


@lru_cache(maxsize=256)
def _read(workspace_id: int, version: int) -> Book:
    manual = _adopted(workspace_id, version)
    return _read_clauses(manual, ClauseRow.objects.filter(manual=manual))


def clauses_in_force(*kinds: type[Clause]) -> Book:
    """Give the manual in force with its clauses of these kinds alone, for what asks every workspace each minute.

    A whole manual is kept for few workspaces; so small a part of one for thousands in one process, which then read nothing again.
    Raises Refused where none was adopted yet.
    """
    if (version := version_in_force()) is None:
        return book()
    return _read_kinds(here(), version, tuple(kind.kind for kind in kinds))


@lru_cache(maxsize=16_384)
def _read_kinds(workspace_id: int, version: int, kinds: tuple[str, ...]) -> Book:
    manual = _adopted(workspace_id, version)
    return _read_clauses(manual, ClauseRow.objects.filter(manual=manual, kind__in=kinds))


def _adopted(workspace_id: int, version: int) -> Manual:
    """Give a version without its text, which is for people."""
    return Manual.objects.defer("text").get(workspace_id=workspace_id, version=version)


def _read_clauses(manual: Manual, rows: QuerySet[ClauseRow]) -> Book:
    clauses = [read_clause(*row) for row in rows.order_by("position").values_list("kind", "name", AS_WRITTEN)]
    return read_book(version=manual.version, title=manual.title, front=manual.front, clauses=clauses)


AS_WRITTEN = Coalesce(NullIf("written", Value("", TextField())), Cast("data", TextField()))
"""The keys of a clause with their values, as JSON; of one from before that was kept as it was written, the same without an order."""


@lru_cache(maxsize=4096)
def read_clause(kind: str, name: str, written: str) -> Clause:
    """Read one clause, once for all who have it so: companies with the same manual, and its next version, have nearly all in common.

    It may be shared since nothing of a company's own is in it, and nobody can change it. written: as in AS_WRITTEN.
    """
    return registry.kinds()[kind].read(name, json.loads(written))
