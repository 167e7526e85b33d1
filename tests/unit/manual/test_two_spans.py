"""Who is quiet stands in two places of a manual; where these differ, whoever checks it is told at the line (A5, F1)."""

import pytest

from rounds.manual.checking import checked
from tests.manuals import MANUALS

TEXT = (MANUALS / "annual-check-ins.md").read_text()
TOLD_OF_USERS = (
    "users: {quiet after: 60 days}\n",
    "  main users and roles: active users\n",
    "  users who may have left: quiet users\n",
)
WITHOUT_USERS = "".join(line for line in TEXT.splitlines(keepends=True) if line not in TOLD_OF_USERS)
THIRTY = (
    "```clause\nfact: sleepy users\nof: account\ncount: users\nwhere: {last activity: {at least: 30 days ago}}\n```\n"
)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        WITHOUT_USERS,
        TEXT + THIRTY,
        TEXT.replace("last activity: {at least: 60 days ago}", "last activity: {at least: 45 days ago, at most: 1 year ago}"),
    ],
)  # fmt: skip
def test_one_span_and_other_facts_of_people_are_no_doubt_F1(text: str):
    found = checked(text)
    assert not found.findings
    assert not [doubt for doubt in found.doubts if "quiet after" in doubt.sentence]


def test_another_span_in_the_fact_is_told_at_the_line_of_the_evidence_A5_F1():
    text = TEXT.replace("last activity: {at least: 60 days ago}", "last activity: {at least: 90 days ago}")
    found = checked(text)
    [doubt] = [doubt for doubt in found.doubts if "quiet after" in doubt.sentence]
    assert doubt.warns and not found.findings, "such a manual may be adopted"
    assert text.splitlines()[doubt.line - 1] == "users: {quiet after: 60 days}"
    assert "quiet after 60 days, and “quiet users” counts those of 90 days" in doubt.sentence
