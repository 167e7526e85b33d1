"""The history of every workspace: whether it is still what was sealed. Loaded when the database answers."""

from collections.abc import Iterator

from rounds.cli.doctor.finding import Finding, fine, trouble
from rounds.timeline.verifying import Verdict, verify
from rounds.workspaces.queries import all_ids


def look() -> Iterator[Finding]:
    """Look through all of it."""
    for workspace_id, slug in all_ids():
        yield _finding(slug, verify(workspace_id))


def _finding(slug: str, found: Verdict) -> Finding:
    if found.broken:
        return trouble("history", f"{slug}: {found.broken.says} Everything before it is as it was.")
    waiting = f" {found.waiting:,} wait for their seal." if found.waiting else ""
    end = f" The last seal is {found.last.number}:{found.last.hash.hex()}." if found.last.number else ""
    return fine("history", f"{slug}: {found.last.number:,} sealed events, all as they were.{waiting}{end}")
