"""What the environment says: read once, and what is wrong is said in a sentence that never shows a password."""

import pytest

from rounds.site import environment as env
from rounds.site.environment import ImapBox, SmtpOut, WrongSetting


def test_a_database_address_becomes_settings_with_its_options() -> None:
    read = env.database("postgresql://us%40er:p%3Aw@db.example:6432/rounds?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("rounds", "us@er", "p:w")
    assert (read["HOST"], read["PORT"]) == ("db.example", "6432")
    assert read["OPTIONS"] == env.PREPARED | {
        "connect_timeout": "10",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
    }


def test_a_database_address_may_be_more_patient() -> None:
    assert env.database("postgres://h/rounds?connect_timeout=60")["OPTIONS"] == env.PREPARED | {"connect_timeout": "60"}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/rounds",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:port/rounds",
        "postgresql://u:secret@h:70000/rounds",
        "postgresql://u:secret@[::1/rounds",
        "postgresql://u:secret@h/rounds?sslmoode=verify-full",
    ],
)
def test_a_wrong_database_address_is_refused_in_plain_words(url: str) -> None:
    with pytest.raises(
        WrongSetting, match=r"^ROUNDS_OWNER_DATABASE_URL (must look like|has the option “sslmoode”)"
    ) as no:
        env.database(url, name="ROUNDS_OWNER_DATABASE_URL")
    assert "secret" not in str(no.value)


def test_the_server_that_takes_our_mail_is_read_with_its_way_and_port() -> None:
    assert env.smtp_out({}) is None
    assert env.smtp_out({"ROUNDS_SMTP_OUT": "smtp+starttls://me:p%40w@relay.example"}) == SmtpOut(
        "relay.example", 587, "me", "p@w", "starttls"
    )


def test_a_relay_may_want_no_signed_sender():
    relay = env.smtp_out({"ROUNDS_SMTP_OUT": "smtp://relay.example?return-to=mailbox"})
    assert relay == SmtpOut("relay.example", 25, "", "", "none", signs_return=False)
    with pytest.raises(WrongSetting, match=r"return-to=sender.*known are"):
        env.smtp_out({"ROUNDS_SMTP_OUT": "smtp://relay.example?return-to=sender"})


@pytest.mark.parametrize("text", ["relay:25", "http://relay", "smtp://", "smtps://me:secret@relay:x", "smtp://h:99999"])
def test_a_wrong_server_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(WrongSetting, match=r"^ROUNDS_SMTP_OUT must look like smtp://host:25, not") as no:
        env.smtp_out({"ROUNDS_SMTP_OUT": text})
    assert "secret" not in str(no.value)


def test_mailboxes_to_poll_are_read_with_their_folders() -> None:
    one, two = env.imap_boxes({"ROUNDS_IMAP": "support=imaps://a:b@h/Help%20desk, fenwick/sales=imap://c:d@h:1143,"})
    assert one == ImapBox("support", "h", 993, "a", "b", "Help desk", tls="tls")
    assert two == ImapBox("fenwick/sales", "h", 1143, "c", "d", "INBOX", tls="none")


@pytest.mark.parametrize("text", ["imaps://a:secret@h", "support=pop3://a:secret@h", "support=imap://a:secret@h:x/I"])
def test_a_wrong_mailbox_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(WrongSetting, match=r"^ROUNDS_IMAP must look like") as no:
        env.imap_boxes({"ROUNDS_IMAP": text})
    assert "secret" not in str(no.value)


def test_a_mailbox_may_be_read_from_several_folders_and_each_once() -> None:
    two = env.imap_boxes({"ROUNDS_IMAP": "s=imap://a:b@h/One,s=imap+starttls://a:b@h/Two?from=now"})
    assert [(box.folder, box.tls, box.port, box.from_now) for box in two] == [
        ("One", "none", 143, False),
        ("Two", "starttls", 143, True),
    ]
    with pytest.raises(WrongSetting, match="ROUNDS_IMAP names the folder “One” of “s” twice"):
        env.imap_boxes({"ROUNDS_IMAP": "s=imap://a:b@h/One,s=imaps://a:c@h/One"})


@pytest.mark.parametrize("text", ["2525", ":2525", "host:", "host:0", "host:65536", "host:²"])
def test_a_wrong_address_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(WrongSetting, match=r"^ROUNDS_SMTP_DOOR must look like"):
        env.address({"ROUNDS_SMTP_DOOR": text}, "ROUNDS_SMTP_DOOR", "127.0.0.1:2525")


@pytest.mark.parametrize("text", ["mx.fenwick.example", "10.0.0.7/8", ","])
def test_relays_are_addresses_and_networks_and_nothing_else(text: str) -> None:
    assert env.networks({"ROUNDS_RELAYS": "none"}, "ROUNDS_RELAYS", "::1") == ()
    assert len(env.networks({"ROUNDS_RELAYS": "10.0.0.7, 2001:db8::/32"}, "ROUNDS_RELAYS", "::1")) == 2
    with pytest.raises(WrongSetting, match=r"^ROUNDS_RELAYS names addresses or networks"):
        env.networks({"ROUNDS_RELAYS": text}, "ROUNDS_RELAYS", "::1")


@pytest.mark.parametrize("text", ["0", "-1", "many", "²"])
def test_a_wrong_number_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(WrongSetting, match="must be a whole number above zero"):
        env.number({"ROUNDS_MAIL_LIMIT": text}, "ROUNDS_MAIL_LIMIT", 1)


def test_a_port_that_is_none_is_refused_in_plain_words() -> None:
    with pytest.raises(WrongSetting, match="ROUNDS_PORT must be a port, 1 to 65535, not “70000”"):
        env.port({"ROUNDS_PORT": "70000"}, "ROUNDS_PORT", 8000)
