"""`text/plain; charset=utf-8; name*0*=…`: a value with its parameters. Source: RFC 2045 section 5.1, RFC 2231."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from rounds.mail.reading.charsets import decoded
from rounds.mail.reading.headers import as_typed
from rounds.mail.reading.words import words_decoded

PARAMETERS_AT_MOST = 100
PARAMETER = re.compile(r";\s*([^\s=;*]+)((?:\*\d{0,3}){0,2}\*?)\s*=\s*(\"(?:[^\"\\]|\\.)*+\"?|[^;]*)", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Valued:
    """A field such as Content-Type: `value` in lower case, parameters by lower-case name, decoded."""

    value: str
    parameters: dict[str, str]

    def get(self, name: str) -> str:
        """Give a parameter, empty where there is none."""
        return self.parameters.get(name, "")


def parse_valued(field: str) -> Valued:
    """Read a field with parameters; what cannot be read is left out."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for count, found in enumerate(PARAMETER.finditer(field)):
        if count < PARAMETERS_AT_MOST:
            sections.setdefault(found[1].lower(), []).append((found[2], _unquoted(found[3])))
    value = field.partition(";")[0].strip().lower()
    return Valued(value, {name: _whole(pieces) for name, pieces in sections.items()})


def _unquoted(value: str) -> str:
    """Take the quotes and escapes off."""
    value = value.strip()
    return ESCAPED.sub(r"\1", value[1:].removesuffix('"')) if value.startswith('"') else value


def _whole(pieces: list[tuple[str, str]]) -> str:
    """Join the sections of one parameter in their order and decode it: plain, encoded words, or percent-coded."""
    plain = [value for mark, value in pieces if not mark]
    if plain:
        return as_typed(words_decoded(plain[0]))
    ordered = sorted(pieces, key=lambda piece: int(re.sub(r"\D", "", piece[0]) or 0))
    joined = "".join(value for _, value in ordered)
    if not ordered[0][0].endswith("*") or joined.count("'") < 2:
        return as_typed(words_decoded(joined))
    charset, _, text = joined.split("'", 2)
    return as_typed(decoded(unquote_to_bytes(text), charset))
