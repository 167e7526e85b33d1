"""One person's data is erased, whole, and the history that was sealed before stays what it was (architecture 3 and 5)."""

import argparse
import threading

import psycopg
import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.commands import add_address
from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress
from rounds.accounts.queries import contact_at
from rounds.basics.problems import Refused
from rounds.cli import workspaces as cli
from rounds.cli.trouble import CommandTrouble
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.facts import File
from rounds.desk.models import Attachment, Blob, Draft, Message, Party, Ticket
from rounds.desk.rules import MessageKind
from rounds.engine.models import PutOff
from rounds.lists.commands import delete_view, save_view
from rounds.mail import commands as mail
from rounds.mail.commands.errands import send_errand
from rounds.mail.models import ANSWERED_AT_ONCE, Received
from rounds.team.tokens.commands import add_token
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from rounds.timeline.verifying import verify
from rounds.workspaces.models import Workspace
from tests.database import owner_url
from tests.far_side import far_side
from tests.outgoing import brought
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import deliver
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, later

ZORA = "Zora Quillfeather <Zora.Q@quillfeather.example>"
SECOND = "zora@elsewhere.example"
TRACES = ("quillfeather", "zora", "elsewhere.example", "kumquat", "marmalade", "ledger-of-mine", "sevenfold")
"""Whatever says who she was or what she said: name, addresses, subject, words, the name and the bytes of her file."""


def her_letter(
    post: Post, *, subject: str = "My kumquat", text: str = "Where is the marmalade?", more: str = ""
) -> bytes:
    boundary = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    file = "Content-Type: text/csv; name=ledger-of-mine.csv\r\n\r\nsevenfold,1"
    body = f"--b\r\n\r\n{text}\r\nZora Quillfeather\r\n--b\r\n{file}\r\n--b--"
    named = f"<kumquat.{len(subject + text + more)}@laptop.quillfeather.example>"
    return a_letter(sender=ZORA, to=post.address, subject=subject, text=body, more=boundary + more, message_id=named)


def a_lived_in_desk() -> tuple[Post, int]:
    """Let her write, be answered, be copied, be quoted, be held and be undeliverable; gives the number of Dana's ticket."""
    post = a_post()
    post.bring(her_letter(post))
    with post.inside():
        desk.answer(number=1, text="Dear Zora, your marmalade is here.", by=post.cast.rep, at=MONDAY)
        desk.note(number=1, text="Zora likes kumquat.", by=post.cast.rep, at=MONDAY)
        sent = Outbox.objects.get().pk
        contact = ContactAddress.objects.get(key="zora.q@quillfeather.example").contact_id
        add_address(contact_id=contact, address=SECOND, by=Actor.system(), at=MONDAY)
    with far_side() as far:
        deliver(post, sent, far)
    post.bring(a_letter(to=post.address, more=f"Cc: {ZORA}\r\n", message_id="<dana@customer.example>"))
    post.bring(her_letter(post, text="And the other marmalade?", more="In-Reply-To: <dana@customer.example>\r\n"))
    quoting = f"I agree.\r\n\r\n> On Monday {ZORA} wrote:\r\n> something"
    post.bring(a_letter(to=post.address, text=quoting, more="In-Reply-To: <dana@customer.example>\r\n"))
    with post.inside():
        desk.answer(number=2, text="We asked Zora Quillfeather.", by=post.cast.rep, at=MONDAY)
        said = "450 <zora@elsewhere.example> is busy"
        came_back = {"bounce_recipient": "zora@elsewhere.example", "bounce_diagnostic": said}
        Outbox.objects.filter(state="queued").update(last_error=said, **came_back)
        trouble = "ValueError: Zora.Q@quillfeather.example is odd"
        PutOff.objects.create(
            workspace_id=post.cast.workspace_id, duty="x", row_id=1, first_at=MONDAY, until=later(1), trouble=trouble
        )
    post.bring(her_letter(post))
    post.bring(her_letter(post).replace(b"Where is", b"Where was"))
    with post.inside():
        address = ContactAddress.objects.get(key=SECOND).pk
        told = {
            "about": (ANSWERED_AT_ONCE, address),
            "reply_to": post.address,
            "answers": "<kumquat.7@quillfeather.example>",
        }
        send_errand(post.address, SECOND, "Re: My kumquat", "Zora, it is here.", at=MONDAY, **told)
    return post, 2


