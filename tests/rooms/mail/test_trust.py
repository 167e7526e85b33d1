"""Whom a mail is believed, from the bytes at the door to the ticket: forged senders, forged results, colleagues who are none."""

import smtplib
from collections.abc import Callable

import pytest
from django.test import override_settings

from rounds.desk import commands as desk
from rounds.desk.models import Message, Party, Ticket
from rounds.mail import commands as mail
from rounds.mail import queries
from rounds.mail.addresses import reply_address
from rounds.mail.door import open_door
from rounds.mail.incoming import Came
from rounds.mail.knowing import reply_keys
from rounds.mail.threading import COLLEAGUE, FROM_MAILBOX
from rounds.mail.trust import Doubt, Proof, Verdict, details, headline
from rounds.manual.commands import adopt
from rounds.site import environment as env
from rounds.team.models import Member
from rounds.timeline.models import Outbox
from tests.manuals import SHIPPED
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, a_workspace, later

SERVER = "mx.fenwick.example"
CHECKED = SHIPPED.replace(
    "mailbox: support\nopens: question", f"mailbox: support\nopens: question\nproved by: {SERVER}"
)
PASSED = f"Authentication-Results: {SERVER}; dmarc=pass header.from="
FAILED = f"Authentication-Results: {SERVER}; dmarc=fail header.from="


def a_checked_post() -> Post:
    """Make a workspace whose mailbox has a server in front of it."""
    return a_post(a_workspace(manual=CHECKED))


def above(lines: str, letter: bytes) -> bytes:
    """Put what a server writes above a mail."""
    return f"{lines}\r\n".encode() + letter


def a_members_address(post: Post) -> str:
    with post.inside():
        return Member.objects.get(id=post.cast.rep.id).email


def test_what_is_known_of_a_sender_is_kept_with_what_they_said():
    post = a_checked_post()
    post.bring(above(f"{PASSED}customer.example", a_letter()))
    with post.inside():
        kept = Message.objects.get().sender
    assert kept is not None
    assert (kept["verdict"], kept["domain"], kept["server"], kept["by"]) == (
        "proved",
        "customer.example",
        SERVER,
        ["DMARC"],
    )


def test_without_a_named_server_a_mail_comes_in_as_ever_and_says_that_nobody_checked():
    post = a_post()
    post.bring(above(f"{FAILED}customer.example", a_letter()))
    with post.inside():
        kept = Message.objects.get().sender
    assert kept is not None
    assert kept["verdict"] == "not checked"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (lambda domain: f"{FAILED}{domain}", COLLEAGUE[Verdict.FAILED]),
        (lambda domain: "X-Nothing: here", COLLEAGUE[Verdict.UNPROVED]),
        (lambda domain: f"Authentication-Results: mx.evil.example; dmarc=pass header.from={domain}", COLLEAGUE[Verdict.UNPROVED]),
        (
            lambda domain: f"{FAILED}{domain}\r\nReceived: from evil by {SERVER}; now\r\n{PASSED}{domain}",
            COLLEAGUE[Verdict.FAILED],
        ),
    ],
)  # fmt: skip
def test_a_mail_that_says_a_colleague_wrote_it_is_held_until_a_server_proves_it(lines: Callable[[str], str], reason):
    post = a_checked_post()
    address = a_members_address(post)
    domain = address.partition("@")[2]
    outcome = post.bring(above(lines(domain), a_letter(sender=f"Teo Okafor <{address}>")))
    assert (outcome.came, outcome.reason) == (Came.QUARANTINED, reason)
    [held] = post.events("mail.held")
    assert "Teo" not in str(held.payload)
    assert address not in str(held.payload)
    proved = post.bring(above(f"{PASSED}{domain}", a_letter(sender=f"Teo Okafor <{address}>")))
    assert proved.came is Came.PLACED


