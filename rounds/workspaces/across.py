"""The few functions that look over all workspaces: what is due, memberships at sign-in, a mail address.

Each is SECURITY DEFINER (it runs as the owner, whom the policies do not bind), answers ids only, and stands
in `FUNCTIONS` below; a test compares that list with the database. Rooms make theirs with `AcrossWorkspaces` in a migration.
"""

from typing import Any

from django.db.migrations.operations.special import RunSQL

FUNCTIONS = {
    "slug_is_taken": "whether a new workspace's short name is free",
    "workspace_of_slug": "the workspace that the command line or an address names",
    "all_workspaces": "every workspace, for the command line",
    "came_in": "a session with its person, member and workspace: whoever holds its secret key is that person",
    "token_came": "an API token by its prefix, with whose it is and how often it was used this minute: whoever holds it is that member",
    "memberships_of": "which workspaces a signed-in person belongs to",
    "due_sign_offs": "members whose official hours have ended while they were still available",
    "due_tickets": "tickets whose reopen date has come",
    "due_by_clause": "tickets whose date has come that a clause of this kind set",
    "programmes_to_follow": "workspaces with programmes in which something happened, or that are to be looked through again",
    "grades_to_compare": "workspaces with firms on programmes whose figures are to be asked, or beside grades to be looked at, again",
    "due_holds": "tickets whose hold has come to its limit",
    "followers_to_tell": "workspaces with sealed events that followers have not been told of",
    "members_to_warn": "workspaces with sealed events that have not been looked through for changes of sign-ins",
    "due_targets": "targets that are near or missed",
    "targets_to_follow": "workspaces in which something happened that targets have not seen",
    "targets_to_catch_up": "workspaces with another manual than the one by which targets judged all tickets",
    "due_to_hand_out": "tickets that nobody has, in queues that give in turn",
    "lists_to_look_at": "workspaces whose manual tells somebody of tickets that stand in a list too long",
    "due_standings": "tickets that have stood in a list too long",
    "mailbox_of_address": "which mailbox a mail address belongs to",
    "mail_ways": "accounts on IMAP servers that mailboxes are read from, for the process that reads them",
    "due_erasings": "people whose erasing was asked for and that no worker was called for lately",
    "due_deliveries": "outbox rows that wait without a job, or whose lease ran out",
    "unsealed_workspaces": "workspaces with events that have no final number yet",
    "live_news": "which records changed in workspaces that somebody watches, by kind and id, for the live process",
    "still_in": "which sign-ins still stand, with what their passes rest on, for the live process",
    "old_answers": "what programs were answered more than a day ago",
    "old_uploads": "files that programs brought more than a day ago and that went with no message",
    "count_tables_anew": "nothing: PostgreSQL learns how many rows of each company the tables hold that imports fill",
    "count_check_ins_anew": "nothing: PostgreSQL learns how many check-ins there are, and tickets, while a programme fills",
    "usage_to_drain": "workspaces whose usage waits to be written into files",
    "strangers_met": "accounts and assets that usage waits for and that are known now",
    "usage_whose_time_came": "workspaces with usage that waited for its time",
    "due_put_off": "poison rows of one duty, and until when each is left alone",
}


KEEPING_TO_ONE = {
    "tickets_saying": "tickets in whose subject or messages these words stand, the newest first",
    "accounts_named": "firms with such a name, domain or contact",
    "contacts_named": "people with such a name or address",
}
"""Functions that look into one workspace only, the transaction's own. Words and likeness are not leakproof: under a policy
PostgreSQL leaves their indexes aside. So these run as the owner, compare the setting themselves, and answer ids only."""


class AcrossWorkspaces(RunSQL):
    """Make one function that looks over all workspaces. name must stand in FUNCTIONS. writes: it also keeps count of something."""

    def __init__(
        self, *, name: str, arguments: str, returns: str, body: str, writes: bool = False, language: str = "sql"
    ) -> None:
        if name not in FUNCTIONS:
            raise ValueError(f"{name} does not stand in rounds.workspaces.across.FUNCTIONS")
        self.options: dict[str, Any] = {"name": name, "arguments": arguments, "returns": returns, "body": body}
        if writes:
            self.options["writes"] = True
        if language != "sql":
            self.options["language"] = language
        kind = "VOLATILE" if writes else "STABLE"
        super().__init__(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE {language} {kind} SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $across${body}$across$",
            reverse_sql=f"DROP FUNCTION IF EXISTS {name}",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], dict(self.options)


class InWorkspace(RunSQL):
    """Make one function that keeps to the transaction's workspace. name must stand in KEEPING_TO_ONE.

    settings: what the planner must not try inside it.
    """

    def __init__(self, *, name: str, arguments: str, returns: str, body: str, settings: dict[str, str]) -> None:
        if name not in KEEPING_TO_ONE:
            raise ValueError(f"{name} does not stand in rounds.workspaces.across.KEEPING_TO_ONE")
        self.options: dict[str, Any] = {
            "name": name,
            "arguments": arguments,
            "returns": returns,
            "body": body,
            "settings": settings,
        }
        more = " ".join(f"SET {setting} = {value}" for setting, value in settings.items())
        super().__init__(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp {more} "
            # A column that a later migration adds may have a name of the body's: the body means its own.
            f"AS $inside$\n#variable_conflict use_variable\n{body}$inside$",
            reverse_sql=f"DROP FUNCTION IF EXISTS {name}",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], dict(self.options)
