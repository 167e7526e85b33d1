"""The words that a team may say in its own way: `words: {account: client, ticket: case}` in the head of its manual.

Our sentences are written in our own words; whatever is shown to people goes through `Speech.said` on its way out, which says
them in the team's. What does not stand in this register cannot be renamed, and the checker says so.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Annotated

from pydantic import PlainValidator

from rounds.basics.text import listed, nearest
from rounds.policies.values import Fault, faulty, unreadable

KNOWN: Mapping[str, str] = {
    "account": "a customer's firm, in the rail, in headings and where a page speaks of one",
    "asset": "a thing of ours that a customer has, on the page of an account",
    "check-in": "a look at a firm that comes round, in the rail, on its own pages and in reasons",
    "contact": "somebody at a customer, where accounts are looked for",
    "customer": "whom the team works for, in acts, reasons and refusals",
    "grade": "how well a firm does, on the page of a check-in and in its figures",
    "hold": "a time in which a ticket waits for somebody else, on the desk and in reasons",
    "list": "tickets or accounts that are looked at together, on the desk and where one asks for them",
    "macro": "several acts that are done as one, on a ticket",
    "manual": "this document, in the rail, in its own pages and in reasons",
    "member": "somebody who works here, in settings and refusals",
    "note": "what is written for the team alone, on a ticket and in its acts",
    "priority": "how urgent a ticket is, on it and in its acts",
    "queue": "where tickets of some kinds wait, on the desk and in reasons",
    "target": "what is promised by a time, in the rail and on a ticket",
    "ticket": "one matter of one customer, wherever a page speaks of one",
}
"""The words that can be renamed, each with where it is said."""

ALSO: Mapping[str, str] = {"firm": "account"}
"""Words of ours that mean one of these."""

MOST = 40
"""Characters that a word may have."""

MOST_KEPT = 2_000
"""Phrases that are kept for one way of speaking; our templates have some hundred."""

ONE, MANY = "one", "many"
"""The keys of a word whose plural is no regular one."""

type Written = str | Mapping[str, str]
"""A team's word as a manual has it: `client`, or `{one: child, many: children}`."""

QUOTED = re.compile(r"“[^”]*”")
"""What stands in quotes was written by somebody else, and stays as it is."""

SPELT = re.compile(r"[AEFHILMNORSX][A-Z0-9]*\b")
"""An abbreviation that begins with a vowel when it is read out: an SLA, an RFC."""


