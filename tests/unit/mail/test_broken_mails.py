"""Issue 5: mails that break the rules, as programs really send them, are read as they were meant, and nothing of them is lost."""

import base64

import pytest

from rounds.mail.reading import Letter, take_apart

HEAD = b"From: Ada <ada@example.org>\nSubject: Help\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def parts(*each: bytes, subtype: bytes = b"mixed", declared: bytes = b"b1", used: bytes = b"b1") -> Letter:
    inner = b"".join(b"--" + used + b"\n" + part + b"\n" for part in each)
    head = HEAD + b"Content-Type: multipart/" + subtype + b'; boundary="' + declared + b'"\n\n'
    return take_apart(head + inner + b"--" + used + b"--\n")


def part(kind: str, body: bytes, more: str = "") -> bytes:
    return f"Content-Type: {kind}\n{more}\n".encode() + body


def names(letter: Letter) -> list[str]:
    return [each.name for each in letter.attachments]


def test_a_line_of_a_head_that_is_no_field_goes_on_with_the_one_above() -> None:
    letter = take_apart(
        HEAD + b"References: <a@x>\n<b@x>\nContent-Type: multipart/mixed;\nboundary=b1\n\n--b1\n\nHello\n--b1--\n"
    )
    assert (letter.text, letter.references) == ("Hello", ("<a@x>", "<b@x>"))


def test_a_body_that_no_blank_line_parts_from_its_head_is_read() -> None:
    assert (
        take_apart(HEAD + b"Good morning,\nthe export fails.\n\nAda\n").text
        == "Good morning,\nthe export fails.\n\nAda"
    )
    assert parts(b"Good morning,\nthe export fails.\n\nAda").text == "Good morning,\nthe export fails.\n\nAda"


def test_a_mark_of_the_byte_order_before_the_head_hides_no_field() -> None:
    assert take_apart(b"\xef\xbb\xbf" + HEAD + b"\nHello").sender.email == "ada@example.org"


@pytest.mark.parametrize(
    ("charset", "name"),
    [("gb2312", "绩效管理.xls"), ("koi8-r", "Счёт.pdf"), ("iso-8859-2", "Złoty.pdf"), ("utf-8", "Grüße.pdf")],
)
def test_bare_letters_in_a_head_are_read_in_the_charset_that_the_mail_names(charset: str, name: str) -> None:
    letter = take_apart(
        f"From: Ada <ada@example.org>\nContent-Type: multipart/mixed; boundary=b1; charset={charset}\nSubject: {name}\n\n--b1\n"
        f'Content-Type: application/octet-stream; name="{name}"\n\nx\n--b1--\n'.encode(charset)
    )
    assert (letter.subject, names(letter)) == (name, [name])


def test_names_of_files_keep_their_blanks() -> None:
    assert names(parts(part('application/pdf; name="Tax Invoice  4183.PDF"', b"x"))) == ["Tax Invoice  4183.PDF"]


def test_files_without_a_name_are_named_by_type_or_id_and_no_two_alike() -> None:
    letter = parts(
        part("video/quicktime", b"one"),
        part("video/quicktime", b"two"),
        part("image/jpg", b"three", "Content-ID: <32497.1@home>\n"),
        part("application/others", b"four", "Content-ID: <32497.2@home>\n"),
        part("application/pgp-encrypted", b"five"),
        part("image/png; name=logo.png", b"six"),
        part("image/png; name=logo.png", b"seven"),
    )
    assert names(letter) == ["video.mov", "video1.mov", "image.jpg", "32497.2", "file", "logo.png", "logo1.png"]


def test_a_page_beside_the_page_of_a_related_mail_is_a_file() -> None:
    letter = parts(part("text/html", b"<p>Hello</p>"), part("text/html", b"<p>frame</p>"), subtype=b"related")
    assert (letter.text, names(letter)) == ("Hello", ["document.html"])


def test_html_that_says_much_more_than_the_plain_text_beside_it_is_the_text() -> None:
    much = " ".join(f"word{number}" for number in range(40))
    letter = parts(
        part("text/plain", b"Hello Bo"), part("text/html", f"<p>Hello Bo {much}</p>".encode()), subtype=b"alternative"
    )
    assert letter.text == f"Hello Bo {much}"
    stub = parts(part("text/plain", much.encode()), part("text/html", b"<p>Hello</p>"), subtype=b"alternative")
    assert stub.text == much


