"""Finding the firms that the records of a batch point at, all at once."""

from collections.abc import Iterable

from rounds.accounts.coming import Named
from rounds.accounts.models import Account, AccountKnownAs
from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.workspaces.setwise import find_each

SAME_FILE = 0
"""Stands for a firm that the same file brings in, in a trial that writes nothing."""


class Firms:
    """The firms behind ids of a source, or names."""

    def __init__(self, source: str, named: Iterable[Named], promised: frozenset[str]) -> None:
        wanted = list(named)
        keys = list({one.key for one in wanted if one.key})
        names = list({one.name for one in wanted if one.name})
        self._by_key: dict[str, int] = dict(find_each(AccountKnownAs, "key", keys, "record_id", source=source))
        self._by_name: dict[str, list[int]] = {}
        for name, number in find_each(Account, "name", names, "id"):
            self._by_name.setdefault(name, []).append(number)
        self._promised = promised

    def find(self, firm: Named) -> int | Problem:
        """Give a firm's id, or say why it is not known."""
        if firm.key and firm.key in self._by_key:
            return self._by_key[firm.key]
        found = self._by_name.get(firm.name, []) if firm.name else []
        if len(found) == 1:
            return found[0]
        if str(firm) in self._promised:
            return SAME_FILE
        if len(found) > 1:
            text = f"{len(found)} accounts are called “{firm.name}”."
            return Problem("which account", text, "Say which by the id that it has in the other system.")
        near = nearest(firm.name, self._by_name) if firm.name else None
        fix = f"Did you mean “{near}”?" if near else "Import the accounts first."
        return Problem("no account", f"No account is known as “{str(firm)[:80]}”.", fix)
