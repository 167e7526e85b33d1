"""Letters that are broken, or odd in a way that real ones are: written by hand, byte by byte."""

from collections.abc import Iterator

TO = b"To: desk@house.test\n"
TUESDAY = b"Date: Tue, 10 Nov 2026 08:00:00 +0000\n"


def everything() -> Iterator[tuple[str, bytes]]:
    """Give every odd letter: its name and its bytes."""
    for number, (name, head, body) in enumerate(ODD, start=1):
        named = b"" if b"Message-ID" in head or name == "no-message-id" else b"Message-ID: <odd-%d@odd.test>\n" % number
        dated = b"" if name == "no-date" or b"Date:" in head else TUESDAY
        yield name, head + TO + dated + named + b"\n" + body


PLAIN = b"Content-Type: text/plain; charset=utf-8\n"
ODD: tuple[tuple[str, bytes, bytes], ...] = (
    ("no-message-id", b"From: a@odd.test\nSubject: I have no number\n" + PLAIN, b"My program forgot it.\n"),
    ("no-date", b"From: b@odd.test\nSubject: I have no date\n" + PLAIN, b"Nor a clock.\n"),
    ("no-subject", b"From: c@odd.test\n" + PLAIN, b"I never write one.\n"),
    ("empty-body", b"From: d@odd.test\nSubject: nothing below\n" + PLAIN, b""),
    ("no-from", b"Subject: Who am I\n" + PLAIN, b"A letter without a sender.\n"),
    (
        "two-froms",
        b"From: e@odd.test, f@odd.test\nSender: e@odd.test\nSubject: both of us\n" + PLAIN,
        b"Signed by two.\n",
    ),
    ("comment-in-from", b"From: g@odd.test (Gerd (the tall one))\nSubject: (hm)\n" + PLAIN, b"Comments nest.\n"),
    ("raw-eight-bit-subject", b"From: h@odd.test\nSubject: T\xfcr klemmt\n" + PLAIN, b"Die T\xc3\xbcr.\n"),
    ("wrong-charset", b"From: i@odd.test\nSubject: mislabelled\n" + PLAIN, b"Die T\xfcr klemmt, says Latin 1.\n"),
    ("unknown-charset", b"From: j@odd.test\nSubject: x-nobody\nContent-Type: text/plain; charset=x-nobody\n", b"Hm.\n"),
    (
        "broken-base64",
        b"From: k@odd.test\nSubject: cut\n" + PLAIN + b"Content-Transfer-Encoding: base64\n",
        b"VGhpcyBpcyBjdXQgb2Zm*IGlu\nIHRoZSBtaWRkbG",
    ),
    (
        "boundary-never-closed",
        b"From: l@odd.test\nSubject: open end\nContent-Type: multipart/mixed; boundary=edge\n",
        b"--edge\nContent-Type: text/plain\n\nThe last line never came.\n",
    ),
    (
        "boundary-missing",
        b"From: m@odd.test\nSubject: no edge\nContent-Type: multipart/mixed\n",
        b"Parts were promised.\n",
    ),
    (
        "folded-subject",
        b"From: n@odd.test\nSubject: =?utf-8?Q?A_long_?=\n =?utf-8?Q?subject_in_?=\n =?iso-8859-1?Q?three_St=FCcken?=\n"
        + PLAIN,
        b"Fine.\n",
    ),
    ("broken-encoded-word", b"From: o@odd.test\nSubject: =?utf-8?B?4pyT$$?= =?nope\n" + PLAIN, b"Half a word.\n"),
    ("very-long-subject", b"From: p@odd.test\nSubject: " + b"again and " * 120 + b"again\n" + PLAIN, b"I repeat.\n"),
    ("very-long-line", b"From: q@odd.test\nSubject: one line\n" + PLAIN, b"on and on " * 95 + b"\n"),
    ("future-date", b"From: r@odd.test\nSubject: tomorrow\nDate: Fri, 1 Jan 2038 00:00:00 +0000\n" + PLAIN, b"Soon.\n"),
    ("nonsense-date", b"From: s@odd.test\nSubject: when\nDate: the day after\n" + PLAIN, b"I cannot say.\n"),
    ("lowered-headers", b"from: t@odd.test\nsubject: small\nMESSAGE-ID: <Odd@t>\nMessage-ID: <odd-t@t>\n", b"Small.\n"),
    ("dots-alone", b"From: u@odd.test\nSubject: dots\n" + PLAIN, b".\n..\n.dot\nThe end.\n"),
    (
        "quoted-printable-torn",
        b"From: v@odd.test\nSubject: torn\n" + PLAIN + b"Content-Transfer-Encoding: quoted-printable\n",
        b"T=C3=BC=\nr =ZZ and a lone =\n",
    ),
    ("looks-like-html", b"From: w@odd.test\nSubject: <b>bold</b> & <script>\n" + PLAIN, b"a < b && c > d\n"),
)
