"""Lets every template speak the team's own words, in the one place through which all of them come.

A template is written in ours: "Merge this ticket". Before it is compiled, each of our words that can be renamed is put where it
can be said anew: in text, and in what is read aloud or shown on hover; never in markup, code or the values that a page is given.
"""

import re
from collections.abc import Callable, Iterator

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppDirectories
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from rounds.policies.queries import speech
from rounds.policies.words import ALSO, KNOWN, Speech, many, phrase_of

PHRASE = phrase_of([form for word in (*KNOWN, *ALSO) for form in (word, many(word))])
TEMPLATE_TAG = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
TOKENS = re.compile(rf"(?s)({TEMPLATE_TAG})|(<(?:{TEMPLATE_TAG}|[^<>{{]|\{{(?![%{{#]))*>)")
SAID_IN_TAGS = re.compile(r'(?s)((?:aria-label|title|placeholder|alt)=")([^"]*)(")')
SILENT = ("script", "style", "code", "pre", "kbd", "svg")
"""Elements whose text is no sentence of ours."""

type Call = Callable[[str], str]


def ours(text: object) -> str:
    """Say a sentence of ours in the words of the team whose page it is on."""
    return speech().said(str(text))


@pass_context
def ours_on(context: Context, text: object) -> str:
    """Say it on a compiled part, which many wait for: the page knows whose it is, and nothing is looked up."""
    spoken: Speech = context["visit"].speech
    return spoken.phrase(str(text)) if spoken.words else str(text)


def worded(source: str, call: Call) -> str:
    """Put our words in a template where they can be said anew. call: writes how a phrase is asked for."""
    return "".join(_worded(source, call))


def _worded(source: str, call: Call) -> Iterator[str]:
    silent, at = "", 0
    for token in TOKENS.finditer(source):
        text = source[at : token.start()]
        yield text if silent else _spoken(text, call)
        at = token.end()
        if token[1]:
            yield token[1]
            continue
        yield SAID_IN_TAGS.sub(lambda found: found[1] + _between(found[2], call) + found[3], token[2])
        silent = _silent(token[2], silent)
    yield _spoken(source[at:], call)


def _between(text: str, call: Call) -> str:
    """Say what stands around the template's own tags."""
    parts = re.split(rf"(?s)({TEMPLATE_TAG})", text)
    return "".join(part if place % 2 else _spoken(part, call) for place, part in enumerate(parts))


def _spoken(text: str, call: Call) -> str:
    return PHRASE.sub(lambda found: call(" ".join(found[0].split())), text)


def _silent(tag: str, silent: str) -> str:
    """Say within which silent element the text goes on behind a tag, "" in none."""
    name = re.match(r"</?([a-z]*)", tag)
    assert name, "a tag has a name, or none"
    if silent:
        return "" if tag.startswith(f"</{silent}") else silent
    return name[1] if name[1] in SILENT and not tag.startswith("</") and not tag.endswith("/>") else ""


class Loader(AppDirectories):
    """Loads our templates for Django, worded."""

    def get_contents(self, origin: Origin) -> str:
        """Give a template's source; those of other packages speak their own words."""
        source: str = super().get_contents(origin)
        return worded(source, '{{% ours "{}" %}}'.format) if "/rounds/" in str(origin.name) else source


class Worded(Extension):
    """Words what Jinja compiles."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["ours"] = ours_on
        environment.filters["ours"] = ours_on

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Put our words where they can be said anew."""
        return worded(source, "{{{{ ours('{}') }}}}".format)
