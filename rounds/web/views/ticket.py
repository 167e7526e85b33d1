"""One ticket as its page draws it: what was said and done, what can be done next, and what each act would do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rounds.accounts.queries import account_list
from rounds.basics.text import listed
from rounds.desk.clauses import TicketKind
from rounds.desk.commands.loading import priorities
from rounds.desk.events.dates import DateSet
from rounds.desk.events.giving import Assigned
from rounds.desk.events.holds import TicketHeld
from rounds.desk.events.life import TicketOpened
from rounds.desk.events.old_mails import OldMailOpened
from rounds.desk.events.placing import MovedToQueue
from rounds.desk.hands import Hands, hands_of
from rounds.desk.queries import Said, TicketPage
from rounds.desk.queries.copies import Copy
from rounds.desk.queries.one_ticket import BegunText, Colleague, UnsentLink
from rounds.desk.queries.past import PastLine
from rounds.desk.rules import LIVE, MessageKind, State
from rounds.mail.cutting import Fold, Piece, long_pieces, pieces
from rounds.mail.models import Via
from rounds.mail.queries import came_by, verdict
from rounds.timeline.models import OutboxState
from rounds.timeline.queries import Happening
from rounds.web.addresses import url
from rounds.web.happenings import Told, told
from rounds.web.marks import DELIVERIES, Drawn, mark_of
from rounds.web.previews import look_of
from rounds.web.senders import WAYS, ShownSender, shown_sender
from rounds.web.views.appointments import ShownAppointment, cards_of, shown_appointments
from rounds.web.views.dates import DateChoice, Dates, dates_after_answer, dates_to_set
from rounds.web.views.holding import HoldCard, PriorityCard, hold_card, priority_card
from rounds.web.views.linking import ShownLink, link_choices, shown_links
from rounds.web.views.macros import runnable
from rounds.web.views.undoing import Undo, undo
from rounds.web.views.urgency import Urgency, urgency
from rounds.web.visit import Visit

SAID_BY_A_MARK = frozenset({"mail.sent"})
"""Events that the mark on their message shows already."""

FIRMS_OFFERED = 200
"""Names that a form offers while one is typed; a name beyond them is found too, when it is written as it stands."""

SHOWN_UNFOLDED = 6
"""Entries of a thread that stand open; earlier ones fold away, unless only one or two would."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message on its way out. url: where a person decides, where one must."""

    mark: Drawn
    says: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A part of a message. fold: the words on its fold, "" where it stands open."""

    text: str
    fold: str = ""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a message. look: "image", "page", "mail" or "" for one that is only saved."""

    id: int
    name: str
    size: int
    look: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message of a thread. tone: "note", "ours", or "" for the customer's. written: it can be read as its mail was written.

    sender: what is known of whom its mail is from, None where it came by none. came: by which way, in words, "" where by none.
    """

    id: int
    at: datetime
    author: str
    customer: bool
    tone: str
    to: str
    pieces: tuple[ShownPiece, ...]
    files: tuple[ShownFile, ...]
    deliveries: tuple[Delivery, ...]
    written: bool
    sender: ShownSender | None
    came: str
    appointments: tuple[ShownAppointment, ...]
    is_message: bool = True


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said and done, in order. cards: those that have a Why. whys: of these, by which the ticket stands as it does now."""

    earlier: tuple[ShownMessage | Told, ...]
    later: tuple[ShownMessage | Told, ...]
    cards: tuple[Told, ...]
    whys: "Whys"


@dataclass(frozen=True, slots=True)
class Whys:
    """The cards that say why a ticket has its queue, its date and whoever has it, by their events; 0 where a person chose."""

    queue: int
    date: int
    assignee: int


@dataclass(frozen=True, slots=True)
class Act:
    """An act that asks something first. said: its card's heading."""

    id: str
    word: str
    said: str
    icon: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Thens:
    """What sending will do, for each date that can be chosen with it. hours: whose opening a chosen day waits for."""

    choices: tuple[DateChoice, ...]
    hours: str
    assignee: str


NOTHING_BEGUN = BegunText(MessageKind.NOTE, "", 0, datetime.min.replace(tzinfo=UTC))
SAID_AS = {"reply": MessageKind.STAFF, "note": MessageKind.NOTE}


