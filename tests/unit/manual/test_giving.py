"""Acts are written into roles as the text stands: in its line, in lines of their own, or as a list where one stood alone."""

import pytest

from rounds.manual.giving import given

HEAD = "---\nmanual: Ours\nzone: UTC\n---\n\nWhy.\n\n"


def role(may: str) -> str:
    return f"{HEAD}```clause\nrole: lead\n{may}\nstand-in: rep\n```\n"


@pytest.mark.parametrize(
    ("may", "then"),
    [
        ("may: [read the desk, see reports]", "may: [read the desk, see reports, merge tickets, share views]"),
        ("may: [ 'see reports' ] # as ever", "may: [ 'see reports', merge tickets, share views ] # as ever"),
        (
            "may: [read the desk,\n  see reports]",
            "may: [read the desk,\n  see reports, merge tickets, share views]",
        ),
        (
            "may:\n  - read the desk\n  - see reports # last",
            "may:\n  - read the desk\n  - see reports # last\n  - merge tickets\n  - share views",
        ),
        ("may: see reports", "may: [see reports, merge tickets, share views]"),
    ],
)
def test_acts_are_put_behind_what_stands_there(may, then):
    assert given(role(may), {"lead": ("merge tickets", "share views")}) == role(then)


def test_other_roles_and_all_other_words_stay():
    text = role("may: read the desk") + "\n```clause\nrole: rep\nmay: [read the desk]\n```\n\nmay: [nothing]\n"
    assert given(text, {"rep": ("share views",), "nobody": ("share views",)}) == text.replace(
        "may: [read the desk]", "may: [read the desk, share views]"
    )


def test_a_role_that_cannot_be_read_is_left_as_it_stands():
    text = role("may: {read: the desk}")
    assert given(text, {"lead": ("share views",)}) == text
