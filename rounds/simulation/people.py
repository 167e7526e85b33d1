"""What members do in a sitting: look at what is open, begin, write or call, note, grade, end; and now and then forget or think again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from rounds.accounts.commands import change_account
from rounds.accounts.models import Account
from rounds.basics.localtime import day_of
from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.models import CheckIn
from rounds.checkins.queries import Counted, Which, counted_rows, listing, whom
from rounds.checkins.queries.listing import Row
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.mail.queries import answers_from
from rounds.manual.commands import adopt
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.simulation import founding
from rounds.team.commands import become_available
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace
from rounds.workspaces.rows import fetch, find

FORGETS = 0.08
"""How often somebody does not look at all, on a day."""

LATER = 0.3
"""How often one of those that are open is left for another day."""

EAGER = 0.04
"""How often, in a sitting, somebody begins early with one of theirs that sleeps; as often, they give one another day.

A quarter as often, they give one a cadence of its own.
"""

PLAIN = 0.1
"""How often somebody answers a customer and ends no round by it; a tenth as often, in a sitting, they write to one that sleeps."""

IMPATIENT = 0.01
"""How often, on a day, somebody writes or calls once more while an answer is waited for."""


@dataclass
class Sitting:
    """One member, at one moment. at: aware, UTC."""

    by: Actor
    at: datetime
    dice: Random

    def chance(self, share: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < share


def day(workspace_id: int, *, at: datetime, seed: int, part: int, of: int) -> None:
    """Let those members who sit in this part of so many go through what is theirs, one after the other. at: aware, UTC."""
    with as_workspace(workspace_id):
        doing = set(founding.doing(book()))
        here = find(Member, "active ORDER BY id", [])
    members = [each for each in here if doing & set(each.roles)]
    _others_come(workspace_id, [each for each in here if each not in members][part::of], at=at, seed=seed)
    for place, member in enumerate(members):
        if place % of != part:
            continue
        dice = Random(f"{seed} {at:%F} {member.pk}")
        if dice.random() > FORGETS:
            _come(workspace_id, member.pk, at=at)
            _sit(workspace_id, Sitting(Actor.member(member.pk), at, dice), place=place, of=len(members))


def _others_come(workspace_id: int, members: Sequence[Member], *, at: datetime, seed: int) -> None:
    """Let those who do no check-ins come to work too, such as trainers, who are given what is theirs."""
    for member in members:
        if Random(f"{seed} {at:%F} {member.pk}").random() > FORGETS:
            _come(workspace_id, member.pk, at=at)


def _come(workspace_id: int, member_id: int, *, at: datetime) -> None:
    """Let somebody come to work: until the end of their hours, for nobody here remembers to sign off. Refused to who keeps no hours."""
    _attempt(workspace_id, partial(become_available, by=Actor.member(member_id), at=at))


FREE = """
    SELECT number FROM ticket
    WHERE state IN ('new', 'open') AND assignee_id IS NULL AND recurs_by <> '' AND number %% %s = %s ORDER BY id
