"""Tables of every kind, and of every kind of wrong: refused whole with a reason, or row by row (bad input)."""

import gzip
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from rounds.basics.problems import Refused
from rounds.imports.reading import Way, read_table
from rounds.imports.reading.table import MOST_CELL

MOST = 16 * 2**20


def read(data: bytes | str, **way: str):
    return read_table(data.encode() if isinstance(data, str) else data, most=MOST, way=Way(**way))


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows if row.wrong is None]


def wrongs(table) -> list[tuple[int, str]]:
    return [(row.line, row.wrong.code) for row in table.rows if row.wrong]


@pytest.mark.parametrize(("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_found_and_said(delimiter, word):
    table = read(f"name{delimiter}tier\nOne, Ltd{delimiter}gold\nTwo{delimiter}silver\n".replace("One, Ltd", "One Ltd"))
    assert table.said[0] == word
    assert cells(table) == [("One Ltd", "gold"), ("Two", "silver")]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("cp1252", "CP1252"),
    ],
)
def test_the_encoding_is_found_and_said(encoding, said):
    table = read("name,city\nBäckerei Müller,Köln\nCafé,Orléans\n".encode(encoding))
    assert table.said[1] == said
    assert (table.columns, cells(table)[0]) == (("name", "city"), ("Bäckerei Müller", "Köln"))


def test_a_row_of_another_encoding_is_turned_away_alone():
    data = "name\nCafé\nZoë\nMüller\n".encode() + "Bäcker\n".encode("cp1252")
    assert wrongs(read(data)) == [(5, "encoding")]


def test_an_encoding_that_somebody_names_wrongly_is_said_row_by_row():
    assert wrongs(read("name\nplain\nCafé\n".encode("cp1252"), encoding="utf-8")) == [(3, "encoding")]


@pytest.mark.parametrize(
    ("way", "nearest"), [({"encoding": "utf8x"}, "utf-8"), ({"delimiter": "semicolons"}, "semicolon")]
)
def test_a_way_that_there_is_not_is_refused_with_the_nearest(way, nearest):
    with pytest.raises(Refused) as refused:
        read("a,b\n1,2\n", **way)
    assert nearest in refused.value.problems[0].fix


def test_ragged_rows_and_nul_are_turned_away_with_their_line():
    table = read('name,tier\nOne,gold\nTwo\n"Thr\nee",a,b\nFour,\x00\nFive,silver\n')
    assert wrongs(table) == [(3, "ragged"), (4, "ragged"), (6, "NUL")]
    assert cells(table) == [("One", "gold"), ("Five", "silver")]


def test_a_cell_of_ten_megabytes_is_turned_away_and_the_rest_comes():
    table = read(f"name,tier\nOne,{'x' * 10 * 2**20}\nTwo,gold\n")
    assert wrongs(table) == [(2, "too long")]
    assert len(table.rows[0].cells[1]) < MOST_CELL, "what is kept of it is short"
    assert cells(table) == [("Two", "gold")]


def test_names_of_columns_are_made_unique():
    assert read("name,,name\na,b,c\n").columns == ("name", "column 2", "name (2)")


@pytest.mark.parametrize("data", [b"\n\n", b"  \n ", "\ufeff".encode()])
def test_a_file_without_a_row_of_names_is_refused(data):
    with pytest.raises(Refused, match="no row that names"):
        read(data)


def test_packed_files_are_unpacked_and_a_bomb_is_refused_before_it_fills_the_memory():
    assert cells(read(gzip.compress(b"name\nOne\n"))) == [("One",)]
    with pytest.raises(Refused, match="more than 16 MB"):
        read(gzip.compress(b"x" * (MOST + 1)))


def test_a_packed_file_that_is_cut_off_is_refused():
    with pytest.raises(Refused, match="broken"):
        read(gzip.compress(b"name\n" + bytes(range(65, 91)) * 500)[:-20])


def a_workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_with_its_numbers_days_and_gaps():
    table = read(
        a_workbook(
            ("name", "n", "when"),
            (
                "One",
                12.0,
                datetime(2026, 3, 4, 5, 6),  # noqa: DTZ001 - as Excel keeps it
            ),
            ("Two", None, None),
        )
    )
    assert cells(table) == [("One", "12", "2026-03-04 05:06:00"), ("Two", "", "")]
    assert table.said[0] == "Excel"


def test_a_formula_without_a_kept_value_is_turned_away_and_said():
    table = read(a_workbook(("name", "sum"), ("One", "=1+1"), ("Two", "2")))
    assert wrongs(table) == [(2, "formula")]
    assert any("formula" in each for each in table.said)


