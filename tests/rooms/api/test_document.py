"""The document is whole: every endpoint, every refusal, every header; and what people read is the same."""

from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from rounds.api import urls
from rounds.api.document import ROOMS, document
from rounds.api.doors import ENDPOINTS
from rounds.api.shapes.base import Asked, Given
from rounds.api.writing import as_markdown
from rounds.team.tokens.scopes import SCOPES

DOCS = Path(__file__).parents[3] / "docs" / "api.md"

assert urls.urlpatterns, "importing the addresses has made every endpoint known"


def operations() -> dict[str, dict]:
    return {each["operationId"]: each for path in document()["paths"].values() for each in path.values()}


def test_every_endpoint_stands_in_the_document_and_nothing_else_does():
    assert set(operations()) == set(ENDPOINTS)
    assert document()["openapi"].startswith("3.1")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_operation_says_what_it_needs_takes_and_refuses(name):
    operation, endpoint = operations()[name], ENDPOINTS[name]
    assert endpoint.act in operation["description"]
    assert {"401", "403", "409", "422", "429", "500"} <= set(operation["responses"])
    assert "400" not in operation["responses"]
    sent = {each.get("$ref", "").rpartition("/")[2] for each in operation["parameters"]}
    assert ("IdempotencyKey" in sent) == endpoint.writes
    assert ("ETag" in operation["responses"][str(endpoint.status)]["headers"]) == endpoint.versioned


def shapes_below(shape: type) -> set[type]:
    return {shape}.union(*(shapes_below(each) for each in shape.__subclasses__()))


@pytest.mark.parametrize("kind", [Asked, Given])
def test_no_two_shapes_have_one_name_for_the_document_knows_them_by_it(kind):
    names = Counter(each.__name__ for each in shapes_below(kind))
    assert [name for name, many in names.items() if many > 1] == []


def test_every_reference_leads_somewhere():
    def walk(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                found: object = document()
                for step in part["$ref"].removeprefix("#/").split("/"):
                    found = found[step]  # type: ignore[index]
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(document())


def test_docs_have_every_endpoint_as_the_program_has_it():
    """`make reference` writes it anew."""
    assert DOCS.read_text() == as_markdown()


@pytest.mark.parametrize("act", ["sleep", "date"])
def test_a_body_that_is_one_of_several_says_so_and_names_each_field_once(act):
    part = as_markdown().split(f"### `POST /tickets/{{number}}/{act}`")[1].split("### ")[0]
    body = [line for line in part.splitlines() if "(body" in line]
    assert [line.split("`")[1] for line in body] == ["span", "keeps", "day", "at"]
    assert [line for line in body if ", needed" in line] == []
    assert sum("One of “span”, “day” and “at” is needed." in line for line in body) == 3


def test_docs_say_how_a_token_is_made_and_name_every_scope():
    part = as_markdown().split("## A token")[1].split("\n## ")[0]
    assert "rounds token add" in part
    assert all(scope in part for scope in SCOPES)


def test_document_and_page_need_no_token_and_no_script():
    assert Client().get("/api/v1/openapi.json").json() == document()
    page = Client().get("/api/v1/", headers={"host": "localhost"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script" not in text
    assert "style=" not in text
    for endpoint in ENDPOINTS.values():
        assert f'id="{endpoint.name}"' in text


def test_every_subject_has_its_place_in_the_order():
    assert {endpoint.room for endpoint in ENDPOINTS.values()} == set(ROOMS)


def test_a_call_on_the_page_has_this_houses_own_address_and_a_body_that_the_document_allows():
    text = unescape(Client().get("/api/v1/", headers={"host": "localhost"}).content.decode())
    assert "curl -X POST 'http://localhost/api/v1/tickets/42/closure'" in text
    assert """-d '{"text": "The new banner is up."}'""" in text
    for endpoint in ENDPOINTS.values():
        assert f"<b>{endpoint.act}</b>" in text


def test_a_search_shows_what_has_all_its_words_and_says_where_nothing_has():
    found = Client().get("/api/v1/", {"q": "close ticket"}).content.decode()
    assert 'id="close_ticket"' in found
    assert 'id="list_accounts"' not in found
    assert "Nothing has" in Client().get("/api/v1/", {"q": "<b>unheard of"}).content.decode()
