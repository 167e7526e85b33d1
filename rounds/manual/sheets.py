"""The clauses of one manual that hold by themselves, to be looked at side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from rounds.manual.findings import Finding, Place, found
from rounds.manual.nodes import deepest
from rounds.manual.written import Written
from rounds.policies.rules import Clause


@dataclass(frozen=True)
class Sheet[Kind: Clause]:
    """One clause: as it is written, its bare keys, and what it means."""

    written: Written
    keys: Mapping[str, object]
    clause: Kind

    def place(self, *path: str | int) -> Place:
        """Find where a value of this clause stands; its head where the value is left out."""
        assert self.written.keys is not None, "a clause that holds was read"
        node = deepest(self.written.keys, path)
        return self.written.kind.place if node is self.written.keys else node.place

    def found(self, problem: str, *path: str | int) -> Finding:
        """Make a finding of this clause at one of its values."""
        return found(self.place(*path), problem, clause=self.clause.identity)

    def doubt(self, problem: str, *path: str | int) -> Finding:
        """Make a warning of this clause at one of its values."""
        return replace(self.found(problem, *path), warns=True)


@dataclass(frozen=True)
class Sheets:
    """All of them, in the manual's order. broken: kinds with a clause that could not be read; None: any may be."""

    sheets: tuple[Sheet[Clause], ...]
    broken: frozenset[str] | None

    def __iter__(self) -> Iterator[Sheet[Clause]]:
        return iter(self.sheets)

    def of[Kind: Clause](self, model: type[Kind]) -> Iterator[Sheet[Kind]]:
        """List the clauses of one kind."""
        return (cast("Sheet[Kind]", sheet) for sheet in self.sheets if isinstance(sheet.clause, model))

    def complete(self, *models: type[Clause]) -> bool:
        """Say whether no clause of these kinds was lost, so that a missing one is missing."""
        return self.broken is not None and not any(model.kind in self.broken for model in models)
