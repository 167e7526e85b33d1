"""What members type, as HTML: the same words, shown as any reader of the text would see them, and nothing that acts."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.mail.dressing import Quoted, dressed, with_quote
from tests.examples import some

TAG = re.compile(r"<[^>]*>")
OURS = re.compile(
    r'</?(?:p|br|ul|li|blockquote|a|div|html|head|body|meta)(?: (?:dir|style|class|type|href|charset)="[^"<>]*")*>|<!DOCTYPE html>'
)


def body(text: str, quoted: Quoted | None = None) -> str:
    """Give what stands inside the page, without its styles."""
    return re.sub(r' style="[^"]*"| dir="auto"', "", dressed(text, quoted).partition("<body")[2].partition(">\n")[2])


def seen(page: str) -> list[str]:
    """Give the words that somebody sees."""
    text = re.sub(r"</?a\b[^>]*>", "", page.partition("</head>")[2])
    return html.unescape(TAG.sub(" ", text)).replace("\xa0", " ").split()


def test_paragraphs_and_ends_of_lines_stay() -> None:
    assert body("Hello Dana,\n\nit is done.\nSee you") == (
        "<p>Hello Dana,</p>\n<p>it is done.<br>\nSee you</p>\n</body></html>\n"
    )


def test_quotes_are_boxes_and_end_where_their_marks_end() -> None:
    assert "<blockquote>\n<p>old</p>\n<blockquote>\n<p>older</p>\n</blockquote>\n</blockquote>\n<p>mine</p>" in body(
        "> old\n> > older\nmine"
    )


def test_dashes_are_a_list_and_numbers_stay_as_they_were_written() -> None:
    assert "<ul>\n<li>one</li>\n<li>two</li>\n</ul>" in body("- one\n* two")
    assert "<p>3. third<br>\n3. again<br>\n2026. a year</p>" in body("3. third\n3. again\n2026. a year")
    assert "<p>-- <br>\nTeo</p>" in body("-- \nTeo")


@pytest.mark.parametrize(
    "text", ["5*3*2", "_id_ __init__", "# 5 is ours", "a  b", "&amp; <b>x</b>", "[x](http://y.example)", "`x`"]
)
def test_a_sign_is_a_sign(text: str) -> None:
    assert seen(dressed(text)) == text.split()
    assert not re.search(r"<(b|em|strong|h1|code|img|script)\b", body(text))


def test_addresses_that_begin_with_http_are_links_and_say_where_they_lead() -> None:
    assert '(see <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>).' in body(
        "(see https://x.example/a?b=1&c=2)."
    )
    assert "<a" not in body("readme.md example.com javascript:alert(1) dana@x.example data:text/html,x")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/'><img src=x onerror=alert(1)>",
        "http://x.example/<style>*{display:none}</style>",
        "</p></body></html><form action=//x>",
        "<!--",
        "]]>",
        "&lt;script&gt;",
        "http://[::1",
        "https://\u202ex.example",
    ],
)
def test_nothing_of_a_text_becomes_markup(hostile: str) -> None:
    page = dressed(f"Hello {hostile} there", Quoted(hostile, hostile))
    assert all(OURS.fullmatch(tag) for tag in TAG.findall(page)), page
    assert seen(page) == [*f"Hello {hostile} there".split(), *hostile.split(), *hostile.split()]


@settings(max_examples=some(200, soaked=20_000), deadline=None)
@given(st.text(st.sampled_from("ab <>&\"'>-*\n\t.:/#(@;=\\h"), max_size=200) | st.text(max_size=100))
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    page = dressed(text)
    assert all(OURS.fullmatch(tag) for tag in TAG.findall(page))
    assert [word for word in map(bare, seen(page)) if word] == [word for word in map(bare, text.split()) if word]


def bare(word: str) -> str:
    """Leave out the marks of quotes and lists, which are drawn."""
    return re.sub(r"[>*•\xa0-]", "", word)


def test_many_quotes_within_quotes_are_no_trouble() -> None:
    page = dressed(">" * 100_000 + " deep")
    assert page.count("<blockquote") == 20
    assert seen(page)[-1] == "deep"


def test_text_and_html_quote_the_same() -> None:
    quoted = Quoted("Dana, 2026-11-23 15:00 (UTC):", "one\n\ntwo")
    assert with_quote("It is done.\n", quoted) == "It is done.\n\nDana, 2026-11-23 15:00 (UTC):\n> one\n>\n> two\n"
    assert (
        '<div class="gmail_quote">\n<p>Dana, 2026-11-23 15:00 (UTC):</p>\n<blockquote type="cite">\n<p>one</p>'
        in body("It is done.", quoted)
    )
    assert with_quote("It is done.\n", None) == "It is done.\n"
