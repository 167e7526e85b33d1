"""History holds no personal text: whatever is said, sent or kept, an event has ids and facts (architecture 3)."""

import json
from datetime import timedelta
from uuid import uuid4

from rounds.accounts.commands import change_account
from rounds.accounts.models import Contact, ContactAddress
from rounds.checkins import commands as checkins
from rounds.checkins.brought import Past as PastCheckIn
from rounds.checkins.brought import Pasts
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Attachment, Message, Ticket
from rounds.mail.commands import deliveries, errands
from rounds.mail.commands.folders import begin_reading, note_trouble
from rounds.mail.commands.ways import read_from
from rounds.mail.incoming import Past
from rounds.mail.models import Errand, Mailbox, Received
from rounds.manual.commands import adopt
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.timeline import registry
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import COMMANDS
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.outgoing import brought
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.evidence_rules import is_told
from tests.rooms.checkins.two_programmes import two_programmes
from tests.rooms.commands_of_people import BY_PEOPLE
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_bounces import a_bounce, an_answer_that_left, an_errand_that_left
from tests.rooms.mail.test_loops import ANSWERING
from tests.rooms.mail.test_pacing import answered as written
from tests.rooms.mail.test_warning import a_token, warned
from tests.world import MANUAL, MONDAY, Cast, a_member, a_ticket, a_workspace, later

SHORTEST = 8
"""Characters: a shorter text stands in a longer word by chance."""


def test_no_event_of_any_kind_on_the_desk_or_in_the_mail_room_has_personal_text():
    seen = (
        _by_people()
        | _by_mail()
        | _by_deliveries()
        | _by_errands()
        | _by_queues()
        | _by_what_came_back()
        | _by_warnings()
        | _by_check_ins()
        | _by_folders()
        | _by_a_pace()
        | _by_answering_at_once()
    )
    assert {kind for kind in registry.kinds() if kind.startswith(("desk.", "mail.", "checkins."))} - seen == set()


def test_what_is_looked_for_is_found_where_it_stands():
    post = a_post()
    post.bring(a_letter(to=post.address))
    with post.inside():
        assert {"Dana Whitlock", "dana@customer.example", "Swap the banner"} <= _personal()


def _by_people() -> set[str]:
    """Let somebody with all rights do every act of the two rooms."""
    seen: set[str] = set()
    for name in [name for name in BY_PEOPLE if name.startswith(("rounds.desk.", "rounds.mail.", "rounds.checkins."))]:
        cast = a_workspace()
        with cast.inside():
            by = a_member("Allison Rowe-Rights", [role.name for role in book().all(Role)], f"all-{cast.workspace_id}")
            COMMANDS[name](**BY_PEOPLE[name].values(cast, by), by=by, at=later(0.1))
        seen |= _clean(cast)
    return seen


def _by_answering_at_once() -> set[str]:
    """Let whoever writes be told that their mail is here."""
    post = a_post(a_workspace(manual=ANSWERING))
    post.bring(a_letter(to=post.address))
    return _clean(post.cast)


def _by_mail() -> set[str]:
    """Let mail come that opens, answers, wakes and drops dates, and mail that is held for each kind of reason."""
    post = a_post()
    first, second = "<first@customer.example>", "<second@customer.example>"
    post.bring(_with_a_file(a_letter(to=post.address, message_id=first)))
    with post.inside():
        desk.put_to_sleep(number=1, wish=Wish(at=later(3), keeps=False), by=post.cast.rep, at=MONDAY)
    post.bring(a_letter(to=post.address, message_id=second, more=f"In-Reply-To: {first}\r\n", text="Any news yet?"))
    post.bring(a_letter(to=post.address, message_id=first, text="Something quite different."))
    post.bring(a_letter(to=post.address, sender=f"Ourselves Again <{post.address}>"))
    post.bring(b"Dana Whitlock says: this is no mail at all.\x00")
    for _ in range(101):
        post.bring(a_letter(to=post.address, sender="Wild Alarms <wild@alarms.example>"))
    for more in ("", f"In-Reply-To: {first}\r\n"):
        post.bring(a_letter(to=post.address, text="Of long ago.", more=more), past=Past(later(-400)))
    with post.inside():
        desk.put_to_sleep(number=1, wish=Wish(at=later(4)), by=post.cast.rep, at=MONDAY)
        ticket = Ticket.objects.get(number=1)
        desk.wake(ticket_id=ticket.pk, at=later(5))
        desk.add_customer_message(
            ticket_id=ticket.pk,
            contact_id=ticket.requester_id,
            text="I am away until Monday next.",
            automatic=True,
            by=Actor.contact(ticket.requester_id),
            at=later(5),
        )
    return _clean(post.cast)


