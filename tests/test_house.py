"""The rules of the house that a machine can check: the floor plan stands in `make check`, the rest here."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.database import ready

ready()

from rounds.policies import registry as clauses
from rounds.timeline import registry as events

HOUSE = Path(__file__).parent.parent
ROOMS = HOUSE / "rounds"
DOORS = {"web", "api", "cli", "live", "site"}
READS_THE_CLOCK = {
    "rounds/simulation/house.py": "a door: it is told what time it is",
    "rounds/basics/clock.py": "the one place",
    "rounds/mail/door.py": "a door",
    "rounds/mail/polling.py": "a door",
    "rounds/mail/jobs.py": "a door: the worker",
    "rounds/imports/jobs.py": "a door: the worker",
    "rounds/telemetry/jobs.py": "a door: the worker",
    "rounds/postgres/left_behind.py": "plumbing: the age of files that a killed server left",
}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
    ("date", "today"),
    ("time", "time"),
    ("clock", "now"),
}


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(ROOMS.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(HOUSE), path.read_text()


def test_only_doors_read_the_clock():
    """Style: below the doors time is an argument without a default."""
    guilty = set()
    for path, text in modules():
        if path.parts[1] in DOORS or str(path) in READS_THE_CLOCK:
            continue
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and (node.value.id, node.attr) in CLOCKS
            ):
                guilty.add(str(path))
    assert guilty == set()


def test_the_floor_plan_names_every_module_of_rules():
    """Style, Inside a room: whatever is called rules, clauses or conditions decides, and `lint-imports` holds it to that."""
    [contract] = [
        each
        for each in tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
        if each["name"].startswith("Rules know no")
    ]
    everything = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path, _ in modules()}
    deciding = {module for module in everything if module.rpartition(".")[2] in {"rules", "clauses", "conditions"}}
    assert {"rounds.targets.rules", "rounds.team.second_factor.rules", "rounds.policies.conditions"} <= deciding
    named = [re.compile(as_import_linter_reads(name)) for name in contract["source_modules"]]
    assert {module for module in deciding if not any(name.fullmatch(module) for name in named)} == set()


def as_import_linter_reads(name: str) -> str:
    """Give the pattern of a dotted name: ** stands for one part or more, * for one."""
    return re.escape(name).replace(r"\*\*", r"\w+(\.\w+)*").replace(r"\*", r"\w+")


def test_rules_know_no_database_no_network_no_settings():
    for path, text in modules():
        if path.stem not in {"rules", "clauses", "dates", "values", "spans", "hours"} and path.parent.name != "rules":
            continue
        for node in ast.walk(ast.parse(text)):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                assert name.split(".")[0] not in {"django", "psycopg", "socket", "smtplib", "procrastinate"}, path


def test_no_exception_is_swallowed():
    for path, text in modules():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"}
                silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
                assert not (broad and silent), f"{path}:{node.lineno}"


def test_every_event_stands_in_the_docs_and_nothing_else_does():
    written = re.findall(r"^\| `([a-z]+\.[a-z -]+)` \|", (HOUSE / "docs" / "timeline.md").read_text(), re.M)
    assert sorted(written) == list(events.kinds())


def test_every_setting_stands_in_the_docs_and_nothing_else_does():
    used = set()
    for _, text in modules():
        used |= set(re.findall(r"\"((?:ROUNDS|DATABASE)_[A-Z_]+)\"", text))
    written = set(re.findall(r"^\| `([A-Z_]+)` \|", (HOUSE / "docs" / "settings.md").read_text(), re.M))
    assert written == used


def test_every_clause_kind_says_what_it_is():
    for kind, model in clauses.kinds().items():
        assert model.__doc__, kind


def test_the_migrations_lead_to_the_models():
    """Style, Migrations: a model that says more than they do, or the same in other words, would slip into the next one."""
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_every_room_has_a_page_for_newcomers():
    rooms = {path.name for path in ROOMS.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert {room for room in rooms if not (ROOMS / room / "README.md").exists()} == set()


def test_no_two_decisions_share_a_number():
    numbers = Counter(path.name[:4] for path in (HOUSE / "docs" / "decisions").glob("*.md"))
    assert [number for number, many in numbers.items() if many > 1] == []


@pytest.mark.parametrize("pattern", [r"TODO", r"FIXME", r"XXX\b", r"\bNotImplementedError\(\)"])
def test_nothing_is_left_half_done_in_the_text(pattern):
    found = [str(path) for path, text in modules() if re.search(pattern, text)]
    assert found == []
