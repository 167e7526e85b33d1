"""What waits for a person, company by company: rows the engine could not do, mail that stopped, mail that is held."""

from collections.abc import Iterator

from rounds.basics.text import listed
from rounds.cli.doctor.finding import Finding, fine, note, trouble
from rounds.engine.models import PutOff
from rounds.engine.queries import put_off_rows
from rounds.mail.queries import held_count, standing_counts
from rounds.timeline.models import OutboxState
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import all_ids


def look() -> Iterator[Finding]:
    """Look into every workspace; one line where nothing waits in any."""
    found = [finding for workspace_id, slug in all_ids() for finding in _in(workspace_id, slug)]
    yield from found or [fine("waiting", "Nothing is put off, stopped or held.")]


def _in(workspace_id: int, slug: str) -> list[Finding]:
    with as_workspace(workspace_id):
        return [*_put_off(slug), *_standing(slug), *_held(slug)]


def _put_off(slug: str) -> Iterator[Finding]:
    for row in put_off_rows():
        yield trouble("engine", f"{slug}: {_said(row)}")


def _said(row: PutOff) -> str:
    tries = f"failed {row.times} times since {row.first_at:%Y-%m-%d %H:%M} UTC"
    return f"{row.duty}, row {row.row_id}, {tries}: {' '.join(row.trouble.split())[:200]}"


def _standing(slug: str) -> Iterator[Finding]:
    counts = standing_counts()
    words = {
        OutboxState.STOPPED: "stopped",
        OutboxState.BOUNCED: "came back",
        OutboxState.MAY_HAVE_ARRIVED: "may have arrived",
    }
    if said := listed([f"{counts[state]} {word}" for state, word in words.items() if counts.get(state)]):
        yield note("outbox", f"{slug}: of its mails {said}; a person decides, on the page Outbox.")


def _held(slug: str) -> Iterator[Finding]:
    if count := held_count():
        yield note("quarantine", f"{slug}: mails held: {count}; a person decides, on the page Quarantine.")