def test_a_formulas_kept_value_is_taken_as_text():
    book = a_workbook(("name", "sum"), ("One", "=1+1"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            data = (
                old.read(each)
                .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
                .replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
            )
            new.writestr(each, data)
    assert cells(read(out.getvalue())) == [("One", "2")]


def test_text_that_a_spreadsheet_would_run_is_text():
    assert cells(read("name,note\nOne,\"=cmd|' /C calc'!A0\"\n")) == [("One", "=cmd|' /C calc'!A0")]


def test_a_zip_bomb_as_a_workbook_is_refused_by_what_it_claims():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (9 * MOST))
    assert len(out.getvalue()) < MOST
    with pytest.raises(Refused, match="unpacks to"):
        read(out.getvalue())


@pytest.mark.parametrize("data", [b"PK\x03\x04 and nothing else", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one"])
def test_a_broken_or_old_workbook_is_refused_with_what_helps(data):
    with pytest.raises(Refused) as refused:
        read(data)
    assert "Save it" in refused.value.problems[0].fix


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", b"hello")
    with pytest.raises(Refused, match="cannot be read"):
        read(out.getvalue())


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(Refused) as refused:
        read(a_workbook(("name",), ("One",)), sheet="Sheets")
    assert "“Sheet”" in refused.value.problems[0].fix


def test_json_lines_are_a_table_of_all_their_keys():
    table = read(
        '{"name": "One", "at": {"city": "Köln"}, "mails": ["a@x.y", "b@x.y"]}\n\n{"name": "Two", "vip": true}\n'
    )
    assert table.columns == ("name", "at.city", "mails", "vip")
    assert cells(table) == [("One", "Köln", "a@x.y; b@x.y", ""), ("Two", "", "", "yes")]


def test_a_line_that_is_no_object_or_has_a_key_twice_is_turned_away():
    deep = "[" * 100_000
    table = read(f'{{"name": "One"}}\n[1, 2]\n{{"name": "Two"\n{{"a": 1, "a": 2}}\n{deep}\n')
    assert wrongs(table) == [(2, "no JSON"), (3, "no JSON"), (4, "twice"), (5, "no JSON")]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('{"name": "Two", "name": "Three"}', "name"),
        ('{"name": "Two", "at": {"city": "Köln", "city": "Bonn"}}', "city"),
        ('{"name": "Two", "at.city": "Köln", "at": {"city": "Bonn"}}', "at.city"),
        ('{"name": "Two", "\\u006eame": "Three"}', "name"),
    ],
)
def test_a_line_that_says_one_thing_twice_is_turned_away_with_its_key(line, key):
    """Issue "bad input: duplicate keys": no value is chosen silently, also where two ways of writing give one column."""
    table = read(f'{{"name": "One"}}\n{line}\n')
    [wrong] = [row.wrong for row in table.rows if row.wrong]
    assert (wrong.code, wrong.text, wrong.fix) == (
        "twice", f"“{key}” stands twice in the line.", "Leave one of them out."
    )  # fmt: skip
    assert [row.cells[0] for row in table.rows if not row.wrong] == ["One"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\n{"a": 1, "a": 2}\n{"a": 1, "a": 2}\n', "the first, line 2: “a” stands twice in the line."),
        ('{"a": 1\n', "the first, line 1: The line is no JSON object"),
        ("{}\n{}\n", "No line of the file has a key with a value."),
    ],
)
def test_a_file_of_which_no_line_can_be_a_row_says_why(text, says):
    with pytest.raises(Refused) as refused:
        read(text)
    assert says in refused.value.problems[0].text


def a_sheet(rows: str) -> bytes:
    """Make a workbook by hand, whose one sheet says what no program writes."""
    made, packed = io.BytesIO(), io.BytesIO()
    Workbook().save(made)
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ours = {"xl/worksheets/sheet1.xml": f"<worksheet {names}><sheetData>{rows}</sheetData></worksheet>"}
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.infolist():
            target.writestr(each.filename, ours.pop(each.filename, source.read(each)))
    return packed.getvalue()


HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'


def test_a_row_far_below_costs_nothing_for_those_that_were_left_out():
    last = '<row r="100000"><c r="A100000" t="inlineStr"><is><t>One</t></is></c></row>'
    table = read(a_sheet(HEAD + last))
    assert [(row.line, row.cells) for row in table.rows] == [(100_000, ("One",))]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('<c r="ALL{row}"><v>1</v></c>', "far wider"),
        (f'<c r="A{{row}}" t="inlineStr"><is><t>{"a" * 4_000}</t></is></c>', "MB of text"),
    ],
)
def test_a_small_workbook_that_would_grow_without_end_is_refused(cell, says):
    """Cells that were left out are made up, and a long text may stand in many: both are counted."""
    rows = "".join(f'<row r="{row}">{cell.format(row=row)}</row>' for row in range(2, 60))
    with pytest.raises(Refused, match=says):
        read_table(a_sheet(HEAD + rows), most=100_000)


def test_an_object_of_many_keys_is_looked_through_once():
    keys = ",".join(f'"{number}": 1' for number in range(20_000))
    table = read(f'{{"name": "One"}}\n{{{keys}, "7": 2}}\n')
    assert (cells(table), wrongs(table)) == ([("One",)], [(2, "twice")])


def test_a_column_that_is_called_as_a_second_one_would_be_has_a_name_of_its_own():
    assert read("a,a,a (2)\n1,2,3\n").columns == ("a", "a (2)", "a (2) (2)")
