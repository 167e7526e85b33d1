"""What is known of whom a mail is from, on the wire."""

from typing import Literal, Self

from pydantic import Field

from rounds.api.shapes.base import Given
from rounds.mail.trust import Proof, details, headline


class Check(Given):
    """One check that a server made of a mail."""

    method: str = Field(examples=["dkim"])
    verdict: str = Field(examples=["pass"])
    domain: str = Field(description="What it is about; empty where it names none.", examples=["customer.example"])


class Sender(Given):
    """What is known of whom a mail is from."""

    verdict: Literal["proved", "not proved", "failed", "not checked"] = Field(
        description="By the servers that the mailbox's clause names; not checked where it names none."
    )
    domain: str = Field(description="Of the sender's address, in the letters that the wire carries.")
    server: str = Field(description="Whose word it is; empty where nobody's.", examples=["mx.google.com"])
    by: list[str] = Field(description="The checks that prove it, or the one that failed.", examples=[["DKIM", "SPF"]])
    results: list[Check] = Field(description="All that the server found.")
    doubts: list[
        Literal["several senders", "name shows another address", "letters of other alphabets", "says to be a colleague"]
    ]
    says: str = Field(description="The same in a few words.", examples=["Proved: customer.example (DKIM, SPF)"])
    details: list[str] = Field(description="The same in sentences.")

    @classmethod
    def read(cls, proof: Proof) -> Self:
        results = [Check.model_construct(method=name, verdict=end, domain=about) for name, end, about in proof.results]
        return cls.of(
            None,
            verdict=proof.verdict.value,
            domain=proof.domain,
            server=proof.server,
            by=list(proof.by),
            results=results,
            doubts=[each.value for each in proof.doubts],
            says=headline(proof),
            details=list(details(proof)),
        )