@dataclass(frozen=True, slots=True)
class Composer:
    """The form to write with. say: what is chosen, "reply" or "note". to: who would read it. begun: drafts, by the same words."""

    say: str
    may_answer: bool
    may_note: bool
    first_name: str
    to: str
    text: str
    begun: dict[str, BegunText]
    dates: Dates | None
    thens: Thens
    hindrance: str


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """A ticket with all that its templates ask. url: of its page, under which each act has an address.

    kinds: others it could have. firms: names to choose from, None where it has one.
    sees_people: whoever takes part is a way to their own page. finding: what was found at its firm is too.
    """

    page: TicketPage
    url: str
    mark: Drawn
    live: bool
    asleep: bool
    closed: bool
    worked_by: str
    acts: tuple[Act, ...]
    takable: bool
    returnable: bool
    colleagues: tuple[Colleague, ...]
    dates: Dates | None
    kinds: tuple[str, ...]
    firms: tuple[str, ...] | None
    sees_people: bool
    urgency: Urgency | None
    priority: PriorityCard | None
    hold: HoldCard | None
    undo: Undo | None
    links: tuple[ShownLink, ...]
    link_choices: tuple[tuple[str, str], ...]
    finding: bool
    mergeable: bool
    macros: bool
    follows: bool
    followers: str
    unsent: tuple[UnsentLink, ...]


def shown_ticket(visit: Visit, page: TicketPage) -> ShownTicket:
    """Put a ticket together for this member."""
    hands = hands_of(visit.book, kind=page.kind, queue=page.queue)
    closed, mine = page.state is State.CLOSED, page.assignee_id == visit.member.pk
    takable = (
        not closed and not page.assignee_id and _works(hands, visit.member.roles) and visit.may("answer customers")
    )
    returnable = mine and not closed and visit.may("answer customers")
    colleagues = tuple(
        each
        for each in page.colleagues
        if visit.may("assign tickets") and not closed and _works(hands, each.roles) and each.id != page.assignee_id
    )
    dates = dates_to_set(visit, page) if visit.may("set dates") else None
    hold = hold_card(visit, page)
    return ShownTicket(
        page=page,
        url=url("ticket", page.number),
        mark=mark_of(page.mark, page.held_by),
        live=page.state in LIVE,
        asleep=page.state is State.ASLEEP,
        closed=closed,
        worked_by=str(hands or ""),
        acts=_acts(
            visit, page, hands=bool(takable or returnable or colleagues), dates=dates is not None, hold=hold is not None
        ),
        takable=takable,
        returnable=returnable,
        colleagues=colleagues,
        dates=dates,
        kinds=_other_kinds(visit, page),
        firms=_firms(visit, page),
        sees_people=visit.may("read accounts"),
        urgency=urgency(page.priority, priorities(visit.book)),
        priority=priority_card(visit, page),
        hold=hold,
        undo=undo(visit, page),
        links=shown_links(page),
        link_choices=link_choices(visit),
        finding=not page.recurs_by and any(each.recurs for each in page.links),
        mergeable=visit.may("merge tickets"),
        macros=bool(runnable(visit)),
        follows=visit.member.pk in page.followers,
        followers=listed([each.name for each in page.colleagues if each.id in page.followers]),
        unsent=tuple(file for file in page.unsent if file.member_id == visit.member.pk),
    )


def _works(hands: Hands | None, roles: Collection[str]) -> bool:
    """Say whether a member with these roles may come to have the ticket; the act itself looks who is at work."""
    return hands is not None and (hands.works(roles) or hands.may_stand_in(roles))


def _other_kinds(visit: Visit, page: TicketPage) -> tuple[str, ...]:
    """List the kinds that this member could give the ticket."""
    if page.state is State.CLOSED or not visit.may("assign tickets"):
        return ()
    return tuple(kind.name for kind in visit.book.all(TicketKind) if kind.name != page.kind)


