"""A map says all that is wrong in it at once, with the nearest word."""

from zoneinfo import ZoneInfo

import pytest

from rounds.basics.problems import Refused
from rounds.imports.fitting import fitting_problems
from rounds.imports.guessing import guessed_map, guesses
from rounds.imports.mapping import read_map, write_map
from rounds.imports.reading import read_table
from rounds.imports.targets import TARGETS, What, target

UTC = ZoneInfo("UTC")
CUSTOMERS = (
    b"Client,Main tel,Who,Mail,Legacy ref\n"
    b"Linden Row Bakery,(312) 555-0164,Odette Marsh,odette@lindenrow.example,A-00317\n"
    b"Tamsin & Cole,312.555.0190,Cole Avery,cole@tamsin.example,A-00318\n"
)


def a_table(data: bytes):
    return read_table(data, most=2**20)


def refusal(text: str, what: What = What.ACCOUNTS) -> str:
    with pytest.raises(Refused) as refused:
        read_map(text, what=what)
    return " ".join(f"{problem.text} {problem.fix or ''}" for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colums: {a: name}", "no key “colums”. Did you mean “columns”?"),
        ("columns: {a: nmae}", "Accounts have no “nmae”. Did you mean “name”?"),
        ("columns: {a: {becomes: name, vlaues: {}}}", "Did you mean “values”?"),
        ("columns: {a: {becomes: name, dates: day/month/yaer}}", "Did you mean “day/month/year”?"),
        ("columns: {a: name}\nzone: Europe/Berlim", "Did you mean “Europe/Berlin”?"),
        ("columns: {a: name}\nwhat: contacts", "The map is for contacts"),
        ("columns: {a: name}\nrows are: changes", "Only rows of tickets"),
        ("columns: {a: name}\nrows are: chnages", "Did you mean “changes”?"),
        ("columns: {a: name}\nfields: {n: numbr}", "Did you mean “number”?"),
        ("columns: {a: [name]}", "does not say what it becomes"),
        ("columns: [a]", "takes a line for each"),
        ("columns: {a: name, a: tier}", "“a” stands twice"),
        ("columns: &x {a: name}\nalways: *x", "no anchors"),
        ("columns: {a: name", "cannot be read in line"),
        ("- a\n- b", "The map is empty"),
        ("a: " + "x" * 200_000, "characters at most"),
    ],
)
def test_what_is_wrong_is_said_with_the_nearest_word(text, says):
    assert says in refusal(text)


def test_all_errors_come_at_once():
    found = refusal("colums: {}\nzone: Mars\ncolumns: {a: nmae, b: teir}")
    assert all(word in found for word in ("colums", "Mars", "nmae", "teir"))


def test_words_are_read_as_they_stand():
    found = read_map('columns: {a: {becomes: name, values: {007: no, "1.10": on}}}', what=What.ACCOUNTS)
    assert found.columns["a"].values == {"007": "no", "1.10": "on"}


def test_a_map_that_does_not_fit_its_file_says_how():
    found = read_map("columns: {Clint: name, Who: tier, Mail: tier}", what=What.ACCOUNTS)
    said = " ".join(f"{problem.text} {problem.fix}" for problem in fitting_problems(found, a_table(CUSTOMERS)))
    assert "no column “Clint”. Did you mean “Client”?" in said
    assert "Two columns become “tier”" in said


@pytest.mark.parametrize(
    ("what", "needs"), [("assets", "“kind”"), ("tickets", "“external id”"), ("contacts", "“name”")]
)
def test_required_columns_that_are_missing_are_named(what, needs):
    word = "phone" if what == "contacts" else "name" if what == "assets" else "priority"
    found = read_map(f"columns: {{Client: {word}}}", what=What(what))
    assert needs in fitting_problems(found, a_table(CUSTOMERS))[0].text


def test_columns_are_guessed_by_their_names_and_by_what_stands_in_them():
    accounts = {each.column: each.becomes for each in guesses(What.ACCOUNTS, a_table(CUSTOMERS))}
    assert accounts == {"Client": "name", "Main tel": "phone", "Who": "", "Mail": "", "Legacy ref": "external id"}
    contacts = {
        each.column: (each.becomes, each.sure)
        for each in guesses(What.CONTACTS, a_table(b"Contakt,X\nCole,c@x.example\n"))
    }
    assert contacts == {"Contakt": ("", False), "X": ("address", False)}


