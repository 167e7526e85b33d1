"""The page speaks the team's own words: every page, refusal, reason and mail, by the one register of `policies/words.py`."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from rounds.mail import commands as mail
from rounds.mail.models import Errand
from rounds.mail.warnings import WARNINGS, letter
from rounds.manual.checking import check
from rounds.policies.queries import book
from rounds.policies.words import ALSO, KNOWN, many, speech_of
from rounds.team.models import Member
from tests.manuals import SHIPPED
from tests.rooms.prepared.check_ins import a_check_in
from tests.rooms.web.rows import ACTS, ROWS, address, signed_in, somebody
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace

CLIENTS = SHIPPED.replace("holidays: [US]\n", "holidays: [US]\nwords: {account: client agency}\n")
RENAMED = {word: f"zz{word[:3]}{word[-1]}" for word in KNOWN}
OURS = re.compile(rf"\b({'|'.join(form for word in (*KNOWN, *ALSO) for form in (word, many(word)))})\b", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"\S+\.(example|csv)|/check-ins/\S+|has an account (here|on this)|^([Cc]ustomer|[Cc]heck-ins?)$|[Ll]ong holds|[Yy]early check-in"
    r"|\"list:[^\"]*\"|“[^”]*”|§ .*|form-data"
)
"""Addresses, the sign-in of a person, names that the manual itself declares, keys that programs read, what is quoted, clauses."""


def renamed(*words: str) -> str:
    """The shipped manual, where these words are other ones."""
    said = ", ".join(f"{word}: {RENAMED[word]}" for word in words or RENAMED)
    return SHIPPED.replace("holidays: [US]\n", f"holidays: [US]\nwords: {{{said}}}\n")


class Shown(HTMLParser):
    """What people read or hear of a page; not what stands in code, and no value of a form."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.said += [value or "" for name, value in attrs if name in {"aria-label", "title", "placeholder", "alt"}]
        if tag in {"script", "style", "code", "textarea", "kbd"} or ("class", "clause") in attrs:
            self.silent.append(tag)

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def shown(html: str) -> list[str]:
    parser = Shown()
    parser.feed(html)
    return [" ".join(each.split()) for each in parser.said if each.strip()]


def left(html: str) -> list[str]:
    """What a page says in our words."""
    return [each for each in shown(html) if OURS.search(ELSEWHERE.sub("", each))]


def a_desk(*words: str) -> Cast:
    cast = a_workspace(manual=renamed(*words))
    with cast.inside():
        a_ticket(by=a_customer(account="Harbour Tile"))
    return cast


@cache
def where_nothing_changes() -> Cast:
    """Give this process's desk, with a programme, for what is only looked at and for acts that are refused."""
    cast = a_desk()
    with cast.inside():
        a_check_in(cast)
    return cast


def colleagues(cast: Cast) -> str:
    with cast.inside():
        return Member.objects.get(id=cast.rep.id).email


WRITTEN = {
    "manual",
    "manual-version",
    "manual-versions",
    "manual-changes",
    "manual-back",
    "manual-draft",
    "manual-check",
    "file",
    "file-look",
}
"""Pages of what the team itself wrote, which stands as they wrote it."""


@pytest.mark.parametrize("name", sorted({name for name, row in ROWS.items() if row.method == "get"} - WRITTEN))
def test_no_page_says_a_word_of_ours_where_the_team_has_its_own(name):
    cast = where_nothing_changes()
    assert left(somebody(cast).get(address(name, cast)).content.decode()) == []


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_refusal_and_no_answer_to_an_act_says_a_word_of_ours(name):
    if "draft" not in name and "manual" not in name:
        cast = a_desk()
        answer = signed_in(cast).post(address(name, cast), {"kind": "nothing", "number": "9"}, follow=True)
        assert left(answer.content.decode()) == []
    refusing = where_nothing_changes()
    answer = somebody(refusing, roles=()).post(address(name, refusing))
    assert left(answer.content.decode()) == []


@pytest.mark.parametrize("word", KNOWN)
def test_each_word_that_may_be_changed_changes_what_is_shown(word):
    """A word that nobody shows is none that may be changed."""
    cast = a_desk(word)
    client = signed_in(cast)
    with cast.inside():
        check_in = a_check_in(cast).pk if word in {"grade", "check-in"} else None
    pages = ("desk", "accounts", "people", "imports", "tokens")
    paths = [
        "/desk/1",
        *([reverse("check-in", args=[check_in])] if check_in else []),
        *map(reverse, pages),
    ]
    answers = [*(client.get(path) for path in paths), client.post(reverse("inviting"), {"email": colleagues(cast)})]
    said = " ".join(text for answer in answers for text in shown(answer.content.decode()))
    assert RENAMED[word] in said.lower()
    others = re.sub(rf"{word}s?\b", "", OURS.pattern)
    assert re.search(others, said, re.IGNORECASE), "the other words stay"


def test_the_manuals_cards_say_the_teams_words_and_what_is_written_stays_as_it_is():
    cast = a_desk("ticket")
    page = visitor(cast, cast.manager).get("/manual").content.decode()
    assert "zztict" in " ".join(shown(page))
    assert "ticket kind: " in page


def test_two_things_may_change_their_words_and_a_word_may_be_called_as_it_is():
    changed = "words: {account: customer, customer: client, ticket: ticket, target: {one: firm, many: firms}}"
    assert check(SHIPPED.replace("holidays: [US]\n", f"holidays: [US]\n{changed}\n")) == []


