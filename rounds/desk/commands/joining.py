"""Two contacts are one person: what the other asked, wrote and takes part in is the one's that stays; and the way back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from rounds.accounts.being_erased import refuse_meanwhile
from rounds.accounts.commands import let_go_contact, take_in_contact
from rounds.accounts.models import ContactJoin
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.commands.linking import one_link_at_a_time
from rounds.desk.models import Merge, Ticket
from rounds.desk.rules import PartyRole
from rounds.team.queries import require
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

TRIES = 5
"""How often the tickets are locked anew where others of the two came in meanwhile."""

BUSY = Problem("busy", "Mails of theirs are coming in just now.", "Try again in a minute.")

THEIRS = """
    SELECT id FROM ticket WHERE requester_id = ANY(%s)
    UNION SELECT ticket_id FROM ticket_party WHERE contact_id = ANY(%s) ORDER BY 1
"""
ASKED = "UPDATE ticket SET requester_id = %s, version = version + 1 WHERE requester_id = %s RETURNING id"
WROTE = "UPDATE message SET author_contact_id = %s WHERE author_contact_id = %s RETURNING id"
BOTH_IN = """
    SELECT other.id, other.ticket_id, other.address_id, other.role, mine.id, mine.address_id, mine.role
    FROM ticket_party other JOIN ticket_party mine ON mine.ticket_id = other.ticket_id AND mine.contact_id = %s
    WHERE other.contact_id = %s ORDER BY other.id
"""
DROP = "DELETE FROM ticket_party WHERE id = ANY(%s)"
ANSWERED_AT = "UPDATE ticket_party SET address_id = %s, role = %s WHERE id = %s"
TAKES_PART = "UPDATE ticket_party SET contact_id = %s WHERE contact_id = %s RETURNING id"

WROTE_BACK = "UPDATE message SET author_contact_id = %s WHERE id = ANY(%s) AND author_contact_id = %s"
IN_AGAIN = """
    INSERT INTO ticket_party (workspace_id, ticket_id, contact_id, address_id, role) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (workspace_id, ticket_id, contact_id) DO NOTHING
"""
REACHED_AT = """
    SELECT id FROM contact_address WHERE contact_id = %s AND key IS NOT NULL ORDER BY id = %s DESC, position, id LIMIT 1
"""
"""An address of a contact that was not taken away: this one where it is such a one, else their first."""
TAKES_PART_BACK = """
    UPDATE ticket_party SET contact_id = %(other)s, address_id = CASE
        WHEN address_id IN (SELECT id FROM contact_address WHERE contact_id = %(other)s AND key IS NOT NULL) THEN address_id
        ELSE %(first)s END
    WHERE contact_id = %(kept)s
    AND (id > %(before)s AND address_id IN (SELECT id FROM contact_address WHERE contact_id = %(other)s)
         OR id = ANY(%(moved)s) AND NOT EXISTS (
             SELECT 1 FROM ticket WHERE ticket.id = ticket_party.ticket_id AND ticket.recurs_by <> ''))
    AND NOT EXISTS (
        SELECT 1 FROM ticket_party again WHERE again.ticket_id = ticket_party.ticket_id AND again.contact_id = %(other)s)
"""
"""Theirs again is what was theirs, and what came since by an address of theirs. What recurs and was written to the one that stays
since is that one's."""
NEWEST = "SELECT coalesce(max(id), 0) FROM ticket_party WHERE contact_id = %s"
NOT_THEIRS = """
    SELECT id FROM ticket_party WHERE contact_id = %s
    AND address_id NOT IN (SELECT id FROM contact_address WHERE contact_id = %s AND key IS NOT NULL)
"""
AT_THEIRS = "UPDATE ticket_party SET address_id = %s WHERE id = ANY(%s)"
WITH_THE_SURVIVOR = """
    INSERT INTO ticket_party (workspace_id, ticket_id, contact_id, address_id, role)
    SELECT party.workspace_id, merged.survivor_id, party.contact_id, party.address_id, %s
    FROM ticket_merged merged JOIN ticket_party party ON party.ticket_id = merged.ticket_id
    WHERE party.contact_id = ANY(%s)
    ON CONFLICT (workspace_id, ticket_id, contact_id) DO NOTHING
"""
"""Whoever wrote on a merged ticket takes part in the one that stands for it, as themselves again."""
ASKED_BACK = """
    UPDATE ticket SET requester_id = %s, version = version + 1 WHERE requester_id = %s
    AND (EXISTS (SELECT 1 FROM ticket_party party
                 WHERE party.ticket_id = ticket.id AND party.contact_id = %s AND party.role = %s)
         OR id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM ticket_party party
                 WHERE party.ticket_id = ticket.id AND party.contact_id = %s AND party.role = %s))
"""
"""A ticket is whose place in it is that of who asked; where nobody's is, whose it was."""


@command
def join_contacts(*, kept_id: int, other_id: int, by: Actor, at: datetime, version: str | None = None) -> ContactJoin:
    """Say that two contacts are one person: the one stays, with all that is the other's.

    Addresses, tickets, what they wrote, where they take part and how other systems know them: a mail from any address of theirs is the
    one's from then on. Tickets keep the account that they have. version: of the one that stays. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (the same one, joined already, erased, being erased, mails come in all the time).
    """
    require(by, "look after accounts")
    refuse_meanwhile(kept_id, other_id)
    one_link_at_a_time()  # before any ticket, as merges do: what they gave their tickets is looked at, too
    for _ in range(TRIES):
        place = transaction.savepoint_create()
        locked = _locked(kept_id, other_id)
        join = take_in_contact(kept_id=kept_id, other_id=other_id, version=version, by=by, at=at)
        if _tickets(other_id) <= locked:
            transaction.savepoint_commit(place)
            break
        transaction.savepoint_rollback(place)  # a ticket is locked before a contact, by everybody
    else:
        raise Refused([BUSY])
    join.moved |= _take_in(kept_id, other_id)
    join.save(update_fields=["moved"])
    return join


