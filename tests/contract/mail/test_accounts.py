"""Accounts that people set up: tried, kept sealed, read; by password and by token, on a real Dovecot and a real token service."""

import contextlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from acceptance import dovecot as real
from rounds.basics import clock
from rounds.basics.problems import Refused
from rounds.mail import commands as mail
from rounds.mail import polling, trying
from rounds.mail.commands.ways import Account
from rounds.mail.models import ReadFolder, Way
from rounds.mail.oauth import BEFORE_ITS_END, Grant, NoToken, Tokens, ask
from rounds.mail.queries.mailboxes import Box
from rounds.mail.reading_list import Accounts, places_of
from rounds.mail.secrets import by_older, opened
from rounds.mail.trying import try_kept, try_out
from tests.contract.mail.test_listening import HOUR, until
from tests.imap_side import POLLS
from tests.rooms.api.program import program
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, later


@dataclass
class Service:
    """A sign-in service on loopback: gives access tokens, and tells Dovecot whose one is. holds: seconds that each token does."""

    port: int = 0
    holds: int = 3600
    over: bool = False
    rotates: bool = False
    refresh: str = "first refresh token"
    valid: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def give(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(form)
        if self.over or form.get("refresh_token") != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        token = f"token-{len(self.asked)}"
        self.valid[token] = "box"
        said: dict[str, object] = {"access_token": token, "expires_in": self.holds, "token_type": "Bearer"}
        if self.rotates:
            self.refresh = f"refresh token {len(self.asked)}"
            said["refresh_token"] = self.refresh
        return 200, said


@contextlib.contextmanager
def token_service() -> Iterator[Service]:
    service = Service()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._say(*service.give({key: values[0] for key, values in form.items()}))

        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
            user = service.valid.get(token)
            self._say(200 if user else 401, {"active": bool(user), "username": user or ""})

        def _say(self, code: int, said: dict[str, object]) -> None:
            body = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[POLLS])
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {file}
}}
"""


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch):
    """Look often whether there are other accounts to read: nobody here tests that it is each five seconds."""
    monkeypatch.setattr(polling, "SEEN_AGAIN_AFTER", 0.1)


@contextlib.contextmanager
def server(service: Service | None = None, mechanisms: str = "xoauth2 oauthbearer") -> Iterator[real.Dovecot]:
    if not Path(real.PROGRAM).exists() or os.geteuid() != 0:
        pytest.skip("Dovecot is not installed, or nobody may start it here")
    with tempfile.TemporaryDirectory() as room, override_settings(PRIVATE_SERVERS=True):
        Path(room).chmod(0o755)
        more = ""
        if service:
            file = Path(room) / "oauth2.conf"
            file.write_text(
                f"introspection_url = http://127.0.0.1:{service.port}/whose?token=\nintrospection_mode = get\n"
                "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            )
            more = OAUTH.format(mechanisms=mechanisms, file=file)
        with real.dovecot(Path(room), mechanisms=mechanisms if service else "", more=more) as running:
            yield running


def by_password(running: real.Dovecot) -> Account:
    return Account("127.0.0.1", running.port, "none", "box", from_now=False, secret=real.PASSWORD)


def by_token(running: real.Dovecot, service: Service) -> Account:
    more = {"token_url": service.url, "client_id": "rounds", "client_secret": "s3", "scope": "mail"}
    return replace(by_password(running), secret=service.refresh, **more)


def kept(post: Post, account: Account) -> Way:
    with post.inside():
        return mail.read_from(mailbox_id=post.mailbox_id, account=account, by=post.cast.manager, at=MONDAY)


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Read all accounts, as the mail process does."""
    over = threading.Event()

    def read() -> None:
        try:
            polling.poll(pause=over.wait, clock=clock.now, every=HOUR)
        finally:
            connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def said(post: Post) -> str:
    with post.inside():
        return "".join(ReadFolder.objects.filter(mailbox_id=post.mailbox_id).values_list("trouble", flat=True))


