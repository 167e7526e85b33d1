"""Files that came with messages: bytes to keep, never anything that this page would run or show."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from rounds.desk.pictures import can_be_shown
from rounds.desk.queries import file_of
from rounds.web.doors import page
from rounds.web.previews import SHOWN_AS, is_what_it_says, policy_of
from rounds.web.visit import Visit

# Saved or not, a browser draws whatever an <img> is given: so this one gets a picture of ours.
NOT_SHOWN = """<svg xmlns="http://www.w3.org/2000/svg" width="240" height="64" viewBox="0 0 240 64">
<rect width="240" height="64" rx="6" fill="#5f5f69"/>
<g fill="#fff" font-family="sans-serif" font-size="14" text-anchor="middle"><text x="120" y="28">Too large to show.</text>
<text x="120" y="47">It can be saved.</text></g></svg>
"""
_PASSIVE = re.compile(r"(image/(png|jpeg|gif|webp)|application/pdf|text/(plain|csv|calendar))")


@page("read the desk")
def file(visit: Visit, file_id: int, name: str) -> HttpResponse:
    """Give a file to save. name: only for the address bar; the file's own is sent."""
    found = file_of(file_id)
    return saved(found.name, found.media_type, found.data)


@page("read the desk")
def look(visit: Visit, file_id: int, name: str) -> HttpResponse:
    """Show a file in the browser, where what it says it is and what it is are one thing that nobody can run."""
    found = file_of(file_id)
    if not is_what_it_says(found.media_type, found.data):
        return saved(found.name, found.media_type, found.data)
    kind, data = SHOWN_AS[found.media_type], found.data
    if kind.startswith("image/") and not can_be_shown(data):
        kind, data = "image/svg+xml", NOT_SHOWN.encode()
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=found.name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = policy_of(kind)
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def saved(name: str, media_type: str, data: bytes) -> HttpResponse:
    """Send bytes to be saved: attached, not sniffed, and boxed in, should somebody open them all the same."""
    kind = media_type if _PASSIVE.fullmatch(media_type) else "application/octet-stream"
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
