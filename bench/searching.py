"""What a search costs in the database, by kind of question and by number of messages; beside it the desk's list.

    python -m bench.searching --owner postgresql://owner:…@…/rounds --app postgresql://app:…@…/rounds --messages 20000

Fills workspace 1 of a migrated database that has none yet with words of Zipf's frequencies (seeded, made of syllables), then asks a
committed mix of 1,000 questions as the role without rights: rare words, two words, people, misspelt words, common words.
"""

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg

from outside import processor

SYLLABLES = [
    *(
        "ba",
        "cor",
        "del",
        "fin",
        "ga",
        "hum",
        "jo",
        "kel",
        "lam",
        "mi",
        "nor",
        "o",
        "pel",
        "qua",
        "ri",
        "sen",
        "ta",
        "ul",
    ),
    *(
        "ver",
        "wim",
        "xa",
        "yor",
        "zel",
        "bri",
        "cla",
        "dro",
        "fli",
        "gre",
        "plo",
        "sta",
        "tru",
        "spi",
        "ano",
        "eri",
        "ist",
    ),
]
VOCABULARY = 200_000
A_KIND = 200
PER_TICKET = 4
LIST = """
    SELECT id, number, subject, state, opened_at FROM ticket WHERE state IN ('new', 'open') ORDER BY opened_at, id LIMIT 26"""
SEARCH = "SELECT * FROM tickets_saying(%s, NULL, NULL, 26, true)"
PEOPLE = "SELECT contacts_named(%s, 3)"


def word(rank: int) -> str:
    """Make the word of this rank, 1 for the most frequent; frequent ones are short."""
    length = 2 + (rank > 35) + (rank > 1200) + (rank % 3 == 0)
    return "".join(SYLLABLES[rank * 7919 // 35**place % 35] for place in range(length))


def questions(dice: random.Random) -> Iterator[tuple[str, str]]:
    """Give the mix as (kind, text)."""
    for _ in range(A_KIND):
        yield "rare word", word(dice.randrange(50_000, VOCABULARY))
        yield "two words", f"{word(dice.randrange(100, 5_000))} {word(dice.randrange(100, 5_000))}"
        yield "person", f"{word(500 + (one := dice.randrange(1, 100)))} {word(700 + one * 5)}"
        yield "misspelt", swapped(word(dice.randrange(2_000, 50_000)), dice)
        yield "common word", word(dice.randrange(1, 100))


def swapped(text: str, dice: random.Random) -> str:
    """Exchange two letters."""
    place = dice.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def filled(owner: psycopg.Connection, messages: int, dice: random.Random) -> None:
    """Make workspace 1 with this many messages, four a ticket, a ticket every four minutes up to now."""
    words = [word(rank) for rank in range(1, VOCABULARY + 1)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    pool = dice.choices(words, cum_weights=weights, k=min(4_000_000, messages * 10))
    tickets, now = messages // PER_TICKET, datetime.now(UTC)
    firms = max(1, tickets // 20)
    owner.execute("INSERT INTO workspace (id, name, slug, created_at) VALUES (1, 'Big', 'big', now())")
    with owner.cursor().copy("COPY contact (id, workspace_id, name, created_at) FROM STDIN") as rows:
        for place in range(1, firms + 1):
            rows.write_row((place, 1, f"{word(500 + place).title()} {word(700 + place * 5).title()}", now))
    columns = (
        "id, workspace_id, number, subject, kind, queue, state, last_word, requester_id, opened_at, said_at, wake_keeps, mailbox,"
        " version"
    )
    with owner.cursor().copy(f"COPY ticket ({columns}) FROM STDIN") as rows:
        for number in range(1, tickets + 1):
            at = now - (tickets - number + 1) * timedelta(minutes=4)
            subject = " ".join(said(pool, dice, 5))
            customer = 1 + number % firms
            rows.write_row(
                (
                    number,
                    1,
                    number,
                    subject,
                    "question",
                    "front desk",
                    "open",
                    "customer",
                    customer,
                    at,
                    at,
                    True,
                    "",
                    4,
                )
            )
    columns = "workspace_id, ticket_id, kind, subject, text, at, message_id, in_reply_to, refs"
    with owner.cursor().copy(f"COPY message ({columns}) FROM STDIN") as rows:
        for number in range(1, tickets + 1):
            for place in range(PER_TICKET):
                at = now - (tickets - number + 1) * timedelta(minutes=4) + place * timedelta(minutes=20)
                text = " ".join([*said(pool, dice, dice.randrange(20, 100)), dice.choice(words)])
                rows.write_row((1, number, "customer" if place % 2 == 0 else "staff", "", text, at, "", "", ""))
    owner.commit()
    owner.autocommit = True
    owner.execute("VACUUM ANALYZE")


def said(pool: list[str], dice: random.Random, many: int) -> list[str]:
    """Take a stretch of the pool of words."""
    start = dice.randrange(len(pool) - many)
    return pool[start : start + many]


def measured(app: psycopg.Connection, asked: list[tuple[str, str]]) -> Iterator[str]:
    """Ask everything twice and write down the second time, kind by kind."""
    yield line("desk's list, 26 rows", app, [(LIST, ())] * A_KIND)
    for kind in dict.fromkeys(kind for kind, _ in asked):
        statement = PEOPLE if kind == "person" else SEARCH
        yield line(kind, app, [(statement, (text,)) for each, text in asked if each == kind])


def line(name: str, app: psycopg.Connection, statements: list[tuple[str, tuple[str, ...]]]) -> str:
    """Run these and give their mean processor time and their wall times."""
    backend, walls = app.info.backend_pid, []
    for again in (False, True):
        began = processor.seconds(backend)
        for statement, values in statements:
            start = time.perf_counter()
            with app.transaction():
                app.execute("SELECT set_config('rounds.workspace', '1', true)")
                app.execute(statement.encode(), values).fetchall()
            if again:
                walls.append(time.perf_counter() - start)
    spent = (processor.seconds(backend) - began) * 1000 / len(statements)
    ordered = sorted(walls)
    median, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return f"{name:22} {len(statements):4} times   processor {spent:7.3f} ms   wall median {median:7.3f} ms, p99 {p99:8.3f} ms"


def main() -> None:
    """Fill where nothing is, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owner", required=True)
    parser.add_argument("--app", required=True)
    parser.add_argument("--messages", type=int, default=20_000)
    wanted = parser.parse_args()
    with psycopg.connect(wanted.owner) as owner:
        if owner.execute("SELECT count(*) FROM workspace").fetchone() == (0,):
            filled(owner, wanted.messages, random.Random(7))
        found = owner.execute("SELECT count(*) FROM message").fetchone()
    with psycopg.connect(wanted.app, autocommit=True) as app:
        print(f"{found[0] if found else 0:,} messages", *measured(app, list(questions(random.Random(11)))), sep="\n")


if __name__ == "__main__":
    main()
