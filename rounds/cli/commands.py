"""Every command of `rounds`, once: its words, its line of help, what it takes, and who does it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Command:
    """One command. does: "module:function", loaded when asked for; django: the function needs the rooms and a database."""

    words: str
    says: str
    does: str
    takes: dict[str, dict[str, Any]] = field(default_factory=dict)
    django: bool = False


PORT = {"--port": {"type": int, "help": "where the page answers (ROUNDS_PORT, else 8000)"}}
HOST = {
    "--host": {"default": "127.0.0.1", "help": "the address to listen on; others than loopback belong behind HTTPS"}
}

COMMANDS = (
    Command(
        "serve", "start everything here: database, page, worker, engine, mail", "rounds.cli.serve:serve", PORT | HOST
    ),
    Command("demo", "the same with a company that shows what Rounds does, in ./.rounds", "rounds.cli.demo:demo", PORT),
    Command("demo-data", "load the demo's company into this Rounds", "rounds.cli.demo:load", django=True),
    Command("web", "the page alone", "rounds.cli.web:web", PORT | HOST),
    Command("worker", "deliveries and jobs alone", "rounds.cli.processes:worker", django=True),
    Command("engine", "the loop of what is due alone", "rounds.cli.processes:engine", django=True),
    Command("mail", "the mail doors alone", "rounds.cli.processes:mail", django=True),
    Command("migrate", "bring the tables up to date, as the owner role", "rounds.cli.migrate:migrate"),
    Command(
        "prepare-database",
        "make database and roles on a PostgreSQL of yours; prints the two settings",
        "rounds.cli.prepare:prepare_database",
        {"admin_url": {"metavar": "ADMIN_URL", "help": "postgresql://admin:password@host/postgres"}},
    ),
    Command(
        "doctor",
        "say in plain words what runs and what is wrong",
        "rounds.cli.doctor:doctor",
        {"--json": {"action": "store_true", "help": "the same for programs"}},
    ),
)