"""
"""Tickets that nobody has, those of one member: of so many, each takes the numbers that fall to their place, whoever sits first."""


def _sit(workspace_id: int, who: Sitting, *, place: int, of: int) -> None:
    with as_workspace(workspace_id):
        numbers = [number for (number,) in fetch(FREE, [of, place])]
    for number in numbers:
        _attempt(workspace_id, partial(desk.take, number=number, by=who.by, at=who.at))
    with as_workspace(workspace_id):
        found = listing(member_id=who.by.id)
    for row in found.open.rows:
        if not who.chance(LATER):
            _attempt(workspace_id, partial(_work, row, who))
    for row in found.waiting.rows:
        if who.chance(IMPATIENT):
            _attempt(workspace_id, partial(_reach_out, row, who))
    _look_ahead(workspace_id, found.coming.rows, who)
    for row in found.asked.rows:
        if who.chance(0.2):
            _attempt(workspace_id, partial(_exempt, row, who, "They are no customer any more."))


def _look_ahead(workspace_id: int, asleep: Sequence[Row], who: Sitting) -> None:
    """Let somebody begin early with one of theirs that sleeps, write to one, or give one another day or a cadence."""
    if asleep and who.chance(EAGER):
        row = who.dice.choice(asleep)
        _attempt(workspace_id, partial(checkins.start, check_in_id=row.id, by=who.by, at=who.at))
    if asleep and who.chance(PLAIN / 10):
        _attempt(workspace_id, partial(_write, who.dice.choice(asleep), who))
    if asleep and who.chance(EAGER / 4):
        _attempt(workspace_id, partial(_give_its_own_pace, who.dice.choice(asleep), who))
    if asleep and who.chance(EAGER):
        row, weeks = who.dice.choice(asleep), who.dice.choice([1, 3, 9, 20])
        chosen = Wish(span=Span.parse(f"{weeks} weeks"))
        _attempt(workspace_id, partial(checkins.move_day, check_in_id=row.id, chosen=chosen, by=who.by, at=who.at))


def _give_its_own_pace(row: Row, who: Sitting) -> None:
    every = who.dice.choice([None, Span.parse("6 months"), Span.parse("2 years")])
    checkins.change_cadence(check_in_id=row.id, every=every, by=who.by, at=who.at)


def _attempt(workspace_id: int, act: Callable[[], object]) -> None:
    """Do something as a page would: in a transaction of its own; a refusal is read and left at that."""
    try:
        with as_workspace(workspace_id):
            act()
    except Refused:
        return


def _work(row: Row, who: Sitting) -> None:
    if row.phase is Phase.ANSWERED:
        (_write if who.chance(PLAIN) else _conclude)(row, who)
        return
    if row.phase is Phase.DUE and not row.again:
        checkins.start(check_in_id=row.id, by=who.by, at=who.at)
        if who.chance(0.15):
            return  # and forgets it: it comes back by itself
    _reach_out(row, who)


def _reach_out(row: Row, who: Sitting) -> None:
    if who.chance(0.1):
        how = who.dice.choice([How.CALL, How.VISIT])
        checkins.log_reach_out(check_in_id=row.id, how=how, text="Left word with the front desk.", by=who.by, at=who.at)
        return
    addresses = [address_id for (address_id,) in fetch(ADDRESSES, [row.id])]
    [(kind,)] = fetch("SELECT kind FROM ticket WHERE number = %s", [row.number])
    reached = checkins.send_reach_out(
        check_in_id=row.id,
        whom=whom(row.id, who.dice.choice(addresses)),
        subject=f"How is it going, {row.account}?",
        text="How do you get on? Is there something that takes longer than it should?",
        mailbox=answers_from(kind),
        by=who.by,
        at=who.at,
    )
    if who.chance(0.03):
        soon = who.at + timedelta(seconds=4)
        desk.take_back(number=row.number, message_id=reached.message_id or 0, by=who.by, at=soon)


def _write(row: Row, who: Sitting) -> None:
    """Write to a firm on its ticket, which begins no round and ends none."""
    desk.answer(number=row.number, text="Gladly. Is there anything else?", by=who.by, at=who.at)


ADDRESSES = """
    SELECT address.id FROM check_in JOIN contact ON contact.account_id = check_in.account_id
    JOIN contact_address address ON address.contact_id = contact.id WHERE check_in.id = %s ORDER BY address.id
