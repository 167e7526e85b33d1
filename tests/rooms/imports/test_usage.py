"""A file with usage comes in like any other: guessed, tried, safe to run twice; rows that wait are listed with what to do."""

import json
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from rounds.basics.problems import Refused
from rounds.cli.main import main
from rounds.imports.commands import take_back_import
from rounds.imports.models import Import
from rounds.telemetry.queries import rows_behind
from rounds.workspaces.models import Workspace
from tests.rooms.telemetry.usage import firms
from tests.world import MONDAY, Cast, a_workspace

COLUMNS = ("event_id", "customer", "email", "action", "timestamp", "media", "amount")
ROWS = (
    ("1", "a", "ada@linden.example", "item submitted", "2026-01-31 23:30:00", "audio", "12.50"),
    ("2", "a", "ada@linden.example", "item submitted", "2026-02-01 08:00:00", "video", "3"),
    ("3", "zz", "bo@tamsin.example", "item submitted", "2026-02-01 08:00:00", "", ""),
    ("4", "a", "", "item submitted", "2126-02-01 08:00:00", "", ""),
    ("5", "a", "", "item submitted", "soon", "", ""),
)
MAP = """
source: app
columns:
  event_id: event id
  customer: account id
  email: user
  action: event
  timestamp: {becomes: at, dates: year-month-day}
  media: media kind
  amount: quantity
always: {account source: crm}
"""


def as_csv() -> bytes:
    return "\n".join(",".join(row) for row in (COLUMNS, *ROWS)).encode()


def as_lines() -> bytes:
    return "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS).encode()


def as_workbook() -> bytes:
    book, out = Workbook(), BytesIO()
    for row in (COLUMNS, *ROWS):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_parquet() -> bytes:
    out = BytesIO()
    pq.write_table(pa.table(dict(zip(COLUMNS, zip(*ROWS, strict=True), strict=True))), out)
    return out.getvalue()


def slug_of(cast: Cast) -> str:
    with cast.inside():
        return Workspace.objects.get(id=cast.workspace_id).slug


def typed(cast: Cast, tmp_path, data: bytes, *more: str) -> int:
    (tmp_path / "usage").write_bytes(data)
    (tmp_path / "map.yaml").write_text(MAP)
    words = [str(tmp_path / "usage"), "--map", str(tmp_path / "map.yaml"), "--workspace", slug_of(cast)]
    return main(["usage", "import", *words, *more])


@pytest.mark.parametrize("written", [as_csv, as_lines, as_workbook, as_parquet])
def test_usage_comes_in_from_any_kind_of_table_and_twice_is_once(written, tmp_path, capsys):
    cast = a_workspace()
    with cast.inside():
        firms("a")
    assert typed(cast, tmp_path, written(), "--dry-run") == 1
    assert "Usage: 2 would be new" in capsys.readouterr().out
    assert typed(cast, tmp_path, written()) == 1
    said = capsys.readouterr()
    assert "Usage: 2 are new, 0 are filled up, 0 say nothing new, 3 rejected." in said.out
    assert "Kept apart: no account is known as “zz” in crm. Bring the account in" in said.err
    assert "which is still to come" in said.err
    typed(cast, tmp_path, written())
    assert "0 are new, 0 are filled up, 2 say nothing new" in capsys.readouterr().out
    with cast.inside():
        assert [(row.user, row.media, row.quantity) for row in rows_behind(accounts=None)] == [
            ("ada@linden.example", "video", 3.0),
            ("ada@linden.example", "audio", 12.5),
        ]
    assert main(["usage", "waiting", "--workspace", slug_of(cast)]) == 0
    listed = capsys.readouterr().out
    assert "account “zz” of crm: 1 record." in listed and "1 record dated ahead, 2126-02-01" in listed


def test_columns_are_guessed_by_their_names_and_what_stands_in_them(tmp_path, capsys):
    cast = a_workspace()
    (tmp_path / "usage").write_bytes(as_csv().replace(b"soon", b"2026-02-02 08:00:00"))
    main(["usage", "import", str(tmp_path / "usage"), "--guess", "--workspace", slug_of(cast)])
    guessed = capsys.readouterr().out
    for line in ("event_id: event id", "customer: account id", "email: user", "action: event", "amount: quantity"):
        assert line in guessed


def test_usage_that_was_imported_is_not_taken_back(tmp_path, capsys):
    cast = a_workspace()
    typed(cast, tmp_path, as_csv())
    with cast.inside(), pytest.raises(Refused, match="cannot be taken back"):
        take_back_import(import_id=Import.objects.get().pk, by=cast.manager, at=MONDAY)