def _by_deliveries() -> set[str]:
    """Let answers leave, fail, stop and be lost from sight, with servers that repeat the address in what they say."""
    post, seen = a_post(), set()
    said = "550 5.1.1 <dana@customer.example> Dana Whitlock does not live here"
    for way in ("sent", "put off", "stopped", "unknown", "late"):
        outbox_id = _answered(post)
        token, mine = uuid4(), {"outbox_id": outbox_id}
        with post.inside():
            deliveries.claim(**mine, token=token, at=later(0.1))
            deliveries.begin_hand_over(**mine, token=token, at=later(0.1))
            if way == "sent":
                deliveries.note_sent(**mine, token=token, at=later(0.1))
            elif way == "put off":
                deliveries.put_off(**mine, token=token, said=said, code=450, at=later(0.1))
            elif way == "stopped":
                deliveries.stop(**mine, token=token, said=said, code=550, at=later(0.1))
            else:
                deliveries.note_unknown(**mine, token=token, said=said, at=later(0.1))
            if way == "late":
                deliveries.stop(**mine, token=token, said=said, code=550, at=later(0.2))
                Outbox.objects.filter(id=outbox_id).update(state="queued")
                brought(Outbox.objects.filter(id=outbox_id), "handing over", token=token)
                deliveries.note_sent(**mine, token=token, at=later(0.3))
            deliveries.recover(**mine, at=later(0.2) + timedelta(hours=1))
        seen |= _clean(post.cast)
    return seen


def _by_what_came_back() -> set[str]:
    """Let an answer that left bounce, and a mail about no ticket."""
    post, ours = an_answer_that_left()
    post.bring(a_bounce(ours), at=later(0.3))
    post.bring(a_bounce(an_errand_that_left(post), recipient="nina@new.example"), at=later(0.4))
    return _clean(post.cast)


def _by_check_ins() -> set[str]:
    """Let a firm bring its past and give it back, be reached out to in vain, get another day and not, answer, leave and move."""
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        past = PastCheckIn(last_on=MONDAY.date() - timedelta(days=9))
        checkins.note_pasts(pasts=Pasts(1, {firm.id: past}), by=firm.cast.manager, at=MONDAY)
    firm.passes(MONDAY)
    with firm.cast.inside():
        checkins.drop_pasts(import_id=1, by=firm.cast.manager, at=MONDAY)
    firm.passes(later(370))
    message = firm.reach_out(later(370))
    with firm.cast.inside():
        desk.take_back(number=firm.ticket.number, message_id=message, by=firm.cast.rep, at=later(370))
    firm.passes(later(370))
    firm.reach_out(later(371))
    with firm.cast.inside():
        away = {"number": firm.ticket.number, "text": "Dana Whitlock wishes for another day."}
        answer = desk.answer(**away, wish=Wish(at=later(500)), by=firm.cast.rep, at=later(372))
    firm.passes(later(372))
    with firm.cast.inside():
        desk.take_back(number=firm.ticket.number, message_id=answer.pk, by=firm.cast.rep, at=later(372))
    firm.passes(later(372))
    firm.passes(later(390))
    firm.reach_out(later(391))
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="We are on holiday until the end of the month.",
            by=Actor.contact(firm.contact.contact_id),
            at=later(392),
        )
    firm.passes(later(392))
    with firm.cast.inside():
        change = {"account_id": firm.id, "fields": {}, "by": firm.cast.lead, "at": later(393)}
        change_account(values={"lifecycle": "former", "name": "Dana Whitlock & Sons"}, **change)
    firm.passes(later(393))
    is_told(firm.cast)
    renamed = PROGRAMME.replace("programme: yearly check-in", "programme: firm talks\nwas: yearly check-in")
    with firm.cast.inside():
        adopt(text=a_yearly_manual(renamed), by=firm.cast.manager, at=later(394))
    firm.passes(later(394))
    with firm.cast.inside():
        adopt(text=two_programmes(of_customers=renamed), by=firm.cast.manager, at=later(395))
        change_account(values={"lifecycle": "partner"}, **change)
    firm.passes(later(395))
    return _clean(firm.cast)


def _by_folders() -> set[str]:
    """Let a folder be read, fail and be read again; and write an account anew."""
    post = a_post()
    place = {"mailbox_id": post.mailbox_id, "place": "dana@customer.example@imap.example/INBOX"}
    more = {"validity": 1, "first": 3, "again": 0, "alone": True}
    with post.inside():
        begin_reading(**place, **more, at=MONDAY)
        note_trouble(**place, said="imap.example did not let dana@customer.example in.", at=later(0.1))
        begin_reading(**place, **more, at=later(0.2))
        for at in (later(0.1), later(0.2)):
            account = BY_PEOPLE["rounds.mail.commands.ways.read_from"].values(post.cast, post.cast.manager)
            read_from(**account, by=post.cast.manager, at=at)
    return _clean(post.cast)


