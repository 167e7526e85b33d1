"""Children of a supervisor: none outlives it, however it ends; one that dies starts again. Real processes, no database."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rounds.cli.demo import free_doors
from rounds.cli.doctor import doctor
from rounds.cli.only_one import is_held, note, noted, only_one, told
from rounds.cli.ports import next_free, refuse_taken, taken_in_words
from rounds.cli.supervisor import Supervisor
from rounds.cli.trouble import CommandTrouble

PROJECT = Path(__file__).parents[3]
SUPERVISOR = """
import sys
from pathlib import Path
from rounds.cli import children
from rounds.cli.only_one import only_one
from rounds.cli.signals import signals_interrupt
from rounds.cli.supervisor import Supervisor

class Sleeper(children.Child):
    program = ("-c", "import time; from rounds.cli.supervised import end_with_supervisor; end_with_supervisor(); time.sleep(600)")

home = Path(sys.argv[1])
with signals_interrupt(), only_one(home):
    supervisor = Supervisor(home, [Sleeper("web"), Sleeper("engine")], None)
    supervisor.start()
    try:
        while True:
            supervisor.look_after()
    except KeyboardInterrupt:
        supervisor.stop()
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, tmp_path], cwd=PROJECT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    until(lambda: len(children(tmp_path)) == 2)
    yield process
    process.kill()
    process.wait()


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come; a test that hangs here is cut by the runner's own limit."""
    while not holds():
        time.sleep(0.02)


def children(home: Path) -> dict[str, int]:
    return {name: number for name, number in noted(home).items() if name in {"web", "engine"}}


def lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_child_that_was_killed_starts_again(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    before = children(tmp_path)

    os.kill(before["web"], signal.SIGKILL)

    until(lambda: children(tmp_path).get("web") not in {None, before["web"]})
    assert children(tmp_path)["engine"] == before["engine"]


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_no_child_outlives_its_supervisor(
    supervisor: subprocess.Popen[bytes], tmp_path: Path, way: signal.Signals
) -> None:
    before = children(tmp_path)

    supervisor.send_signal(way)
    supervisor.wait()

    until(lambda: not any(lives(pid) for pid in before.values()))
    assert not is_held(tmp_path)


def test_a_second_supervisor_on_the_same_home_is_refused(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with (
        pytest.raises(CommandTrouble, match=rf"already running on .* \(process {supervisor.pid}\)"),
        only_one(tmp_path),
    ):
        pass


def test_a_taken_port_is_said_with_the_setting_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandTrouble, match=f"Port {port} .* is taken by another program.*ROUNDS_PORT"):
            refuse_taken("127.0.0.1", port, "ROUNDS_PORT")
        assert next_free("127.0.0.1", port) > port


def test_a_port_that_is_taken_between_looking_and_opening_is_said_in_words_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = pytest.raises(CommandTrouble, match=f"Port {port} .* is taken by another program.*ROUNDS_SMTP_DOOR")
        with said, taken_in_words("127.0.0.1", port, "ROUNDS_SMTP_DOOR"), socket.create_server(("127.0.0.1", port)):
            pass


def test_the_demo_takes_another_port_where_its_first_was_taken_while_the_tables_were_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ROUNDS_SMTP_DOOR", "ROUNDS_SMTP_OUT"):
        monkeypatch.setenv(name, "")
    early = free_doors(18_000, 18_100, 18_200)
    door = int(os.environ["ROUNDS_SMTP_DOOR"].rpartition(":")[2])
    with socket.create_server(("127.0.0.1", early.port)), socket.create_server(("127.0.0.1", door)):
        late = free_doors(18_000, 18_100, 18_200)
    assert late.port > early.port
    assert int(os.environ["ROUNDS_SMTP_DOOR"].rpartition(":")[2]) > door
    assert os.environ["ROUNDS_SMTP_OUT"].startswith("smtp://127.0.0.1:")
    assert [child.name for child in late.more] == ["post"]


def test_what_runs_notes_by_which_settings_mail_comes_and_goes_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDS_SMTP_DOOR", "127.0.0.1:2526")
    monkeypatch.setenv("ROUNDS_SMTP_OUT", "smtps://us:secret@mail.example")
    with only_one(tmp_path):
        Supervisor(tmp_path, [], None).start()
        assert told(tmp_path) == {"ROUNDS_SMTP_DOOR": "127.0.0.1:2526", "ROUNDS_SMTP_OUT": "smtps://mail.example:465"}
        assert "secret" not in (tmp_path / "serve.json").read_text()
    assert told(tmp_path) == {}, "nothing runs any more"


def test_doctor_looks_with_the_settings_of_what_runs_not_with_those_of_its_own_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDS_HOME", str(tmp_path))
    monkeypatch.setenv("ROUNDS_SMTP_DOOR", "127.0.0.1:2525")
    monkeypatch.setenv("ROUNDS_SMTP_OUT", "")
    with only_one(tmp_path):
        note(tmp_path, {}, {"ROUNDS_SMTP_DOOR": "127.0.0.1:2526", "ROUNDS_SMTP_OUT": "smtp://127.0.0.1:2587"})
        doctor(Namespace(json=True, verify=False))
        assert (os.environ["ROUNDS_SMTP_DOOR"], os.environ["ROUNDS_SMTP_OUT"]) == (
            "127.0.0.1:2526",
            "smtp://127.0.0.1:2587",
        )
    note(tmp_path, {}, {"ROUNDS_SMTP_DOOR": "127.0.0.1:2999"})
    doctor(Namespace(json=True, verify=False))
    assert os.environ["ROUNDS_SMTP_DOOR"] == "127.0.0.1:2526", (
        "what was killed leaves its note, and is not asked any more"
    )
