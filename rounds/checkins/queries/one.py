"""One check-in, as its page shows it: how far it is, what is due, whom one writes to, and what was found before."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from rounds.accounts.models import Account, ContactAddress
from rounds.basics.problems import NotThere, Refused
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.events import Exempted, LadderStopped, ReachOutVoid, TrainingWished
from rounds.checkins.models import CheckIn, GradeGiven, ReachOut, RoundDone
from rounds.checkins.queries.ahead import ahead
from rounds.checkins.queries.beside import Beside, beside
from rounds.checkins.queries.brought import is_brought, with_brought
from rounds.checkins.queries.evidence import words_for_letter
from rounds.checkins.queries.found import Found, found_in
from rounds.checkins.queries.mornings import as_it_sleeps
from rounds.checkins.queries.standing import (
    at_a_wait,
    in_a_round,
    mail_failed,
    mornings_of,
    own_cadence,
    phase_of,
    programme_of,
)
from rounds.checkins.queries.this_round import came_at, goes_on, has_its_finding, is_noted, was_over, was_over_earlier
from rounds.checkins.queries.way import Rung, SoFar, rungs
from rounds.checkins.rules.coming_round import next_round
from rounds.checkins.rules.ladders import template_of, wait_behind
from rounds.checkins.rules.states import Phase
from rounds.checkins.rules.waiting import while_waiting
from rounds.desk.clauses import Template
from rounds.desk.commands.correspondents import Correspondent
from rounds.desk.commands.framing import Framed, words_of
from rounds.desk.dates import ReopenDate
from rounds.desk.events.dates import DateDropped, DateSet, TicketWoke
from rounds.desk.events.life import TicketReopened
from rounds.desk.events.sending import AnswerFailed, AnswerTakenBack
from rounds.desk.events.talk import CustomerWrote
from rounds.desk.facts import Taking
from rounds.desk.models import Merged, Message, Ticket
from rounds.desk.rules import LIVE, MessageKind
from rounds.policies.book import Book
from rounds.policies.values import Meaning
from rounds.team.queries import names_of
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import ActorKind, Fact, facts_from_json
from rounds.workspaces.rows import fetch

MOST = 20
"""Reach-outs, findings and grades that the page shows."""

OPENED = (
    CustomerWrote.kind,
    DateDropped.kind,
    TicketReopened.kind,
    AnswerFailed.kind,
    AnswerTakenBack.kind,
    LadderStopped.kind,
    ReachOutVoid.kind,
)
"""What leaves a check-in open without a date, where it did not come round."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the firm who can be written to, by the address that is used."""

    contact_id: int
    address_id: int
    name: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """One time that somebody reached out. void: why it does not count; empty where it does."""

    how: str
    by: str
    at: datetime
    void: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody wrote: what had to follow a round, why no check-in is needed, or the answer of a customer."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """A grade that was given. by: whoever gave it; None where an import brought it in. suggested: by the figures then, empty where nothing
    was; facts: that stood behind it.
    """

    grade: str
    by: str | None
    at: datetime
    suggested: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The reach-out that is due. words: its mail from the template. waits: how long an answer is waited for, until when."""

    name: str
    words: Framed
    waits: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Stands:
    """How a check-in stands, with or without its programme. again: another reach-out is due. in_a_round: one runs, and can end.

    to_conclude: the customer has answered, and what was found is to be noted and the round to be ended. last_brought: the last check-in
    was in another system, and an import brought its day.
    cadence: its own, empty for the programme's. suggested: the grade that the figures suggested last, which is not the given one since
    differs_since; told: whoever has to know was told of that.
    """

    id: int
    account: Account
    ticket: Ticket
    programme: str
    clause: str
    phase: Phase
    again: bool
    in_a_round: bool
    to_conclude: bool
    last_on: date | None
    last_brought: bool
    cadence: str
    grade: str
    left_at: datetime | None
    suggested: str
    differs_since: datetime | None
    told: bool


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """All of a check-in's page. problem: where the manual has lost its programme; nothing can be done with it then. fix: what can be.

    every: its cadence, the firm's own or the programme's; pace: the same as people say it. trainings: tickets that somebody's wish for one
    opened. exempted: why it needs no check-in. answer: what the customer wrote last, while it is open for that. why: the event with the
    reason for where it stands. beside: the firm's check-ins by other programmes.
    """

    stands: Stands
    beside: tuple[Beside, ...] = ()
    problem: str = ""
    fix: str = ""
    every: str = ""
    pace: str = ""
    rungs: tuple[Rung, ...] = ()
    people: tuple[Person, ...] = ()
    due: Due | None = None
    next_at: datetime | None = None
    reached: tuple[Reached, ...] = ()
    found: tuple[Found, ...] = ()
    followed: tuple[Noted, ...] = ()
    graded: tuple[Given, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    scale: tuple[Meaning, ...] = ()
    training: str = ""
    trainings: tuple[Ticket, ...] = ()
    unfound: bool = False
    failed: bool = False
    exempted: Noted | None = None
    answer: Noted | None = None
    why: int | None = None


def check_in_page(check_in_id: int, *, member_id: int, at: datetime) -> CheckInPage:
    """Give a check-in's page. at: aware, UTC. Raises NotThere."""
    rows = CheckIn.objects.select_related("account", "ticket", "ticket__assignee").filter(id=check_in_id)
    check_in = with_brought(rows).first()
    if check_in is None:
        raise NotThere(f"check-in {check_in_id}")
    ticket = check_in.ticket
    try:
        programme, manual = programme_of(check_in)
    except Refused as gone:
        return CheckInPage(
            _stands(check_in, ticket, Phase.DUE),
            beside(check_in),
            problem=gone.problems[0].text,
            fix=gone.problems[0].fix or "",
        )
    hours, phase = mornings_of(check_in.account, programme, manual), phase_of(check_in, ticket)
    stands, people = _stands(check_in, ticket, phase), _people(check_in, ticket)
    way = Phase.ANSWERED if stands.to_conclude else phase
    own = own_cadence(check_in)
    comes = next_round(programme, manual.version, own=own, hours=hours, at=at)
    found, grades = (
        found_in(check_in, programme.note_needs),
        manual.find(Grades, programme.grades) if programme.grades else None,
    )
    return CheckInPage(
        stands,
        beside(check_in),
        every=str(own or programme.every),
        pace=(own or programme.every).pace,
        rungs=rungs(
            programme,
            check_in.step,
            way,
            ticket.wakes_at,
            own=own,
            noted=stands.to_conclude and is_noted(check_in_id),
            so_far=_so_far(check_in) if stands.in_a_round or phase is Phase.DUE else SoFar(),
            to_come=ahead(check_in, programme, manual, way, ticket.wakes_at, at=at),
        ),
        people=people,
        due=None if phase is Phase.EXEMPT else _due(check_in, ticket, programme, manual, people, member_id, at),
        next_at=as_it_sleeps(check_in, comes, manual, at=at).at if isinstance(comes, ReopenDate) else None,
        reached=_reached(check_in),
        found=found,
        followed=_followed(check_in),
        graded=_graded(check_in),
        needs=_needs(programme, found),
        scale=grades.scale if grades else (),
        training=str(programme.training_wish.open_a_ticket) if programme.training_wish else "",
        trainings=_trainings(ticket),
        unfound=phase is not Phase.EXEMPT and stands.in_a_round and not has_its_finding(check_in),
        failed=phase is not Phase.EXEMPT and mail_failed(ticket),
        exempted=_exempted(check_in, ticket),
        answer=_answer(ticket) if phase is Phase.ANSWERED else None,
        why=_why(check_in, ticket),
    )


def _so_far(check_in: CheckIn) -> SoFar:
    """Say what was done of the round that runs; of one that was over, and goes on since the customer wrote, all of it."""
    since = was_over_earlier(check_in) if goes_on(check_in) else was_over(check_in.pk)
    counts = ReachOut.objects.filter(check_in=check_in, void_at=None, **({"at__gt": since} if since else {}))
    reached = tuple(counts.order_by("id").values_list("step", "at"))
    begun = min((at for at in (check_in.started_at, *(at for _, at in reached)) if at), default=None)
    return SoFar(came_at(check_in.pk, since=since, until=begun), reached)


def _stands(check_in: CheckIn, ticket: Ticket, phase: Phase) -> Stands:
    runs = in_a_round(check_in, ticket)
    answered_late = phase is Phase.ASLEEP and runs and check_in.started_at is None
    return Stands(
        id=check_in.pk,
        account=check_in.account,
        ticket=ticket,
        programme=check_in.programme,
        clause=f"{Programme.kind}: {check_in.programme}",
        phase=phase,
        again=check_in.step is not None and phase in {Phase.DUE, Phase.STARTED},
        in_a_round=runs,
        to_conclude=phase is Phase.ANSWERED or answered_late,
        last_on=check_in.last_on,
        last_brought=is_brought(check_in),
        cadence=check_in.own_every,
        grade=check_in.grade,
        left_at=check_in.left_at,
        suggested=check_in.suggested,
        differs_since=check_in.differs_since,
        told=check_in.told_at is not None,
    )


def firm_of(check_in_id: int) -> str:
    """Give the name of a check-in's firm. Raises NotThere."""
    name = CheckIn.objects.filter(id=check_in_id).values_list("account__name", flat=True).first()
    if name is None:
        raise NotThere(f"check-in {check_in_id}")
    return name


def ticket_of(check_in_id: int) -> Ticket:
    """Give a check-in's ticket. Raises NotThere."""
    found = CheckIn.objects.select_related("ticket").filter(id=check_in_id).first()
    if found is None:
        raise NotThere(f"check-in {check_in_id}")
    ticket: Ticket = found.ticket
    return ticket


def needs_of(check_in_id: int) -> tuple[str, ...]:
    """List what a finding says. Raises NotThere, Refused."""
    found = CheckIn.objects.filter(id=check_in_id).first()
    if found is None:
        raise NotThere(f"check-in {check_in_id}")
    return programme_of(found)[0].note_needs


def check_in_of(number: int) -> int:
    """Give the check-in whose ticket has this number. Raises NotThere."""
    found = CheckIn.objects.filter(ticket__number=number).values_list("id", flat=True).first()
    if found is None:
        raise NotThere(f"check-in of #{number}")
    return found


def whom(check_in_id: int, address_id: int) -> Taking:
    """Give whom one writes to, by an address of somebody at the firm. Raises NotThere."""
    found = fetch(AT_THE_FIRM, [check_in_id, address_id])
    if not found:
        raise NotThere(f"address {address_id}")
    return Taking(found[0][0], address_id)


AT_THE_FIRM = """
    SELECT contact.id FROM check_in JOIN contact ON contact.account_id = check_in.account_id
    JOIN contact_address address ON address.contact_id = contact.id
    WHERE check_in.id = %s AND address.id = %s AND address.key IS NOT NULL
"""


def _people(check_in: CheckIn, ticket: Ticket) -> tuple[Person, ...]:
    """List who at the firm can be written to; whoever was written to last is chosen if they are there still, else the first by name."""
    theirs = ContactAddress.objects.filter(contact__account=check_in.account_id).exclude(key=None)
    rows = list(theirs.select_related("contact").order_by("contact__name", "contact_id", "position", "id")[:MOST])
    here = [row.contact_id for row in rows]
    chosen = ticket.requester_id if ticket.requester_id in here else next(iter(here), None)
    first = {row.contact_id: row for row in reversed(rows)}
    return tuple(
        Person(row.contact_id, row.pk, row.contact.name, row.address, row.contact_id == chosen)
        for row in rows
        if first[row.contact_id].pk == row.pk
    )


def _due(
    check_in: CheckIn,
    ticket: Ticket,
    programme: Programme,
    manual: Book,
    people: tuple[Person, ...],
    member_id: int,
    at: datetime,
) -> Due:
    """Give the reach-out that is due, or one more while an answer is waited for."""
    waits = at_a_wait(check_in)
    template = manual.get(Template, template_of(programme, None if waits else check_in.step))
    step = (check_in.step or 0) if waits else wait_behind(programme, check_in.step)
    hours = mornings_of(check_in.account, programme, manual)
    back = while_waiting(programme, manual.version, step=step, hours=hours, at=at)
    to = [
        Correspondent(each.address_id, each.name, check_in.account_id, check_in.account.name, 0)
        for each in people
        if each.chosen
    ]
    more = words_for_letter(check_in, programme, manual, at=at) if template.speaks_of_evidence else {}
    words = words_of(template, ticket, to, member_id=member_id, more=more)
    return Due(template.name, words, str(programme.unanswered[step].wait), back.at)


def _reached(check_in: CheckIn) -> tuple[Reached, ...]:
    rows = list(ReachOut.objects.filter(check_in=check_in).order_by("-id")[:MOST])
    names = names_of(row.by_id for row in rows)
    void = [row.message_id for row in rows if row.void_at and row.message_id]
    stand = set(Message.objects.filter(id__in=void).values_list("id", flat=True)) if void else set()
    return tuple(Reached(row.how, names.get(row.by_id, ""), row.at, _void(row, stand)) for row in rows)


def _void(row: ReachOut, stand: set[int]) -> str:
    """Say why a reach-out does not count. stand: the messages that are there still; one that was taken back is gone."""
    if row.void_at is None:
        return ""
    return "did not arrive" if row.message_id in stand else "was taken back"


def _followed(check_in: CheckIn) -> tuple[Noted, ...]:
    """Give what had to follow, the last round first; the notes stand on the ticket, where whoever is erased is erased."""
    noted = RoundDone.objects.filter(check_in=check_in, note_id__isnull=False)
    rows = list(noted.order_by("-id").values_list("note_id", "member_id", "ended_at")[:MOST])
    texts = dict(Message.objects.filter(id__in=[note_id for note_id, _, _ in rows]).values_list("id", "text"))
    names = names_of(member_id for _, member_id, _ in rows)
    return tuple(
        Noted(names.get(member_id, ""), at, texts[note_id]) for note_id, member_id, at in rows if note_id in texts
    )


def _exempted(check_in: CheckIn, ticket: Ticket) -> Noted | None:
    """Give why no check-in is needed, as it was noted on the ticket; None where one is, or where the note was erased."""
    if check_in.exempt_at is None:
        return None
    told = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=ticket.pk, kind=Exempted.kind)
    if (said := told.order_by("-id").first()) is None:
        return None
    note = Message.objects.filter(id=said.payload["note"]).first()
    names = names_of([said.actor_id] if said.actor_id and said.actor_kind == ActorKind.MEMBER else [])
    by = next(iter(names.values()), said.actor_name)
    return Noted(by, check_in.exempt_at, note.text) if note else None


