"""See the head of this folder."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.mail import hostile, made, sets
from bench.mail.bare import bare_row
from bench.mail.scores import Score
from rounds.mail.rows import row_of

SETS = (sets.zammad, sets.bounces, sets.discourse, sets.talon, sets.everything)
A_SECOND_AT_LEAST = 200
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"


def main() -> int:
    """Score real mails, or those made here; 1 where one made here is misread, or reading is slower than promised."""
    asked = arguments()
    if asked.data and not (Path(asked.data) / "mail_zammad").is_dir():
        print(f"There are no sets of mails in {asked.data}.", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        mails = {} if asked.data else made.write(Path(folder))
        scores = made.scores(mails) if mails else of_real_ones(Path(asked.data))
        timed, rate = speed(list(mails) or list(sets.files_of(Path(asked.data))))
    lines = [*table(scores), "", *timed, "", *hostile.table()]
    print(*lines, sep="\n")
    if asked.misses or mails:
        show_misses(scores)
    if asked.write:
        write(Path(asked.write), lines)
    return 1 if rate < A_SECOND_AT_LEAST or (mails and any(score.misses for score in scores)) else 0


def of_real_ones(data: Path) -> list[Score]:
    """Score the sets of real mails, by our reader and beside it by Python's `email`."""
    scores = [score for each in SETS for score in each(data)]
    bare = [score for each in SETS[:-1] for score in each(data, bare_row)]
    for score, other in zip(scores, bare, strict=False):
        score.bare = other.right
    return scores


def table(scores: list[Score]) -> list[str]:
    """Write the table of all scores."""
    rows = [
        f"| {each.of}, {each.tried} | {each.means} | {each.aim} | **{each.right}** ({each.right / each.tried:.1%})"
        f" | {'' if each.bare is None else each.bare} |"
        for each in scores
    ]
    return ["| set | right means | aim | right | Python's `email` alone |", "|---|---|---|---|---|", *rows]


def speed(paths: list[Path]) -> tuple[list[str], float]:
    """Read every file by both readers: how many in a second of one core, whoever else needs the machine; ours as a number too."""
    lines = ["| reader | mails | seconds of a core | mails a second of a core |", "|---|---|---|---|"]
    rates: list[float] = []
    for name, reader in (("`rounds mail parse`", row_of), ("Python's `email` alone", bare_row)):
        began = time.process_time()
        for path in paths:
            reader(path)
        took = time.process_time() - began
        rates.append(len(paths) / took)
        lines.append(f"| {name} | {len(paths)} | {took:.2f} | {rates[-1]:,.0f} |")
    return lines, rates[0]


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
    parser.add_argument("--data", help="the folder of the sets of real mails; without it, mails made here are read")
    parser.add_argument("--misses", action="store_true", help="say what was wrong with which file")
    parser.add_argument("--write", help="the page that gets the tables")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