def test_a_try_says_what_the_server_said_in_plain_words():
    with server() as running:
        with running.inbox("box") as client:
            client.create("Archive")
        account = by_password(running)
        good = try_out(account, clock=clock.now)
        assert (good.works, "let box in" in good.says, "at once when mail comes" in good.says) == (True, True, True)
        assert "Other folders there: Archive." in good.says
        wrong = try_out(replace(account, secret="wrong"), clock=clock.now)
        assert "did not let box in. Is the password right? It said: " in wrong.says
        assert "wrong" not in wrong.says.partition("It said")[0]
        assert "has no folder “Nowhere”" in try_out(replace(account, folders=["Nowhere"]), clock=clock.now).says
        assert "There is no server called" in try_out(replace(account, host="no.invalid"), clock=clock.now).says
        assert "does not speak TLS" in try_out(replace(account, tls="tls"), clock=clock.now).says
    with socket.create_server(("127.0.0.1", 0)) as free, override_settings(PRIVATE_SERVERS=True):
        port = free.getsockname()[1]
    with override_settings(PRIVATE_SERVERS=True):
        assert "takes no connection" in try_out(replace(account, port=port), clock=clock.now).says


def test_a_program_tries_an_account_that_is_kept_and_a_password_that_is_wrong_is_said():
    post = a_post()
    with server() as running:
        way = kept(post, by_password(running))
        asking = program(post.cast)
        tried = asking.post(f"/mail-accounts/{way.pk}/trial").json()
        assert (tried["works"], "let box in" in tried["says"]) == (True, True)
        asking.ask("PATCH", f"/mail-accounts/{way.pk}", {"secret": "wrong"}, If_Match="*")
        tried = asking.post(f"/mail-accounts/{way.pk}/trial").json()
        assert (tried["works"], "Is the password right?" in tried["says"]) == (False, True)
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_nobody_looks_around_in_our_own_network_by_a_page():
    for host in ("127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        tried = try_out(Account(host, 993, "tls", "box", secret="x"), clock=clock.now)
        assert (tried.works, "is a machine in a private network" in tried.says) == (False, True)
    with pytest.raises(OSError, match="private network"):
        ask(Grant("https://127.0.0.1/token", "rounds", "x"), at=MONDAY)


def test_an_account_of_the_page_is_read_and_its_password_lies_sealed():
    post = a_post()
    with server() as running, reading():
        way = kept(post, by_password(running))
        assert real.PASSWORD not in str(Way.__dict__) + way.secret
        running.put("box", a_letter(to=post.address))
        assert until(lambda: len(post.kept()) == 1)
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_with_another_secret_key_the_page_says_that_the_password_is_to_be_written_again():
    post = a_post()
    with server() as running:
        way = kept(post, by_password(running))
        with override_settings(SECRET_KEY="quite another", SECRET_KEY_FALLBACKS=[]):
            Accounts(clock=clock.now).places()
        assert "write it again" in said(post)
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_a_password_that_a_secret_key_of_before_sealed_is_sealed_anew_while_that_key_is_named():
    post = a_post()
    with server() as running:
        way = kept(post, by_password(running))
        with override_settings(SECRET_KEY="quite another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            Accounts(clock=clock.now).places()
        with override_settings(SECRET_KEY="quite another", SECRET_KEY_FALLBACKS=[]), post.inside():
            assert not by_older(Way.objects.get(id=way.pk))
            assert try_kept(way.pk, clock=clock.now).works
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_a_refresh_token_that_a_try_replaced_is_kept_though_the_try_was_in_vain():
    post = a_post()
    with token_service() as service, server(service) as running:
        service.rotates = True
        way = kept(post, replace(by_token(running, service), folders=["Nowhere"]))
        with post.inside():
            tried = try_kept(way.pk, clock=clock.now)
            transaction.set_rollback(True)
        assert "no folder “Nowhere”" in tried.says
        with post.inside():
            row = Way.objects.get(id=way.pk)
            assert opened(row, row.secret) == service.refresh == "refresh token 1"
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_a_server_that_says_a_letter_now_and_then_holds_no_page_up(monkeypatch):
    monkeypatch.setattr(trying, "IN_ALL", 0.5)
    over = threading.Event()

    def drip(listens: socket.socket) -> None:
        talks, _ = listens.accept()
        with talks:
            while not over.wait(0.05):
                talks.send(b".")

    with socket.create_server(("127.0.0.1", 0)) as listens, override_settings(PRIVATE_SERVERS=True):
        drips = threading.Thread(target=drip, args=(listens,))
        drips.start()
        account = Account("127.0.0.1", listens.getsockname()[1], "none", "box", secret="x")
        says = try_out(account, clock=clock.now).says
        over.set()
        drips.join()
    assert says == "127.0.0.1 was not done within 0 seconds."


def test_a_secret_is_never_sent_to_a_service_that_it_was_not_given_for():
    post = a_post()
    with token_service() as service, server(service) as running:
        way = kept(post, by_token(running, service))
        account = replace(by_token(running, service), secret="", token_url="http://127.0.0.1:9/elsewhere")
        with pytest.raises(Refused, match="refresh token"):
            kept(post, account)
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_a_mailbox_is_read_by_an_access_token(mechanism):
    post = a_post()
    with token_service() as service, server(service, mechanism) as running:
        tried = try_out(by_token(running, service), clock=clock.now)
        assert tried.works, tried.says
        with reading():
            way = kept(post, by_token(running, service))
            running.put("box", a_letter(to=post.address))
            assert until(lambda: len(post.kept()) == 1)
            with post.inside():
                mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)
    form = service.asked[-1]
    assert form == {
        "grant_type": "refresh_token",
        "refresh_token": "first refresh token",
        "client_id": "rounds",
        "client_secret": "s3",
        "scope": "mail",
    }


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_a_token_that_the_server_does_not_take_is_said_and_another_one_asked_for(mechanism):
    with token_service() as service, server(service, mechanism) as running:
        give = service.give
        service.give = lambda form: (give(form)[0], {"access_token": "of somebody else", "expires_in": 60})
        tried = try_out(by_token(running, service), clock=clock.now)
    assert not tried.works
    assert "did not let box in. Is the access token right?" in tried.says


def test_a_sign_in_that_is_over_stands_on_the_health_line_and_a_new_refresh_token_mends_it(monkeypatch):
    monkeypatch.setattr(polling, "AFTER_TROUBLE", 0.2)
    post = a_post()
    with token_service() as service, server(service) as running, reading():
        service.over = True
        way = kept(post, by_token(running, service))
        assert until(lambda: "invalid_grant (Token has been expired or revoked.)" in said(post))
        assert "give it a new refresh token" in said(post)
        service.over, service.refresh = False, "another refresh token"
        kept(post, by_token(running, service))
        assert until(lambda: said(post) == "")
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_a_token_is_asked_for_anew_before_it_ends_and_a_replaced_refresh_token_is_kept():
    post, now = a_post(), [MONDAY]
    with token_service() as service, server(service) as running:
        service.rotates = True
        way = kept(post, by_token(running, service))
        [place] = places_of(way, Box(post.cast.workspace_id, post.mailbox_id), clock=lambda: now[0])
        assert isinstance(place.token, Tokens)
        assert place.token() == place.token() == "token-1"
        now[0] = MONDAY + timedelta(seconds=service.holds) - BEFORE_ITS_END
        assert place.token() == "token-2"
        assert [form["refresh_token"] for form in service.asked] == ["first refresh token", "refresh token 1"]
        with post.inside():
            mail.read_no_more(way_id=way.pk, by=post.cast.manager, at=MONDAY)


def test_a_service_that_answers_nonsense_or_leads_elsewhere_gives_no_token():
    with token_service() as service, override_settings(PRIVATE_SERVERS=True):
        grant = Grant(service.url, "rounds", service.refresh)
        for code, answer in ((200, {}), (200, {"access_token": 7}), (302, {}), (500, {"error": ["odd"]})):
            service.give = lambda form, code=code, answer=answer: (code, answer)
            with pytest.raises(NoToken):
                ask(grant, at=MONDAY)
        service.give = lambda form: (200, {"access_token": "a", "expires_in": "soon"})
        assert ask(grant, at=MONDAY).ends_at == later(hours=1)
