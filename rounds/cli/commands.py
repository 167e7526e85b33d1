"""Every command of `rounds`, once: its words, its line of help, what it takes, and who does it."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Needs(Enum):
    """What has to be there before a command's function is loaded. ROOMS: the product's own; DATABASE: those and their data."""

    NOTHING = 0
    ROOMS = 1
    DATABASE = 2


@dataclass(frozen=True, slots=True)
class Command:
    """One command. does: "module:function", loaded when asked for; takes: arguments, as argparse describes them."""

    words: str
    says: str
    does: str
    takes: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: Needs = Needs.NOTHING


PORT = {"--port": {"type": int, "help": "where the page answers (ROUNDS_PORT, else 8000)"}}
HOST = {"--host": {"default": "127.0.0.1", "help": "where to listen; other than loopback only behind HTTPS"}}
SLUG = {"slug": {"metavar": "WORKSPACE", "help": "its short name"}}
WORKSPACE = {"--workspace": {"required": True, "metavar": "WORKSPACE", "help": "the short name of whose manual it is"}}
FILE = {"file": {"metavar": "FILE", "help": "an operating manual"}}

PROCESSES = (
    Command(
        "serve", "start everything: database, page, live, mail, worker, engine", "rounds.cli.serve:serve", PORT | HOST
    ),
    Command(
        "demo", "the same with companies to look at, in ROUNDS_HOME or else ./.rounds", "rounds.cli.demo:demo", PORT
    ),
    Command("web", "the page alone", "rounds.cli.web:web", PORT | HOST),
    Command(
        "live",
        "tell open pages what changes, alone",
        "rounds.cli.live:live",
        {"--port": {"type": int, "help": "where browsers listen (ROUNDS_LIVE_PORT)"}} | HOST,
    ),
    Command("worker", "deliveries and jobs alone", "rounds.cli.processes:worker", needs=Needs.DATABASE),
    Command("engine", "the loop of what is due alone", "rounds.cli.processes:engine", needs=Needs.DATABASE),
    Command("mail", "the mail doors alone", "rounds.cli.processes:mail", needs=Needs.DATABASE),
)
UPKEEP = (
    Command(
        "doctor",
        "say what runs and what is wrong",
        "rounds.cli.doctor:doctor",
        {
            "--verify": {"action": "store_true", "help": "look through all of the history: was any of it changed?"},
            "--json": {"action": "store_true", "help": "the same for programs"},
        },
    ),
    Command("migrate", "bring the tables up to date, as the owner role", "rounds.cli.migrate:migrate"),
    Command(
        "prepare-database",
        "make database and roles on a PostgreSQL of yours",
        "rounds.cli.prepare:prepare_database",
        {"admin_url": {"metavar": "ADMIN_URL", "help": "postgresql://admin:password@host/postgres"}},
    ),
    Command(
        "post",
        "the demo's own post office: what leaves is kept in a folder",
        "rounds.cli.post:post",
        {"--port": {"type": int, "required": True, "help": "where it takes mail, on loopback"}},
    ),
    Command("demo-data", "put the demo's company into this Rounds", "rounds.cli.demo:load", needs=Needs.DATABASE),
)
COMPANY = (
    Command(
        "workspace add",
        "found a workspace and put its manual in force",
        "rounds.cli.workspaces:add_workspace",
        SLUG
        | {
            "--name": {"help": "as people read it"},
            "--manual": {"required": True, "metavar": "FILE", "help": "its operating manual"},
            "--zone": {
                "help": "the time zone of its office, as in Europe/Berlin, instead of the manual's, with that country's holidays"
            },
        },
        Needs.DATABASE,
    ),
    Command(
        "first-run",
        "say where the first company is founded on the page, while there is none",
        "rounds.cli.first_run:say_where",
        HOST | PORT,
        Needs.DATABASE,
    ),
    Command(
        "member add",
        "add somebody who can sign in",
        "rounds.cli.workspaces:add_person",
        SLUG
        | {
            "email": {"metavar": "EMAIL"},
            "--name": {"help": "as people read it"},
            "--role": {"action": "append", "required": True, "help": "a role of the manual; again for another"},
            "--password": {"help": "“-” reads it from the input; none makes one and prints it"},
        },
        Needs.DATABASE,
    ),
    Command(
        "member unlock",
        "take away the second factor of somebody who lost it; their password alone lets them in then",
        "rounds.cli.workspaces:unlock_person",
        SLUG | {"email": {"metavar": "EMAIL", "help": "the member's"}},
        Needs.DATABASE,
    ),
    Command(
        "token add",
        "let a program act as a member at the API; prints the token, once",
        "rounds.cli.tokens:add",
        SLUG
        | {
            "email": {"metavar": "EMAIL", "help": "the member's"},
            "--name": {"required": True, "help": "which program it is for"},
            "--scope": {
                "action": "append",
                "required": True,
                "help": "what it may do: an act, or a group; again for another",
            },
            "--until": {"required": True, "metavar": "DAY", "help": "the day on which it ends, 2027-03-01, or “never”"},
        },
        Needs.DATABASE,
    ),
    Command(
        "token list",
        "list API tokens: whose, what for, last used, until when",
        "rounds.cli.tokens:listing",
        SLUG | {"--json": {"action": "store_true", "help": "the same for programs"}},
        Needs.DATABASE,
    ),
    Command(
        "token end",
        "end an API token",
        "rounds.cli.tokens:end",
        SLUG | {"prefix": {"metavar": "PREFIX", "help": "its beginning, as the list shows it"}},
        Needs.DATABASE,
    ),
    Command(
        "person erase",
        "erase a customer's contact: name, addresses, letters, files; history stays, without them",
        "rounds.cli.workspaces:erase_contact",
        SLUG | {"address": {"metavar": "ADDRESS", "help": "one of their mail addresses"}},
        Needs.DATABASE,
    ),
    Command(
        "mailbox add",
        "give a mailbox of the manual its address",
        "rounds.cli.workspaces:add_box",
        SLUG | {"name": {"metavar": "MAILBOX", "help": "as the manual names it"}, "address": {"metavar": "ADDRESS"}},
        Needs.DATABASE,
    ),
    Command(
        "mailbox list",
        "list mailboxes, their other addresses and how the folders are read",
        "rounds.cli.mailboxes:listing",
        SLUG,
        Needs.DATABASE,
    ),
    Command(
        "mailbox alias",
        "let mail to one more address come to a mailbox",
        "rounds.cli.mailboxes:alias",
        SLUG
        | {
            "name": {"metavar": "MAILBOX", "help": "as the manual names it"},
            "address": {"metavar": "ADDRESS"},
            "--remove": {"action": "store_true", "help": "take it away again"},
        },
        Needs.DATABASE,
    ),
    Command(
        "mailbox read",
        "let a mailbox be read from an account on an IMAP server; asks for the password, or reads it from the input",
        "rounds.cli.mailboxes:read",
        SLUG
        | {
            "name": {"metavar": "MAILBOX", "help": "as the manual names it"},
            "host": {"metavar": "HOST", "help": "imap.example.org"},
            "user": {"metavar": "USER"},
            "--port": {"type": int, "default": 993},
            "--tls": {"choices": ["tls", "starttls", "none"], "default": "tls"},
            "--folder": {"action": "append", "help": "INBOX, where none is named; again for another"},
            "--from-beginning": {"action": "store_true", "help": "what lies there already becomes tickets too"},
            "--token-url": {
                "default": "",
                "help": "where access tokens are given; the password is a refresh token then",
            },
            "--client-id": {"default": ""},
            "--client-secret-file": {"metavar": "FILE", "help": "a file that holds it"},
            "--scope": {"default": ""},
            "--remove": {"action": "store_true", "help": "read from it no more"},
        },
        Needs.DATABASE,
    ),
    Command(
        "manual check",
        "list every error of a file",
        "rounds.cli.manuals:check_manual",
        FILE
        | {"--json": {"action": "store_true", "help": "the same for programs: line, column, clause, problem, nearest"}},
        Needs.ROOMS,
    ),
    Command(
        "manual compare",
        "say what a file would change and touch",
        "rounds.cli.manuals:compare_manual",
        FILE | WORKSPACE,
        Needs.DATABASE,
    ),
    Command("manual adopt", "put a file in force", "rounds.cli.manuals:adopt_manual", FILE | WORKSPACE, Needs.DATABASE),
    Command(
        "manual show",
        "print the manual in force",
        "rounds.cli.manuals:show_manual",
        WORKSPACE | {"--version": {"type": int, "help": "an earlier one"}},
        Needs.DATABASE,
    ),
    Command(
        "manual schema",
        "print a JSON Schema of clauses, for editors",
        "rounds.cli.manuals:print_schema",
        needs=Needs.ROOMS,
    ),
    Command(
        "manual reference",
        "print all that can be written in a manual",
        "rounds.cli.manuals:print_reference",
        needs=Needs.ROOMS,
    ),
)
MAILS = (
    Command(
        "mail parse",
        "read files of mails and print what is in them; needs no database",
        "rounds.cli.mails:parse",
        {
            "paths": {"nargs": "+", "metavar": "PATH", "help": "a mail, or a folder of mails"},
            "--jsonl": {"action": "store_true", "help": "a line of JSON each, for programs"},
        },
    ),
)
TABLE: dict[str, dict[str, Any]] = {
    "file": {"metavar": "FILE", "help": "CSV, XLSX or JSON lines, packed with gzip perhaps"},
    "--workspace": {"required": True, "metavar": "WORKSPACE", "help": "the short name of whose it becomes"},
    "--map": {"metavar": "MAP.yaml", "help": "what each column becomes; without it, it is guessed and printed"},
    "--source": {"help": "the system that its ids come from, such as hubspot; a map may say it (file)"},
    "--guess": {
        "action": "store_true",
        "help": "print the guessed map and do nothing: rounds import … --guess > map.yaml",
    },
    "--dry-run": {"action": "store_true", "help": "say what would be made, changed and left, and write nothing"},
    "--rejected": {"metavar": "FILE.csv", "help": "where rows that cannot come in are written, with line and reason"},
}
IMPORTS = tuple(
    Command(f"import {what}", f"bring {what} in from a table", "rounds.cli.imports:bring", TABLE, Needs.DATABASE)
    for what in ("accounts", "contacts", "assets", "tickets")
)
OLD_MAILS = (
    Command(
        "import mail",
        "bring old mails in from files (.eml), folders, Maildir or mbox",
        "rounds.cli.old_mails:bring",
        {
            "paths": {"nargs": "+", "metavar": "PATH", "help": "a mail, an mbox, or a folder of them; a Maildir"},
            "--workspace": TABLE["--workspace"],
            "--mailbox": {"required": True, "metavar": "MAILBOX", "help": "as the manual names it"},
            "--open": {
                "action": "store_true",
                "help": "their tickets wait for whoever was written to last; else they are closed, a past to look up",
            },
            "--dry-run": {"action": "store_true", "help": "say what would become of them, and write nothing"},
            "--rejected": {
                "metavar": "FILE.csv",
                "help": "where mails that cannot come in are listed, with the reason",
            },
        },
        Needs.DATABASE,
    ),
)
USAGE = (
    Command(
        "usage import", "bring records of usage in from a table", "rounds.cli.imports:bring", TABLE, Needs.DATABASE
    ),
    Command(
        "usage waiting",
        "list usage that waits: for an account or asset that is not known, or for its date",
        "rounds.cli.usage:waiting",
        WORKSPACE | {"--json": {"action": "store_true", "help": "the same for programs"}},
        Needs.DATABASE,
    ),
    Command(
        "usage drop",
        "drop the usage that waits for an account or asset",
        "rounds.cli.usage:drop",
        WORKSPACE | {"number": {"type": int, "metavar": "NUMBER", "help": "as the list shows it"}},
        Needs.DATABASE,
    ),
)
SIMULATING = (
    Command(
        "simulate",
        "play a team under a manual by a clock that runs fast, and have it judged",
        "rounds.cli.simulating:simulate",
        FILE
        | {
            "--accounts": {"type": int, "default": 100, "help": "how many firms there are at the beginning (100)"},
            "--days": {"type": int, "default": 365, "help": "how long it goes on (365)"},
            "--seed": {
                "type": int,
                "default": 1,
                "help": "who answers, forgets and leaves; the same seed, the same people (1)",
            },
            "--from": {
                "dest": "first",
                "metavar": "DAY",
                "help": "the first day (2027-09-06: a 29 February lies ahead)",
            },
            "--json": {"action": "store_true", "help": "the same for programs"},
        },
    ),
)
COMMANDS = PROCESSES + UPKEEP + COMPANY + MAILS + IMPORTS + OLD_MAILS + USAGE + SIMULATING
