"""The sets of mails: where they lie, what is expected, and how each is scored."""

import gzip
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.mail.lost import lost
from bench.mail.scores import TAG, Score, dice, words
from rounds.mail.reading import Letter, Unreadable, take_apart
from rounds.mail.rows import row_of

Row = dict[str, Any]
Reader = Callable[[Path], Row]


def zammad(data: Path, reader: Reader = row_of) -> list[Score]:
    """Mails with the parse that a help desk expects.

    Its `message.html` is the HTML that we have under `html`; its "no visible content" says that there is no text.
    """
    heads = Score("Zammad", "subject, sender's address and name equal", "52")
    bodies = Score("Zammad", "words of the body, Dice ≥ 0.9", "50")
    files = Score("Zammad", "number and names of attachments equal", "50")
    contents = Score("Zammad", "bytes of attachments equal", "all")
    for path in sorted((data / "mail_zammad").glob("*.box")):
        wanted = json.loads(path.with_suffix(".expect.json").read_text())
        row = reader(path)
        head = (row["subject"].strip(), row["from"]["address"].lower(), row["from"]["name"])
        expected = (wanted["subject"] or "", wanted["from_email"] or "", wanted["from_display_name"] or "")
        heads.count(path.stem, right=_same_head(head, expected), wrong=f"{head} for {expected}")
        near = dice(row["text"], _plain(wanted["body"]).replace("no visible content", ""))
        bodies.count(path.stem, right=near >= 0.9, wrong=f"{near:.2f}")
        names = sorted(each["name"] for each in row["attachments"])
        asked = sorted(each["filename"] for each in wanted["attachments"] if not _is_original(each))
        files.count(path.stem, right=names == asked, wrong=f"{names} for {asked}")
        kept = {each.get("sha256") for each in row["attachments"]}
        lacking = [
            each["filename"]
            for each in wanted["attachments"]
            if each["data_kind"] == "bytes" and each["data_sha256"] not in kept
        ]
        contents.count(path.stem, right=not lacking, wrong=f"other bytes in {lacking}")
    return [heads, bodies, files, contents]


def _same_head(head: tuple[str, str, str], expected: tuple[str, str, str]) -> bool:
    (subject, email, name), (its_subject, its_email, its_name) = head, expected
    return (subject, email, name.strip()) == (its_subject.strip(), its_email.lower(), its_name.strip())


def _is_original(attachment: dict[str, Any]) -> bool:
    return bool((attachment.get("preferences") or {}).get("content-alternative"))


def _plain(body: str) -> str:
    """Give the words of a body: tags within a line part no words, a browser shows them as one."""
    return html.unescape(TAG.sub(lambda tag: "" if INLINE.match(tag.group()) else " ", body))


INLINE = re.compile(r"</?(?:span|a|b|i|u|em|strong|font|small|big|sub|sup|code)\b", re.IGNORECASE)


SORTS = {"arf": "feedback report", "rfc3834": "auto-reply"}


def label_of(path: Path) -> str:
    """Say what a file of the bounces is: its name is the label."""
    if path.parent.name == "not":
        return "other"
    return SORTS.get(path.stem.partition("-")[0], "bounce")


def bounces(data: Path, reader: Reader = row_of) -> list[Score]:
    """Reports, auto-replies and others, told apart by the label in the file's name."""
    told = Score("bounces", "told apart as labelled", "95 %")
    whom = Score("bounces", "recipient is one that the report names", "98 %")
    for path in sorted((data / "mail_bounces").glob("*/*.eml")):
        row, label = reader(path), label_of(path)
        seen = "bounce" if row["bounce"] else "auto-reply" if row["auto_reply"] else "other"
        wanted = "other" if label == "feedback report" else label
        told.count(path.stem, right=seen == wanted, wrong=f"{seen} for {label}")
        named = _named_recipients(path.read_bytes())
        if label == "bounce" and named:
            found = ((row["bounce"] or {}).get("recipient") or "").lower()
            whom.count(path.stem, right=found in named, wrong=f"{found or 'none'} for {sorted(named)}")
    return [told, whom]


RECIPIENT = re.compile(
    rb"^(?:final-recipient|original-recipient|x-actual-recipient):[^;\r\n]*;\s*<?([^\s<>;]+@[^\s<>;]+)>?"
    rb"|^x-failed-recipients:\s*(\S[^\r\n]*)",
    re.IGNORECASE | re.MULTILINE,
)


def _named_recipients(raw: bytes) -> set[str]:
    """List the recipients that the report's own fields name."""
    found: set[str] = set()
    for match in RECIPIENT.finditer(raw):
        text = (match[1] or match[2]).decode("utf-8", "replace").lower()
        found |= {each.strip(" <>,") for each in text.split(",") if "@" in each}
    return found


def discourse(data: Path, reader: Reader = row_of) -> list[Score]:
    """Plain bodies with the reply that is expected."""
    score = Score("Discourse replies", "words of the reply equal, in order", "90 %")
    folder = data / "mail_replies" / "discourse"
    for path in sorted((folder / "emails").glob("*.txt")):
        wanted = words((folder / "trimmed" / path.name).read_text())
        got = words(reader(path)["reply_text"])
        score.count(path.stem, right=got == wanted, wrong=_apart(got, wanted))
    return [score]


def _apart(got: list[str], wanted: list[str]) -> str:
    at = next((n for n, (a, b) in enumerate(zip(got, wanted, strict=False)) if a != b), min(len(got), len(wanted)))
    return f"{len(got)} words for {len(wanted)}: {' '.join(got[at : at + 6])} for {' '.join(wanted[at : at + 6])}"


def talon(data: Path, reader: Reader = row_of) -> list[Score]:
    """Bodies whose signature is known: the reply is what stands before it."""
    score = Score("talon stripped", "signature cut where it stands", "85 %")
    for path in sorted((data / "mail_replies" / "talon" / "signature" / "emails" / "stripped").glob("*_body")):
        body = words(path.read_text())
        signature = words(path.with_name(path.name.replace("_body", "_signature")).read_text())
        wanted = body[: len(body) - len(signature)] if signature and body[-len(signature) :] == signature else body
        got = words(reader(path)["reply_text"])
        score.count(path.stem, right=got == wanted, wrong=_apart(got, wanted))
    return [score]


def everything(data: Path) -> list[Score]:
    """Every file: a row, and every word and file that Python's `email` finds in it, as often as it finds it."""
    rows = Score("everything", "a row, an error only where a file is empty", "all")
    whole = Score("everything", "no word and no file of it lost", "all")
    for path in files_of(data):
        name, raw = str(path.relative_to(data)), unpacked(path)
        error, missing = row_of(path)["error"], lost(raw, _letter(raw))
        rows.count(name, right=bool(error) == (not raw.strip()), wrong=str(error))
        whole.count(name, right=not missing, wrong=f"{len(missing)} lost: {' '.join(missing[:8])}")
    return [rows, whole]


def unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw


def _letter(raw: bytes) -> Letter | None:
    try:
        return take_apart(raw)
    except Unreadable:
        return None


def files_of(data: Path) -> Iterator[Path]:
    """Give every mail and every body of all sets."""
    besides = {".json", ".tsv", ".md"}
    for folder in ("mail_zammad", "mail_mime", "mail_bounces", "mail_replies"):
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and path.suffix not in besides and not path.name.isupper() and "LICENSE" not in path.name:
                yield path
