"""`rounds mailbox …`: other addresses, and accounts that are read; a secret comes by the input and is printed nowhere."""

import io

import pytest

from rounds.basics import clock
from rounds.basics.problems import Refused
from rounds.cli import mailboxes
from rounds.cli.main import parser
from rounds.cli.trouble import CommandTrouble
from rounds.mail.commands import note_trouble
from rounds.mail.models import MailboxAlias, Way
from rounds.mail.secrets import opened
from rounds.workspaces.queries import this_workspace
from tests.rooms.mail.post import Post, a_post

READ = ("read", "support", "imap.fenwick.example", "support@fenwick.example")


def asked(post: Post, word: str, *more: str) -> None:
    with post.inside():
        slug = this_workspace().slug
    act = {"list": mailboxes.listing, "alias": mailboxes.alias, "read": mailboxes.read}[word]
    act(parser().parse_args(["mailbox", word, slug, *more]))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("sesame and more\n"))


@pytest.mark.usefixtures("typed")
def test_an_account_is_kept_sealed_listed_with_what_is_wrong_and_taken_away(capsys):
    post = a_post()
    asked(post, *READ, "--folder", "INBOX", "--folder", "Help desk")
    with post.inside():
        way = Way.objects.get()
        assert (way.folders, way.from_now, way.tls, way.port) == (["INBOX", "Help desk"], True, "tls", 993)
        assert opened(way, way.secret) == "sesame and more"
        place = f"{way.user}@{way.host}/INBOX"
        note_trouble(mailbox_id=post.mailbox_id, place=place, said="There is no server.", at=clock.now())
    asked(post, "list")
    asked(post, *READ, "--remove")
    said = capsys.readouterr()
    assert f"support: {post.address}\n  INBOX: There is no server.\n" in said.out
    assert "sesame" not in said.out + said.err
    with post.inside():
        assert not Way.objects.exists()


@pytest.mark.usefixtures("typed")
def test_a_refresh_token_and_a_client_secret_from_a_file_are_kept_sealed(tmp_path):
    post = a_post()
    (tmp_path / "secret").write_text("of the client\n")
    asked(
        post,
        *READ,
        "--token-url",
        "https://sign-in.example/token",
        "--client-id",
        "rounds",
        "--client-secret-file",
        str(tmp_path / "secret"),
    )
    with post.inside():
        way = Way.objects.get()
        assert (opened(way, way.secret), opened(way, way.client_secret)) == ("sesame and more", "of the client")


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--tls", "none", "--port", "143"), "would go over the line for all to read"),
        (("--tls", "starttls"), "STARTTLS is for port 143"),
        (("--port", "0"), "A port is a number"),
        (("--token-url", "http://sign-in.example/token", "--client-id", "x"), "begins with https"),
        (("--token-url", "https://sign-in.example/token"), "knows programs by a client id"),
    ],
)
def test_an_account_that_cannot_be_used_is_refused_in_plain_words(more, says):
    with pytest.raises(Refused, match=says):
        asked(a_post(), *READ, *more)


def test_another_address_is_added_and_taken_away(capsys):
    post = a_post()
    more = post.address.replace("support", "info")
    asked(post, "alias", "support", more.upper())
    asked(post, "list")
    assert f"support: {post.address}, {more}\n" in capsys.readouterr().out
    asked(post, "alias", "support", more, "--remove")
    with post.inside():
        assert not MailboxAlias.objects.exists()
    with pytest.raises(CommandTrouble, match="is none of the other addresses"):
        asked(post, "alias", "support", more, "--remove")
