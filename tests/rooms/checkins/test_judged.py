"""The judge of real input holds for a few firms of its generator, and sees a figure that is wrong (issue 6, `acceptance.check_ins`)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from acceptance.check_ins import counting, judging, made, reading
from acceptance.check_ins.counting import Window
from acceptance.check_ins.judging import Known, by_firm
from rounds.accounts.commands import add_account, add_asset, change_account
from rounds.basics import clock
from rounds.checkins.duties import FOLLOW
from rounds.checkins.models import CheckIn
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import MANUALS, clause
from tests.rooms.api import program as api
from tests.rooms.passing import rounds_to
from tests.rooms.web.visitor import visitor
from tests.world import a_workspace

FIRMS = ["one", "two", "three"]
WORDS = ("event", "product", "feature", "media", "item", "user")


@dataclass(frozen=True)
class Inside(reading.Program):
    """A program without a network between."""

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = api.Program(self.token).ask(method, path, body)
        assert answer.status_code == 200, answer.content
        return answer.json()


@dataclass(frozen=True)
class Read:
    """What the judge reads of an answer."""

    body: bytes


@dataclass(frozen=True)
class Member:
    """A member without a network between."""

    client: Any

    def get(self, path: str) -> Read:
        return Read(self.client.get(path).content)

    def close(self) -> None:
        """Leave nothing open, since nothing is."""


def annual() -> str:
    """Give the shipped manual, with the roles of the people whom the tests know."""
    text = (MANUALS / "annual-check-ins.md").read_text().replace("specialist", "rep").replace("trainer", "production")
    return text + clause("role: manager\nmay: [read the desk, adopt the manual]")


def test_every_figure_of_made_up_firms_is_what_plain_loops_count_and_a_wrong_one_is_seen_A5(tmp_path, monkeypatch):
    cast = a_workspace(manual=annual())
    now = clock.now().replace(microsecond=0)
    files = made.write(tmp_path, FIRMS, seed=13, until=now - timedelta(days=1))
    usage, stations = counting.rows_of(files.usage), counting.rows_of(files.stations)
    with cast.inside():
        ours = {}
        for name in FIRMS:
            ours[name] = add_account(name=name, by=Actor.system(), at=now).pk
            change_account(account_id=ours[name], values={"lifecycle": "customer"}, fields={}, by=cast.lead, at=now)
        for row in stations:
            words = {"kind": row["kind"], "name": row["name"]}
            add_asset(account_id=ours[row["firm"]], values=words, fields={}, by=cast.lead, at=now)
        rows = [
            Usage(
                source="made",
                key=row["id"],
                knows=OURS,
                account=str(ours[row["firm"]]),
                at=counting.moment(row["at"]),
                **{word: row[word] for word in WORDS},
            )
            for row in usage
        ]
        take_in(rows=rows, by=Actor.system(), at=now)
    rounds_to(cast, [FOLLOW], now=now)
    with cast.inside():
        check_ins = {name: CheckIn.objects.get(account_id=ours[name]).pk for name in FIRMS}
    today = now.astimezone(counting.ZONE).date()
    window = Window(today - timedelta(days=200), today, max(counting.moment(row["at"]) for row in usage))
    known = Known(by_firm(usage), by_firm(stations), {})
    member, asking = Member(visitor(cast, cast.lead)), Inside("", api.program(cast).token)

    def seen(known: Known, names: list[str]) -> list[str]:
        return [
            each
            for name in names
            for each in judging.differences(
                member, asking, judging.Firm(name, check_ins[name]), known, window, opened=0.03
            )
        ]

    found = seen(known, FIRMS)
    assert len(found) > 150
    assert [each for each in found if each] == []
    late = [row for row in usage if row["event"] == counting.LATE]
    assert {row["media"] for row in late} == set(made.MEDIA)
    assert "" in {row["item"] for row in late} and len(late) > counting.items(late)
    with monkeypatch.context() as records:
        records.setattr(counting, "items", len)
        assert any("past due" in each for each in seen(known, FIRMS)), "items and records differ, and that is seen"
    submitted = [row for row in known.usage["one"] if row["event"] == counting.SUBMITTED]
    newest = max(submitted, key=lambda row: row["at"])
    short = replace(known, usage={**known.usage, "one": [row for row in known.usage["one"] if row is not newest]})
    assert any(seen(short, ["one"]))
