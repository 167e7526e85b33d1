"""What is known of a sender, in plain words."""

from rounds.basics.text import listed
from rounds.mail.trust.proof import Doubt, Proof, Verdict

RESULTS = {
    "dkim": "Signature (DKIM)",
    "spf": "Sending server (SPF)",
    "dmarc": "What the domain asks for (DMARC)",
    "arc": "Chain of those who passed it on (ARC)",
    "auth": "Signed in to the server",
}

DOUBTS = {
    Doubt.SEVERAL: "The mail names several senders; the first counts as who sent it, or the one of them whom its Sender field names.",
    Doubt.OTHER_ADDRESS: "The name shows another address than the one that the mail came from.",
    Doubt.LETTERS: "The domain is written with letters of another alphabet; it is {domain}.",
    Doubt.COLLEAGUE: "Its address is a colleague’s, and nothing proves that a colleague wrote it: it counts as a customer’s mail.",
}


STRAIGHT = (
    "It was handed straight to the SMTP door, by a machine that is none of the relays (ROUNDS_RELAYS); "
    "what it says of servers counts for nothing, so anybody may have written this."
)


def headline(proof: Proof) -> str:
    """Say in a few words what is known of the sender."""
    checks = listed(list(proof.by))
    said = {
        Verdict.PROVED: f"Proved: {proof.domain} ({checks})",
        Verdict.UNPROVED: f"Not proved: {proof.domain or 'no domain'}",
        Verdict.FAILED: f"Failed: not from {proof.domain} ({checks})",
        Verdict.UNCHECKED: "Not checked",
    }[proof.verdict]
    return f"Says to be a colleague. {said}" if Doubt.COLLEAGUE in proof.doubts else said


def details(proof: Proof) -> tuple[str, ...]:
    """Say what stands behind it, a sentence each."""
    doubts = (DOUBTS[each].format(domain=proof.domain) for each in proof.doubts)
    found = (_found(*each) for each in proof.results)
    return (_meaning(proof), *doubts, *found)


def _meaning(proof: Proof) -> str:
    if proof.verdict is Verdict.UNCHECKED:
        return "No server is named whose word would count (manual, mailbox, “proved by”), so anybody may have written this."
    if proof.straight:
        return STRAIGHT
    if not proof.server:
        return "None of the servers that are named wrote down what it found, so anybody may have written this."
    return {
        Verdict.PROVED: f"{proof.server} found that it comes from {proof.domain}.",
        Verdict.UNPROVED: f"{proof.server} found nothing that proves it, so anybody may have written this.",
        Verdict.FAILED: f"{proof.server} found that it does not come from whom it says.",
    }[proof.verdict]


def _found(method: str, verdict: str, domain: str) -> str:
    return f"{RESULTS.get(method, method)}: {verdict}{f', {domain}' if domain else ''}."
