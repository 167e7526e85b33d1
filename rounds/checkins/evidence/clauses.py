"""Which evidence the operating manual wants to see of a firm, and how each piece of it is found."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar

from rounds.basics.spans import Span
from rounds.basics.text import listed
from rounds.policies.conditions.wants import Dated
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import NameIn, SpanText, Text, Tips, Words
from rounds.telemetry.clauses import Counts, FactName, FactNames, NamedFact, Of


class EvidenceName(NameIn):
    """What is looked at, declared by a clause `evidence`."""

    register = "evidence"


class People(Keys):
    """Who uses the product there."""

    quiet_after: Annotated[
        SpanText,
        Says(
            "whoever did nothing for {} is called quiet, and a letter says that something goes well only where it was used since"
        ),
    ]


class Features(Keys):
    """By which events a firm gets a feature, loses it, and wishes for it."""

    had_from: Annotated[Text, Says("a firm has a feature from the event {} on")]
    gone_with: Annotated[Text, Says("it has it no more after {}")]
    wanted_with: Annotated[Text | None, Says("it wants one where {} happened")] = None


class Switches(Keys):
    """By which events an integration is on, and off."""

    on: Annotated[Text, Says("an integration is on after the event {}")]
    off: Annotated[Text, Says("off after {}")]


class Drafts(Keys):
    """What is begun and not finished."""

    begun: Annotated[Text, Says("an item is a draft from the event {} on")]
    ended: Annotated[Words, Says("until {}", joined="or")]


class Evidence(Clause):
    """What is looked at before somebody reaches out to a firm (A5). What is left out is not shown."""

    kind: ClassVar[str] = "evidence"

    figures: Annotated[
        FactNames | None, Says("In the dates that are chosen: {}.", absent="No figures stand at the top.")
    ] = None
    by_month: Annotated[FactName | None, Says("By month: {}.", absent="Nothing is shown by month.")] = None
    by_media_kind: Annotated[FactName | None, Says("By media kind: {}.", absent="Nothing is shown by media kind.")] = (
        None
    )
    users: Annotated[People | None, Says("Who uses it, and when last: {}.", absent="Who uses it is not shown.")] = None
    features: Annotated[
        Features | None,
        Says("Features had, used and wanted: {}.", absent="Features are not shown."),
    ] = None
    assets: Annotated[
        Words | None, Says("How many there are of each kind: {}.", absent="What they have of ours is not counted.")
    ] = None
    integrations: Annotated[Switches | None, Says("Integrations: {}.", absent="Integrations are not shown.")] = None
    drafts: Annotated[Drafts | None, Says("Drafts, and who has the most: {}.", absent="Drafts are not shown.")] = None
    earlier_tickets: Annotated[
        SpanText | None, Says("Their tickets of {} before.", absent="Their tickets are not shown.")
    ] = None
    tips: Annotated[
        Tips | None,
        Says(
            "A letter says of what is not used: {}.", absent="A letter says nothing of how to learn what is not used."
        ),
    ] = None

    in_the_finding: Annotated[
        Tips | None,
        Says(
            "A finding begins with what is known: {}.",
            absent="A finding begins with what was found last, and no figures.",
        ),
    ] = None

    def facts(self) -> tuple[FactName, ...]:
        """List the facts that are counted in the dates, each once."""
        named = (*(self.figures or ()), self.by_month, self.by_media_kind)
        return tuple(dict.fromkeys(each for each in named if each))

    def no_use(self) -> tuple[str, ...]:
        """List the events that name a feature and are no use of it."""
        switched = (self.integrations.on, self.integrations.off) if self.integrations else ()
        had = (self.features.had_from, self.features.gone_with) if self.features else ()
        wished = (self.features.wanted_with,) if self.features and self.features.wanted_with else ()
        return (*switched, *had, *wished)

    def knows(self, piece: str) -> bool:
        """Say whether any key tells what a piece of a finding says; without one it says nothing, of whichever firm."""
        return any(getattr(self, key.replace(" ", "_")) is not None for key in TOLD_BY[piece])

    def tip(self, feature: str) -> str:
        """Give what is said of a feature that is not used; empty where nothing is."""
        return next((each.means for each in self.tips or () if each.word == feature), "")


TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "figures": ("figures",),
    "active users": ("users",),
    "quiet users": ("users",),
    "what goes well": ("by month", "features", "integrations"),
    "what is not used": ("features", "integrations"),
    "drafts": ("drafts",),
}
"""What a part of a finding can begin with, beside a figure of the clause (`noting.py`), each with the keys of which one has to tell it."""

PIECES = tuple(TOLD_BY)


def misread(evidence: Evidence, facts: Mapping[str, NamedFact]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Say which facts cannot be shown so: pairs of the path to what is at fault, and the reason."""
    for place, name in enumerate(evidence.figures or ()):
        if (fact := facts.get(name)) and Of.ACCOUNT not in fact.of:
            yield ("figures", place), f"“{name}” is not counted of each account"
        elif fact and fact.gone_with:
            reason = f"“{name}” is what is there now, so it has no number in dates; “features” shows what a firm has"
            yield ("figures", place), reason
    for key, chosen in (("by month", evidence.by_month), ("by media kind", evidence.by_media_kind)):
        fact = facts.get(chosen) if chosen else None
        if fact and (fact.count != Counts.USAGE or Of.ACCOUNT not in fact.of):
            yield (key,), f"“{chosen}” does not count the usage of an account, so it has no {key.removeprefix('by ')}"
    known = (*PIECES, *(str(each) for each in evidence.figures or ()))
    for each in evidence.in_the_finding or ():
        if each.means not in known:
            said = f"“{each.means}” is not shown here; a part of a finding begins with {listed([f'“{one}”' for one in known], last='or')}"
            yield ("in the finding", each.word), said


def says_nothing(evidence: Evidence) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Say which parts of a finding never begin with anything: pairs as of `misread`."""
    for each in evidence.in_the_finding or ():
        if each.means in TOLD_BY and each.means not in (evidence.figures or ()) and not evidence.knows(each.means):
            keys = listed([f"“{key}”" for key in TOLD_BY[each.means]], last="or")
            said = (
                f"“{each.word}” begins with nothing: “{each.means}” is told by {keys}, which this clause does not have"
            )
            yield ("in the finding", each.word), said


def two_spans(evidence: Evidence, facts: Iterable[NamedFact]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Say where people are quiet after another time than in every fact that counts such people: pairs as of `misread`."""
    said = {fact.name: span for fact in facts if (span := _quiet_after(fact))}
    if evidence.users is None or not said or evidence.users.quiet_after in said.values():
        return
    others = listed([f"“{name}” counts those of {span}" for name, span in said.items()])
    problem = (
        f"Here somebody is quiet after {evidence.users.quiet_after}, and {others}: the figures and the names beside them "
        "are not of the same people"
    )
    yield ("users", "quiet after"), problem


def _quiet_after(fact: NamedFact) -> Span | None:
    """Give the time without activity by which a fact counts people; None where it counts something else, or asks more."""
    if fact.count != Counts.USERS or fact.where.denied or len(fact.where.tests) != 1:
        return None
    [test] = fact.where.tests
    want = test.wants[0] if test.field.name == "last activity" and len(test.wants) == 1 else None
    if isinstance(want, Dated) and want.at_least and want == Dated(want.whole_days, at_least=want.at_least):
        return want.at_least.span
    return None


CLAUSES: tuple[type[Clause], ...] = (Evidence,)