@pytest.mark.parametrize("lines", ["X-Nothing: here", FAILED])
def test_a_forged_colleague_acts_on_no_ticket_and_a_person_who_lets_the_mail_in_reads_what_it_is(lines):
    """It answers under a ticket's signed address: no word of ours, no note, nothing closed, nobody's turn moved."""
    post = a_checked_post()
    ticket = answered_ticket(post)
    address = a_members_address(post)
    with post.inside():
        to = reply_address(post.address, number=ticket.number, key=reply_keys()[0])
    said = f"{lines}{address.partition('@')[2]}" if lines == FAILED else lines
    letter = a_letter(
        sender=address, to=to, more="In-Reply-To: <a@customer.example>\r\n", text="#close #note Pay them."
    )
    held = post.bring(above(said, letter), at=later(1))
    assert held.came is Came.QUARANTINED
    with post.inside():
        assert Ticket.objects.get(id=ticket.pk).version == ticket.version
        ticket_id = mail.make_ticket_of(received_id=held.received_id, by=post.cast.lead, at=later(1))
        message = Message.objects.get(ticket_id=ticket_id)
        assert (ticket_id != ticket.pk, message.kind) == (True, "customer")
        assert message.sender is not None
        assert Doubt.COLLEAGUE.value in message.sender["doubts"]
        assert headline(Proof.of(message.sender)).startswith("Says to be a colleague. ")


def test_where_nothing_is_checked_a_colleagues_address_is_still_a_customers_mail_and_says_so():
    post = a_post()
    outcome = post.bring(a_letter(sender=a_members_address(post)))
    with post.inside():
        message = Message.objects.get(ticket_id=outcome.ticket_id)
        assert message.sender is not None
        assert (message.kind, message.sender["verdict"]) == ("customer", "not checked")
        assert message.sender["doubts"] == ["says to be a colleague"]


def test_whoever_writes_from_a_mailboxs_own_domain_says_to_be_a_colleague():
    post = a_checked_post()
    outcome = post.bring(above(f"{FAILED}fenwick.example", a_letter(sender="Boss <boss@fenwick.example>")))
    assert outcome.reason == COLLEAGUE[Verdict.FAILED]


def test_a_name_that_shows_a_colleagues_address_makes_nobody_a_colleague():
    """The address decides: the mail is a customer's, and a warning stands on it."""
    post = a_checked_post()
    sender = f'"{a_members_address(post)}" <evil@evil.example>'
    outcome = post.bring(above(f"{PASSED}evil.example", a_letter(sender=sender)))
    with post.inside():
        said = Message.objects.get(ticket_id=outcome.ticket_id)
    assert said.kind == "customer"
    assert said.sender is not None
    assert said.sender["doubts"] == ["name shows another address"]


def answered_ticket(post: Post) -> Ticket:
    """Let Dana write, proved, and be answered: her ticket sleeps with nobody's turn."""
    outcome = post.bring(above(f"{PASSED}customer.example", a_letter(message_id="<a@customer.example>")))
    with post.inside():
        ticket = Ticket.objects.get(id=outcome.ticket_id)
        desk.answer(number=ticket.number, text="It is done.", by=post.cast.rep, at=MONDAY)
        return Ticket.objects.get(id=outcome.ticket_id)


@pytest.mark.parametrize("road", ["references", "signed address"])
def test_a_party_whom_the_server_found_forged_writes_on_a_ticket_of_its_own_linked(road):
    post = a_checked_post()
    ticket = answered_ticket(post)
    with post.inside():
        to = reply_address(post.address, number=ticket.number, key=reply_keys()[0])
    more = "In-Reply-To: <a@customer.example>\r\n" if road == "references" else ""
    letter = a_letter(to=to if road == "signed address" else post.address, more=more, text="Change the bank account.")
    outcome = post.bring(above(f"{FAILED}customer.example", letter), at=later(1))
    with post.inside():
        stranger = Ticket.objects.get(id=outcome.ticket_id)
        assert (stranger.pk != ticket.pk, stranger.linked_to_id) == (True, ticket.pk)
        assert Ticket.objects.get(id=ticket.pk).version == ticket.version
    genuine = post.bring(
        above(f"{PASSED}customer.example", a_letter(more="In-Reply-To: <a@customer.example>\r\n")), at=later(1)
    )
    assert genuine.ticket_id == ticket.pk


