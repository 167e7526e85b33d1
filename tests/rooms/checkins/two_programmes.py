"""A manual with two programmes: firms that are customers are checked in with once a year, and partners twice."""

import re

from tests.manuals import GRADES, PROGRAMME, a_yearly_manual

YEARLY, HALF = "yearly check-in", "half-yearly check-in"
NEXT = "\n```\n\n```clause\n"
OF_PARTNERS = re.sub(
    r"unanswered:\n.*?note needs",
    "unanswered:\n  - wait: 3 weeks\n  - then: 3 months\nnote needs",
    PROGRAMME.replace(f"programme: {YEARLY}", f"programme: {HALF}")
    .replace("{lifecycle: customer}", "{lifecycle: partner}")
    .replace("every: 1 year", "every: 6 months")
    .replace("grades: firm grades", "grades: few grades"),
    flags=re.DOTALL,
)
FEW = "grades: few grades\nscale: {A: most features and well, C: one or two}"


def two_programmes(*, of_customers: str = PROGRAMME, of_partners: str = OF_PARTNERS) -> str:
    """Write the shipped manual with both."""
    return a_yearly_manual(f"{of_customers}{NEXT}{of_partners}", f"{GRADES}{NEXT}{FEW}")
