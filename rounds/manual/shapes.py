"""Reads the lines of a clause into keys, lists and texts with their places.

YAML gives the shape only: every scalar stays as it is written. We walk the parser's events instead of its composed
nodes: composing recurses without a limit and hides anchors, aliases and tags, which people have no use for here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from rounds.manual.findings import Finding, Place, found
from rounds.manual.nodes import Entries, Entry, Items, Node, Scalar
from rounds.manual.yaml_words import Mark, counted, explained

LONGEST = 64 * 1024
"""Characters that one clause may have."""

DEEPEST = 16
"""How many lists and keys may stand inside each other."""

NOTHING = frozenset({"null", "Null", "NULL", "~"})
"""Words by which YAML says that nothing is there; they would be read as text here, and so as the name of something."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSES = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


@dataclass(frozen=True)
class Shape:
    """What the lines say, and what is wrong with them. root: None where nothing can be read."""

    root: Node | None
    findings: tuple[Finding, ...]


def shape_of(lines: list[str], *, first_line: int) -> Shape:
    """Read the lines of one clause. first_line: where they begin in the manual."""
    if findings := list(_unreadable(lines, first_line)):
        return Shape(None, tuple(findings))
    builder = _Builder(lines, first_line)
    try:
        for event in yaml.parse("\n".join(lines), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as wrong:
        return Shape(None, (*builder.findings, explained(wrong, lines, first_line=first_line)))
    except _TooDeepError as deep:
        return Shape(None, (*builder.findings, found(deep.place, "Nothing is nested this deeply")))
    return Shape(builder.root, tuple(builder.findings))


def _unreadable(lines: list[str], first_line: int) -> Iterator[Finding]:
    """Find what would stop the parser with words that help nobody."""
    if sum(map(len, lines)) > LONGEST:
        yield found(Place(first_line, 1), f"One clause may not be longer than {LONGEST:,} characters")
    for number, line in enumerate(lines, first_line):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip():
            yield Finding(
                number, indent.index("\t") + 1, None, "A tab stands here; indent with spaces", fix="  ", written="\t"
            )


class _TooDeepError(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place


@dataclass
class _Open:
    """A list or a mapping that is not closed yet; a mapping collects its keys and values in turn."""

    place: Place
    is_list: bool
    inner: list[Node] = field(default_factory=list)


class _Builder:
    """Builds the tree from events, and notes what is not allowed on the way."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1 or event.explicit:
                self._find(event, "“---” has no place inside a clause")
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event)
        elif isinstance(event, _CLOSES):
            self._close()

    def _take_node(self, event: yaml.NodeEvent) -> None:
        self._refuse_extras(event)
        if isinstance(event, _OPENS):
            if len(self._open) == DEEPEST:
                raise _TooDeepError(self._place(event.start_mark))
            self._open.append(_Open(self._place(event.start_mark), isinstance(event, yaml.SequenceStartEvent)))
            return
        source = self._source(event)
        text = event.value if isinstance(event, yaml.ScalarEvent) else source
        self._put(Scalar(text, self._place(event.start_mark), source))

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._find(event, f"“*{event.anchor}” points elsewhere; write the value out")
        elif event.anchor:
            self._find(event, f"“&{event.anchor}” has no meaning here; write each value out")
        elif getattr(event, "tag", None):
            self._find(event, "“!” has no meaning at the start of a value; put the value in quotes")
        elif isinstance(event, yaml.ScalarEvent) and not event.style and event.value in NOTHING:
            said = f"“{event.value}” would be a name here, not nothing"
            self._find(event, f"{said}; leave the line out, or put it in quotes where something is called so")

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1].inner.append(node)
        else:
            self.root = self.root or node

    def _close(self) -> None:
        done = self._open.pop()
        if done.is_list:
            self._put(Items(tuple(done.inner), done.place))
        else:
            self._put(Entries(tuple(self._entries(done.inner)), done.place))

    def _entries(self, inner: list[Node]) -> Iterator[Entry]:
        seen: dict[str, Place] = {}
        for key, value in zip(inner[::2], inner[1::2], strict=True):
            if not isinstance(key, Scalar) or not key.text:
                self.findings.append(found(key.place, "A key is one or more words here"))
            elif key.text in seen:
                earlier = seen[key.text].line
                self.findings.append(found(key.place, f"“{key.text}” stands twice, first in line {earlier}"))
            else:
                seen[key.text] = key.place
                yield Entry(key, value)

    def _find(self, event: yaml.Event, problem: str) -> None:
        self.findings.append(found(self._place(event.start_mark), problem))

    def _place(self, mark: Mark | None) -> Place:
        line, column = counted(mark)
        return Place(self.first_line + line, column + 1)

    def _source(self, event: yaml.Event) -> str:
        """Cut out how a scalar stands in the manual."""
        (start, start_column), (end, end_column) = counted(event.start_mark), counted(event.end_mark)
        lines = self.lines[start : end + 1]
        if len(lines) <= end - start:  # it ends behind the last line
            lines.append("")
        lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][start_column:]
        return "\n".join(lines)
