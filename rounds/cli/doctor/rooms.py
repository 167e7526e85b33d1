"""What only the rooms know: tables, and mail in and out. Loaded when the database answers."""

import socket
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rounds.basics.text import counted
from rounds.cli.doctor import waiting
from rounds.cli.doctor.finding import Finding, fine, note, trouble
from rounds.mail.models import Mailbox, ReadFolder
from rounds.mail.queries.mailboxes import mailboxes_named
from rounds.mail.queries.ways import all_ways
from rounds.team.second_factor.queries import sealed
from rounds.workspaces.current import as_workspace
from rounds.workspaces.queries import all_ids

PATIENCE = 3.0  # seconds


def look() -> Iterator[Finding]:
    """Look at the tables, at the mail, and at what waits for a person."""
    tables = _tables()
    yield tables
    yield _mail_out()
    if tables.state == "fine":
        yield _mailboxes()
        yield from _polled()
        yield from _apps()
        yield from waiting.look()


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        return trouble("tables", f"{counted(pending, 'change')} not made yet; `rounds migrate` makes what is missing.")
    return fine("tables", "Up to date.")


def _mail_out() -> Finding:
    out = settings.SMTP_OUT
    if out is None:
        return trouble("mail out", "ROUNDS_SMTP_OUT is not set: answers wait in the outbox and none leaves.")
    try:
        socket.create_connection((out.host, out.port), timeout=PATIENCE).close()
    except OSError as error:
        return trouble("mail out", f"{out.host}:{out.port} does not answer ({error}); answers wait in the outbox.")
    return fine("mail out", f"{out.host}:{out.port} takes our mail.")


def _apps() -> Iterator[Finding]:
    """Say whether all authenticator apps can be read: with another secret key their owners would find out at their sign-in."""
    found = sealed()
    if found.lost:
        fix = "Name the key before in ROUNDS_SECRET_KEY_FALLBACKS, or let them come in by a recovery code and set it up again."
        yield trouble(
            "sign-in", f"{counted(found.lost, 'authenticator app')} cannot be read with this secret key. {fix}"
        )
    if found.older:
        says = f"{counted(found.older, 'authenticator app')} of {found.apps} are sealed with an older secret key"
        yield note("sign-in", f"{says}, anew at their next sign-in; keep ROUNDS_SECRET_KEY_FALLBACKS until then.")


def _mailboxes() -> Finding:
    found = []
    for workspace_id, slug in all_ids():
        with as_workspace(workspace_id):
            found += [f"{address} ({slug})" for address in Mailbox.objects.values_list("address", flat=True)]
    host, port = settings.SMTP_DOOR
    if not found:
        return note("mailboxes", "None yet; `rounds mailbox add` makes one.")
    return fine("mailboxes", f"{', '.join(found)}; the SMTP door is {host}:{port}.")


def _polled() -> Iterator[Finding]:
    for box in settings.IMAP_BOXES:
        if len(mailboxes_named(box.name)) == 1:
            yield fine("polled", f"{box.folder} of {box.user} at {box.host}:{box.port} for {box.name}.")
        else:
            yield trouble("polled", f"ROUNDS_IMAP names “{box.name}”, which is not one mailbox; write workspace/name.")
    for fed, way in all_ways():
        with as_workspace(fed.workspace_id):
            rows = ReadFolder.objects.filter(mailbox_id=fed.mailbox_id, place__startswith=f"{way.user}@{way.host}/")
            wrong = [row.trouble for row in rows if row.trouble]
        if wrong:
            yield trouble("polled", wrong[0])
        else:
            yield fine("polled", f"{way.user} at {way.host}:{way.port}, set up on the page.")