def _answer(ticket: Ticket) -> Noted | None:
    """Give what the customer said last, here or in a letter that was merged in; what a robot of theirs wrote since is no answer (A8)."""
    merged = Merged.objects.filter(survivor=ticket).values("ticket")
    theirs = Message.objects.filter(Q(ticket=ticket) | Q(ticket__in=merged), kind=MessageKind.CUSTOMER)
    said = theirs.filter(at__lte=ticket.said_at).select_related("author_contact")
    last = said.order_by("-at", "-id").first()
    return Noted(last.author_contact.name if last.author_contact else "", last.at, last.text) if last else None


def _graded(check_in: CheckIn) -> tuple[Given, ...]:
    rows = list(GradeGiven.objects.filter(check_in=check_in).order_by("-id")[:MOST])
    names = names_of(row.by_id or 0 for row in rows)
    return tuple(
        Given(
            row.grade,
            names.get(row.by_id, "") if row.by_id else None,
            row.at,
            row.suggested,
            facts_from_json(row.seen),
        )
        for row in rows
    )


def _needs(programme: Programme, found: tuple[Found, ...]) -> tuple[tuple[str, str], ...]:
    """Give what a finding says, each with what was found last: only changes need writing (A6)."""
    last = dict(found[0].said) if found else {}
    return tuple((need, last.get(need, "")) for need in programme.note_needs)