def written_everywhere(post: Post, number: int) -> None:
    """Let members write her name wherever else they can write something: beside her tickets, and on another one."""
    by, cast = post.cast.rep, post.cast
    words = "Ask Zora Quillfeather <zora@elsewhere.example>"
    wish = Wish(day=later(9).date())
    with post.inside():
        Ticket.objects.filter(number__in=(1, number)).update(asked=words)
        for ticket in (1, number):
            desk.keep_draft(number=ticket, kind=MessageKind.NOTE, text=words, by=by, at=MONDAY)
        Draft.objects.update(letter_subject=words)
        desk.hold(number=number, holder="supplier", reason=words, wish=wish, by=by, at=MONDAY)
        desk.bring_upload(file=File(f"{words}.csv", "text/csv", b"1"), by=by, at=MONDAY)
        add_token(
            member_id=by.id or 0, name=words, scopes=["work tickets"], expires_at=None, by=Actor.system(), at=MONDAY
        )
        for name in (f"{words} 1", f"{words} 2"):
            save_view(name=name[:60], search='"Zora Quillfeather"', by=by, at=MONDAY)
        twice = save_view(name="zora quillfeather", search="is:open", by=by, at=MONDAY)
        delete_view(view_id=twice.pk, by=by, at=MONDAY)
        save_view(name="Zora Quillfeather", search="is:open", by=by, at=MONDAY)
        accounts.declare_field(record_kind=Record.ASSET, name="pilot", type_="text", by=Actor.system(), at=MONDAY)
        accounts.declare_field(record_kind=Record.ACCOUNT, name="owner", type_="text", by=Actor.system(), at=MONDAY)
        accounts.declare_field(record_kind=Record.CONTACT, name="knows", type_="text", by=Actor.system(), at=MONDAY)
        accounts.add_asset(
            account_id=None,
            values={"kind": "drone", "name": words, "software": words},
            fields={"pilot": words},
            by=cast.lead,
            at=MONDAY,
        )
        firm = accounts.add_account(name="Harbour Tile", by=cast.lead, at=MONDAY)
        accounts.change_account(account_id=firm.pk, values={}, fields={"owner": words}, by=cast.lead, at=MONDAY)
        other = accounts.note_contact(name="Bo Ek", addresses=[], account_id=None, title=words, by=cast.lead, at=MONDAY)
        accounts.change_contact(
            contact_id=other.pk, values={"phone": words}, fields={"knows": words}, by=cast.lead, at=MONDAY
        )
        accounts.ask_to_erase(contact_id=other.pk, by=cast.manager, at=MONDAY)
        accounts.note_not_erased(contact_id=other.pk, trouble=f"The file “{words}” waits to come in.", at=MONDAY)


WORD = "a word of ours or of the manual"
IN_USAGE = "looked at in tests/rooms/telemetry/test_forgetting.py"
IN_IMPORTS = "looked at in tests/rooms/imports/test_forgetting.py"

