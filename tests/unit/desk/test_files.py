"""A file is called by a plain name, and has a type that is one, whatever brought it: a mail, a page, a program."""

import pytest

from rounds.desk.facts import File


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\r\nSet-Cookie: x=y.txt", "a Set-Cookie: x=y.txt"),
        ("bill\u202efdp.exe", "bill fdp.exe"),
        ("a\0b.pdf", "a b.pdf"),
        ("logs/", "file"),
        ("", "file"),
        ("x" * 400, "x" * 250),
    ],
)
def test_a_name_is_the_last_step_of_a_path_without_controls(claimed, name):
    assert File(claimed, "text/plain", b"").name == name


@pytest.mark.parametrize("claimed", ["text/html\r\nSet-Cookie: a", "text", "text/plain; charset=x", "", "<script>/x"])
def test_a_type_that_is_none_is_that_of_some_bytes(claimed):
    assert File("a", claimed, b"").media_type == "application/octet-stream"
