"""The page's own tags: times, texts and sizes, each said in one way everywhere."""

import re
import secrets
from collections.abc import Hashable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from rounds.basics.localtime import day_of
from rounds.basics.moments import MONTHS, said_day, said_late, said_on
from rounds.basics.text import initials
from rounds.checkins.evidence.noting import unbroken
from rounds.manual.cards import Now
from rounds.policies.queries import speech
from rounds.policies.words import Speech
from rounds.web.addresses import anchor
from rounds.web.places import place_of

register = template.Library()
register.filter("initials", initials)
register.filter("anchor", anchor)
register.filter("unbroken", unbroken)

SEAM = mark_safe(f"\x1e{secrets.token_hex(8)}\x1e")  # noqa: S308 - a text from outside cannot hold it
PIECES = ("title", "page", "main", "cards", "acts")
"""What a page consists of, in the order of `base.html`."""

COMPILED = Path(__file__).parent.parent / "jinja2"

_LINK = re.compile(r"https?://[^\s<>\"'“”]+[^\s<>\"'“”.,;:!?)\]]")


@register.simple_tag
def kept(name: str, value: Hashable) -> SafeString:
    """Show a part that depends on one frozen value only (`it`), rendered once for each such value and then kept.

    The rail, the tabs and the choices of a form are the same from page to page; rendering them costs more than all that is new.
    """
    return _kept(name, value, speech())


@lru_cache(maxsize=2000)
def _kept(name: str, value: Hashable, spoken: Speech) -> SafeString:
    """Keep it for each way of speaking: what is rendered says its words as the team of this page does."""
    return render_to_string(name, {"it": value})


@cache
def is_compiled(name: str) -> bool:
    """Say in which of the two languages a template is written."""
    return (COMPILED / name).exists()


def shown(name: str, values: dict[str, Any]) -> SafeString:
    """Give a compiled page or part with these values."""
    return mark_safe(engines["jinja2"].get_template(name).render(values))  # noqa: S308 - it escapes each value itself


def in_shell(pieces: str, values: dict[str, Any]) -> str:
    """Put a page's pieces into the shell; a page without pieces stands alone, and is given as it is."""
    found = pieces.split(SEAM)
    if len(found) == 1:
        return pieces
    parts = {name: mark_safe(piece) for name, piece in zip(PIECES, found, strict=True)}  # noqa: S308 - rendered before
    return shown("pieces.html", values | parts)


@register.simple_tag(takes_context=True)
def compiled(context: Context, name: str, **values: object) -> SafeString:
    """Show a part that is compiled (`web/compiled.py`), with all that this page knows, and these values."""
    known = {str(key): value for key, value in context.flatten().items()}
    return shown(name, known | values)


@register.simple_tag
def seam() -> SafeString:
    """Stand between two pieces of a page."""
    return SEAM


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime) -> SafeString:
    """Say a moment on the reader's clock, with the exact one for machines. at: aware UTC."""
    zone = context["zone"]
    return moment(at, day_of(context["now"], zone), zone)


@lru_cache(maxsize=20_000)
def moment(at: datetime, today: date, zone: ZoneInfo) -> SafeString:
    """Write a moment as a reader of today reads it: those of a list are the same from one page to the next."""
    return _time(at, said_on(at, today=today, zone=zone))


@register.simple_tag(takes_context=True)
def since(context: dict[str, Any], at: datetime) -> SafeString:
    """Say how late that is what waits for us since a moment: in days, red; what came today, when. at: aware UTC."""
    zone, now = context["zone"], context["now"]
    if day_of(at, zone) == day_of(now, zone):
        return format_html('<span class="when">{}</span>', when(context, at))
    late = said_late(at, now=now, zone=zone) or ""
    return format_html('<span class="when when-late">{}</span>', _time(at, late))


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], at: datetime) -> SafeString:
    """Say the day of a moment on the reader's calendar. at: aware UTC."""
    return _time(at, said_day(day_of(at, context["zone"]), today=day_of(context["now"], context["zone"])))


@register.filter
def size(count: int) -> str:
    """Say how large a file is: "218 kB". count: bytes."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


@register.filter
def number(count: int) -> str:
    """Write how many there are as everywhere: "1,980"."""
    return f"{count:,}"


@register.simple_tag(takes_context=True)
def on(context: dict[str, Any], on_day: date) -> SafeString:
    """Say a day of the calendar, as against the reader's today."""
    words = said_day(on_day, today=day_of(context["now"], context["zone"]))
    return format_html('<time datetime="{}">{}</time>', on_day.isoformat(), words)


@register.simple_tag(takes_context=True)
def clause_place(context: dict[str, Any], now: Now) -> str:
    """Give the address of what stands under a clause, empty where this reader may not go there."""
    return place_of(now, context["visit"])


@register.filter
def at(many: Sequence[object], place: int) -> object:
    """Give one of several, by its place."""
    return many[place]


@register.filter
def month(first: date) -> str:
    """Say which month a day lies in: Nov 2026."""
    return f"{MONTHS[first.month - 1]} {first.year}"


@register.filter
def mail(address: str) -> SafeString:
    """Show mail addresses so that a narrow column breaks them behind the @."""
    return mark_safe(conditional_escape(address).replace("@", "@<wbr>"))  # noqa: S308


@register.filter
def prose(text: str) -> SafeString:
    """Show a plain text as it was meant: paragraphs, lines, links; nothing in it is markup."""
    blocks = (block.strip("\n") for block in re.split(r"\n\s*\n", text.strip()))
    return mark_safe("".join(f"<p>{_lines(block)}</p>" for block in blocks if block.strip()))  # noqa: S308


def _lines(block: str) -> str:
    return "<br>".join(_linked(line) for line in block.split("\n"))


def _linked(line: str) -> str:
    """Escape a line, and make its addresses links."""
    pieces: list[str] = []
    start = 0
    for found in _LINK.finditer(line):
        link = conditional_escape(found[0])
        pieces.append(conditional_escape(line[start : found.start()]))
        pieces.append(f'<a href="{link}" rel="noopener noreferrer nofollow">{link}</a>')
        start = found.end()
    return "".join([*pieces, conditional_escape(line[start:])])


def _time(at: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), words)