NOT_HERS: dict[str, str] = {
    "timeline_event": "ids and facts alone; it is sealed",
    "timeline_seal": "a hash",
    "manual": "the team's own text, public inside",
    "clause": "the team's own text",
    "manual_draft": "the team's own text",
    "member": "a member, not a customer",
    "session": "a member's sign-in",
    "invitation": "a member to be",
    "own_hours": "a member's hours",
    "declared_field": "a name of a field",
    "mailbox": "an address of ours",
    "mailbox_alias": "an address of ours",
    "mail_way": "an account of ours on a server",
    "mail_folder": "a folder of an account of ours, and what its server said",
    "errand.about_kind": WORD,
    "errand.sender": "an address of ours",
    "errand.reply_to": "an address of ours",
    "import": IN_IMPORTS,
    "import_file": IN_IMPORTS,
    "import_turned": IN_IMPORTS,
    "account_known_as": IN_IMPORTS,
    "contact_known_as": IN_IMPORTS,
    "asset_known_as": IN_IMPORTS,
    "ticket_known_as": IN_IMPORTS,
    "ticket_past": IN_IMPORTS,
    "api_answer": "looked at in tests/rooms/api/test_erasing_once.py",
    "unsent_file": "its name is blotted out like that of an upload",
    "answer_waiting": "emptied with its message",
    "ticket.mark": WORD,
    "ticket_link": WORD,
    "ticket_party": WORD,
    "list_standing": WORD,
    "last_given": WORD,
    "many_do": WORD,
    "many_item": "ids and states; what was refused is looked at in tests/rooms/mail/test_erasing_asked.py",
    "next_due": WORD,
    "target_run": WORD,
    "ticket_merge": "ids and states",
    "contact_join": "ids, and names of columns",
    "ticket_merged": "ids and states",
    "account.name": "a firm that is called like its owner: docs/erasing.md says that it stays",
    "account.phone": "a firm's",
    "account.lifecycle": WORD,
    "account.tier": WORD,
    "account.region": WORD,
    "account.firm_type": WORD,
    "account.zone": "a name of the tz database",
    "asset.kind": WORD,
    "asset.serial": "a number",
    "check_in": WORD,
    "reach_out": WORD,
    "grade_given": WORD,
    "grade_suggested": WORD,
    "programmes_followed.figures": "names of programmes, moments and hashes",
    "check_in_way_back": "ids, states and dates",
    "check_in_spread": WORD,
    "check_in_brought": "days, and words of the manual's scale",
    "check_in_spread_one": "states and dates",
    "programme_ending": WORD,
    "programme_ending_one": "states and dates",
    "finding.said": "looked at in tests/rooms/checkins/test_forgetting.py",
    **dict.fromkeys(("usage_person", "usage_row", "usage_apart", "usage_stranger"), IN_USAGE),
    "usage_key": "a hash",
    "usage_segment": "a name of a file of ours",
    "ticket.recurs_by": WORD,
    "ticket.wake_clause": WORD,
    "ticket.kind": WORD,
    "ticket.queue": WORD,
    "ticket.priority": WORD,
    "ticket.state": WORD,
    "ticket.last_word": WORD,
    "ticket.held_by": WORD,
    "ticket.mailbox": "an address of ours",
    "ticket.shelves": "numbers of shelves that search looks on",
    "message.shelves": "numbers of shelves that search looks on",
    "ticket_hold.holder": WORD,
    "ticket_hold.how": WORD,
    "message.kind": WORD,
    "attachment.media_type": WORD,
    "blob.sha256": "a hash",
    "ticket_draft.kind": WORD,
    "upload.media_type": WORD,
    "upload.data": "the inside of a file that others brought: gone within a day",
    "saved_view.role": WORD,
    "api_token.scopes": WORD,
    "api_token.prefix": "by chance",
    "api_token.digest": "a hash",
    "received.digest": "a hash",
    "received.via": WORD,
    "received.state": WORD,
    "received.reason": WORD,
    "outbox.channel": WORD,
    "outbox.about_kind": WORD,
    "outbox.state": WORD,
    "outbox.bounce_status": WORD,
    "put_off.duty": WORD,
    "put_off.says": WORD,
    "put_off.of": WORD,
}
"""Columns with letters in them that name nobody at a customer's, or are looked at elsewhere; by table or "table.column"."""


def columns_with_letters() -> set[str]:
    """List every column of a company's tables that can hold words, as the catalogue has them."""
    with psycopg.connect(owner_url()) as owner:
        found = owner.execute(
            "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c "
            "JOIN information_schema.columns own ON own.table_name = c.table_name AND own.column_name = 'workspace_id' "
            "JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_type = 'BASE TABLE' "
            "WHERE c.table_schema = 'public' AND own.table_schema = 'public' AND t.table_schema = 'public' AND c.data_type IN "
            "('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'tsvector')"
        ).fetchall()
    return {name for (name,) in found}


def test_every_column_that_could_name_somebody_is_written_to_before_or_has_a_reason_why_not():
    """A new table with words in it fails here until its words are erased, or it says why nobody's name comes there."""
    post, number = a_lived_in_desk()
    written_everywhere(post, number)
    seal_all(post.cast)
    written = {found.split()[0] for found in traces_left(post)}
    silent = {each for each in columns_with_letters() - written if not {each, each.split(".")[0]} & set(NOT_HERS)}
    assert not silent, " ".join(sorted(silent))
    erase(post)
    assert traces_left(post) == []


def erase(post: Post, address: str = "Zora.Q@Quillfeather.example") -> int:
    with post.inside():
        contact_id = contact_at(address)
        assert contact_id
        mail.erase_person(contact_id=contact_id, by=post.cast.manager, at=later(1))
        return contact_id


