"""The page's own files: kept by browsers for good under a name that says what is in them, with no step that makes the names."""

import re

from django.test import Client


def test_every_file_of_a_page_is_asked_for_by_its_digest_and_kept_for_good():
    client = Client()
    page = client.get("/sign-in").content.decode()
    asked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert any("rounds.css" not in address and "rounds." in address for address in asked)
    for address in asked:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer["Cache-Control"]


def test_another_content_is_another_name(tmp_path):
    from rounds.site.statics import with_digest

    file = tmp_path / "rounds.css"
    file.write_text("a {}")
    before = with_digest("/static/rounds/rounds.css", file)
    file.write_text("b {}")
    assert before != with_digest("/static/rounds/rounds.css", file)


def test_a_plain_name_is_asked_for_again_and_fonts_are_kept():
    client = Client()
    style = client.get("/static/rounds/rounds.css")
    assert style["Cache-Control"] == "max-age=60, public"
    font = re.search(r'url\("(fonts/[^"]+)"\)', b"".join(style).decode())
    assert font is not None
    assert "immutable" in client.get(f"/static/rounds/{font[1]}")["Cache-Control"]
