"""Settings, one mailbox: accounts are tried before they are kept, what was typed stays, and a secret never comes back."""

import re

from django.urls import reverse

from rounds.mail.commands import note_trouble
from rounds.mail.models import MailboxAlias, Way
from tests.rooms.mail.post import a_post
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY

ACCOUNT = {
    "host": "no-such-server.invalid",
    "port": "993",
    "tls": "tls",
    "user": "support@fenwick.example",
    "secret": "sesame and more",
    "folders": "INBOX\r\nHelp  desk\r\n",
    "from": "now",
}


def seen(client, post) -> str:
    page = client.get(reverse("mailbox", args=[post.mailbox_id])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_account_whose_server_does_not_answer_is_not_kept_and_what_was_typed_stays():
    post = a_post()
    answer = visitor(post.cast, post.cast.manager).post(
        reverse("mailbox-account-adding", args=[post.mailbox_id]), ACCOUNT
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "There is no server called no-such-server.invalid." in page
    assert 'value="no-such-server.invalid" aria-invalid="true"' in page
    assert "Help  desk" in page
    assert "sesame" not in page
    with post.inside():
        assert not Way.objects.exists()


def test_it_is_kept_untried_where_one_says_so_and_stands_there_without_its_secret():
    post = a_post()
    client = visitor(post.cast, post.cast.manager)
    adding = reverse("mailbox-account-adding", args=[post.mailbox_id])
    assert client.post(adding, ACCOUNT | {"anyway": "1"}).status_code == 302
    with post.inside():
        way = Way.objects.get()
        note_trouble(
            mailbox_id=post.mailbox_id, place=f"{way.user}@{way.host}/INBOX", said="It takes no mail.", at=MONDAY
        )
    text = seen(client, post)
    assert "INBOX: cannot be read It takes no mail. Since" in text
    assert "Help desk: not read yet" in text
    page = client.get(reverse("mailbox", args=[post.mailbox_id])).content.decode()
    assert "sesame" not in page
    assert way.secret not in page
    assert "It takes no mail." in client.get(reverse("mailboxes")).content.decode()
    assert client.post(reverse("mailbox-account-end", args=[post.mailbox_id, way.pk])).status_code == 302
    assert "No account is set up here." in seen(client, post)


def test_a_mailbox_is_read_from_ten_accounts_at_most():
    post = a_post()
    client = visitor(post.cast, post.cast.manager)
    adding = reverse("mailbox-account-adding", args=[post.mailbox_id])
    for number in range(10):
        assert client.post(adding, ACCOUNT | {"user": f"box{number}", "anyway": "1"}).status_code == 302
    more = client.post(adding, ACCOUNT | {"user": "one more", "anyway": "1"})
    assert "A mailbox is read from 10 accounts at most" in more.content.decode()
    assert client.post(adding, ACCOUNT | {"user": "box9", "port": "994", "anyway": "1"}).status_code == 302


def test_a_server_in_our_own_network_is_refused_and_nobody_knocks_there():
    post = a_post()
    answer = visitor(post.cast, post.cast.manager).post(
        reverse("mailbox-account-adding", args=[post.mailbox_id]), ACCOUNT | {"host": "127.0.0.1"}
    )
    assert "“127.0.0.1” is a machine in a private network." in answer.content.decode()


def test_another_address_is_added_refused_where_it_is_taken_and_taken_away():
    post, other = a_post(), a_post()
    client = visitor(post.cast, post.cast.manager)
    adding = reverse("mailbox-alias-adding", args=[post.mailbox_id])
    more = post.address.replace("support", "info")
    assert client.post(adding, {"address": more}).status_code == 302
    assert more in seen(client, post)
    taken = client.post(adding, {"address": other.address})
    assert taken.status_code == 409
    assert "Mail to this address comes to another mailbox already." in taken.content.decode()
    with post.inside():
        alias = MailboxAlias.objects.get().pk
    client.post(reverse("mailbox-alias-end", args=[post.mailbox_id, alias]))
    assert more not in seen(client, post)