@dataclass(frozen=True)
class Speech:
    """How one team speaks. words: ours, theirs for one, theirs for many. names: of the manual, which stay as they are written."""

    words: tuple[tuple[str, str, str], ...] = ()
    names: tuple[str, ...] = ()

    def said(self, text: str, *, keep: Collection[str] = ()) -> str:
        """Say a text of ours in the team's words. keep: what others wrote that stands in it (names); what is quoted stays too."""
        if not self.words or not self._ours.search(text):
            return text
        kept = [each for each in sorted({*self.names, *keep}, key=len, reverse=True) if each in text]
        if not kept and "“" not in text:
            return self._ours.sub(self._theirs, text)
        parts = re.split("(" + "|".join([QUOTED.pattern, *map(re.escape, kept)]) + ")", text)
        return "".join(part if place % 2 else self._ours.sub(self._theirs, part) for place, part in enumerate(parts))

    def filled(self, text: str, **parts: object) -> str:
        """Say a text of ours around its parts, as in "Join {company}". Parts stay as they are, and a team's word may hold a brace."""
        pieces = Formatter().parse(text)
        return "".join(self.said(ours) + (str(parts[name]) if name else "") for ours, name, _, _ in pieces)

    def phrase(self, text: str) -> str:
        """Say a short text that is asked for on page after page; what was said is kept."""
        if (said := self._phrases.get(text)) is None:
            said = self.said(text)
            if len(self._phrases) < MOST_KEPT:
                self._phrases[text] = said
        return said

    @cached_property
    def _phrases(self) -> dict[str, str]:
        return {}

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Give each form of our words, in lower case, as the team says it."""
        theirs = {word: (one, several) for word, one, several in self.words}
        ours = {**{word: word for word in theirs}, **{also: word for also, word in ALSO.items() if word in theirs}}
        return {
            form: said
            for mine, word in ours.items()
            for form, said in zip((mine, many(mine)), theirs[word], strict=True)
        }

    @cached_property
    def _ours(self) -> re.Pattern[str]:
        return phrase_of(self._forms)

    def _theirs(self, found: re.Match[str]) -> str:
        said = self._forms[found["word"].lower()]
        article = found["article"]
        if article:
            return f"{_article(said, large=article[0].isupper())} {said}"
        return said[:1].upper() + said[1:] if found["word"][0].isupper() else said


def phrase_of(forms: Collection[str]) -> re.Pattern[str]:
    """Make what finds these words, each with the article before it; not inside addresses or longer words."""
    known = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(rf"(?<![\w@./#-])(?:(?P<article>[Aa]n?)\s+)?(?P<word>{known})(?![\w@/-]|\.\w)", re.IGNORECASE)


def _article(said: str, *, large: bool) -> str:
    """Choose between a and an, as people read the word."""
    vowel = (
        bool(SPELT.match(said))
        if said[:2].isupper()
        else bool(re.match(r"(?!uni|us[aeu]|eu|one\b)[aeiou]", said, re.I))
    )
    article = "an" if vowel else "a"
    return article.capitalize() if large else article


PLAIN = Speech()
"""Ours, where no manual says anything else."""


def speech_of(words: Mapping[str, Written], names: Iterable[str] = ()) -> Speech:
    """Give how a team speaks, by what its manual says. names: of its clauses; those of several words are no words of ours."""
    known = tuple((word, *_both(called)) for word, called in sorted(words.items()) if word in KNOWN)
    return Speech(known, tuple(sorted({name for name in names if " " in name}))) if known else PLAIN


def _both(called: Written) -> tuple[str, str]:
    if isinstance(called, str):
        return called, many(called)
    return called[ONE], called[MANY]


def many(word: str) -> str:
    """Give the plural of a word: firms, agencies, branches."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _read(value: object) -> dict[str, Written]:
    if not isinstance(value, dict) or not value:
        raise unreadable("Words and what they are called here stand here, as in {account: client}")
    faults = [found for word, called in value.items() if (found := _fault(word, called))] or list(_shared(value))
    if faults:
        raise faulty(faults)
    return {word: _tidy(called) for word, called in value.items()}


def _shared(value: Mapping[str, Written]) -> Iterator[Fault]:
    """Find words that two things would have: nobody knew then which of them is meant."""
    ours = {form: word for word in KNOWN if word not in value for form in (word, many(word))}
    ours |= {
        form: f"{word} ({also})" for also, word in ALSO.items() if word not in value for form in (also, many(also))
    }
    taken: dict[str, str] = {}
    for word, called in value.items():
        forms = {form.casefold() for form in _both(_tidy(called))}
        if other := next((ours[form] for form in sorted(forms) if form in ours), None):
            yield Fault(
                f"“{other}” is called so already; one word for two things leaves open which is meant", path=(word,)
            )
        elif other := next((taken[form] for form in sorted(forms) if form in taken), None):
            yield Fault(f"“{other}” is called so too; one word for two things leaves open which is meant", path=(word,))
        taken |= dict.fromkeys(forms, word)


def _tidy(called: Written) -> Written:
    if isinstance(called, str):
        return " ".join(called.split())
    return {number: " ".join(said.split()) for number, said in called.items()}


def _fault(word: str, called: object) -> Fault | None:
    if word not in KNOWN:
        known = listed([f"“{each}”" for each in KNOWN])
        return Fault(
            f"“{word}” is no word that can be renamed; {known} can", nearest(word, KNOWN), path=(word,), at_key=True
        )
    if isinstance(called, dict) and set(called) == {ONE, MANY}:
        return next((fault for number, said in called.items() if (fault := _wrong(word, said, (word, number)))), None)
    return _wrong(word, called, (word,))


def _wrong(word: str, called: object, path: tuple[str, ...]) -> Fault | None:
    if isinstance(called, str) and called.strip() and len(called) <= MOST:
        return None
    says = f"What the {word} is called here is one word or a few, of at most {MOST} characters"
    return Fault(f"{says}; or {{one: child, many: children}}" if isinstance(called, dict) else says, path=path)


Words = Annotated[dict[str, Written], PlainValidator(_read)]