def test_the_numbers_of_the_rail_are_told_by_the_names_that_stand_there():
    cast = where_nothing_changes()
    answer = visitor(cast, cast.rep).get("/news?again").json()
    assert RENAMED["check-in"] + "s" in {name.lower() for name in answer["counts"]}


def test_two_teams_on_one_rounds_speak_each_their_own():
    one, other = a_desk("ticket"), a_workspace()
    assert "zztict" in visitor(one, one.rep).get("/desk").content.decode()
    assert "zztict" not in visitor(other, other.rep).get("/desk").content.decode()
    assert "zztict" in visitor(one, one.rep).get("/desk").content.decode()


def test_what_a_customer_wrote_and_what_the_manual_names_stay_as_they_are():
    cast = a_workspace(manual=renamed())
    with cast.inside():
        number = a_ticket(by=a_customer("Ticket Customer"), subject="A ticket, and a note in the queue").number
    page = visitor(cast, cast.rep).get(f"/desk/{number}").content.decode()
    assert "A ticket, and a note in the queue" in page
    assert "Ticket Customer" in page


def test_why_says_what_the_manual_calls_something_as_it_stands_there_and_the_rest_in_the_teams_words():
    """F2: a kind, a queue, a holder of one word is found in the manual by the word that Why? gives."""
    text = renamed().replace("ticket kind: billing", "ticket kind: Grade").replace("queue: billing", "queue: Hold")
    cast = a_workspace(manual=text)
    with cast.inside():
        number = a_ticket(kind="Grade").number
        page = visitor(cast, cast.rep).get(f"/desk/{number}").content.decode()
    assert "its kind is: <bdi>Grade</bdi>" in page
    assert f"the {RENAMED['queue']} that takes this kind: <bdi>Hold</bdi>" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("This ticket is closed.", "This issue is closed."),
        ("Tickets and a ticket", "Issues and an issue"),
        ("A ticket waits.", "An issue waits."),
        ("An account is there.", "A child is there."),
        ("Two accounts, two firms", "Two children, two children"),
        ("the queue “ticket desk”", "the queue “ticket desk”"),
        ("ticket-like, e-ticket, tickets@us.example", "ticket-like, e-ticket, tickets@us.example"),
        ("in website tickets: a ticket", "in website tickets: an issue"),
        ("a target", "an SLA"),
    ],
)
def test_a_sentence_is_said_with_its_articles_and_plurals(text, said):
    words = {"ticket": "issue", "account": {"one": "child", "many": "children"}, "target": "SLA"}
    assert speech_of(words, ["website tickets", "ticket"]).said(text) == said


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


CHILD = "{one: child, many: children}"
WHICH = (
    "“account”, “asset”, “check-in”, “contact”, “customer”, “grade”, “hold”, “list”, “macro”, “manual”, “member”, “note”, “priority”, "
    "“queue”, “target” and “ticket”"
)


@pytest.mark.parametrize(
    ("written", "column", "problem", "nearest"),
    [
        ("words: {acount: firm}", 9, f"“acount” is no word that can be renamed; {WHICH} can", "account"),
        (
            "words: {account: ''}",
            18,
            "What the account is called here is one word or a few, of at most 40 characters",
            None,
        ),
        (
            "words: {account: {one: child}}",
            18,
            f"What the account is called here is one word or a few, of at most 40 characters; or {CHILD}",
            None,
        ),
        (
            "words: {account: client, contact: Client}",
            35,
            "“account” is called so too; one word for two things leaves open which is meant",
            None,
        ),
        (
            "words: {account: client, customer: {one: patron, many: clients}}",
            36,
            "“account” is called so too; one word for two things leaves open which is meant",
            None,
        ),
        (
            "words: {target: ticket}",
            17,
            "“ticket” is called so already; one word for two things leaves open which is meant",
            None,
        ),
        (
            "words: {queue: firms}",
            16,
            "“account (firm)” is called so already; one word for two things leaves open which is meant",
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


BRACES = SHIPPED.replace(
    "holidays: [US]\n", 'holidays: [US]\nwords: {customer: "{client}", member: "{0} of us", manual: "}{"}\n'
)


def test_a_word_of_the_teams_with_a_brace_in_it_is_said_in_mails_as_it_is_written():
    """Invitations, trials, links for a password and warnings: their parts stand where they belong, whatever the team's words are."""
    assert check(BRACES) == []
    cast = a_workspace(manual=BRACES)
    with cast.inside():
        mail.add_mailbox(name="support", address=f"s@w{cast.workspace_id}.example", by=cast.manager, at=MONDAY)
    sent = {"email": f"new@w{cast.workspace_id}.example", "roles": "rep"}
    assert visitor(cast, cast.manager).post(reverse("inviting"), sent).status_code == 302
    with cast.inside():
        text = Errand.objects.get().text
        assert "where the team answers its {client}s." in text
        assert re.search(r"^http://\S+$", text, re.MULTILINE)
        for kind in WARNINGS:
            _, warned = letter(kind, name="{Customer}", by="Dana Member", company="A {x}", at=MONDAY, book=book())
            assert warned.startswith("Hello {Customer},\n")
            assert warned.endswith("\nA {x}\n")
            assert ("Dana Member took" in warned) == (kind == "team.second factor taken away")
