"""Issue 5: no text of a person is folded as a signature, in 14 languages and as many mail programs; a signature is cut where it stands.

`signed/traps.txt` has mails without any signature, which end in what looks like one; `signed/signed.txt` has one below `%%%`.
"""

from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

import pytest

from rounds.mail.cutting import Fold, pieces, reply_of

FOLDER = Path(__file__).parent / "signed"


@dataclass(frozen=True)
class Mail:
    what: str
    name: str
    address: str
    body: str
    signature: str

    @property
    def text(self) -> str:
        return self.body + self.signature


def mails(file: str) -> list[Mail]:
    found = []
    for record in (FOLDER / file).read_text().removeprefix("### ").split("\n### "):
        what, sender, text = record.split("\n", 2)
        body, _, signature = text.partition("%%%\n")
        found.append(Mail(what, *parseaddr(sender.removeprefix("From: ")), body.rstrip("\n") + "\n", signature))
    return found


TRAPS, SIGNED = mails("traps.txt"), mails("signed.txt")


def folded(mail: Mail, *, known: bool) -> str:
    told = {"name": mail.name, "address": mail.address} if known else {}
    return "".join(piece.text for piece in pieces(mail.text, **told) if piece.fold is Fold.SIGNATURE)


@pytest.mark.parametrize("mail", TRAPS, ids=lambda mail: mail.what)
def test_no_text_is_folded_as_a_signature_where_its_writer_is_known(mail: Mail) -> None:
    assert folded(mail, known=True) == ""
    assert reply_of(mail.text, name=mail.name, address=mail.address) == mail.body.strip()


@pytest.mark.parametrize("mail", SIGNED, ids=lambda mail: mail.what)
def test_a_signature_is_cut_where_it_stands_and_nothing_above_it(mail: Mail) -> None:
    assert folded(mail, known=True).strip() == mail.signature.strip()
    assert reply_of(mail.text, name=mail.name, address=mail.address) == mail.body.strip()


def test_hardly_any_text_is_folded_where_nobody_says_who_wrote_it() -> None:
    """Without a sender a colleague's name over their address cannot be told from a signature; all else can."""
    taken = [mail.what for mail in TRAPS if folded(mail, known=False)]
    assert taken == ["English: a colleague to be added, sender known", "German: Ansprechpartner mit Adresse"]
    assert [mail.what for mail in SIGNED if folded(mail, known=False).strip() != mail.signature.strip()] == []


def test_there_are_enough_of_them() -> None:
    assert len(TRAPS) + len(SIGNED) >= 60
    assert len({mail.what.partition(":")[0] for mail in TRAPS + SIGNED}) >= 10