def _trainings(ticket: Ticket) -> tuple[Ticket, ...]:
    """List the tickets that were opened for a wish for training, the last one first: their side shows this one."""
    wished = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=ticket.pk, kind=TrainingWished.kind)
    ids = [said["training"] for said in wished.order_by("-id").values_list("payload", flat=True)[:MOST]]
    return tuple(Ticket.objects.filter(id__in=ids).order_by("-id"))


def _why(check_in: CheckIn, ticket: Ticket) -> int | None:
    """Find the event by which it stands where it stands: that set its date, or opened it; None where that event gives no reason.

    What else happened since, as to its title or its mails, moved nothing, whatever it gives as its reason.
    """
    if check_in.exempt_at and ticket.state not in LIVE:
        return None  # somebody said so, and why stands in their note
    told = TimelineEvent.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("-id")
    if ticket.wakes_at and ticket.wake_set_at:
        dated = told.filter(kind=DateSet.kind, at=ticket.wake_set_at)
        found = [each for each in dated if datetime.fromisoformat(each.payload["wakes_at"]) == ticket.wakes_at]
    elif ticket.woke_at:
        found = list(told.filter(kind=TicketWoke.kind, at=ticket.woke_at)[:1])
    else:
        found = list(told.filter(kind__in=OPENED)[:1])
    return found[0].pk if found and found[0].because else None
