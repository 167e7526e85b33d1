"""The judge is judged, without any server: a small true world is found true, and each planted fault turns it red.

python -m crash.selftest
"""

from collections import Counter
from collections.abc import Callable

from crash.deeds import Deed, Heard, Trace
from crash.judge import Delivery, Found, Promised, broken

PROMISED = Promised(
    mails=frozenset({"m1", "m2"}),
    unsure_mails=frozenset({"m3"}),
    answers=frozenset({"a1", "a2"}),
    unsure_answers=frozenset({"a3"}),
    timers=frozenset({"7"}),
    deeds=(
        Deed("hold-1", 1, Heard.HEARD),
        Deed("many-2", 4, Heard.HEARD, Heard.HEARD),
        Deed("merge-3", 2, Heard.HEARD, Heard.ASKED),
        Deed("macro-4", 3, Heard.ASKED),
    ),
)


def world() -> Found:
    """Give a world in which everything held: m3 and a3 were asked for, not acknowledged, and are not there."""
    return Found(
        tickets_of=Counter({"m1": 1, "m2": 1}),
        messages_of=Counter({"m1": 1, "m2": 1}),
        answers=Counter({"a1": 1, "a2": 1}),
        deliveries=[Delivery("a1", "out1", "sent"), Delivery("a2", "out2", "may have arrived")],
        arrived=Counter({"out1": 1}),
        woke=Counter({("7", "today"): 1}),
        set_dates=Counter({"7": 1}),
        traces={"hold-1": Trace(1, 0), "many-2": Trace(0, 4), "merge-3": Trace(0, 2)},
    )


FAULTS: dict[str, Callable[[Found], object]] = {
    "a mail acknowledged and lost": lambda it: it.tickets_of.pop("m1"),
    "a mail with two tickets": lambda it: it.tickets_of.update({"m1": 1}),
    "an unsure mail with two tickets": lambda it: it.tickets_of.update({"m3": 2}),
    "a mail twice in one conversation": lambda it: it.messages_of.update({"m2": 1}),
    "a mail taken and never placed": lambda it: setattr(it, "waiting", 1),
    "an answer acknowledged and lost": lambda it: it.answers.pop("a2"),
    "an answer written twice": lambda it: it.answers.update({"a1": 1}),
    "an answer without a delivery": lambda it: it.deliveries.pop(),
    "an answer that arrived twice": lambda it: it.arrived.update({"out1": 1}),
    "a maybe that arrived twice": lambda it: it.arrived.update({"out2": 2}),
    "an answer called sent that never came": lambda it: it.arrived.pop("out1"),
    "an answer still waiting": lambda it: it.deliveries.append(Delivery("a1", "out3", "queued")),
    "a mail from nowhere": lambda it: it.arrived.update({"out9": 1}),
    "a date that fired twice": lambda it: it.woke.update({("7", "today"): 1}),
    "a date that never fired": lambda it: it.overdue.append("7"),
    "a date acknowledged and lost": lambda it: it.set_dates.pop("7"),
    "a hold past its limit": lambda it: it.held_too_long.append("7"),
    "a ticket given twice": lambda it: it.given_again.update({"7": 2}),
    "a ticket given to nobody": lambda it: it.left_lying.append("7"),
    "an act acknowledged and lost": lambda it: it.traces.pop("hold-1"),
    "an act taken back that nobody took back": lambda it: it.traces.update({"hold-1": Trace(0, 1)}),
    "an act that happened twice": lambda it: it.traces.update({"hold-1": Trace(1, 0, doubled=True)}),
    "a way back acknowledged and lost": lambda it: it.traces.update({"many-2": Trace(4, 0)}),
    "a way back that was gone by half": lambda it: it.traces.update({"merge-3": Trace(1, 1)}),
    "an unsure act done by half": lambda it: it.traces.update({"macro-4": Trace(2, 0)}),
}


def blind_to() -> list[str]:
    """List the planted faults that the judge does not see; a false alarm in the true world counts too."""
    missed = [f"false alarm: {said}" for said in broken(PROMISED, world())]
    for name, plant in FAULTS.items():
        facts = world()
        plant(facts)
        if not broken(PROMISED, facts):
            missed.append(name)
    return missed


if __name__ == "__main__":
    missed = blind_to()
    print(*missed or [f"The judge sees all {len(FAULTS)} planted faults and raises no false alarm."], sep="\n")
    raise SystemExit(1 if missed else 0)
