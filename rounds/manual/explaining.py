"""Turns what a clause's model refuses into findings at the place where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from rounds.basics.text import listed, nearest
from rounds.manual.findings import Finding, Place, found
from rounds.manual.nodes import Entries, Scalar, deepest
from rounds.policies.rules import Keys
from rounds.policies.values import Fault

type Path = tuple[str | int, ...]

MISSING, UNKNOWN, UNREADABLE = "missing", "extra_forbidden", "unreadable"


def findings_in(wrong: ValidationError, *, model: type[Keys], keys: Entries, head: Place) -> list[Finding]:
    """Find the place of each refusal. head: where the clause itself stands, for what is not written in it."""
    places = _Places(model, keys, head)
    errors = [(error["type"], error["loc"], error.get("ctx", {})) for error in wrong.errors(include_url=False)]
    unknown = {path: places.unknown(path) for type_, path, _ in errors if type_ == UNKNOWN}
    meant = {(*path[:-1], finding.nearest) for path, finding in unknown.items()}
    missing = [places.missing(path) for type_, path, _ in errors if type_ == MISSING and path not in meant]
    shapes = [places.shape(path) for type_, path, _ in errors if type_ not in (MISSING, UNKNOWN, UNREADABLE)]
    faults = [(path, fault) for type_, path, context in errors if type_ == UNREADABLE for fault in context["faults"]]
    return [*unknown.values(), *missing, *shapes, *(places.fault(path, fault) for path, fault in faults)]


def unknown_key(key: Scalar, *, known: Sequence[str], beside: Entries) -> Finding:
    """Refuse a key that means nothing, with those that would. beside: the keys it stands among."""
    problem = f"“{key.text}” means nothing here; {_quoted(known)} would"
    free = [word for word in known if beside.entry(word) is None]
    return found(key.place, problem, nearest=nearest(key.text, free), written=key.source)


@dataclass(frozen=True)
class _Places:
    """The keys of one clause beside the model that refused them."""

    model: type[Keys]
    keys: Entries
    head: Place

    def missing(self, path: Path) -> Finding:
        """Say that a key is missing. path: keys as written and positions in lists; a field where it is left out."""
        place = deepest(self.keys, path[:-1]).place if len(path) > 1 else self.head
        if path[-1] == "body":
            return found(place, "The mail has no text; it stands below an empty line")
        return found(place, f"“{path[-1]}” is missing")

    def unknown(self, path: Path) -> Finding:
        """Refuse a key where it is written."""
        outer = deepest(self.keys, path[:-1])
        assert isinstance(outer, Entries), "a key stands among keys"
        return unknown_key(self._key(path), known=list(self._model(path[:-1]).known_keys()), beside=outer)

    def shape(self, path: Path) -> Finding:
        """Refuse a value that should have been keys of its own."""
        wanted = _quoted(list(self._model(path).known_keys()))
        return found(deepest(self.keys, path).place, f"Keys of its own belong here: {wanted}")

    def fault(self, path: Path, fault: Fault) -> Finding:
        """Refuse a value that cannot be read, or a piece of it."""
        if self.keys.entry(path[0]) is None:
            key = self.model.key_of(str(path[0]))
            return found(self.head, f"“{key}” is left out, and without it: {fault.reason}")
        node = deepest(self.keys, (*path, *fault.path))
        if fault.at_key:
            node = self._key((*path, *fault.path))
        if not isinstance(node, Scalar):
            return found(node.place, fault.reason)
        if fault.offset is None:
            return found(node.place, fault.reason, nearest=fault.nearest, written=node.source)
        return found(node.at(fault.offset), fault.reason, nearest=fault.nearest, written=fault.written)

    def _key(self, path: Path) -> Scalar:
        """Find a key where it is written."""
        outer = deepest(self.keys, path[:-1])
        assert isinstance(outer, Entries), "a key stands among keys"
        entry = outer.entry(path[-1])
        assert entry, "a key that is refused was written"
        return entry.key

    def _model(self, path: Path) -> type[Keys]:
        """Find the model of the keys inside a key."""
        model = self.model
        for key in path:
            model = model.known_keys().get(str(key)) or model
        return model


def _quoted(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words])
