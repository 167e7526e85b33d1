"""Files: fetched, and brought before the message that they go with."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.shapes.base import Id
from rounds.api.shapes.messages import FileNamed, Upload
from rounds.desk import commands
from rounds.desk.facts import File
from rounds.desk.queries import file_of

ROOM = "Files"
HARMLESS = re.compile(r"(image/(png|jpeg|gif|webp)|application/pdf|text/(plain|csv|calendar))")
A_FILE = settings.MAIL_LIMIT * 3 // 4
"""Bytes of one file: what a mail may have once it is written in Base64."""


@writes("/files", act="write notes", room=ROOM, gives=Upload, status=201, most=A_FILE, raw=True)
def upload_file(call: Call, query: Query[FileNamed]) -> Upload:
    """Bring a file, its bytes as the body, to send later: its id goes in “uploads” of an answer, note or ticket. It waits a day."""
    file = File(query.name, query.media_type, call.body)
    return Upload.read(commands.bring_upload(file=file, by=call.by, at=call.now))


@reads("/files/{int:file_id}", act="read the desk", room=ROOM, gives=bytes)
def get_file(call: Call, file_id: Id) -> HttpResponse:
    """Read a file that came with a message. Its name stands in Content-Disposition."""
    found = file_of(file_id)
    kind = found.media_type if HARMLESS.fullmatch(found.media_type) else "application/octet-stream"
    return saved(found.name, kind, found.data)


def saved(name: str, kind: str, data: bytes) -> HttpResponse:
    """Answer with bytes to be saved: attached, not sniffed, and boxed in, should a browser open them all the same."""
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