def _by_a_pace() -> set[str]:
    """Let more mails be written than may leave in a minute, one of them about no ticket."""
    post, rows = written(4)
    with post.inside():
        errands.send_trial(
            mailbox_id=post.mailbox_id, recipient="mara@fenwick.example", by=post.cast.manager, at=MONDAY
        )
        for row in (*rows, Outbox.objects.get(channel="errand").pk):
            deliveries.claim(outbox_id=row, token=uuid4(), at=later(0.1))
    return _clean(post.cast)


def _by_warnings() -> set[str]:
    """Let a member be told that a token was made in their name."""
    cast = a_post().cast
    a_token(cast)
    warned(cast)
    return _clean(cast)


def _by_errands() -> set[str]:
    """Let mails of our own leave, fail and be lost from sight: trials, and a link for a forgotten password."""
    post = a_post()
    said = "550 5.1.1 <somebody.far@customer.example> does not live here"
    for way in ("sent", "put off", "stopped", "unknown"):
        with post.inside():
            box = Mailbox.objects.latest("id")
            errands.send_trial(
                mailbox_id=box.pk, recipient="somebody.far@customer.example", by=post.cast.manager, at=MONDAY
            )
            token, mine = uuid4(), {"outbox_id": Outbox.objects.latest("id").pk}
            deliveries.claim(**mine, token=token, at=later(0.1))
            deliveries.begin_hand_over(**mine, token=token, at=later(0.1))
            if way == "sent":
                deliveries.note_sent(**mine, token=token, at=later(0.1))
            elif way == "put off":
                deliveries.put_off(**mine, token=token, said=said, code=450, at=later(0.1))
            elif way == "stopped":
                deliveries.stop(**mine, token=token, said=said, code=550, at=later(0.1))
            else:
                deliveries.note_unknown(**mine, token=token, said=said, at=later(0.1))
    with post.inside():
        person = Member.objects.get(id=post.cast.rep.id).person_id
        errands.send_password_link(person_id=person, door="http://rounds.test/", by=Actor.system(), at=later(1))
    return _clean(post.cast)


def _by_queues() -> set[str]:
    """Let a note call somebody by name, and a queue find nobody who is at work."""
    text = MANUAL.read_text().replace("worked by: rep\n", "worked by: rep\ngiven: in turn\n", 1)
    cast = a_workspace(manual=text)
    with cast.inside():
        ticket = a_ticket()
        desk.note(number=ticket.number, text="@Elin Berg, have you seen this?", by=cast.rep, at=MONDAY)
        desk.hand_out(ticket_id=ticket.pk, at=later(0.1))
    return _clean(cast)


def _answered(post: Post) -> int:
    opened = post.bring(a_letter(to=post.address))
    with post.inside():
        ticket = Ticket.objects.get(id=opened.ticket_id)
        message = desk.answer(number=ticket.number, text="We put the new one there.", by=post.cast.rep, at=MONDAY)
        return Outbox.objects.get(ref_id=message.pk).pk


def _with_a_file(raw: bytes) -> bytes:
    head, _, text = raw.partition(b"\r\n\r\n")
    parts = b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n' + text
    return head + parts + b"\r\n--b\r\nContent-Type: text/csv; name=dana-whitlock.csv\r\n\r\na,b\r\n--b--\r\n"


def _clean(cast: Cast) -> set[str]:
    """Look through every event of a workspace for what people are called, where they are reached and what they say."""
    with cast.inside():
        personal, kinds = _personal(), set()
        for event in TimelineEvent.objects.values():
            kinds.add(event["kind"])
            text = json.dumps(event, default=str, ensure_ascii=False).lower()
            found = {each for each in personal if each.lower() in text}
            assert found == set(), f"{event['kind']} holds {found}"
    return kinds


def _personal() -> set[str]:
    columns = [
        (Contact, "name"),
        (ContactAddress, "address"),
        (Member, "name"),
        (Member, "email"),
        (Ticket, "subject"),
        (Message, "subject"),
        (Message, "text"),
        (Attachment, "name"),
        (Received, "subject"),
        (Received, "sender"),
        (Outbox, "last_error"),
        (Errand, "recipient"),
        (Errand, "text"),
    ]
    texts = {text for model, column in columns for text in model.objects.values_list(column, flat=True)}
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) >= SHORTEST}
