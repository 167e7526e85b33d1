"""Accept Rounds with real mail on real servers.

    sudo .venv/bin/python -m acceptance [--mails DIR] [--report FILE]

DIR holds raw mails (*.box, *.eml), 50 at least; without it, mails written for the project are used.
Needs root and the Debian packages dovecot-imapd, opensmtpd and swaks, and a Chromium.
"""

import argparse
import datetime
from pathlib import Path

from acceptance import arrivals, conversation, letters, promise
from acceptance.house import house, refuse_unless_possible
from acceptance.mails import Mail, chosen
from acceptance.report import Report
from outside import places


def main() -> int:
    """Play it all; 0 where everything held."""
    asked = arguments()
    places.end_in_order()
    refuse_unless_possible()
    report = Report()
    with places.room("acceptance", keep=asked.keep) as folder:
        mails = _mails(asked.mails, folder, report)
        with house(folder) as built:
            arrivals.played(built, mails, report)
            promise.played(built, conversation.played(built, report), report)
    return report.end(Path(asked.report) if asked.report else None)


def _mails(given: str | None, folder: Path, report: Report) -> list[Mail]:
    today = datetime.datetime.now(datetime.UTC).date()
    if given:
        report.say(f"{today}, with the mails in {Path(given).name}")
        return chosen(Path(given))
    report.say(f"{today}, with mails written for the project")
    letters.write(folder / "letters")
    return chosen(folder / "letters")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", help="a folder of raw mails")
    parser.add_argument("--report", help="a file for what was seen")
    parser.add_argument("--keep", action="store_true", help="keep the folder with all logs")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