"""


def _exempt(row: Row, who: Sitting, reason: str) -> None:
    checkins.exempt(check_in_id=row.id, reason=reason, by=who.by, at=who.at)


def _conclude(row: Row, who: Sitting) -> None:
    """Take in an answer: note, grade, and end the round."""
    [check_in] = find(CheckIn, "id = %s", [row.id])
    programme, manual = programme_of(check_in)
    said = {need: f"Noted on {who.at:%F}: {need}." for need in programme.note_needs}
    checkins.write_finding(check_in_id=row.id, said=said, by=who.by, at=who.at)
    if programme.grades:
        scale = manual.get(Grades, programme.grades).scale
        checkins.give_grade(check_in_id=row.id, grade=who.dice.choice(scale).word, by=who.by, at=who.at)
    if programme.training_wish and who.chance(0.1):
        checkins.wish_training(check_in_id=row.id, text="An hour for the whole team.", by=who.by, at=who.at)
    if who.chance(0.02):
        _exempt(row, who, "Another firm speaks for them.")
        return
    weeks = who.dice.choice([0, 0, 0, 0, 2, 6, 13, 26])
    chosen = Wish(span=Span.parse(f"{weeks} weeks")) if weeks else None
    checkins.end_round(check_in_id=row.id, chosen=chosen, by=who.by, at=who.at)


def changes(workspace_id: int, *, at: datetime, seed: int) -> None:
    """Let firms come and go, as a table of theirs would say; and now and then, an exemption end. at: aware, UTC."""
    dice = Random(f"{seed} {at:%F} firms")
    with as_workspace(workspace_id):
        ids = list(Account.objects.order_by("id").values_list("id", flat=True))
    for account_id in dice.sample(ids, k=max(1, len(ids) // 1000)):
        stage = dice.choice(["former", "customer", "customer"])
        with as_workspace(workspace_id):
            change_account(account_id=account_id, values={"lifecycle": stage}, fields={}, by=founding.BY, at=at)
    if dice.random() < 0.05:
        with as_workspace(workspace_id):
            exempt = CheckIn.objects.filter(exempt_at__isnull=False, left_at=None).order_by("id").first()
            somebody = Actor.member(founding.somebody(at))
        if exempt:
            _attempt(workspace_id, partial(checkins.end_exemption, check_in_id=exempt.pk, by=somebody, at=at))


def spread(workspace_id: int, *, at: datetime) -> None:
    """Let whoever plans spread all that sleep over the months to come, as a new team does; nobody does where none may. at: aware, UTC."""
    with as_workspace(workspace_id):
        rules = book()
        may = {role.name for role in rules.all(Role) if {founding.DO, PLANS} <= set(role.may)}
        members = Member.objects.filter(active=True).order_by("id")
        planner = next((each.pk for each in members if may & set(each.roles)), None)
        programme, today = next(iter(rules.all(Programme))).name, day_of(at, rules.zone)
    if planner is None:
        return
    days = {"first": today + timedelta(days=7), "last": today + timedelta(days=SPREADS)}
    by = Actor.member(planner)
    _attempt(workspace_id, partial(checkins.spread, programme=programme, condition=None, **days, by=by, at=at))


PLANS = "assign tickets"
SPREADS = 300
"""Days over which a new team spreads its check-ins."""


def rename(workspace_id: int, *, at: datetime) -> None:
    """Put a manual in force that calls its programme otherwise, and says so. at: aware, UTC."""
    with as_workspace(workspace_id):
        version = book().version
        text = Manual.objects.values_list("text", flat=True).get(version=version)
        adopt(text=CALLED.sub(r"programme: \1, anew\nwas: \1", text, count=1), by=founding.BY, at=at)


CALLED = re.compile(r"^programme: (.+)$", re.MULTILINE)


def other_hours(workspace_id: int, *, at: datetime) -> None:
    """Put a manual in force by which check-ins open earlier, and on no Friday, where one line says when they open. at: aware, UTC."""
    with as_workspace(workspace_id):
        rules = book()
        hours = next(iter(rules.all(Programme))).hours
        text = Manual.objects.values_list("text", flat=True).get(version=rules.version)
        opens = re.compile(rf"^(hours: {re.escape(hours)}\nopen: ).+$", re.MULTILINE)
        adopt(text=opens.sub(rf"\g<1>{EARLIER}", text, count=1), by=founding.BY, at=at)


EARLIER = "Mon-Thu 8:30-17:00"


def board(workspace_id: int, *, at: datetime, years: Sequence[int]) -> dict[str, list[int]]:
    """Look at the progress of these years as whoever leads does: the tickets behind what is done, and what is so without an answer."""
    with as_workspace(workspace_id):
        rules = book()
        programme = next(iter(rules.all(Programme))).name
        asked = [Counted(programme, year, rules.zone, at, which) for which in ON_THE_BOARD for year in years]
        found = [(each.which, row.row.number) for each in asked for row in counted_rows(each, limit=ALL)[0]]
    return {which: [number for one, number in found if one is which] for which in ON_THE_BOARD}


ON_THE_BOARD = (Which.DONE, Which.SILENT)
ALL = 1_000_000


def leave(workspace_id: int, *, at: datetime) -> None:
    """Let the longest-standing of those who do check-ins leave, and somebody else begin. at: aware, UTC."""
    with as_workspace(workspace_id):
        desk.end_membership(member_id=founding.somebody(at), by=founding.BY, at=at)
        name = founding.NAMES[Member.objects.count() % len(founding.NAMES)]
        founding.hire(f"{name.split(' ')[0]}{Member.objects.count()} {name.split(' ')[1]}", at=at)