@pytest.mark.parametrize(
    ("what", "headings", "becomes"),
    [
        ("accounts", "Record ID,Company name,Phone Number,Country/Region", "external id,name,phone,region"),
        (
            "accounts",
            "Company ID,Company name,Lifecycle Stage,Parent Company",
            "external id,name,lifecycle stage,parent",
        ),
        (
            "accounts",
            "Account ID,Account Name,Type,Billing Country,Parent Account ID",
            "external id,name,type,region,parent id",
        ),
        ("accounts", "Id,Name,ParentId,Phone,BillingCountry", "external id,name,parent id,phone,region"),
        ("accounts", "Organization ID,Organization name", "external id,name"),
        ("accounts", "Company ID,Company name,Plan", "external id,name,tier"),
        (
            "contacts",
            "Record ID,First Name,Last Name,Job Title,Associated Company,Associated Company IDs",
            "external id,first name,last name,title,account,account id",
        ),
        (
            "contacts",
            "Contact ID,Full Name,Account ID,Account Name,Mobile Phone",
            "external id,name,account id,account,phone",
        ),
        (
            "contacts",
            "Id,FirstName,LastName,AccountId,MobilePhone",
            "external id,first name,last name,account id,phone",
        ),
        ("contacts", "id,name,phone,organization_id", "external id,name,phone,account id"),
        ("contacts", "User ID,Name,Phone,Company ID,Company name", "external id,name,phone,account id,account"),
    ],
)
def test_headings_of_the_tables_that_other_systems_write_are_known(what, headings, becomes):
    """HubSpot, Salesforce (reports, and its data export), Zendesk, Intercom."""
    table = a_table(f"{headings}\n{','.join('x' for _ in headings.split(','))}\n".encode())
    assert ",".join(each.becomes for each in guesses(What(what), table)) == becomes


def test_a_name_that_its_values_contradict_is_no_guess():
    assert {each.becomes for each in guesses(What.CONTACTS, a_table(b"Mail,Name\n12 Main St,Cole\n9 Elm,Ann\n"))} == {
        "",
        "name",
    }


def test_a_guessed_map_is_written_and_read_again_as_it_was():
    table = a_table(b"id,status,opened,summary\n1,Awaiting reply,13/02/2026,It stands\n2,Done,14/02/2026,Again\n")
    found = guessed_map(What.TICKETS, table, source="zendesk", zone=UTC, kind="question")
    assert read_map(write_map(found), what=What.TICKETS) == found
    assert found.columns["opened"].dates == "day/month/year"
    assert found.columns["status"].values == {"Awaiting reply": "waiting", "Done": "closed"}
    assert fitting_problems(found, table) == []


def test_an_empty_column_is_not_taken_for_an_id():
    found = {
        each.column: each.becomes for each in guesses(What.ACCOUNTS, a_table(b"external_id,id,name\n,1,One\n,2,Two\n"))
    }
    assert found == {"external_id": "", "id": "external id", "name": "name"}


def test_every_word_is_found_and_no_other_name_means_two_things():
    for what, targets in TARGETS.items():
        assert all(target(what, each.word) is each for each in targets)
        assert target(what, "nonsense") is None


@pytest.mark.parametrize("said", ["!!int abc", "!!float x", "!!bool maybe", "!!timestamp no", "!!binary x", "!!str a"])
def test_a_type_that_is_said_in_a_map_is_refused_whatever_it_would_do_with_the_text(said):
    assert "a map has no types" in refusal(f"source: {said}")
    assert "a map has no types" in refusal(f"columns: {{{said}: name}}")


@pytest.mark.parametrize("dates", ["[day/month/year]", "{day: month}"])
def test_dates_that_are_no_word_are_refused(dates):
    assert "No dates are written" in refusal(f"columns: {{a: {{becomes: name, dates: {dates}}}}}")


def test_a_map_of_many_keys_is_read_in_one_go():
    many = "\n".join(f"{number}: x" for number in range(10_000))
    assert "has no column" not in refusal(f"{many}\n9999: again")


@pytest.mark.parametrize(
    ("what", "text", "becomes"),
    [
        (What.ACCOUNTS, "id;name\n1;One;x\n2;Two;y\n", {"id": "external id", "name": "name"}),
        (What.CONTACTS, "mail;name\na@x.example;One;x\n", {"mail": "address", "name": "name"}),
        (What.ACCOUNTS, "id,name\n", {"id": "external id", "name": "name"}),
    ],
)
def test_where_no_row_can_be_read_columns_are_guessed_by_their_names_alone(what, text, becomes):
    """Issue "rejected rows with reasons": nothing that was read speaks against a name, so each row is rejected for its own reason."""
    found = guessed_map(what, a_table(text.encode()), source="file", zone=UTC)
    assert {name: column.becomes for name, column in found.columns.items()} == becomes
    assert fitting_problems(found, a_table(text.encode())) == []


@pytest.mark.parametrize(
    ("what", "text", "says"),
    [
        (What.ACCOUNTS, "tier,name\ngold,\nsilver,\n", ["“name” is called so, and stands empty in every row."]),
        (
            What.TICKETS,
            "number,opened\n1,soon\n2,later\n",
            ["“opened” is called so, and what stands in it is seldom a date."],
        ),
        (
            What.ACCOUNTS,
            "Colour;City\nred;Rome;x\n",
            ["No row of the file can be used; the first, row 2: The row has 3 cells, the table has 2 columns."],
        ),
    ],
)
def test_what_is_missing_is_said_with_its_true_reason(what, text, says):
    table = a_table(text.encode())
    found = guessed_map(what, table, source="file", zone=UTC, kind="question")
    problems = fitting_problems(found, table)
    told = " ".join(problem.text for problem in problems)
    assert all(each in told for each in says)
    assert all(problem.fix for problem in problems)
