"""The pages that people wait for most, the list and a ticket, are compiled (Jinja2); all others are Django's own templates.

Each part is written in one of the two, and either may ask for a part of the other: `{% compiled "desk/list.html" %}` there,
`plain("parts/empty.html", …)` here. The words are the same: `when`, `ours`, `prose` are one function for both.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.template.defaultfilters import capfirst, linebreaksbr, truncatechars
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined, pass_context

from rounds.basics.text import initials
from rounds.web.addresses import anchor, url
from rounds.web.templatetags import rounds, rows
from rounds.web.wording import Worded

FILTERS = {
    "anchor": anchor,
    "capfirst": capfirst,
    "initials": initials,
    "linebreaksbr": linebreaksbr,
    "mail": rounds.mail,
    "prose": rounds.prose,
    "size": rounds.size,
    "truncatechars": truncatechars,
}
OF_THE_PAGE: dict[str, Callable[..., SafeString | str]] = {
    "since": rounds.since,
    "when": rounds.when,
    "on": rounds.on,
    "day": rounds.day,
    "ticket_rows": rows.ticket_rows,
}


def environment(**options: Any) -> Environment:
    """Make what compiles them. A name that is not there is an error, not an empty place."""
    made = Environment(**{**options, "undefined": StrictUndefined, "extensions": [Worded]})  # noqa: S701 - Django's backend asks for escaping
    made.filters.update(FILTERS)
    made.globals.update({name: pass_context(function) for name, function in OF_THE_PAGE.items()})
    made.globals.update(kept=rounds.kept, plain=plain, static=cache(static), url=url)
    return made


def plain(name: str, **values: object) -> SafeString:
    """Show a part that is one of Django's templates, with these values and no others."""
    return render_to_string(name, values)
