"""Putting an answer into the manual's template, and giving it its name among all mails."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.accounts.erasing import ERASED
from rounds.basics.problems import Problem, Refused
from rounds.desk.clauses import Template, TicketKind
from rounds.desk.commands.correspondents import Correspondent
from rounds.desk.events.talk import RobotWrote
from rounds.desk.letters import OF_EVIDENCE
from rounds.desk.models import Ticket
from rounds.desk.rules import unmarked, without_replies
from rounds.policies.book import Book
from rounds.team.queries import member_name
from rounds.workspaces.queries import this_workspace
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Framed:
    """An answer as it leaves."""

    subject: str
    text: str


def framed(
    ticket: Ticket, text: str, parties: Sequence[Correspondent], *, member_id: int | None, manual: Book
) -> Framed:
    """Put a member's text into the template that the ticket's kind answers with. Raises Refused where the kind has gone."""
    kind = manual.find(TicketKind, ticket.kind)
    if kind is None:
        text = f"The manual in force has no ticket kind “{ticket.kind}” any more."
        raise Refused([Problem("kind gone", text, "Give the ticket another kind first.", field="kind")])
    template = manual.get(Template, kind.answers_with)
    facts = _facts(ticket, text, parties, member_id) | written_under(ticket)
    return Framed(template.subject_for(facts), template.body_for(facts))


def words_of(
    template: Template,
    ticket: Ticket,
    parties: Sequence[Correspondent],
    *,
    member_id: int | None,
    more: Mapping[str, str] | None = None,
) -> Framed:
    """Give the words of a template that says all by itself, with nothing typed by anybody. more: fields that a room above fills in."""
    facts = _facts(ticket, "", parties, member_id) | dict(more or {})
    return Framed(template.subject_for(facts), GAP.sub("\n\n", template.body_for(facts)).strip())


def written_under(ticket: Ticket) -> dict[str, str]:
    """Give the subject that a recurring ticket's people write under: of its last mail, for its title is the team's own.

    A robot's mail is none of that: its subject is the robot's. Nothing where there is none: then it is the title, as everywhere else.
    """
    found = fetch(LAST_SUBJECT, [ticket.pk, ERASED, RobotWrote.kind]) if ticket.recurs_by else []
    bare = without_replies(found[0][0]) if found else ""
    return {"subject": bare} if bare else {}


LAST_SUBJECT = """
    SELECT subject FROM message WHERE ticket_id = %s AND subject NOT IN ('', %s) AND kind <> 'note' AND NOT EXISTS (
        SELECT FROM timeline_event event WHERE event.workspace_id = message.workspace_id AND event.subject_kind = 'ticket'
            AND event.subject_id = message.ticket_id AND event.kind = %s AND event.payload->>'message' = message.id::text)
    ORDER BY id DESC LIMIT 1
"""


GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
"""What an empty field leaves behind between two paragraphs."""


def make_message_id(ticket: Ticket) -> str:
    """Make a Message-ID that nobody can guess and no other mail has, in the domain that the ticket is answered from."""
    domain = ticket.mailbox.rpartition("@")[2]
    return f"<{ticket.pk}.{secrets.token_hex(12)}@{domain}>"


def _facts(ticket: Ticket, text: str, parties: Sequence[Correspondent], member_id: int | None) -> dict[str, str]:
    member = member_name(member_id)
    contact = parties[0].name.partition("@")[0] if parties else ""
    return {
        "text": text.strip(),
        "subject": unmarked(ticket.subject, ticket.mark),
        "ticket number": str(ticket.number),
        "contact first name": contact.split(" ")[0],
        "account": _account(ticket, parties),
        "member first name": member.split(" ")[0],
        "member name": member,
        "team": this_workspace().name,
        **dict.fromkeys(OF_EVIDENCE, ""),
    }


def _account(ticket: Ticket, parties: Sequence[Correspondent]) -> str:
    """Give the ticket's firm, which came along with the requester where it is theirs."""
    if parties and parties[0].account_id == ticket.account_id:
        return parties[0].account
    return ticket.account.name if ticket.account else ""
