"""Domains as they are compared: in the letters that the wire carries, so that a look-alike shows what it is."""

import re

DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII)
LONGEST = 253


def domain_of(address: str) -> str:
    """Give the domain of an address, or of a bare domain, as the wire has it (`xn--…`); empty where it is none."""
    domain = address.rpartition("@")[2].strip().strip("<>").rstrip(".").lower()
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return domain if len(domain) <= LONGEST and DOMAIN.fullmatch(domain) else ""


def is_of(domain: str, other: str) -> bool:
    """Say whether two domains belong together: the same, or one within the other (RFC 7489 §3.1, relaxed).

    Two that only share a parent do not: telling a firm's domain from a registry's takes a list that ages.
    """
    if not domain or not other:
        return False
    shorter, longer = sorted((domain, other), key=len)
    return shorter == longer or (longer.endswith(f".{shorter}") and "." in shorter)
