"""`rounds mail parse`: read files of mails and print what is in them, a line each; needs no database and no settings."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rounds.cli.piped import piped
from rounds.mail.in_files import is_maildir
from rounds.mail.rows import row_of_trouble, rows_from, rows_of

INPUT = "-"
"""Stands for the input, as in other programs."""

PARTS_LINES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "\x85\u2028\u2029"}
"""Letters that JSON lets stand and many programs take for the end of a line: written as their numbers."""


def parse(words: argparse.Namespace) -> int:
    """Print a row for every mail, one file after the other; folders are walked through. 1 where a path leads nowhere."""
    with piped() as out:
        for row in _rows(words.paths):
            out.write(_as_json(row) if words.jsonl else _as_words(row))
    return 0 if all(named == INPUT or Path(named).exists() for named in words.paths) else 1


def _as_json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False).translate(PARTS_LINES) + "\n"


def _as_words(row: dict[str, Any]) -> str:
    said = row["error"] or f"{row['from']['address']}: {row['subject']} ({len(row['attachments'])} files)"
    return f"{row['file']}{f', mail {row["number"]}' if 'number' in row else ''}: {said}\n"


def _rows(paths: list[str]) -> Iterator[dict[str, Any]]:
    """Give a row for each file that is meant, folders in the order of names, and one for each folder that cannot be opened."""
    for named in paths:
        if named == INPUT:
            with open(sys.stdin.fileno(), "rb", closefd=False) as given:
                yield from rows_from(INPUT, given)
        elif not Path(named).is_dir():
            yield from rows_of(Path(named))
        else:
            yield from _rows_inside(Path(named))


def _rows_inside(folder: Path) -> Iterator[dict[str, Any]]:
    closed: list[OSError] = []
    yield from (row for path in _files_inside(folder, closed) for row in rows_of(path))
    yield from (row_of_trouble(str(each.filename), each) for each in closed)


def _meant(folder: Path) -> list[str]:
    """Give the names in a folder; of a Maildir its folders but `tmp`, where mails lie that are not delivered yet. Raises OSError."""
    names = os.listdir(folder)
    if not is_maildir(names):
        return names
    return [name for name in names if name != "tmp" and (folder / name).is_dir()]


def _files_inside(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give the files below a folder as their names sort, those behind links too, holding no more than the names that are still to come.

    closed: gets the trouble of each folder that cannot be opened.
    """
    to_come = [str(folder)]
    while to_come:
        path = Path(to_come.pop())
        if path == folder or (path.is_dir() and not path.is_symlink()):
            try:
                to_come += [f"{path}/{name}" for name in sorted(_meant(path), reverse=True)]
            except OSError as trouble:
                closed.append(trouble)
        elif path.is_file() or not path.exists():
            yield path
