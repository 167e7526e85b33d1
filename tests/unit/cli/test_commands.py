import ast
from pathlib import Path

import pytest

from rounds.cli.commands import COMMANDS, Command, Needs
from rounds.cli.main import main, parser

ROOM = Path(__file__).parents[3]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.words)
def test_every_command_names_a_function_that_exists(command: Command) -> None:
    module, _, function = command.does.partition(":")
    place = ROOM / module.replace(".", "/")
    source = place.with_suffix(".py") if place.with_suffix(".py").exists() else place / "__init__.py"

    assert function in {node.name for node in ast.parse(source.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_no_command_stands_twice() -> None:
    assert len({command.words for command in COMMANDS}) == len(COMMANDS)


def test_words_find_their_command() -> None:
    chosen = parser().parse_args(["member", "add", "fenwick", "teo@fenwick.example", "--role", "rep", "--role", "lead"])

    assert chosen.command.words == "member add"
    assert chosen.role == ["rep", "lead"]
    assert chosen.command.needs is Needs.DATABASE


def test_a_command_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["dance"])

    assert refused.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err
