"""The page speaks the team's own words."""

import pytest

from rounds.manual.checking import check
from rounds.policies.words import KNOWN, many
from tests.manuals import SHIPPED
from tests.rooms.web.visitor import visitor
from tests.world import a_ticket, a_workspace

CLIENTS = SHIPPED.replace("holidays: [US]\n", "holidays: [US]\nwords: {account: client agency}\n")


def test_a_page_says_what_the_team_says():
    """Glossary; front matter `words`."""
    cast = a_workspace(manual=CLIENTS)
    client = visitor(cast, cast.rep)
    page = client.get("/accounts").content.decode()
    assert "<h1>Client agencies</h1>" in page
    assert "The client agencies that we look after" in page
    assert ">Accounts<" not in page
    with cast.inside():
        number = a_ticket().number
    assert "Which client agency is it?" in client.get(f"/desk/{number}").content.decode()


def test_without_words_the_page_says_ours():
    cast = a_workspace()
    assert "<h1>Accounts</h1>" in visitor(cast, cast.rep).get("/accounts").content.decode()


@pytest.mark.parametrize(
    ("written", "column", "problem", "nearest"),
    [
        ("words: {acount: firm}", 9, "“acount” is no word that can be renamed; “account” can", "account"),
        (
            "words: {account: ''}",
            18,
            "What the account is called here is one word or a few, of at most 40 characters",
            None,
        ),
        ("words: firm", 8, "Words and what they are called here stand here, as in {account: client}", None),
    ],
)
def test_a_word_that_cannot_be_renamed_is_refused_with_the_nearest(written, column, problem, nearest):
    text = SHIPPED.replace("holidays: [US]\n", f"holidays: [US]\n{written}\n")
    (found,) = check(text)
    assert (found.line, found.column, found.problem, found.nearest) == (5, column, problem, nearest)


def test_every_word_of_the_register_is_told():
    assert all(KNOWN.values())
    assert [many(word) for word in ("firm", "agency", "branch", "box", "day")] == [
        "firms",
        "agencies",
        "branches",
        "boxes",
        "days",
    ]
