"""A clause as it is written: its kind, its name, and its keys with their places."""

from dataclasses import dataclass

from rounds.manual.findings import Finding, Place, found
from rounds.manual.markdown import TEMPLATE
from rounds.manual.nodes import Entries, Entry, Node, Scalar
from rounds.manual.shapes import shape_of

NAME_LENGTH = 80
LOOKS_LIKE = (
    "A template stands in a block of its own, marked “template”: first “```template”, then “name: …” and “subject: …” in a line each, "
    "an empty line, the mail's text, and “```”"
)


@dataclass(frozen=True)
class Written:
    """One clause. keys: without the first, which names it; None where they cannot be read.

    line_from, line_to: of its fence, both included, counted from 1.
    """

    kind: Scalar
    name: Scalar
    keys: Entries | None
    line_from: int
    line_to: int

    @property
    def identity(self) -> str:
        """Say which clause this is."""
        return f"{self.kind.text}: {self.name.text}"


type Found = tuple[Written | None, list[Finding]]


def clause_in(inner: list[str], line_from: int, line_to: int) -> Found:
    """Read the inside of a clause's fence."""
    shape = shape_of(inner, first_line=line_from + 1)
    findings = list(shape.findings)
    if not isinstance(shape.root, Entries) or not shape.root.entries:
        if not findings:
            problem = "A clause is made of keys; its first one names its kind, as in “role: lead”"
            findings = [found(Place(line_from, 1), problem)]
        return _broken(inner, line_from, line_to), findings
    first, *others = shape.root.entries
    if (wrong := _name_problem(first.value)) is not None:
        return None, [*findings, found(first.value.place, wrong)]
    if first.key.text == TEMPLATE:
        findings.append(found(first.key.place, LOOKS_LIKE))
    keys = Entries(tuple(others), shape.root.place)
    return Written(first.key, _scalar(first.value), keys, line_from, line_to), findings


def template_in(inner: list[str], line_from: int, line_to: int) -> Found:
    """Read the inside of a template's fence: its keys, an empty line, and the mail's text as it stands."""
    blank = next((place for place, line in enumerate(inner) if not line.strip()), len(inner))
    entries, findings = _letter_head(inner[:blank], first_line=line_from + 1)
    head = Entries(tuple(entries), Place(line_from, 1))
    if (name := head.entry("name")) is None:
        return None, [*findings, found(head.place, "A template needs its name, as in “name: plain”")]
    if (wrong := _name_problem(name.value)) is not None:
        return None, [*findings, found(name.value.place, wrong)]
    keys = [entry for entry in head if entry is not name] + _body(inner[blank + 1 :], line_from + blank + 2)
    kind = Scalar(TEMPLATE, head.place, TEMPLATE)
    return Written(kind, _scalar(name.value), Entries(tuple(keys), head.place), line_from, line_to), findings


def _letter_head(lines: list[str], *, first_line: int) -> tuple[list[Entry], list[Finding]]:
    """Read `key: value` lines as they stand: a mail's subject may hold colons and quotes."""
    entries: dict[str, Entry] = {}
    findings = []
    for number, line in enumerate(lines, first_line):
        key, colon, value = line.partition(":")
        place = Place(number, len(key) - len(key.lstrip()) + 1)
        if not colon:
            findings.append(found(place, "Above the empty line stand keys with a colon; the mail's text stands below"))
        elif key.strip() == "body":
            findings.append(found(place, "A mail's text has no key; it stands below an empty line"))
        elif key.strip() in entries:
            findings.append(found(place, f"“{key.strip()}” stands twice"))
        else:
            text = Place(number, len(line) - len(value.lstrip()) + 1)
            entries[key.strip()] = Entry(_as_it_stands(key.strip(), place), _as_it_stands(value.strip(), text))
    return list(entries.values()), findings


def _as_it_stands(text: str, place: Place) -> Scalar:
    return Scalar(text, place, text)


def _body(lines: list[str], first_line: int) -> list[Entry]:
    place = Place(first_line, 1)
    text = "\n".join(lines).rstrip()
    return [Entry(_as_it_stands("body", place), _as_it_stands(text, place))] if text.strip() else []


def _scalar(node: Node) -> Scalar:
    assert isinstance(node, Scalar), "the name was looked at before"
    return node


def _name_problem(name: Node) -> str | None:
    if not isinstance(name, Scalar):
        return "The name of a clause is one value"
    if not name.text.strip():
        return "The clause has no name"
    if "\n" in name.source or len(name.text) > NAME_LENGTH:
        return f"A name is one line of at most {NAME_LENGTH} characters"
    return None


def _broken(inner: list[str], line_from: int, line_to: int) -> Written | None:
    """Keep kind and name of a clause that cannot be read, so that others may still speak of it."""
    entries, _ = _letter_head(inner[:1], first_line=line_from + 1)
    if not entries or _name_problem(entries[0].value):
        return None
    return Written(entries[0].key, _scalar(entries[0].value), None, line_from, line_to)
