"""A mail as it was written, in a frame of its own: nothing in it runs, nothing is fetched from elsewhere until somebody asks.

The frame's policy is the only one here that lets styles stand in a text, in attributes alone: mails have no others.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string

from rounds.desk.queries import file_of
from rounds.mail.queries import Written
from rounds.mail.queries import written as written_mail
from rounds.mail.queries import written_file as written_in_file
from rounds.web.addresses import url
from rounds.web.doors import page
from rounds.web.visit import Visit

FORWARDED = "message/rfc822"
BOX = (
    "default-src 'none'; script-src 'none'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:{others}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@page("read the desk")
def written(visit: Visit, message_id: int) -> HttpResponse:
    """Show a message as its mail was written. `images=shown` fetches those of other servers too."""
    images = visit.request.GET.get("images") == "shown"
    mail = written_mail(
        message_id, images=images, file_address=lambda file_id, name, _: url("file-look", file_id, name)
    )
    return _framed(visit, mail, images=images)


@page("read the desk")
def written_file(visit: Visit, file_id: int) -> HttpResponse:
    """Show a forwarded mail, which came as a file, as it was written."""
    images = visit.request.GET.get("images") == "shown"
    found = file_of(file_id)
    mail = written_in_file(found.data if found.media_type == FORWARDED else b"", images=images)
    return _framed(visit, mail, images=images)


def _framed(visit: Visit, mail: Written, *, images: bool) -> HttpResponse:
    """Box a mail in. Images are asked for without saying where they stand."""
    held = mail.html.held if mail.html else {}
    values = {"mail": mail, "images": images, "held": sum(held.values()), "hosts": list(held), "zone": visit.zone}
    answer = HttpResponse(render_to_string("written/mail.html", values | {"now": visit.now}))
    answer["Content-Security-Policy"] = BOX.format(others=" https: http:" if images else "")
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