def test_a_version_that_is_not_chosen_and_says_something_else_is_kept_as_a_file() -> None:
    letter = parts(
        part("text/plain", b"one"), part("text/plain", b"two"), part("text/plain", b"One!"), subtype=b"alternative"
    )
    assert letter.text == "one"
    assert [(each.name, each.data) for each in letter.attachments] == [("another version.txt", b"two")]


def test_a_picture_that_is_called_a_text_is_a_file() -> None:
    letter = parts(
        part("text/plain", b"See below"),
        part("text/plain", base64.encodebytes(PNG), "Content-Transfer-Encoding: base64\n"),
    )
    assert letter.text == "See below"
    assert [(each.media_type, each.data) for each in letter.attachments] == [("image/png", PNG)]


@pytest.mark.parametrize("text", ["Grüße\tund\fein Blatt\x1b[0m", "Ein\x00 Zeichen", "日本語" * 99])
def test_a_text_with_odd_letters_stays_a_text(text: str) -> None:
    assert take_apart(HEAD + b"\n" + text.encode()).attachments == ()


def test_a_boundary_that_is_not_the_declared_one_is_found_where_it_comes_again() -> None:
    found = parts(part("text/plain", b"Hello"), part("application/pdf; name=a.pdf", b"x"), declared=b"other")
    assert (found.text, names(found)) == ("Hello", ["a.pdf"])


def test_where_no_boundary_is_declared_the_first_line_of_the_body_may_be_it() -> None:
    head = b"From: a@x.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\n--cut\r\n"
    assert take_apart(head + b"\r\nwords\r\n--cut--\r\n").text == "words"
    letter = take_apart(head + b"\r\nwords\r\n--cut\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2\r\n--cut--\r\n")
    assert letter.text == "words"
    assert [(each.name, each.data) for each in letter.attachments] == [("a.csv", b"1,2")]


@pytest.mark.parametrize("cells", ["<td>red<td>blue", "<td>red</td><td>blue</td>", "<th>red<td>blue"])
def test_cells_of_a_table_are_words_of_their_own_though_nothing_closes_them(cells) -> None:
    raw = f"From: a@x.org\r\nContent-Type: text/html\r\n\r\n<table><tr>{cells}<tr><td>green</table>"
    assert take_apart(raw.encode()).text == "red blue\ngreen"


def test_a_text_with_marks_is_read_without_them() -> None:
    letter = take_apart(HEAD + b"Content-Type: text/enriched\n\n<bold>Now</bold> is\nthe <<time>\n\n\nAda")
    assert letter.text == "Now is the <time>\n\nAda"


@pytest.mark.parametrize("box", ["class='gmail_quote'", 'type="cite"', "style='border-left: 1px solid'"])
def test_what_html_quotes_is_quoted_in_its_text(box: str) -> None:
    markup = f"<p>Yes.</p><blockquote {box}>Is it?<blockquote {box}>Maybe.</blockquote></blockquote><p>So it is.</p>"
    letter = take_apart(HEAD + b"Content-Type: text/html\n\n" + markup.encode())
    assert letter.text == "Yes.\n\n> Is it?\n\n> > Maybe.\n\nSo it is."
    indented = take_apart(HEAD + b"Content-Type: text/html\n\n<p>Yes.</p><blockquote>Indented.</blockquote>")
    assert indented.text == "Yes.\n\nIndented."


@pytest.mark.parametrize("encoding", ["x-uuencode", "UUENCODE ", "x-uue"])
def test_words_above_a_file_in_a_body_that_says_to_be_uuencoded_are_not_lost(encoding: str) -> None:
    file = b"begin 644 a.txt\n&2&5L;&\\A\n`\nend\n"
    head = HEAD + f"Content-Transfer-Encoding: {encoding}\n\n".encode()
    assert "Nineteen crates are missing." in take_apart(head + b"Nineteen crates are missing.\n\n" + file).text
    assert take_apart(head + b"\n" + file).text == "Hello!", "a body that is uuencoded as a whole is decoded"
