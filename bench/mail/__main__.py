"""See the head of this folder."""

import argparse
import sys
import time
from pathlib import Path

from bench.mail import sets
from bench.mail.bare import bare_row
from bench.mail.scores import Score
from rounds.mail.rows import row_of

SETS = (sets.zammad, sets.bounces, sets.discourse, sets.talon, sets.everything)
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"


def main() -> int:
    """Score every set; 1 where a mail made the reader fail."""
    asked = arguments()
    data = Path(asked.data)
    if not (data / "mail_zammad").is_dir():
        print(f"There are no sets of mails in {data}; --data says where they are.", file=sys.stderr)
        return 2
    scores = [score for each in SETS for score in each(data)]
    bare = [score for each in SETS[:-1] for score in each(data, bare_row)]
    for score, other in zip(scores, bare, strict=False):
        score.bare = other.right
    lines = [*table(scores), "", *speed(data)]
    print(*lines, sep="\n")
    if asked.misses:
        show_misses(scores)
    if asked.write:
        write(Path(asked.write), lines)
    return 0


def table(scores: list[Score]) -> list[str]:
    """Write the table of all scores."""
    rows = [
        f"| {each.of}, {each.tried} | {each.means} | {each.aim} | **{each.right}** ({each.right / each.tried:.1%})"
        f" | {'' if each.bare is None else each.bare} |"
        for each in scores
    ]
    return ["| set | right means | aim | right | Python's `email` alone |", "|---|---|---|---|---|", *rows]


def speed(data: Path) -> list[str]:
    """Read every file of the sets by both readers, and say how many in a second of one core: its time, whoever else needs the machine."""
    paths = list(sets.files_of(data))
    lines = ["| reader | mails | seconds of a core | mails a second of a core |", "|---|---|---|---|"]
    for name, reader in (("`rounds mail parse`", row_of), ("Python's `email` alone", bare_row)):
        began = time.process_time()
        for path in paths:
            reader(path)
        took = time.process_time() - began
        lines.append(f"| {name} | {len(paths)} | {took:.2f} | {len(paths) / took:,.0f} |")
    return lines


def show_misses(scores: list[Score]) -> None:
    """Print what was wrong."""
    for score in scores:
        for name, wrong in score.misses.items():
            print(f"{score.of} / {score.means} / {name}: {wrong}")


def write(page: Path, lines: list[str]) -> None:
    """Put the tables between their marks in a page."""
    before, _, rest = page.read_text().partition(BEGIN)
    page.write_text("\n".join([before + BEGIN, "", *lines, "", END + rest.partition(END)[2]]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data", help="the folder of the sets")
    parser.add_argument("--misses", action="store_true", help="say what was wrong with which file")
    parser.add_argument("--write", help="the page that gets the tables")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