def traces_left(post: Post) -> list[str]:
    """Look for her in every column of every table that has text, JSON, lists or bytes, as the owner, and in the jobs."""
    workspace_id, found = post.cast.workspace_id, []
    with psycopg.connect(owner_url()) as owner:
        columns = owner.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
            "WHERE c.table_schema = 'public' AND c.data_type IN "
            "('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'tsvector')"
        ).fetchall()
        own = dict(
            owner.execute(
                "SELECT table_name, true FROM information_schema.columns WHERE table_schema = 'public' "
                "AND column_name = 'workspace_id'"
            ).fetchall()
        )
        for table, column, kind in columns:
            text = f"encode({column}, 'escape')" if kind == "bytea" else f"{column}::text"
            where = f"workspace_id = {workspace_id}" if own.get(table) else "true"
            if not own.get(table) and not table.startswith(("procrastinate", "cache")):
                continue
            for trace in TRACES:
                hits = owner.execute(
                    f'SELECT count(*) FROM "{table}" WHERE {where} AND lower({text}) LIKE %s', [f"%{trace}%"]
                ).fetchone()
                found += [f"{table}.{column} {trace}"] if hits and hits[0] else []
    return found


def test_nothing_says_any_more_who_somebody_was_and_the_sealed_history_is_what_it_was():
    post, _ = a_lived_in_desk()
    seal_all(post.cast)
    before = verify(post.cast.workspace_id).last
    assert len({found.split()[1] for found in traces_left(post)}) == len(TRACES), (
        "the search finds each where it stands"
    )
    contact_id = erase(post)
    assert traces_left(post) == []
    seal_all(post.cast)
    found = verify(post.cast.workspace_id)
    assert found.broken is None
    assert found.last.number > before.number
    with post.inside():
        event = TimelineEvent.objects.get(kind="accounts.contact erased")
        assert (event.subject_id, event.payload) == (contact_id, {"contact": contact_id})


def test_whoever_was_two_contacts_is_erased_as_both_with_the_address_that_was_taken_away():
    post, _ = a_lived_in_desk()
    post.bring(a_letter(sender="Zora Marmalade <z@elsewhere.example>", to=post.address, subject="Kumquat at home"))
    with post.inside():
        kept = ContactAddress.objects.get(key="zora.q@quillfeather.example").contact_id
        other = ContactAddress.objects.get(key="z@elsewhere.example").contact_id
        accounts.change_contact(
            contact_id=other, values={"title": "Head of kumquats"}, fields={}, by=post.cast.rep, at=MONDAY
        )
        desk.join_contacts(kept_id=kept, other_id=other, by=post.cast.rep, at=MONDAY)
        desk.note(number=2, text="Zora Marmalade called again.", by=post.cast.rep, at=MONDAY)
        third = accounts.give_address(contact_id=kept, address="zora@quillfeather.example", by=post.cast.rep, at=MONDAY)
        desk.take_address_away(contact_id=kept, address_id=third.pk, by=post.cast.rep, at=MONDAY)
        desk.note(number=2, text="Not zora@quillfeather.example any more.", by=post.cast.rep, at=MONDAY)
    erase(post)
    assert traces_left(post) == []
    with post.inside():
        assert Contact.objects.get(id=other).joined_into_id == kept


def test_what_others_said_stays_but_for_the_name():
    post, number = a_lived_in_desk()
    erase(post)
    with post.inside():
        ticket = Ticket.objects.get(number=number)
        words = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("text", flat=True))
    assert ticket.subject == "Swap the banner"
    assert words[0] == "Please put the new one there."
    assert words[1] == "erased"
    assert words[2].startswith("I agree.") and "erased" in words[2]
    assert "We asked erased." in words[3]


@pytest.mark.parametrize(
    "name", ["Zora\nQuillfeather", "Zora\n> > Quillfeather", "Zora  Quillfeather", "zora\tquillfeather"], ids=repr
)
def test_her_name_goes_where_a_mail_program_broke_the_line_within_it(name):
    post, number = a_lived_in_desk()
    with post.inside():
        said = desk.note(
            number=number, text=f"> On Monday {name} wrote:\n> Zora and Quillfeather", by=post.cast.rep, at=MONDAY
        ).pk
    erase(post)
    with post.inside():
        assert Message.objects.get(id=said).text == "> On Monday erased wrote:\n> Zora and Quillfeather"


def test_another_address_that_only_ends_like_hers_stays():
    post, _ = a_lived_in_desk()
    with post.inside():
        desk.note(
            number=2,
            text="Ask azora.q@quillfeather.example.au, not zora.q@quillfeather.example.",
            by=post.cast.rep,
            at=MONDAY,
        )
    erase(post)
    with post.inside():
        assert Message.objects.latest("id").text == "Ask azora.q@quillfeather.example.au, not erased."