@command
def part_contacts(*, join_id: int, by: Actor, at: datetime) -> ContactJoin:
    """Take a joining back: each contact stands for itself again, with its addresses and with the tickets that they asked from there.

    Each is answered at addresses of its own: one that was taken away meanwhile does not come back, and a contact that has none left
    gets nothing back. What was written since stays the one's that had stayed. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (taken back already, joined on meanwhile, another was joined after it, the one that stays would
    be left without an address).
    """
    require(by, "look after accounts")
    one_link_at_a_time()
    found = ContactJoin.objects.filter(id=join_id).values_list("kept_id", "other_id").first()
    if found is None:
        raise NotThere(f"joining {join_id}")
    refuse_meanwhile(*found)
    _locked(*found)
    join = let_go_contact(join_id=join_id, by=by, at=at)
    _let_go(join)
    return join


def _locked(*contact_ids: int) -> frozenset[int]:
    """Lock the tickets of these contacts in the order of their ids, as other acts on several do."""
    found = Ticket.objects.select_for_update().filter(id__in=_tickets(*contact_ids)).order_by("id")
    return frozenset(found.values_list("id", flat=True))


def _tickets(*contact_ids: int) -> frozenset[int]:
    ids = list(contact_ids)
    return frozenset(number for (number,) in fetch(THEIRS, [ids, ids]))


def _take_in(kept_id: int, other_id: int) -> dict[str, Any]:
    """Give the one that stays what the other asked, wrote and takes part in; gives the ids of all that went over."""
    both = _once_each(kept_id, other_id)
    parties = _ids(TAKES_PART, [kept_id, other_id])
    [newest] = _ids(NEWEST, [kept_id])
    return {
        "tickets": _ids(ASKED, [kept_id, other_id]),
        "messages": _ids(WROTE, [kept_id, other_id]),
        "both": both,
        "parties": parties,
        "newest": newest,
        "merges": _in_merges(kept_id, other_id, frozenset(row[0] for row in both)),
    }


def _once_each(kept_id: int, other_id: int) -> list[list[Any]]:
    """Let a person take part once where both contacts did: as who asked, if one of them did, at the address they asked from.

    Gives for each what the way back needs: the ticket, then address and role of the other, then row, address and role of the one.
    """
    found = fetch(BOTH_IN, [kept_id, other_id])
    execute(DROP, [[row[0] for row in found]])
    for _, _, address_id, role, mine_id, _, _ in found:
        if role == PartyRole.REQUESTER:
            execute(ANSWERED_AT, [address_id, role, mine_id])
    return [list(row[1:]) for row in found]


def _in_merges(kept_id: int, other_id: int, both: frozenset[int]) -> list[list[Any]]:
    """Let merges that gave a ticket one of the two give it the one that stays: whoever took part there by themselves stays there.

    both: tickets on which both took part. Gives the act, and whom it gave before and gives now.
    """
    changed: list[list[Any]] = []
    for act in Merge.objects.filter(into__in=_tickets(kept_id), undone_at=None).order_by("id"):
        before = act.gained["people"]
        given = {kept_id, other_id} & set(before)
        if not given:
            continue
        rest = [each for each in before if each not in given]
        now = [*rest, kept_id] if len(given) == 2 or act.into_id not in both else rest
        _give(act, now)
        changed.append([act.pk, before, now])
    return changed


def _give(act: Merge, people: list[int]) -> None:
    act.gained = {**act.gained, "people": people}
    act.save(update_fields=["gained"])


def _let_go(join: ContactJoin) -> None:
    moved, kept_id, other_id = join.moved, join.kept_id, join.other_id
    execute(WROTE_BACK, [other_id, moved["messages"], kept_id])
    for ticket_id, address_id, role, mine_id, my_address_id, my_role in moved["both"]:
        mine, theirs = _reached_at(kept_id, my_address_id), _reached_at(other_id, address_id)
        if mine and theirs:
            execute(ANSWERED_AT, [mine, my_role, mine_id])
            execute(IN_AGAIN, [here(), ticket_id, other_id, theirs, role])
    if first := _reached_at(other_id):
        newest = moved.get("newest", 0)  # joinings of an older version do not say
        given = {"first": first, "moved": moved["parties"], "before": newest}
        execute(TAKES_PART_BACK, {"other": other_id, "kept": kept_id, **given})
    _stay(kept_id)
    execute(WITH_THE_SURVIVOR, [PartyRole.CC, [kept_id, other_id]])
    asked = PartyRole.REQUESTER
    execute(ASKED_BACK, [other_id, kept_id, other_id, asked, moved["tickets"], kept_id, asked])
    for merge_id, before, now in moved["merges"]:
        act = Merge.objects.filter(id=merge_id, undone_at=None).first()
        if act and act.gained["people"] == now:
            _give(act, before)


def _stay(kept_id: int) -> None:
    """Let the one that stays be answered at an address of its own wherever it still takes part. Raises Refused (it has none left)."""
    if parties := _ids(NOT_THEIRS, [kept_id, kept_id]):
        mine = _reached_at(kept_id)
        text, fix = "The one that stays would be left without an address.", "Add one that is theirs first."
        refuse_if([] if mine else [Problem("no address left", text, fix)])
        execute(AT_THEIRS, [mine, parties])


def _reached_at(contact_id: int, rather: int = 0) -> int | None:
    return next(iter(_ids(REACHED_AT, [contact_id, rather])), None)


def _ids(statement: str, values: Sequence[Any]) -> list[int]:
    return [number for (number,) in fetch(statement, values)]
