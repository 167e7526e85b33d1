"""Somebody who wrote, was written to and is written of; how she is erased, and whatever is left of her then."""

import psycopg

from rounds.accounts.commands import add_address
from rounds.accounts.models import ContactAddress
from rounds.accounts.queries import contact_at
from rounds.desk import commands as desk
from rounds.engine.models import PutOff
from rounds.mail import commands as mail
from rounds.mail.commands.errands import send_errand
from rounds.mail.models import ANSWERED_AT_ONCE
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.database import owner_url
from tests.far_side import far_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_delivering import deliver
from tests.world import MONDAY, later

ZORA = "Zora Quillfeather <Zora.Q@quillfeather.example>"
SECOND = "zora@elsewhere.example"
TRACES = ("quillfeather", "zora", "elsewhere.example", "kumquat", "marmalade", "ledger-of-mine", "sevenfold")
"""Whatever says who she was or what she said: name, addresses, subject, words, the name and the bytes of her file."""


WITH_WORDS = """
    SELECT table_name, array_agg(ARRAY[column_name, text] ORDER BY column_name) FILTER (WHERE text <> ''),
        bool_or(column_name = 'workspace_id')
    FROM (SELECT table_name::text, column_name::text, CASE
            WHEN data_type = 'bytea' THEN format('encode(%I, ''escape'')', column_name)
            WHEN data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector') THEN format('%I::text', column_name)
            ELSE '' END AS text
        FROM information_schema.columns WHERE table_schema = 'public') columns
    GROUP BY table_name HAVING bool_or(text <> '') ORDER BY table_name
"""
"""Each table, its columns that can hold words, each with how it is read as text, and whether its rows are a company's."""


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


def erase(post: Post, address: str = "Zora.Q@Quillfeather.example") -> int:
    with post.inside():
        contact_id = contact_at(address)
        assert contact_id
        mail.erase_person(contact_id=contact_id, by=post.cast.manager, at=later(1))
        return contact_id


def traces_left(post: Post) -> list[str]:
    """Look for her in every column of every table that has text, JSON, lists or bytes, as the owner, and in the jobs.

    One statement a table: for each column and trace of its own, there were three thousand.
    """
    found = []
    with psycopg.connect(owner_url()) as owner:
        for table, columns, of_workspaces in owner.execute(WITH_WORDS).fetchall():
            if not of_workspaces and not table.startswith(("procrastinate", "cache")):
                continue
            sought = [(column, text, trace) for column, text in columns for trace in TRACES]
            counts = ", ".join(f"count(*) FILTER (WHERE lower({text}) LIKE %s)" for _, text, _ in sought)
            where = f"workspace_id = {post.cast.workspace_id}" if of_workspaces else "true"
            hits = owner.execute(
                f'SELECT {counts} FROM "{table}" WHERE {where}', [f"%{trace}%" for *_, trace in sought]
            ).fetchone()
            assert hits
            found += [f"{table}.{column} {trace}" for (column, _, trace), hit in zip(sought, hits, strict=True) if hit]
    return found
