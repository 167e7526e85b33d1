"""What the YAML parser's complaints mean to somebody who writes a manual."""

from typing import Protocol

import yaml

from rounds.manual.findings import Finding, Place, found


class Mark(Protocol):
    """Where the parser stands: line and column, from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def counted(mark: Mark | None) -> tuple[int, int]:
    """Give line and column of a mark, from 0; the parser leaves none out, whatever its types say."""
    assert mark is not None, "the parser marks what it reads"
    return mark.line, mark.column


_MEANINGS = {
    "mapping values are not allowed": "A second colon stands in this line, or the line is indented too far; "
    "a value with a colon goes in quotes",
    "block sequence entries are not allowed": "A list begins on a line of its own",
    "did not find expected ',' or ']'": "A list that was opened with “[” is not closed here with “]”",
    "did not find expected ',' or '}'": "Keys that were opened with “{” are not closed here with “}”",
    "unexpected end of stream": "A quote is opened here and never closed",
    "could not find expected ':'": "A key has no colon behind it",
    "did not find expected key": "A key belongs here; something stands behind the value, or the line is indented "
    "differently from the others",
    "did not find expected '-' indicator": "A “-” belongs here, as in the lines of the list above",
    "unknown escape character": "A backslash has a meaning inside double quotes; use single quotes",
    "cannot start any token": "A value cannot begin with this character; put the value in quotes",
    "did not find expected node content": "A value is missing here",
    "document start": "Only keys and their values belong in a clause",
}
_WHERE_IT_BEGAN = ("',' or ", "unexpected end of stream", "could not find expected ':'")


def explained(wrong: yaml.MarkedYAMLError, lines: list[str], *, first_line: int) -> Finding:
    """Say in plain words what the parser met, where the writer has to look."""
    problem = wrong.problem or ""
    meaning = next((words for part, words in _MEANINGS.items() if part in problem), None)
    began = any(part in problem for part in _WHERE_IT_BEGAN)
    place = _inside((wrong.context_mark if began else None) or wrong.problem_mark, lines, first_line)
    return found(place, meaning or f"This cannot be read as keys and values ({problem})")


def _inside(mark: Mark | None, lines: list[str], first_line: int) -> Place:
    """Keep the place inside the clause: some faults are only met behind its last line."""
    line, column = counted(mark) if mark else (0, 0)
    if line < len(lines):
        return Place(first_line + line, column + 1)
    return Place(first_line + max(len(lines) - 1, 0), len(lines[-1]) + 1 if lines else 1)
