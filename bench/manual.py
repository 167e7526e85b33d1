"""How long a manual of 2,000 clauses takes to check: `python -m bench.manual [--write docs/performance.md]`.

All rooms' clauses are known, as on the page; nothing but the checker runs, no server and no database. Bar: 1 second of processor time.
"""

import argparse
import datetime
import gc
import os
import platform
import re
import statistics
import sys
import time
from pathlib import Path

from rounds.cli.surroundings import load_rooms
from rounds.manual.checking import check, checked

CLAUSES = 2_000
BAR = 1.0
TIMES = 7
SHIPPED = Path(__file__).parent.parent / "manuals" / "web-agency-desk.md"
BEGIN, END = "<!-- manual: begin -->", "<!-- manual: end -->"


def main() -> int:
    """Measure and report; 1 where it is over its bar."""
    asked = _arguments()
    load_rooms()
    text = grown(SHIPPED.read_text(), CLAUSES)
    assert check(text) == [], "the manual that is measured is sound"
    wrong = text.replace("worked by: rep", "worked by: reb")
    rows = [_row("sound", text), _row("with every tenth clause wrong", wrong)]
    lines = [
        (
            f"`python -m bench.manual`, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}: "
            f"{os.cpu_count()} cores, Python {platform.python_version()}"
        ),
        "",
        f"| a manual of {CLAUSES:,} clauses, {len(text) / 1024:.0f} KB | processor s, median of {TIMES} | slowest | bar |",
        "|---|---|---|---|",
        *(f"| {name} | {middle:.2f} | {most:.2f} | ≤ {BAR:.0f} |" for name, middle, most in rows),
    ]
    print(*lines, sep="\n")
    if asked.write:
        _write(Path(asked.write), lines)
    return 1 if any(middle > BAR for _, middle, _ in rows) else 0


def grown(text: str, clauses: int) -> str:
    """Add ticket kinds and queues for them, with prose between, until the manual has so many clauses."""
    more = (clauses - text.count("```clause") - text.count("```template")) // 2
    parts = [_pair(number) for number in range(more)]
    return text + "\n".join(["", "## And more", *parts])


def _pair(number: int) -> str:
    role = "rep" if number % 5 == 0 else "lead"
    return (
        f"Matters of the sort {number} come rarely, and whoever is there looks at them at once.\n\n"
        f"```clause\nticket kind: matter {number}\nanswers with: plain\nasks for: {{page: required, pictures: optional}}\n```\n\n"
        f"```clause\nqueue: matters {number}\ntakes: {{ticket kind: matter {number}}}\nworked by: {role}\n```\n"
    )


def _row(name: str, text: str) -> tuple[str, float, float]:
    took = []
    for _ in range(TIMES):
        gc.collect()
        checked.cache_clear()
        began = time.process_time()
        check(text)
        took.append(time.process_time() - began)
    return name, statistics.median(took), max(took)


def _write(page: Path, lines: list[str]) -> None:
    """Put the figures between their marks, or at the end with a heading of their own."""
    body, text = "\n".join([BEGIN, *lines, END]), page.read_text()
    if BEGIN in text:
        text = re.sub(f"{BEGIN}.*?{END}", lambda _: body, text, flags=re.DOTALL)
    else:
        text = f"{text.rstrip()}\n\n## Checking a manual\n\nThe page checks as one types; a manual may be long.\n\n{body}\n"
    page.write_text(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", help="the page whose figures are written anew")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
