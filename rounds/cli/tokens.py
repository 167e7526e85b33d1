"""API tokens, made, listed and ended by whoever holds the machine."""

import json
from argparse import Namespace
from dataclasses import asdict
from datetime import date, datetime

from rounds.basics import clock
from rounds.basics.localtime import start_of
from rounds.cli.named import workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.tokens.commands import add_token, end_token
from rounds.team.tokens.queries import TokenRow, token_of_prefix, tokens
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace


def add(chosen: Namespace) -> None:
    """Make a token and print it, the only time that it is shown. Raises Refused, CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        member = Member.objects.filter(email=chosen.email.strip().lower(), active=True).first()
        if member is None:
            raise CommandTrouble(f"Nobody in {chosen.slug} has the address {chosen.email}.")
        made = add_token(
            member_id=member.pk,
            name=chosen.name,
            scopes=chosen.scope,
            expires_at=_end(chosen.until),
            by=Actor.system(),
            at=clock.now(),
        )
    print(made.text)


def listing(chosen: Namespace) -> None:
    """Print every token, the newest first. Raises CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        found = tokens()
    if chosen.json:
        print(json.dumps([asdict(row) for row in found], default=str, indent=2))
        return
    for row in found:
        print(f"rnd_{row.prefix}…  {row.name}, of {row.member}: {', '.join(row.scopes)}. {_standing(row)}")


def end(chosen: Namespace) -> None:
    """End a token. Raises CommandTrouble."""
    with as_workspace(workspace_named(chosen.slug)):
        if (row := token_of_prefix(chosen.prefix)) is None:
            raise CommandTrouble(f"{chosen.slug} has no token that begins with {chosen.prefix}.")
        end_token(token_id=row.id, by=Actor.system(), at=clock.now())
    print(f"“{row.name}” of {row.member} is ended.")


def _end(written: str) -> datetime | None:
    """Read until when a token holds; None for “never”. Raises CommandTrouble."""
    if written == "never":
        return None
    try:
        return start_of(date.fromisoformat(written), book().zone)
    except ValueError:
        raise CommandTrouble(f"“{written}” is no day; write 2027-03-01, or “never”.") from None


def _standing(row: TokenRow) -> str:
    used = f"Last used {row.last_used_at:%d %b %Y %H:%M} UTC" if row.last_used_at else "Not used yet"
    if row.ended_at:
        return f"{used}; ended {row.ended_at:%d %b %Y}."
    return f"{used}; ends {row.expires_at:%d %b %Y}." if row.expires_at else f"{used}; does not end by itself."
