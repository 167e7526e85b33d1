"""What time makes due in the mail room: mails whose moment has come, or whose job was lost, leases that ran out, people to erase."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from django.conf import settings

from rounds.accounts.commands import call_to_erase
from rounds.basics.duty import Asked, Due, Duty, Rows, Together
from rounds.mail.commands.deliveries import CHANNELS, recover, recover_many
from rounds.mail.commands.warning import warn_members
from rounds.mail.jobs_by_name import defer_erasing

DELIVERIES = "SELECT workspace_id, id FROM due_deliveries(%s, %s, %s, %s, %s)"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _nobody_at_it(now: datetime, limit: int) -> Asked:
    """Find deliveries to look after. Where no server takes our mail, what waits is left waiting."""
    waiting = now if settings.SMTP_OUT is not None else LONG_AGO
    of_each = ((channel, now, waiting, waiting, limit) for channel in CHANNELS)
    return Asked(" UNION ALL ".join([DELIVERIES] * len(CHANNELS)), tuple(chain.from_iterable(of_each)))


def _recover(due: Due, now: datetime) -> bool:
    return recover(outbox_id=due.id, at=now)


def _recover_many(rows: Sequence[Due], now: datetime) -> Together:
    done, left = recover_many(outbox_ids=[due.id for due in rows], at=now)
    return Together(done, [due for due in rows if due.id in set(left)])


def _to_warn(now: datetime, limit: int) -> Asked:
    """Find workspaces whose history goes on; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM members_to_warn(%s)", (limit,))


def _warn(due: Due, now: datetime) -> bool:
    return warn_members(at=now) > 0


def _to_erase(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_erasings(%s, %s)", (now, limit))


def _call_to_erase(due: Due, now: datetime) -> bool:
    called = call_to_erase(contact_id=due.id, at=now)
    if called:
        defer_erasing()
    return called


RECOVER = Duty(
    "mail.recover",
    "Has mails sent whose moment has come, again those that did not get through, and looks after those whose sender stopped",
    _nobody_at_it,
    _recover,
    _recover_many,
)

WARN = Duty("mail.warn members", "Writes to members whose sign-in was changed", _to_warn, _warn, rows=Rows.COMPANIES)

ERASE = Duty("mail.erase", "Has people erased whose erasing was asked for", _to_erase, _call_to_erase)

DUTIES = (RECOVER, WARN, ERASE)
