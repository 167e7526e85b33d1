"""Whether a mail is from whom it says: what servers named in the manual found, and what that proves. No network, database or clock.

Start in `proof.py`. Source: RFC 8601 (Authentication-Results), RFC 7208 §9.1 (Received-SPF), RFC 8617 (ARC).
"""

from rounds.mail.trust.domains import domain_of
from rounds.mail.trust.proof import Doubt, Proof, Verdict, proof_of
from rounds.mail.trust.results import NAMELESS
from rounds.mail.trust.saying import details, headline

__all__ = ["NAMELESS", "Doubt", "Proof", "Verdict", "details", "domain_of", "headline", "proof_of"]
