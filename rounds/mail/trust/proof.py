"""Whether what servers found proves the address that a mail names as its sender's; a value that is kept with what was said."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from rounds.mail.reading import Letter
from rounds.mail.reading.people import parse_people
from rounds.mail.trust.domains import domain_of, is_of
from rounds.mail.trust.evidence import Evidence, evidence_of
from rounds.mail.trust.results import Result

Shown = tuple[str, str, str]
"""A check as it is kept: method, verdict, the domain that it is about (empty where none). Never a person's address."""

MOST_SHOWN = 20


class Verdict(StrEnum):
    """What is known of the sender. UNCHECKED: no server is named whose word would count."""

    PROVED = "proved"
    UNPROVED = "not proved"
    FAILED = "failed"
    UNCHECKED = "not checked"


class Doubt(StrEnum):
    """What a careful reader would see in the sender's field, whatever a server says of it."""

    SEVERAL = "several senders"
    OTHER_ADDRESS = "name shows another address"
    LETTERS = "letters of other alphabets"
    COLLEAGUE = "says to be a colleague"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of a sender. domain: of their address, as the wire has it. server: whose word it is, empty where nobody's.

    by: the checks that prove it (`DKIM`), or the one that failed. results: all that the server found.
    straight: no server was heard, for the mail was handed to the door by a machine that is none of our relays.
    """

    verdict: Verdict
    domain: str
    server: str = ""
    by: tuple[str, ...] = ()
    results: tuple[Shown, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    straight: bool = False

    def facts(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return {
            "verdict": self.verdict.value,
            "domain": self.domain,
            "server": self.server,
            "by": list(self.by),
            "results": [list(each) for each in self.results],
            "doubts": [each.value for each in self.doubts],
            "straight": self.straight,
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        return cls(
            Verdict(facts["verdict"]),
            facts["domain"],
            facts["server"],
            tuple(facts["by"]),
            tuple((method, verdict, domain) for method, verdict, domain in facts["results"]),
            tuple(Doubt(each) for each in facts["doubts"]),
            facts.get("straight", False),  # not kept before relays were told from others
        )


def proof_of(letter: Letter, servers: Collection[str], *, straight: bool = False) -> Proof:
    """Say what is known of a mail's sender. servers: whose word counts; without any nothing is checked.

    straight: no relay of ours brought the mail, so that whatever it says of a server may be its sender's own words.
    """
    domain, doubts = domain_of(letter.sender.email), tuple(_doubts(letter))
    if not servers:
        return Proof(Verdict.UNCHECKED, domain, doubts=doubts)
    if straight:
        return Proof(Verdict.UNPROVED, domain, doubts=doubts, straight=True)
    evidence = evidence_of(letter.headers, servers)
    if evidence is None:
        return Proof(Verdict.UNPROVED, domain, doubts=doubts)
    verdict, by = _judged(evidence, letter.sender.key, domain)
    if verdict is Verdict.PROVED and Doubt.SEVERAL in doubts:
        verdict, by = Verdict.UNPROVED, ()
    shown = tuple((each.method, each.verdict, _about(each)) for each in evidence.results[:MOST_SHOWN])
    return Proof(verdict, domain, evidence.server, by, shown, doubts)


def _judged(evidence: Evidence, address: str, domain: str) -> tuple[Verdict, tuple[str, ...]]:
    """Judge what a server found. What the domain's owner asks for (DMARC) decides; a chain of named servers may stand in for it."""
    about_sender = [each for each in evidence.of("dmarc") if _is_about(each, domain)]
    failed = any(each.verdict == "fail" for each in about_sender)
    by = tuple(_passed(evidence.results, address, domain))
    if by and not failed:
        return Verdict.PROVED, by
    if evidence.handed_on and any(_passed(evidence.handed_on.results, address, domain)):
        return Verdict.PROVED, ("ARC",)
    if failed:
        return Verdict.FAILED, ("DMARC",)
    refused = [each for each in evidence.of("spf") if each.verdict == "fail" and is_of(domain, _about(each))]
    return (Verdict.FAILED, ("SPF",)) if refused else (Verdict.UNPROVED, ())


def _passed(results: tuple[Result, ...], address: str, domain: str) -> Iterator[str]:
    """Name the checks that passed for the sender's own domain: a signature of another domain proves nothing about this one."""
    passed = [each for each in results if each.passed]
    if any(each.method == "dmarc" and _is_about(each, domain) for each in passed):
        yield "DMARC"
    for method in ("dkim", "spf"):
        if any(each.method == method and is_of(domain, _about(each)) for each in passed):
            yield method.upper()
    if any(each.method == "auth" and each.value("smtp.auth", "smtp.mailfrom").lower() == address for each in passed):
        yield "sign-in"


def _is_about(dmarc: Result, domain: str) -> bool:
    """Say whether a result of DMARC is about this domain; one that names none is about the sender's."""
    return bool(domain) and _about(dmarc) in ("", domain)


ABOUT = {
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mfrom", "smtp.mail"),
    "dmarc": ("header.from",),
    "auth": ("smtp.auth", "smtp.mailfrom"),
}
"""The properties that name the domain a check is about. An SPF result for the server's greeting proves no sender."""


def _about(result: Result) -> str:
    return domain_of(result.value(*ABOUT.get(result.method, ())))


def _doubts(letter: Letter) -> Iterator[Doubt]:
    if letter.others:
        yield Doubt.SEVERAL
    shown = {each.key for each in parse_people(letter.sender.name)}
    if shown - {letter.sender.key}:
        yield Doubt.OTHER_ADDRESS
    if not letter.sender.email.rpartition("@")[2].isascii():
        yield Doubt.LETTERS