def _firms(visit: Visit, page: TicketPage) -> tuple[str, ...] | None:
    """List firms that the person who wrote could belong to; None where that is known, or not this member's to say."""
    if page.account_id or not page.requester or not visit.may("look after accounts"):
        return None
    return tuple(row.name for row in account_list(limit=FIRMS_OFFERED))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is looked up once for all messages. ways: how each came, by its id; appointments: by the ids of their files.

    outbox: the reader may see it.
    """

    ways: Mapping[int, Via]
    appointments: Mapping[int, ShownAppointment]
    outbox: bool


def thread(visit: Visit, page: TicketPage) -> Thread:
    """Put what was said and done into the page's words, the older part folded away."""
    mails = [each.id for each in page.thread if isinstance(each, Said) and each.kind is not MessageKind.NOTE]
    beside = Beside(came_by(mails), shown_appointments(page, visit.zone), visit.may("see the outbox"))
    entries = tuple(
        _entry(page, each, beside)
        for each in page.thread
        if not isinstance(each, Happening) or each.kind not in SAID_BY_A_MARK
    )
    fold = max(0, len(entries) - SHOWN_UNFOLDED)
    fold = fold if fold > 2 else 0
    cards = tuple(each for each in entries if isinstance(each, Told) and each.because)
    own = {each.id for each in page.thread if isinstance(each, Happening) and _is_about(each, page.id)}
    happened = [each for each in entries if isinstance(each, Told) and not each.elsewhere and each.id in own]
    return Thread(entries[:fold], entries[fold:], cards, _whys(page, happened))


def _is_about(each: Happening, ticket_id: int) -> bool:
    """Say whether this happened with the ticket itself, and not with one that went into it."""
    return each.subject_kind == "ticket" and each.subject_id == ticket_id


def _whys(page: TicketPage, happened: Sequence[Told]) -> Whys:
    """Find what last gave the ticket its queue, its date and whoever has it, where that has a reason. happened: with it alone."""
    last = {each.kind: each for each in happened}
    placed = [last[kind] for kind in (TicketOpened.kind, OldMailOpened.kind, MovedToQueue.kind) if kind in last]
    queue = max(placed, key=lambda each: each.id, default=None)
    date, given = last.get(DateSet.kind), last.get(Assigned.kind)
    return Whys(
        queue=queue.id if queue and queue.because and queue.asks else 0,
        date=date.id if date and date.because and date.until == page.wakes_at else 0,
        assignee=given.id if given and given.because and page.assignee_id else 0,
    )


def _entry(page: TicketPage, each: Said | Happening | PastLine, beside: Beside) -> ShownMessage | Told:
    if isinstance(each, Said):
        return _message(page, each, beside)
    if isinstance(each, PastLine):
        return Told(each.position, each.at, each.who, each.sentence, "in", None, elsewhere=True)
    return told(each, more=_reason(page, each))


def _reason(page: TicketPage, each: Happening) -> str:
    """Give what a person wrote when they held the ticket."""
    reason = page.hold_reasons.get(str(each.event.hold), "") if isinstance(each.event, TicketHeld) else ""
    return f": {reason}" if reason else ""


def composer(visit: Visit, page: TicketPage) -> Composer | None:
    """Give the form to write with; None for a member who may do neither."""
    typed = visit.typed or {}
    may_note = visit.may("write notes")
    hindrance = _hindrance(visit, page)
    may_answer = not hindrance
    if not (may_answer or may_note):
        return None
    names = [party.name for party in page.parties]
    begun = _begun(page)
    say = _say(visit, begun, may_answer=may_answer, may_note=may_note)
    dates = dates_after_answer(visit, page) if may_answer else None
    return Composer(
        say=say,
        may_answer=may_answer,
        may_note=may_note,
        first_name=names[0].split(" ")[0] if names else "",
        to=", ".join(party.address for party in page.parties),
        text=typed.get("text", begun[say].text),
        begun=begun,
        dates=dates,
        thens=Thens(dates.choices if dates else (), dates.hours if dates else "", page.assignee),
        hindrance=hindrance if visit.may("answer customers") else "",
    )


def _begun(page: TicketPage) -> dict[str, BegunText]:
    """Give what the member has begun to write here, by the composer's words."""
    found = {each.kind: each for each in page.begun}
    return {say: found.get(kind, NOTHING_BEGUN) for say, kind in SAID_AS.items()}


def _say(visit: Visit, begun: dict[str, BegunText], *, may_answer: bool, may_note: bool) -> str:
    """Choose what the composer begins with: what was typed, what the address asks for, what was begun; else a reply."""
    last = max(begun, key=lambda say: begun[say].saved_at)
    asked = (visit.typed or {}).get("say") or visit.request.GET.get("say") or (last if begun[last].version else "reply")
    if not may_answer:
        return "note"
    return "note" if asked == "note" and may_note else "reply"


