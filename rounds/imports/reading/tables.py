"""Which kind of table some bytes are, and unpacking them without trusting what they say about their size."""

import gzip
import zlib
from io import BytesIO

from rounds.basics.problems import Problem, Refused
from rounds.imports.reading.delimited import read_delimited
from rounds.imports.reading.json_lines import read_json_lines
from rounds.imports.reading.table import Table, Way

AS_IT_COMES = Way()
PARQUET = b"PAR1"
GZIP, ZIP, OLD_OFFICE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_table(data: bytes, *, most: int, way: Way = AS_IT_COMES) -> Table:
    """Read a table. most: bytes that it may have unpacked. Raises Refused for what is no table, or too large."""
    packed = data.startswith(GZIP)
    plain = _unpacked(data, most) if packed else data
    if len(plain) > most:
        raise _too_large(most)
    if plain.startswith(OLD_OFFICE):
        raise Refused(
            [Problem("old", "This is an old or a locked Excel file.", "Save it as .xlsx without a password.")]
        )
    if plain.startswith(PARQUET):
        # pyarrow takes half a second and 60 MB to load.
        from rounds.imports.reading.columnar import read_columnar

        return read_columnar(plain, most=most)
    if plain.startswith(ZIP):
        # openpyxl takes a fifth of a second and 15 MB to load, in every process that knows of imports.
        from rounds.imports.reading.workbook import read_workbook

        return read_workbook(plain, most=most, way=way)
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_json_lines(plain)
    return read_delimited(plain, way)


def _unpacked(data: bytes, most: int) -> bytes:
    """Unpack as far as is allowed; a small file that unpacks to more is refused before it fills the memory."""
    try:
        with gzip.open(BytesIO(data)) as file:
            plain = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as broken:
        fix = "Pack it again, or bring it unpacked."
        raise Refused([Problem("broken", f"The packed file is broken: {broken}.", fix)]) from broken
    if len(plain) > most:
        raise _too_large(most)
    return plain


def _too_large(most: int) -> Refused:
    text = f"The table has more than {most // 2**20} MB."
    fix = "Bring it in parts, or raise ROUNDS_IMPORT_LIMIT."
    return Refused([Problem("too large", text, fix)])
