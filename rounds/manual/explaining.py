"""Turns what a clause's model refuses into findings at the place where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rounds.basics.text import listed, nearest
from rounds.manual.findings import Finding, Place, found
from rounds.manual.nodes import Entries, Scalar, deepest
from rounds.policies.rules import Keys

type Path = tuple[str | int, ...]

MISSING, UNKNOWN, UNREADABLE = "missing", "extra_forbidden", "unreadable"


def findings_in(wrong: ValidationError, *, model: type[Keys], keys: Entries, head: Place) -> list[Finding]:
    """Find the place of each refusal. head: where the clause itself stands, for what is not written in it."""
    place = _Places(model, keys, head)
    errors = [(error["type"], error["loc"], error.get("ctx", {})) for error in wrong.errors(include_url=False)]
    findings = [(type_, path, place.finding(type_, path, context)) for type_, path, context in errors]
    meant = {(*path[:-1], finding.nearest) for type_, path, finding in findings if type_ == UNKNOWN}
    return [finding for type_, path, finding in findings if type_ != MISSING or path not in meant]


def unknown_key(key: Scalar, known: Sequence[str]) -> Finding:
    """Refuse a key that means nothing, with those that would."""
    problem = f"“{key.text}” means nothing here; {_quoted(known)} would"
    return found(key.place, problem, nearest=nearest(key.text, known), written=key.source)


@dataclass(frozen=True)
class _Places:
    """The keys of one clause beside the model that refused them."""

    model: type[Keys]
    keys: Entries
    head: Place

    def finding(self, type_: str, path: Path, context: Mapping[str, Any]) -> Finding:
        """Say one refusal where it belongs. path: keys as written and positions in lists; a field if left out."""
        if type_ == MISSING:
            return self._missing(path)
        if type_ == UNKNOWN:
            return self._unknown(path)
        if type_ == UNREADABLE:
            return self._unreadable(path, context)
        wanted = _quoted(list(self._model(path).known_keys()))
        return found(deepest(self.keys, path).place, f"Keys of its own belong here: {wanted}")

    def _missing(self, path: Path) -> Finding:
        place = deepest(self.keys, path[:-1]).place if len(path) > 1 else self.head
        if path[-1] == "body":
            return found(place, "The mail has no text; it stands below an empty line")
        return found(place, f"“{path[-1]}” is missing")

    def _unknown(self, path: Path) -> Finding:
        outer = deepest(self.keys, path[:-1])
        entry = outer.entry(path[-1]) if isinstance(outer, Entries) else None
        assert entry, "a key that is refused was written"
        return unknown_key(entry.key, list(self._model(path[:-1]).known_keys()))

    def _unreadable(self, path: Path, context: Mapping[str, Any]) -> Finding:
        if self.keys.entry(path[0]) is None:
            key = self.model.key_of(str(path[0]))
            return found(self.head, f"“{key}” is left out, and without it: {context['reason']}")
        node = deepest(self.keys, path)
        if not isinstance(node, Scalar):
            return found(node.place, context["reason"])
        place, written = node.place, node.source
        if (offset := context["offset"]) is not None:
            place, written = node.at(offset), context["written"]
        return found(place, context["reason"], nearest=context["nearest"], written=written)

    def _model(self, path: Path) -> type[Keys]:
        """Find the model of the keys inside a key."""
        model = self.model
        for key in path:
            model = model.known_keys().get(str(key)) or model
        return model


def _quoted(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words])
