"""Bytes to text, whatever charset a mail claims: its claim, UTF-8, and what Windows wrote, in the order that fits."""

import codecs
import re

WESTERN = "cp1252"
HALF_LETTERS = re.compile("[\ud800-\udfff]+")

# Names that mailers write and codecs do not know, and narrow sets whose wider successor is what was meant in practice.
MEANT = {
    "ansi_x3.4-1968": WESTERN,
    "ascii": WESTERN,
    "big5": "big5hkscs",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": WESTERN,
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "ks_c_5601-1987": "cp949",
    "latin1": WESTERN,
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "us-ascii": WESTERN,
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-unknown": "utf-8",
}

# Codecs that turn text into other text, some in quadratic time: no mail is written in them.
REFUSED = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})


JAPANESE = re.compile(rb"\x1b\$[@B]")
"""Where a text of ISO-2022-JP goes over to Japanese: seen by it even where no charset, or another one, is named."""

RUN = re.compile(rb"(?:\x1b([$(][@BJ]))?([^\x1b]+)")
LOOKED_AT = 20_000


def decoded(data: bytes, charset: str = "") -> str:
    """Read bytes as text; never fails. NULs and half characters, which PostgreSQL does not take, are left out."""
    claimed = meant(charset)
    if JAPANESE.search(data, 0, LOOKED_AT) and data.isascii():
        claimed = claimed if claimed.startswith("iso2022_jp") else "iso2022_jp"
        return _storable(_first_that_reads(data, (claimed, "iso2022_jp_ext")) or _of_nec(data))
    text = _first_that_reads(data, _order(claimed)) or data.decode(claimed, "replace")
    return _storable(text).removeprefix("\ufeff")


NAMED = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})|=\?([A-Za-z0-9_.:-]{2,40})\?[bq]\?", re.IGNORECASE)


def named_in(raw: bytes) -> str:
    """Find the charset of eight bits that a mail names first, anywhere near its beginning; "" where it names none but UTF-8.

    It is what bare letters in heads and names of files are most likely written in, where they are not UTF-8.
    """
    for found in NAMED.finditer(raw, 0, LOOKED_AT):
        codec = meant((found[1] or found[2]).decode("ascii"))
        if codec not in ("utf-8", WESTERN) and b"a~".decode(codec, "replace") == "a~":
            return codec
    return ""


def head_decoded(data: bytes, charset: str) -> str:
    """Read bare bytes of a head: as UTF-8, else in the charset that the mail names elsewhere, else as Windows wrote."""
    if data.isascii() or not charset:
        return decoded(data)
    return _storable(_first_that_reads(data, ("utf-8", charset)) or decoded(data))


def _storable(text: str) -> str:
    """Leave out what no database takes."""
    return HALF_LETTERS.sub("", text.replace("\x00", ""))


def _of_nec(data: bytes) -> str:
    """Read Japanese of seven bits with letters that NEC and IBM added (circled numbers), which only Windows' codec has."""
    pieces: list[str] = []
    for run in RUN.finditer(data):
        wide = run[1] is not None and run[1].startswith(b"$")
        pieces.append(_wide(run[2]) if wide else run[2].decode("ascii", "replace"))
    return "".join(pieces)


def _wide(run: bytes) -> str:
    """Move pairs of seven bits to where Shift JIS has them. Source: JIS X 0208 and its two encodings."""
    moved = bytearray()
    for first, second in zip(run[::2], run[1::2], strict=False):
        row = first - 0x21
        moved.append(row // 2 + (0x81 if row < 62 else 0xC1))
        moved.append(second + (0x7E if row % 2 else 0x1F + (second > 0x5F)))
    return moved.decode("cp932", "replace")


def _order(claimed: str) -> tuple[str, str]:
    """Put UTF-8 first where the label is the Western one, which mailers put on anything."""
    return ("utf-8", claimed) if claimed == WESTERN else (claimed, "utf-8")


def meant(charset: str) -> str:
    """Name the codec that a charset label stands for; what is unknown or unfit counts as Windows-1252."""
    name = charset.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(MEANT.get(name, name))
        b"a".decode(codec.name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return WESTERN
    return WESTERN if codec.name in REFUSED else codec.name


def _first_that_reads(data: bytes, codecs_in_order: tuple[str, ...]) -> str | None:
    """Try each codec strictly."""
    for codec in codecs_in_order:
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    return None
