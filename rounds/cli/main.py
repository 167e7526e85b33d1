"""`rounds`: reads the words, finds the command, says in a sentence what stands in the way."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pkgutil import resolve_name

from rounds.basics.problems import Refused
from rounds.cli.commands import COMMANDS, Command, Needs
from rounds.cli.supervised import end_with_supervisor
from rounds.cli.surroundings import database_up, load_rooms
from rounds.cli.trouble import CommandTrouble
from rounds.postgres import PostgresTrouble

INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code: 0 done, 1 could not, 2 misunderstood, 130 interrupted."""
    end_with_supervisor()
    chosen = parser().parse_args(words)
    try:
        return _run(chosen.command, chosen)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"rounds: {problem.text}{f' {problem.fix}' if problem.fix else ''}", file=sys.stderr)
    except (CommandTrouble, PostgresTrouble) as trouble:
        print(f"rounds: {trouble}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Build the parser from the table of commands."""
    top = argparse.ArgumentParser(prog="rounds", description="Runs a customer team's operating guide.")
    groups = {"": top.add_subparsers(metavar="COMMAND", required=True)}
    alone: dict[str, argparse.ArgumentParser] = {}
    for command in COMMANDS:
        group, _, word = command.words.rpartition(" ")
        if group not in groups:
            first = alone.get(group) or groups[""].add_parser(group, help=_says(group))
            groups[group] = first.add_subparsers(metavar="WHAT", required=group not in alone)
        alone[command.words] = groups[group].add_parser(word, help=command.says, description=command.says)
        _add(alone[command.words], command)
    return top


def _says(group: str) -> str:
    return ", ".join(each.words.removeprefix(f"{group} ") for each in COMMANDS if each.words.startswith(f"{group} "))


def _add(words: argparse.ArgumentParser, command: Command) -> None:
    for name, options in command.takes.items():
        words.add_argument(name, **options)
    words.set_defaults(command=command)


def _run(command: Command, chosen: argparse.Namespace) -> int:
    with database_up() if command.needs is Needs.DATABASE else nullcontext():
        if command.needs is not Needs.NOTHING:
            load_rooms()
        return int(resolve_name(command.does)(chosen) or 0)
