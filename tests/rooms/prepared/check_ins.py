"""Firms on a programme, at every step of a round."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from rounds.accounts import commands as accounts
from rounds.accounts.models import Account
from rounds.basics.problems import NotAllowed
from rounds.checkins import commands as checkins
from rounds.checkins.brought import Past, Pasts
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn, Finding, ProgrammesFollowed
from rounds.desk.commands.recurring import write_to
from rounds.manual.commands import adopt
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.timeline.rules import Actor
from rounds.workspaces.current import here
from tests.manuals import check_ins
from tests.world import MONDAY, Cast, a_customer


def a_check_in(cast: Cast) -> CheckIn:
    """Put a firm on a programme, which the manual in force gets for it."""
    if book().find(Programme, "yearly check-in") is None:
        text = Manual.objects.values_list("text", flat=True).get(version=book().version)
        adopt(text=f"{text}\n{check_ins()}", by=Actor.system(), at=MONDAY)
    firm = accounts.add_account(name="Harbour FM", by=Actor.system(), at=MONDAY)
    Account.objects.filter(id=firm.pk).update(lifecycle="customer")
    ProgrammesFollowed.objects.update(looks_at=None)
    checkins.follow_programmes(at=MONDAY)
    return CheckIn.objects.get(account=firm)


def on_a_check_in(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    return lambda cast, by: {"check_in_id": a_check_in(cast).pk, **more}


def on_a_check_in_with_somebody(**more: Any) -> Callable[[Cast, Actor], dict[str, Any]]:
    def made(cast: Cast, by: Actor) -> dict[str, Any]:
        check_in = a_check_in(cast)
        write_to(ticket=check_in.ticket, whom=a_customer(), mailbox="support@fenwick.example")
        return {"check_in_id": check_in.pk, **more}

    return made


def to_somebody_of_a_check_in(cast: Cast, by: Actor) -> dict[str, Any]:
    mail = {"subject": "How is it going?", "text": "Tell us.", "mailbox": "support@fenwick.example"}
    return {"check_in_id": a_check_in(cast).pk, "whom": a_customer(), **mail}


def in_a_round_with_a_finding(cast: Cast, by: Actor) -> dict[str, Any]:
    return {"check_in_id": a_round_that_can_end(cast).pk}


def a_round_that_can_end(cast: Cast) -> CheckIn:
    """Begin with a check-in and find something, without an event of a member."""
    check_in = a_check_in(cast)
    checkins.start(check_in_id=check_in.pk, by=Actor.system(), at=MONDAY)
    said = {"spoke with": "Ada", "going well": "All of it."}
    Finding.objects.create(workspace_id=here(), check_in=check_in, said=said, by_id=cast.rep.id or 0, at=MONDAY)
    return check_in


def on_a_check_in_that_one_began_with(cast: Cast, by: Actor) -> dict[str, Any]:
    found = {"check_in_id": a_check_in(cast).pk}
    with contextlib.suppress(NotAllowed), transaction.atomic():
        checkins.start(**found, by=by, at=MONDAY)
    return found


def on_a_reach_out_of_ones_own(cast: Cast, by: Actor) -> dict[str, Any]:
    mail = to_somebody_of_a_check_in(cast, by)
    with contextlib.suppress(NotAllowed), transaction.atomic():
        checkins.send_reach_out(**mail, by=by, at=MONDAY)
    return {"check_in_id": mail["check_in_id"]}


def with_check_ins_to_spread(cast: Cast, by: Actor) -> dict[str, Any]:
    a_check_in(cast)
    days = {"first": MONDAY.date() + timedelta(days=9), "last": MONDAY.date() + timedelta(days=99)}
    return {"programme": "yearly check-in", "condition": None, **days}


def on_check_ins_that_were_spread(cast: Cast, by: Actor) -> dict[str, Any]:
    asked = with_check_ins_to_spread(cast, by)
    return {"spreading_id": checkins.spread(**asked, by=cast.lead, at=MONDAY).pk}


def on_a_programme_that_is_gone(cast: Cast, by: Actor) -> dict[str, Any]:
    CheckIn.objects.filter(id=a_check_in(cast).pk).update(programme="an older one")
    return {"programme": "an older one", "reason": "We stopped these."}


def on_a_programme_that_was_ended(cast: Cast, by: Actor) -> dict[str, Any]:
    asked = on_a_programme_that_is_gone(cast, by)
    return {"ending_id": checkins.end_programme(**asked, by=cast.lead, at=MONDAY).pk}


def on_an_exempt_check_in(cast: Cast, by: Actor) -> dict[str, Any]:
    check_in = a_check_in(cast)
    checkins.exempt(check_in_id=check_in.pk, reason="They closed.", by=cast.rep, at=MONDAY)
    return {"check_in_id": check_in.pk}


def with_pasts(cast: Cast, by: Actor) -> dict[str, Any]:
    firm = accounts.add_account(name="Harbour FM", by=Actor.system(), at=MONDAY)
    return {"pasts": Pasts(1, {firm.pk: Past(MONDAY.date() - timedelta(days=99), "B")})}


def with_pasts_that_wait(cast: Cast, by: Actor) -> dict[str, Any]:
    checkins.note_pasts(**with_pasts(cast, by), by=Actor.system(), at=MONDAY)
    return {"import_id": 1}