def test_a_party_of_whom_the_server_knows_nothing_writes_on_as_before():
    post = a_checked_post()
    ticket = answered_ticket(post)
    letter = a_letter(more="In-Reply-To: <a@customer.example>\r\n")
    assert post.bring(above(f"Authentication-Results: {SERVER}; none", letter), at=later(1)).ticket_id == ticket.pk


def test_a_held_colleague_is_read_again_once_the_manual_names_another_server():
    post = a_checked_post()
    address = a_members_address(post)
    domain = address.partition("@")[2]
    lines = f"Authentication-Results: mx.other.example; dmarc=pass header.from={domain}"
    held = post.bring(above(lines, a_letter(sender=address)))
    with post.inside():
        assert mail.read_again(received_id=held.received_id, by=post.cast.lead, at=later(1)).came is Came.QUARANTINED
        adopt(text=CHECKED.replace(SERVER, "mx.other.example"), by=post.cast.manager, at=later(1))
        assert mail.read_again(received_id=held.received_id, by=post.cast.lead, at=later(1)).came is Came.PLACED


def test_lines_smuggled_into_a_result_become_no_words_of_ours():
    """What is kept are words and domains, whatever stands in the field."""
    post = a_checked_post()
    evil = f'Authentication-Results: {SERVER}; dkim=pass header.d=<script>alert(1)</script>;\r\n\tspf=pass smtp.mailfrom="a\x01b"@x'
    outcome = post.bring(above(evil, a_letter()))
    with post.inside():
        kept = Message.objects.get(ticket_id=outcome.ticket_id).sender
    assert kept is not None
    assert "script" not in str(kept)
    assert kept["verdict"] == "not proved"


def test_at_the_smtp_door_a_forged_result_of_another_server_proves_no_colleague():
    """Whatever the envelope says too: the door is asked by anybody."""
    post = a_checked_post()
    address = a_members_address(post)
    forged = f"Authentication-Results: mx.evil.example; dmarc=pass header.from={address.partition('@')[2]}"
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(address, [post.address], above(forged, a_letter(sender=address, to=post.address)))
    [kept] = post.kept()
    assert (kept.state, kept.reason, kept.ticket_id) == ("quarantined", COLLEAGUE[Verdict.UNPROVED], None)


def test_who_comes_straight_to_the_door_speaks_for_no_server_and_the_mail_says_why():
    """No relay of ours took the mail in, so nobody took out what it says in our server's name (RFC 8601 §5)."""
    post = a_checked_post()
    address = a_members_address(post)
    forged = [
        above(f"{PASSED}{sender.partition('@')[2]}", a_letter(sender=sender, to=post.address))
        for sender in ("dana@customer.example", address)
    ]

    def bring(letter: bytes) -> None:
        with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, smtplib.SMTP("127.0.0.1", port) as door:
            door.sendmail("dana@customer.example", [post.address], letter)

    with override_settings(RELAYS=env.networks({"R": "192.0.2.0/24,2001:db8::/32"}, "R", "")):
        for letter in forged:
            bring(letter)
    with post.inside():
        kept = Message.objects.get().sender
        assert kept is not None
        assert (kept["verdict"], kept["server"]) == ("not proved", "")
        assert "ROUNDS_RELAYS" in details(Proof.of(kept))[0]
        [held] = queries.held()
        assert held.reason == COLLEAGUE[Verdict.UNPROVED]
        looked_at = queries.source(held.id).sender
        assert looked_at is not None
        assert looked_at.straight
        mail.read_again(received_id=held.id, by=post.cast.lead, at=later(1))
        assert queries.held_count() == 1, "read again it comes from nowhere else"
    with override_settings(RELAYS=env.networks({}, "R", "127.0.0.0/8,::1")):
        bring(above(f"{PASSED}{address.partition('@')[2]}", a_letter(sender=address, to=post.address)))
    with post.inside():
        assert queries.held_count() == 1


