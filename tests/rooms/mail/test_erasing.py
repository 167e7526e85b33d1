"""Wherever somebody could be named, their name is erased: every column with words is looked at, or has a reason why not."""

import psycopg

from rounds.accounts import commands as accounts
from rounds.accounts.fields import Record
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.facts import File
from rounds.desk.models import Draft, Ticket
from rounds.desk.rules import MessageKind
from rounds.lists.commands import delete_view, save_view
from rounds.team.tokens.commands import add_token
from rounds.timeline.rules import Actor
from tests.database import owner_url
from tests.rooms.mail.post import Post
from tests.rooms.mail.zora import a_lived_in_desk, erase, traces_left
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, later


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
    "many_item": "ids and states; what was refused is looked at in tests/rooms/mail/test_erasing_meanwhile.py",
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
    "check_in_brought": "days, words of the manual's scale, and names of its programmes",
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