def _hindrance(visit: Visit, page: TicketPage) -> str:
    """Say what keeps this member from answering here, "" where nothing does."""
    if not visit.may("answer customers"):
        return "You may not answer customers."
    if not page.parties:
        return "Nobody on this ticket has an address to answer to."
    return "" if page.mailbox else "This ticket did not come by mail and has no mailbox to answer from."


def _acts(visit: Visit, page: TicketPage, *, hands: bool, dates: bool, hold: bool) -> tuple[Act, ...]:
    wanted = (
        (hands, Act("with", "With…", "Who works on it", "hand")),
        (dates, Act("date", "Date…", "When it comes back", "clock", "h")),
        (hold, Act("hold", "Hold…", "Whom it waits for", "pause", "o")),
        (
            page.state is not State.CLOSED and not page.recurs_by and visit.may("close tickets"),
            Act("close", "Close…", "Close the ticket", "tick", "e"),
        ),
        (
            page.state not in LIVE and visit.may("close tickets"),
            Act("reopen", "Open again…", "Open the ticket again", "loop"),
        ),
    )
    return tuple(each for offered, each in wanted if offered)


def _message(page: TicketPage, said: Said, beside: Beside) -> ShownMessage:
    via = beside.ways.get(said.id)
    ours = said.kind is MessageKind.STAFF
    customer = said.kind is MessageKind.CUSTOMER
    return ShownMessage(
        id=said.id,
        at=said.at,
        author=said.author,
        customer=customer,
        tone="" if customer else "ours" if ours else "note",
        to=_to(page, said),
        pieces=tuple(map(_piece, pieces(said.text, name=said.author) if customer else long_pieces(said.text))),
        files=tuple(
            ShownFile(file.id, file.name, file.size, look_of(file.media_type, file.size)) for file in said.files
        ),
        deliveries=_deliveries(said.copies, outbox=beside.outbox),
        written=via is not None,
        sender=shown_sender(said.sender),
        came=WAYS[via] if via else "",
        appointments=cards_of((file.id for file in said.files), beside.appointments),
    )


def _to(page: TicketPage, said: Said) -> str:
    """Say in small to whom it went, or of which firm who wrote is, and on which ticket where that is merged here."""
    ours, customer = said.kind is MessageKind.STAFF, said.kind is MessageKind.CUSTOMER
    to = f"to {page.requester}" if ours and page.requester else page.account if customer else ""
    return f"{to}, on #{said.on}".removeprefix(", ") if said.on else to


def _piece(piece: Piece) -> ShownPiece:
    """Say on a fold what is in it."""
    lines = f"{piece.lines} line{'' if piece.lines == 1 else 's'}"
    words = {
        None: "",
        Fold.QUOTE: f"Quoted, {lines}",
        Fold.SIGNATURE: "Signature",
        Fold.FORWARD: f"Forwarded, {lines}",
        Fold.LONG: f"The rest, {lines}" if piece.lines > 1 else "The rest",
    }
    return ShownPiece(piece.text, words[piece.fold])


def _deliveries(copies: tuple[Copy, ...], *, outbox: bool) -> tuple[Delivery, ...]:
    """Say of each state once how the copies in it fare, and of those that did not get through what was said of each.

    outbox: the reader may see it, and is led there where somebody has to decide.
    """
    states = dict.fromkeys(copy.state for copy in copies)
    return tuple(_delivery(state, [copy for copy in copies if copy.state is state], outbox=outbox) for state in states)


def _delivery(state: OutboxState, copies: list[Copy], *, outbox: bool) -> Delivery:
    known = " ".join(dict.fromkeys(copy.said for copy in copies if copy.said))
    whose = listed([copy.address for copy in copies])
    fate = "It is not sent again." if any(copy.bounce for copy in copies) else "It was not sent."
    word = {
        OutboxState.QUEUED: f"to be sent. {known}" if known else "to be sent",
        OutboxState.CLAIMED: "now",
        OutboxState.HANDING_OVER: "now",
        OutboxState.SENT: known,  # word of a delay
        OutboxState.MAY_HAVE_ARRIVED: "It is not sent twice by itself.",
        OutboxState.STOPPED: f"{whose} does not have it. {known}",
        OutboxState.BOUNCED: f"{whose} does not have it. {known}",
        OutboxState.DROPPED: fate,
        OutboxState.TAKEN_BACK: "It was not sent.",
    }[state]
    where = url("outbox-row", copies[0].id) if outbox and verdict(copies[0]) else ""
    return Delivery(DELIVERIES[state], word.strip(), where)
