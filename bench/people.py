"""What asking to erase a person costs, erasing one, and joining two contacts and parting them again, at each number of tickets.

python -m bench.people [--tickets 10000 100000 1000000] [--times 3] [--write docs/performance.md]

Each customer has asked twenty tickets of four messages. Half of the messages came as mails, which a copy gets here, with some 1,000
bytes each; every answer stands in the outbox. What is erased stays so: each act is done to another person, in one process that does
nothing else. Processor time is that of this process and of the database together.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from bench import filled, report
from bench.sizes import ask_for_sizes, tell
from outside import places, processor

BEGIN, END = "<!-- people: begin -->", "<!-- people: end -->"
ASK, ERASE, JOIN, PART = (
    "ask that a person be erased",
    "erase a person, in a worker",
    "join two contacts",
    "part them again",
)

MAILS = """
    INSERT INTO received (workspace_id, mailbox_id, key, digest, raw, size, via, state, reason, subject, sender, message_id, received_at)
    SELECT m.workspace_id, (SELECT min(id) FROM mailbox), m.message_id, md5(m.message_id) || md5(m.subject), convert_to(
        'From: Ann <' || a.address || '>' || E'\\nSubject: ' || m.subject || E'\\n'
        || repeat(E'Received: from mill.test by house.test; a day of the week\\n', 12) || E'\\n' || m.text, 'UTF8'),
        1000, 'smtp', 'placed', '', m.subject, a.key, m.id, m.at
    FROM message m JOIN contact_address a ON a.contact_id = m.author_contact_id
"""
SENT = """
    INSERT INTO outbox (workspace_id, channel, ref_id, recipient_id, about_kind, about_id, state, created_at, next_try_at, attempts,
                        last_error, settled_at)
    SELECT m.workspace_id, 'mail', m.id, a.id, 'ticket', m.ticket_id, 'sent', m.at, m.at, 1, '', m.at
    FROM message m JOIN ticket t ON t.id = m.ticket_id JOIN contact_address a ON a.contact_id = t.requester_id WHERE m.kind = 'staff'
"""


@dataclass(frozen=True)
class Cost:
    """One act, once. seconds: on the clock. used: of processors."""

    act: str
    seconds: float
    used: float


def main() -> int:
    """Measure one size after the other."""
    asked = arguments()
    places.end_in_order()
    found = {tickets: measured(tickets, asked.times) for tickets in asked.tickets}
    words = " ".join(["python -m bench.people", *sys.argv[1:]])
    head = f"`{words}`, {datetime.now(UTC).date()}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    print(head, *lines(found), sep="\n")
    if asked.write:
        report.write(Path(asked.write), head, lines(found), between=(BEGIN, END))
    return 0


def measured(tickets: int, times: int) -> list[Cost]:
    """Do each act so many times in a copy of a filled database, in a process of its own."""
    with filled.copy(tickets) as copy:
        with psycopg.connect(copy.urls.owner, autocommit=True) as owner:
            tell(f"mails and answers for {tickets:,} tickets")
            owner.execute(MAILS)
            owner.execute(SENT)
            owner.execute("VACUUM ANALYZE")
            [(workspace,)] = owner.execute("SELECT id FROM workspace").fetchall()
            postmaster = processor.parent(owner.info.backend_pid)
        tell(f"erasing and joining at {tickets:,} tickets")
        environment = {**os.environ, **copy.settings, "DJANGO_SETTINGS_MODULE": "rounds.site.settings"}
        code = f"from bench.people import act; act({workspace}, {postmaster}, {times})"
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    return [Cost(*each) for each in json.loads(done.stdout.splitlines()[-1])]


def act(workspace: int, postmaster: int, times: int) -> None:
    """Erase, join and part people who have nothing to do with each other; print what each act cost."""
    import django

    django.setup()
    from rounds.accounts.commands import ask_to_erase
    from rounds.accounts.models import Contact
    from rounds.basics import clock
    from rounds.desk.commands import join_contacts, part_contacts
    from rounds.mail.commands import erase_asked
    from rounds.timeline.rules import Actor
    from rounds.workspaces.current import as_workspace

    by, costs = Actor.system(), []

    def timed(name: str, do: Callable[[], object]) -> None:
        began, used = time.perf_counter(), time.process_time() + processor.seconds(postmaster)
        with as_workspace(workspace):
            do()
        both = time.process_time() + processor.seconds(postmaster) - used
        costs.append((name, time.perf_counter() - began, both))

    with as_workspace(workspace):
        people = list(Contact.objects.order_by("id").values_list("id", flat=True)[10 : 10 + 3 * times])
    for place in range(times):
        gone, kept, other = people[3 * place : 3 * place + 3]
        joins: list[int] = []
        timed(ASK, lambda gone=gone: ask_to_erase(contact_id=gone, by=by, at=clock.now()))  # type: ignore[misc]
        timed(ERASE, lambda gone=gone: erase_asked(contact_id=gone, at=clock.now()))  # type: ignore[misc]
        timed(
            JOIN,
            lambda kept=kept, other=other, joins=joins: joins.append(  # type: ignore[misc]
                join_contacts(kept_id=kept, other_id=other, by=by, at=clock.now()).pk
            ),
        )
        timed(PART, lambda joins=joins: part_contacts(join_id=joins[0], by=by, at=clock.now()))  # type: ignore[misc]
    print(json.dumps(costs))


def lines(found: dict[int, list[Cost]]) -> list[str]:
    """Write the table."""
    heads = " | ".join(f"{tickets:,}: processor s | clock s" for tickets in found)
    rows = []
    for name in (ASK, ERASE, JOIN, PART):
        cells = []
        for costs in found.values():
            mine = [each for each in costs if each.act == name]
            cells += [f"{median(each.used for each in mine):.2f}", f"{median(each.seconds for each in mine):.2f}"]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return ["", f"| median at so many tickets | {heads} |", "|---" * (1 + 2 * len(found)) + "|", *rows]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--times", type=int, default=3, help="people that each act is done to")
    parser.add_argument("--write", help="a Markdown file whose section on people is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
