"""The rail shows a place only when its browser journey passes on data that came in by mail, import or API (issue 3).

Which journey proves which place stands beside the journey, as its mark; here the two are compared, without a browser.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rounds.web.frame import PLACES

BROWSER = Path(__file__).parent.parent.parent / "browser"
COMES_IN = {"mail": {"receive", "smtplib.SMTP"}, "import": {"bringing_in.run"}, "API": {"program"}}
"""By which way → the calls that are that way, as a mail server (by pipe or SMTP), the worker and a program take it."""


@dataclass(frozen=True)
class Journey:
    """A browser test that is marked. calls: all that it calls, itself and by the functions of the tests' own modules."""

    test: str
    place: str
    by: str
    calls: frozenset[str]


def journeys() -> Iterator[Journey]:
    for path in sorted(BROWSER.glob("test_*.py")):
        for function in functions(path).values():
            for mark in function.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.journey":
                    [place], [by] = mark.args, mark.keywords
                    yield Journey(
                        f"{path.name}: {function.name}",
                        ast.literal_eval(place),
                        ast.literal_eval(by.value),
                        frozenset(called(function)),
                    )


def functions(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


OURS = {
    name: function
    for path in [*BROWSER.glob("*.py"), BROWSER.parent / "rooms" / "imports" / "test_incidents.py"]
    for name, function in functions(path).items()
}


def called(function: ast.FunctionDef) -> set[str]:
    """List all that a journey calls, through the functions of the browser's tests too."""
    seen: set[str] = set()
    ahead = [function]
    while ahead:
        for node in ast.walk(ahead.pop()):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) not in seen:
                seen.add(name)
                ahead += [OURS[name]] if name in OURS else []
    return seen


def test_every_place_of_the_rail_has_its_journey():
    assert {journey.place for journey in journeys()} == {place.name for place in PLACES}


def test_every_journey_goes_on_what_came_in_from_outside():
    for journey in journeys():
        assert COMES_IN[journey.by] & journey.calls, journey.test