def test_she_is_written_to_no_more_and_a_new_mail_of_hers_is_a_strangers():
    post, _ = a_lived_in_desk()
    with post.inside():
        contact_id = Contact.objects.get(name="Zora Quillfeather").pk
        desk.answer(number=1, text="One more thing.", by=post.cast.rep, at=MONDAY)
        hers = set(ContactAddress.objects.filter(contact=contact_id).values_list("id", flat=True))
    assert erase(post) == contact_id
    with post.inside():
        assert set(Outbox.objects.filter(recipient_id__in=hers).values_list("state", flat=True)) == {"sent", "dropped"}
        assert not Party.objects.filter(contact=contact_id).exists()
        assert Contact.objects.get(id=contact_id).name == "Erased person"
    with pytest.raises(Refused, match="has a mail address"), post.inside():
        desk.answer(number=1, text="Hello?", by=post.cast.rep, at=later(2))
    post.bring(a_letter(sender=ZORA, to=post.address), at=later(3))
    with post.inside():
        assert ContactAddress.objects.get(key="zora.q@quillfeather.example").contact_id != contact_id


def test_a_file_that_somebody_else_sent_too_stays_theirs():
    post, _ = a_lived_in_desk()
    post.bring(her_letter(post).replace(ZORA.encode(), b"Bo <bo@customer.example>").replace(b"kumquat.", b"other."))
    erase(post)
    with post.inside():
        assert Attachment.objects.count() == Blob.objects.count() == 1


def test_while_a_mail_to_them_is_being_sent_nothing_is_erased():
    post, _ = a_lived_in_desk()
    with post.inside():
        brought(Outbox.objects.filter(state="queued"), "handing over")
    with pytest.raises(Refused, match="is being sent"):
        erase(post)
    with post.inside():
        assert Contact.objects.filter(name="Zora Quillfeather").exists()


def test_a_held_mail_of_somebody_else_is_not_lost():
    post, _ = a_lived_in_desk()
    post.bring(a_letter(to=post.address, more=f"Cc: {ZORA}\r\n", message_id="<dana@customer.example>", text="Other."))
    with pytest.raises(Refused, match="held"):
        erase(post)


def test_her_own_held_mail_goes_with_her():
    post, _ = a_lived_in_desk()
    with post.inside():
        assert Received.objects.filter(state="quarantined").count() == 1
    erase(post)
    with post.inside():
        assert set(Received.objects.filter(subject="erased").values_list("state", flat=True)) == {"placed", "dropped"}
        assert set(map(bytes, Received.objects.filter(subject="erased").values_list("raw", flat=True))) == {b"erased"}


def test_a_mail_that_is_coming_in_meanwhile_is_erased_too():
    """Whoever erases waits for it; without that, it would come behind the look through what there is."""
    post, _ = a_lived_in_desk()
    arrived, may_end, erased = threading.Event(), threading.Event(), threading.Event()

    def bring():
        with post.inside():
            post.bring(her_letter(post, subject="Kumquat again"))
            arrived.set()
            may_end.wait(30)
        connection.close()

    def go():
        erase(post)
        erased.set()
        connection.close()

    bringing, erasing = threading.Thread(target=bring), threading.Thread(target=go)
    bringing.start()
    assert arrived.wait(30)
    erasing.start()
    assert not erased.wait(0.5)
    may_end.set()
    bringing.join(), erasing.join()
    assert erased.is_set()
    assert traces_left(post) == []


def test_nobody_of_that_address_is_said_plainly_also_the_second_time():
    post, _ = a_lived_in_desk()
    erase(post, SECOND)
    with post.inside():
        slug = Workspace.objects.get().slug
    for address in (SECOND, "nobody@customer.example"):
        with pytest.raises(CommandTrouble, match=f"Nobody at a customer of {slug} has the address {address}"):
            cli.erase_contact(argparse.Namespace(slug=slug, address=address))


def test_the_command_line_erases_somebody(capsys):
    post, _ = a_lived_in_desk()
    with post.inside():
        slug = Workspace.objects.get().slug
    cli.erase_contact(argparse.Namespace(slug=slug, address=SECOND))
    assert f"{SECOND} is erased from {slug}" in capsys.readouterr().out
    assert traces_left(post) == []
