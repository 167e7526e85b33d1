"""What the program behind the gate is told is what the caller said, and nothing that it could take for something else."""

from dataclasses import dataclass, field

from rounds.gate.environ import environ_of


@dataclass
class Request:
    path: str = "/"
    headers: dict[str, str] | list[tuple[str, str]] = field(default_factory=dict)
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "203.0.113.7:4711"
    scheme: str = "http"
    method: str = "GET"
    query_string: str = "q=a%20b"


class Pairs(list):
    def items(self):
        return self


def test_a_request_is_told_as_wsgi_has_it():
    environ = environ_of(Request(path="/desk/é", headers={"host": "rounds.example", "content-type": "text/plain"}))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/desk/é"
    assert (environ["QUERY_STRING"], environ["HTTP_HOST"]) == ("q=a%20b", "rounds.example")
    assert (environ["CONTENT_TYPE"], environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == (
        "text/plain",
        "203.0.113.7",
        "8000",
    )


def test_a_field_with_an_underscore_cannot_pass_for_one_that_a_proxy_sets():
    environ = environ_of(Request(headers=Pairs([("x-forwarded-for", "10.0.0.1"), ("x_forwarded_for", "1.1.1.1")])))
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.1"


def test_fields_sent_twice_are_joined():
    environ = environ_of(
        Request(headers=Pairs([("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"), ("accept", "y")]))
    )
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def test_the_process_own_environment_is_not_told():
    assert "PATH" not in environ_of(Request())
