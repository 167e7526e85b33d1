"""Holding what is shown against what was counted, firm by firm."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acceptance.check_ins import counting, reading
from acceptance.check_ins.counting import Figures, Row, Window
from acceptance.check_ins.reading import Program
from outside.visitor import Visitor


@dataclass(frozen=True)
class Known:
    """What the tables say of firms, by the firm's id there."""

    usage: Mapping[str, list[Row]]
    stations: Mapping[str, list[Row]]
    tickets: Mapping[str, list[Row]]


@dataclass(frozen=True)
class Firm:
    """A firm here and there. key: its id in the tables."""

    key: str
    check_in: int


def by_firm(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Sort rows by their firm."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["firm"]].append(row)
    return found


def differences(
    member: Visitor, program: Program, firm: Firm, known: Known, window: Window, *, opened: float
) -> list[str]:
    """Compare a firm's page and the API with the tables, and open this share of the figures (0 to 1).

    Gives what differs, and "" for each figure that does not.
    """
    usage = known.usage.get(firm.key, [])
    theirs = counting.figures(usage, known.stations.get(firm.key, []), known.tickets.get(firm.key, []), window)
    days = f"from={window.first}&{{}}={window.last}"
    said = program.get(f"/check-ins/{firm.check_in}/evidence?{days.format('until')}")
    addresses = reading.of_the_api(said)
    page = reading.of_the_page(member.get(f"/check-ins/{firm.check_in}?{days.format('to')}").body.decode())
    member.close()  # opening rows takes longer than a server keeps a connection
    return [
        *_compared(firm, "the API", reading.named(addresses), theirs, whole=True),
        *_compared(firm, "the page", page, theirs, whole=False),
        *_states(firm, said, usage, window),
        *_rows(program, firm, addresses, opened),
    ]


def _compared(firm: Firm, where: str, ours: Figures, theirs: Figures, *, whole: bool) -> Iterable[str]:
    ours = {name: number for name, number in ours.items() if "person" not in dict(name)}
    for name in sorted(ours.keys() | (theirs.keys() if whole else ()), key=sorted):
        shown, counted = ours.get(name), theirs.get(name)
        yield "" if shown == counted else f"{firm.key}: {where} says {shown} of {dict(name)}, the tables {counted}"


def _states(firm: Firm, said: dict, usage: list[Row], window: Window) -> Iterable[str]:  # type: ignore[type-arg]
    done = sorted(
        (row for row in usage if counting.moment(row["at"]) <= window.until),
        key=lambda row: (row["at"], row.get("id", "")),
    )
    ours = {(each["product"], each["name"]): each["on"] for each in said["integrations"]}
    yield (
        ""
        if ours == counting.switches(done)
        else f"{firm.key}: integrations {ours}, the tables {counting.switches(done)}"
    )
    holders = sorted((each["count"]["number"] for each in said["drafts"]["holders"]), reverse=True)
    theirs = sorted(counting.drafts(done).values(), reverse=True)[:10]
    yield "" if holders == theirs else f"{firm.key}: holders of drafts {holders}, the tables {theirs}"


def _rows(program: Program, firm: Firm, addresses: dict[str, int], share: float) -> Iterable[str]:
    """Open figures, and count the rows behind them."""
    chance = random.Random(firm.key)
    for address, number in addresses.items():
        if chance.random() < share:
            many = sum(1 for _ in program.all(f"{address}&limit=100"))
            yield "" if many == number else f"{firm.key}: {address} says {number} and has {many} rows"
