"""Issue 5: `rounds mail parse` gives a row for whatever it is asked, in UTF-8, whatever stands at the other end."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from random import randbytes
from typing import Any

MAIL = "From: Ada <ada@example.org>\nSubject: Grüße 日本\n\nGuten Tag\u2028Zürich\n".encode()

from soak.parsed import MOST_MORE, peak_of, written

ROUNDS = [sys.executable, "-m", "rounds.cli", "mail", "parse", "--jsonl"]


def parsed(*paths: object, given: bytes = b"", **told: str) -> subprocess.CompletedProcess[bytes]:
    words = [*ROUNDS, *(str(path) for path in paths)]
    return subprocess.run(words, input=given, capture_output=True, env={"PATH": "/usr/bin:/bin", **told}, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_path_that_leads_nowhere_gets_its_row_and_the_others_are_read(tmp_path: Path) -> None:
    mail = tmp_path / "one.eml"
    mail.write_bytes(MAIL)
    done = parsed(mail, tmp_path / "none.eml", mail)
    assert [row["error"] for row in rows(done)] == [None, "There is no such file.", None]
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_folder_that_cannot_be_opened_gets_its_row(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL)
    (tmp_path / "leads nowhere").symlink_to(tmp_path / "nothing")
    done = parsed(tmp_path)
    assert [(Path(row["file"]).name, bool(row["error"])) for row in rows(done)] == [
        ("leads nowhere", True),
        ("one.eml", False),
    ]


def test_files_of_folders_in_folders_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = ["a/2.eml", "a/b/1.eml", "a/c.eml", "a.eml", "b/1.eml"]
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(MAIL)
    (tmp_path / "b/round").symlink_to(tmp_path)
    assert [str(Path(row["file"]).relative_to(tmp_path)) for row in rows(parsed(tmp_path))] == names


def test_what_is_printed_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    mail = tmp_path / "one.eml"
    mail.write_bytes(MAIL)
    strange = tmp_path / "two\udcff.eml"
    strange.write_bytes(MAIL)
    for told in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "latin-1"}):
        found = rows(parsed(tmp_path, **told))
        assert [row["subject"] for row in found] == ["Grüße 日本"] * 2
        assert [row["file"] for row in found] == [str(mail), str(strange)]
        assert found[0]["text"] == "Guten Tag\u2028Zürich"


def test_a_hyphen_reads_the_input_packed_or_not() -> None:
    for given in (MAIL, gzip.compress(MAIL)):
        (row,) = rows(parsed("-", given=given))
        assert (row["file"], row["subject"], row["error"]) == ("-", "Grüße 日本", None)


def test_a_reader_that_has_had_enough_hears_no_complaint(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.eml").write_bytes(MAIL + b"word " * 2_000)
    words = [*ROUNDS, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stdout and asked.stderr
        asked.stdout.readline()
        asked.stdout.close()
        assert asked.stderr.read() == b""
    assert asked.returncode == 0


def test_of_a_packed_mail_that_breaks_off_its_beginning_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(MAIL + randbytes(200_000))
    for name, data in {"short": packed[:-40], "wrong": packed[:100_000] + b"\xff" * 3_000 + packed[103_000:]}.items():
        (tmp_path / name).write_bytes(data)
    found = rows(parsed(tmp_path))
    assert [row["subject"] for row in found] == ["Grüße 日本"] * 2
    assert all(row["error"].startswith("It cannot be read to its end (") for row in found)


def test_a_packed_mail_of_300_megabytes_is_read_up_to_its_bound_and_says_so(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb", 1) as file:
        file.write(MAIL)
        for _ in range(300):
            file.write(b"\0" * 1_000_000)
    script = (
        "import sys; from pathlib import Path; from rounds.mail.rows import row_of; row = row_of(Path(sys.argv[1]));"
        "most = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'));"
        "print(row['error'], int(most.split()[1]) // 1000)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(bomb)], capture_output=True, text=True, check=True)
    said, _, megabytes = done.stdout.strip().rpartition(" ")
    assert said.startswith("It is larger than 50,000,000 bytes")
    assert int(megabytes) < 200


def test_how_many_mails_there_are_does_not_show_in_the_memory(tmp_path):
    """Issue 5: 10,000 in one run, which `python -m soak.parsed` tries; here a tenth of that."""
    few, many = (peak_of(written(tmp_path / str(number), number), number) for number in (100, 1_000))
    assert many - few < MOST_MORE


THREE = b"".join(
    b"From a@example.org Mon Nov 23 10:00:00 2026\n"
    + MAIL.replace(b"Subject:", b"Message-ID: <%d@x>\nSubject: %d" % (n, n))
    + b"\n>From here on.\n\n"
    for n in (1, 2, 3)
)


def test_each_mail_of_an_mbox_has_its_row_packed_or_given_too(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(THREE)
    (tmp_path / "box.gz").write_bytes(gzip.compress(THREE))
    for found in (rows(parsed(tmp_path / "box")), rows(parsed(tmp_path / "box.gz")), rows(parsed("-", given=THREE))):
        assert [(row["number"], row["message_id"], row["error"]) for row in found] == [
            (1, "<1@x>", None),
            (2, "<2@x>", None),
            (3, "<3@x>", None),
        ]
        assert all(row["text"].endswith("\nFrom here on.") for row in found)
        assert len({row["file"] for row in found}) == 1


def test_a_file_that_begins_as_an_mbox_does_and_is_one_mail_has_one_row_without_a_number(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"From a@example.org Mon Nov 23 10:00:00 2026\n" + MAIL)
    (row,) = rows(parsed(tmp_path))
    assert "number" not in row
    assert row["subject"] == "Grüße 日本"


def test_of_a_mail_in_an_mbox_larger_than_what_is_read_the_row_says_so_and_the_next_is_read(tmp_path: Path) -> None:
    large = THREE.replace(b"Guten Tag", b"x" * 60_000_000, 1)
    (tmp_path / "box").write_bytes(large)
    found = rows(parsed(tmp_path))
    assert [bool(row["error"]) for row in found] == [True, False, False]


def test_of_a_maildir_what_is_not_delivered_yet_is_not_read_nor_what_its_server_keeps_there(tmp_path: Path) -> None:
    for name in ("cur/1:2,S", "new/2", "tmp/3", ".Sent/cur/4", ".Sent/new/5", ".Sent/tmp/6", "dovecot-uidlist"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(MAIL)
    found = [str(Path(row["file"]).relative_to(tmp_path)) for row in rows(parsed(tmp_path))]
    assert found == [".Sent/cur/4", ".Sent/new/5", "cur/1:2,S", "new/2"]
    plain = tmp_path / "plain"
    (plain / "tmp").mkdir(parents=True)
    (plain / "tmp/7").write_bytes(MAIL)
    assert len(rows(parsed(plain))) == 1, "a folder of that name elsewhere is one as any other"


def test_what_a_mail_answers_is_text_as_its_own_id_is_and_references_are_a_list(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"In-Reply-To: <a@x>\nReferences: <r@x> <a@x>\nMessage-ID: <m@x>\n" + MAIL)
    (tmp_path / "b").write_bytes(MAIL)
    (tmp_path / "c").write_bytes(b"In-Reply-To: <a@x> <b@x>\n" + MAIL)
    found = [(row["message_id"], row["in_reply_to"], row["references"]) for row in rows(parsed(tmp_path))]
    assert found == [("<m@x>", "<a@x>", ["<r@x>", "<a@x>"]), (None, None, []), (None, "<a@x> <b@x>", [])]
