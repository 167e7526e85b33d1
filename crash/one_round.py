"""One round: load, a death at a random moment, recovery, and the verdict."""

import random
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from crash import victims
from crash.deeds import Heard, summed
from crash.facts import found
from crash.house import at_work
from crash.judge import Found, Promised, broken
from crash.ledger import Ledger
from crash.load import Load
from crash.place import Place
from crash.victims import Standing
from outside import database, places, processor
from outside.serving import Rounds

GRACE = 20.0
"""Seconds that a date may be late while somebody recovers."""
PATIENCE = 120.0
"""Seconds after which what has not settled counts as lost."""


TO_COME = """
    select (select count(*) from ticket where state = 'asleep')
        + (select count(*) from ticket_hold where ended_at is null and until < now() + interval '1 hour')"""


@dataclass(frozen=True)
class Stage:
    """What a round is played with. seed: with the round's number, it fixes who dies when. only: who dies, always."""

    rounds: Rounds
    ledger: Ledger
    farside: Path
    place: Place
    seed: int
    only: str | None = None


@dataclass(frozen=True)
class Verdict:
    """How a round ended. said: one line for the report. broken: promises that were broken, and other trouble."""

    said: str
    broken: list[str]


def play(stage: Stage, number: int) -> Verdict:
    """Play one round."""
    chance = random.Random(f"{stage.seed}-{number}")
    kind, before, after = stage.only or chance.choice(victims.KINDS), chance.uniform(0.5, 5), chance.uniform(0.3, 1.5)
    at_work(stage.place)
    load = Load(stage.place, stage.ledger, chance)
    load.start()
    time.sleep(before)
    killed = victims.kill(victims.pids(kind, standing(stage.rounds), chance))
    recovery = recovered(stage.rounds, kind, chance)
    time.sleep(after)
    load.stop()
    settling, verdict = settled(stage)
    said = (
        f"round {number:3}: {kind} died at {before:.2f} s ({killed} processes), back after {recovery:.1f} s,"
        f" settled {settling:.1f} s later; {counted(stage.ledger)}, {maybe(stage)} may have arrived"
    )
    stage.ledger.write("round", number=number, said=said, broken=verdict)
    return Verdict(said, [*verdict, *load.troubles])


def standing(rounds: Rounds) -> Standing:
    """Find who stands above whom, now."""
    assert rounds.process, "Rounds does not run"
    with psycopg.connect(database.urls(rounds.home).owner) as owner:
        return Standing(rounds.process.pid, processor.parent(owner.info.backend_pid))


def recovered(rounds: Rounds, kind: str, chance: random.Random) -> float:
    """Wait until the doors are open and everybody is there again; say how many seconds it took."""
    began = time.monotonic()
    if kind in victims.STARTED_BY_HAND:
        assert rounds.process
        rounds.process.wait()
        rounds.start()
    places.wait(lambda: everybody(rounds, chance), seconds=PATIENCE, what=f"{kind} to be back (see {rounds.log})")
    return time.monotonic() - began


def everybody(rounds: Rounds, chance: random.Random) -> bool:
    """Say whether every part runs and answers."""
    try:
        now = standing(rounds)
        return rounds.is_open() and all(victims.pids(kind, now, chance) for kind in victims.KINDS)
    except (psycopg.OperationalError, LookupError, FileNotFoundError, ProcessLookupError):
        return False  # not yet


def settled(stage: Stage) -> tuple[float, list[str]]:
    """Wait until every promise is kept, at most so long; say how many seconds it took and what is broken still."""
    began = time.monotonic()
    while verdict := broken(promised(stage.ledger), _found(stage)):
        if time.monotonic() - began > PATIENCE:
            break
        time.sleep(0.5)
    return time.monotonic() - began, verdict


def promised(ledger: Ledger) -> Promised:
    """Sum up what the ledger holds."""
    mails, answers = (ledger.words(*words, sure=True) for words in (("mail", "message_id"), ("answer", "marker")))
    gone = ledger.words("erased", "person", sure=True)
    erased = {str(mail["message_id"]) for mail in ledger.all("mail") if mail["person"] in gone}
    return Promised(
        mails=frozenset(mails - erased),
        unsure_mails=frozenset(ledger.words("mail", "message_id", sure=False) - mails - erased),
        answers=frozenset(answers),
        unsure_answers=frozenset(ledger.words("answer", "marker", sure=False) - answers),
        timers=frozenset(ledger.words("timer", "ticket", sure=True)),
        deeds=summed(ledger.all("deed")),
    )


def counted(ledger: Ledger) -> str:
    """Say how much was promised so far."""
    now = promised(ledger)
    unsure = len(now.unsure_mails) + len(now.unsure_answers)
    done = [deed for deed in now.deeds if deed.done is Heard.HEARD]
    back = sum(deed.undone is Heard.HEARD for deed in done)
    unsure += sum(Heard.ASKED in (deed.done, deed.undone) for deed in now.deeds)
    return (
        f"{len(now.mails)} mails, {len(now.answers)} answers, {len(now.timers)} dates,"
        f" {len(done)} other acts ({back} taken back) so far, {unsure} unheard of"
    )


def to_come(stage: Stage) -> int:
    """Count the dates and limits that have not come yet and the deliveries that were put off."""
    with psycopg.connect(stage.place.owner_url) as owner:
        row = owner.execute(TO_COME).fetchone()
    put_off = sum(1 for delivery in _found(stage).deliveries if delivery.state == "put off")
    return put_off + (int(row[0]) if row else 0)


def maybe(stage: Stage) -> int:
    """Count the answers of which nobody knows whether they arrived."""
    return sum(1 for delivery in _found(stage).deliveries if delivery.state == "may have arrived")


def _found(stage: Stage) -> Found:
    with psycopg.connect(stage.place.owner_url) as owner:
        return found(owner, stage.farside, grace=GRACE)
