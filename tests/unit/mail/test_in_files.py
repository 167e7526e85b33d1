"""Issue 5, boxes: mails in files are found whole and with their dates, whatever lies beside them; no database."""

import gzip
import mailbox
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from rounds.mail.in_files import CHANGED, Closed, Found, found_in, raw_of

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def letter(subject: str, *, date: str = "Mon, 04 Mar 2024 09:00:00 +0100", text: str = "Please.\n") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = (
        "dana@customer.example",
        subject,
        f"<{subject}@customer.example>",
    )
    if date:
        made["Date"] = date
    made.set_content(text)
    return made


def found(*paths: Path) -> list[Found]:
    both = list(found_in([str(path) for path in paths], now=NOW))
    assert not [each for each in both if isinstance(each, Closed)], both
    return [each for each in both if isinstance(each, Found)]


def closed(*paths: Path) -> list[str]:
    return [each.reason for each in found_in([str(path) for path in paths], now=NOW) if isinstance(each, Closed)]


def subjects(mails: list[Found]) -> list[str]:
    lines = [line for each in mails for line in raw_of(each).split(b"\r\n") if line.startswith(b"Subject:")]
    return [line.removeprefix(b"Subject: ").decode() for line in lines]


def an_mbox(path: Path, *letters: EmailMessage) -> Path:
    box = mailbox.mbox(path)
    for each in letters:
        box.add(each)
    box.close()
    return path


def test_every_mail_of_an_mbox_is_found_and_a_sentence_that_begins_with_from_begins_none(tmp_path):
    body = "It says:\n\nFrom Monday on Mon Jan 1 10:00:00 2024 we close.\n\nFrom then: nothing.\n"
    path = an_mbox(tmp_path / "box.mbox", letter("One", text=body), letter("Two"), letter("Three"))
    mails = found(path)
    assert subjects(mails) == ["One", "Two", "Three"]
    assert [each.where for each in mails] == [f"{path}, mail {number}" for number in (1, 2, 3)]
    assert mails[0].wrote_at == datetime(2024, 3, 4, 8, tzinfo=UTC)
    assert body.replace("\n", "\r\n").encode() in raw_of(mails[0])


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Jan 01 00:00:00 2024",
        "From 17@xxx Mon Jan 01 00:00:00 +0000 2024",
        "From a b Fri Jul  8 12:08:34 2011",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_mbox_of_any_program_gives_the_bytes_that_its_server_sent(tmp_path, line, end):
    mail = f"Subject: One{end}Date: Mon, 4 Mar 2024 09:00:00 +0000{end}{end}>From here{end}>>From there{end}"
    path = tmp_path / "box"
    path.write_bytes(f"{line}{end}{mail}{end}{line}{end}{mail}".encode())
    wanted = b"Subject: One\r\nDate: Mon, 4 Mar 2024 09:00:00 +0000\r\n\r\nFrom here\r\n>From there\r\n"
    assert [raw_of(each) for each in found(path)] == [wanted, wanted]


def test_a_maildir_gives_what_lies_in_cur_and_new_of_it_and_of_its_folders(tmp_path):
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(letter("One"))
    box.add_folder("Archive").add(letter("Two"))
    (tmp_path / "Maildir/dovecot-uidlist").write_text("3 V1 N2\n")
    (tmp_path / "Maildir" / "tmp" / "half").write_text("Subject: half")
    assert sorted(subjects(found(tmp_path / "Maildir"))) == ["One", "Two"]


def test_a_folder_of_files_is_walked_through_in_the_order_of_names(tmp_path):
    for name in ("b/2.eml", "a.eml", "b/1.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(letter(name).as_bytes())
    an_mbox(tmp_path / "c", letter("c"))
    assert subjects(found(tmp_path)) == ["a.eml", "c", "b/1.eml", "b/2.eml"]


def test_a_mail_was_written_when_it_says_else_when_a_server_or_its_file_does_and_never_in_a_time_to_come(tmp_path):
    received = "Received: from a by b; Tue, 5 Mar 2024 10:00:00 +0000\r\n"
    for name, head in {
        "says": "Date: Mon, 4 Mar 2024 09:00:00 +0000\r\n" + received,
        "server": received,
        "wrong": "Date: Smarch 13th\r\n" + received,
        "to come": "Date: Mon, 4 Mar 2999 09:00:00 +0000\r\n" + received,
        "1970": "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n" + received,
        "file": "",
        "file to come": "",
    }.items():
        (tmp_path / name).write_bytes(f"From: dana@customer.example\r\n{head}\r\nPlease.".encode())
        os.utime(tmp_path / name, (0, datetime(2999 if name == "file to come" else 2023, 2, 1, tzinfo=UTC).timestamp()))
    days = {Path(each.path).name: f"{each.wrote_at:%Y-%m-%d}" for each in found(tmp_path)}
    assert days == {
        "says": "2024-03-04",
        "server": "2024-03-05",
        "wrong": "2024-03-05",
        "to come": "2024-03-05",
        "1970": "2024-03-05",
        "file": "2023-02-01",
        "file to come": "2026-11-23",
    }


def test_what_cannot_be_read_is_said_and_the_rest_is_found(tmp_path):
    (tmp_path / "empty.eml").touch()
    (tmp_path / "packed.mbox.gz").write_bytes(gzip.compress(b"From "))
    (tmp_path / "one.eml").write_bytes(letter("One").as_bytes())
    assert closed(tmp_path, tmp_path / "nowhere") == [
        "The file is empty.",
        "It is packed; unpack it first.",
        "There is no such file.",
    ]
    assert subjects([each for each in found_in([str(tmp_path)], now=NOW) if isinstance(each, Found)]) == ["One"]


def test_a_file_that_shrank_meanwhile_gives_no_half_of_a_mail(tmp_path):
    path = an_mbox(tmp_path / "box", letter("One"), letter("Two"))
    mails = found(path)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(OSError, match=CHANGED[:20]):
        raw_of(mails[1])


@contextmanager
def with_no_more_rights_than_anybody() -> Iterator[None]:
    """Root opens every folder, whatever stands on it."""
    us = os.geteuid()
    if us == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(us)


@pytest.mark.parametrize("rights", [0o000, 0o444])
def test_a_folder_that_nobody_lets_us_into_is_said_and_the_rest_is_found(rights: int):
    with tempfile.TemporaryDirectory() as name:
        box = Path(name)
        os.chmod(box, 0o755)
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir()
        (box / "cur" / "1").write_bytes(bytes(letter("One")))
        (box / "new" / "2").write_bytes(bytes(letter("Two")))
        os.chmod(box / "cur", rights)
        with with_no_more_rights_than_anybody():
            seen = list(found_in([name], now=NOW))
            [shut] = [each for each in seen if isinstance(each, Closed)]
            assert (shut.path.startswith(str(box / "cur")), shut.reason) == (
                True,
                "It cannot be opened (Permission denied).",
            )
            assert subjects([each for each in seen if isinstance(each, Found)]) == ["Two"]