BOTH = "Dana Whitlock <dana@customer.example>, Eve Lund <eve@customer.example>"


def parties(ticket_number: int = 1) -> set[tuple[str, str]]:
    rows = Party.objects.filter(ticket__number=ticket_number).values_list("role", "address__address")
    return {(str(role), address) for role, address in rows}


def test_of_several_who_wrote_the_first_asks_and_the_others_take_part_so_that_an_answer_reaches_them():
    post = a_checked_post()
    assert post.bring(a_letter(sender=BOTH, to=post.address)).came is Came.PLACED
    with post.inside():
        assert parties() == {("requester", "dana@customer.example"), ("cc", "eve@customer.example")}
        desk.answer(number=1, text="Done.", by=post.cast.rep, at=MONDAY)
        assert Outbox.objects.filter(channel="mail").count() == 2


def test_of_several_the_one_asks_whom_the_sender_field_names_and_who_is_none_of_them_takes_no_part():
    post = a_checked_post()
    post.bring(a_letter(sender=BOTH, to=post.address, more="Sender: eve@customer.example\r\n"))
    post.bring(a_letter(sender=BOTH, to=post.address, more="Sender: office@elsewhere.example\r\n"))
    with post.inside():
        assert parties(1) == {("requester", "eve@customer.example"), ("cc", "dana@customer.example")}
        assert parties(2) == {("requester", "dana@customer.example"), ("cc", "eve@customer.example")}


def test_a_sender_field_lets_nobody_pass_as_a_colleague_as_our_mailbox_or_as_proved():
    post = a_checked_post()
    member, field = a_members_address(post), f"{PASSED}fenwick.example"
    wrote = "{0}, dana@customer.example\r\nSender: {1}"
    for ours, reason in ((member, COLLEAGUE[Verdict.UNPROVED]), (post.address, FROM_MAILBOX)):
        for sender in (wrote.format(ours, "dana@customer.example"), wrote.format(ours, ours)):
            outcome = post.bring(above(field, a_letter(sender=sender, to=post.address)))
            assert (outcome.came, outcome.reason) == (Came.QUARANTINED, reason)
    outcome = post.bring(above(field, a_letter(sender=f"{BOTH}\r\nSender: {member}", to=post.address)))
    with post.inside():
        said = Message.objects.get(ticket=outcome.ticket_id)
        assert (said.kind, said.author_member) == ("customer", None)
        assert said.sender and said.sender["verdict"] == "not proved"


@pytest.mark.parametrize("second", ["{sender}, {ours}", "{sender}\r\nFrom: {ours}"])
def test_nobody_passes_as_a_colleague_or_as_our_mailbox_behind_another_sender(second: str):
    post = a_checked_post()
    field = f"{PASSED}customer.example"
    for ours, reason in ((a_members_address(post), COLLEAGUE[Verdict.UNPROVED]), (post.address, FROM_MAILBOX)):
        sender = second.format(sender="dana@customer.example", ours=ours)
        outcome = post.bring(above(field, a_letter(sender=sender, to=post.address)))
        assert (outcome.came, outcome.reason) == (Came.QUARANTINED, reason)


def test_whoever_names_a_party_behind_themselves_adds_to_no_ticket_of_theirs():
    post = a_checked_post()
    post.bring(a_letter(message_id="<first@customer.example>"))
    more = "In-Reply-To: <first@customer.example>\r\n"
    outcome = post.bring(a_letter(sender="evil@evil.example, dana@customer.example", more=more))
    with post.inside():
        assert Ticket.objects.count() == 2
        assert Ticket.objects.get(id=outcome.ticket_id).number == 2
        assert "evil@evil.example" not in {address for _, address in parties(1)}


def test_a_mail_that_a_hundred_and_one_wrote_is_held():
    post = a_checked_post()
    many = ", ".join(f"p{number}@customer.example" for number in range(101))
    assert post.bring(a_letter(sender=many)).came is Came.QUARANTINED
