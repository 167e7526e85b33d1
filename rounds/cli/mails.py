"""`rounds mail parse`: read files of mails and print what is in them, a line each; needs no database and no settings."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rounds.cli.trouble import CommandTrouble
from rounds.mail.rows import row_of


def parse(words: argparse.Namespace) -> int:
    """Print a row for every file, one file after the other; folders are walked through. Raises CommandTrouble."""
    for path in _files(words.paths):
        row = row_of(path)
        if words.jsonl:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            said = row["error"] or f"{row['from']['address']}: {row['subject']} ({len(row['attachments'])} files)"
            sys.stdout.write(f"{path}: {said}\n")
    return 0


def _files(paths: list[str]) -> Iterator[Path]:
    """Give every file that is meant, folders in the order of names."""
    for named in paths:
        path = Path(named)
        if not path.exists():
            raise CommandTrouble(f"There is no file {named}.")
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
