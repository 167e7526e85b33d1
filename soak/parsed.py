"""`rounds mail parse` on 1,000 mails and on 10,000: `python -m soak.parsed`. How many there are must not show in its memory.

Every fifth has a text and a file of 100 kB that no other has, so that whoever keeps what was read, or its row, is found out.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from soak.seeds import OWN

FEW, MANY = 1_000, 10_000
MOST_MORE = 8_000_000
"""Bytes that many may take beyond few: their paths, and what Python does not give back at once."""

LARGE = 100_000
"""Bytes of the text, and of the file."""

PARSE = """
import pathlib, re, sys
from rounds.cli.main import main
code = main(["mail", "parse", sys.argv[1], "--jsonl"])
status = pathlib.Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=sys.stderr)
sys.exit(code)
"""
"""The command as it is, and what its process has had at most: the rusage of a child counts whatever its parent had, too."""


def main() -> int:
    """Read both; 1 where many take more than few do."""
    with tempfile.TemporaryDirectory() as room:
        few, many = (peak_of(written(Path(room) / str(number), number), number) for number in (FEW, MANY))
    print(f"`rounds mail parse`: {FEW:,} mails {few / 1e6:,.1f} MB at most, {MANY:,} mails {many / 1e6:,.1f} MB")
    return 1 if many - few > MOST_MORE else 0


def written(folder: Path, number: int) -> Path:
    """Write so many mails into a folder."""
    folder.mkdir()
    for each in range(number):
        (folder / f"{each}.eml").write_bytes(with_a_file(each) if each % 5 == 0 else OWN[each % len(OWN)])
    return folder


def with_a_file(number: int) -> bytes:
    """Write a mail with a text and a file that no other has."""
    head = f"From: Ada <ada@example.org>\r\nMessage-ID: <{number}@example.org>\r\nSubject: Log {number}\r\nMIME-Version: 1.0\r\n"
    text = (f"See the log of {number}. " * 40 + "\r\n") * (LARGE // 800)
    parts = f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n{text}\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n"
    rows = f"{number},a,b,c\r\n" * (LARGE // len(f"{number},a,b,c\r\n"))
    return f"{head}{parts}{rows}--b--\r\n".encode()


def peak_of(folder: Path, number: int) -> int:
    """Parse a folder as people do; give the bytes that it took at most. Raises AssertionError where a row is missing."""
    with tempfile.TemporaryFile() as rows:
        ran = subprocess.run(
            [sys.executable, "-c", PARSE, str(folder)], stdout=rows, stderr=subprocess.PIPE, check=True
        )
        rows.seek(0)
        assert sum(1 for _ in rows) == number
    return int(ran.stderr.split()[-1]) * 1024


if __name__ == "__main__":
    sys.exit(main())
