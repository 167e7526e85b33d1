"""A finding begins with the figures that the evidence knows, each with the days of which it is; a person changes them (A5, A6)."""

import html
import re

import pytest

from rounds.accounts.commands import note_contact
from rounds.accounts.queries import contact_at
from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.evidence.clauses import PIECES
from rounds.checkins.evidence.noting import UNBROKEN, Piece, as_kept, as_typed, carried, unbroken
from rounds.checkins.models import Finding
from rounds.checkins.queries import evidence_page
from rounds.desk import commands as desk
from rounds.mail.commands import erase_person
from rounds.manual.checking import checked
from rounds.manual.commands import adopt
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import EVIDENCE, MANUALS, a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

BEHIND = re.compile(r" \(counted from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\)$")


def offers(firm: Firm) -> dict[str, str]:
    """Give what the parts of a finding begin with, without the days."""
    with firm.cast.inside():
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page and all(BEHIND.search(text) for text in page.offers.values())
    return {need: BEHIND.sub("", text) for need, text in page.offers.items()}


def with_pieces(written: str) -> str:
    """Write a manual whose findings begin so."""
    return a_yearly_manual().replace("in the finding: {going well: figures}", f"in the finding: {{{written}}}")


@pytest.mark.parametrize(
    ("piece", "says"),
    [
        ("past due", "past due: 1"),
        ("quiet users", "u3, last on 2026-08-15"),
        ("active users", "u1; u2"),
        ("what is not used", "billing export; weather"),
        ("drafts", "1 left; u1 has 1"),
    ],
)
def test_each_piece_says_what_the_page_shows_A5_A6(piece: str, says: str):
    assert says in offers(used(a_workspace(manual=with_pieces(f"going well: {piece}"))))["going well"]


def test_figures_are_those_of_the_manual_and_stand_in_the_form_and_for_programs_with_their_source_A6():
    firm = used(a_workspace(manual=a_yearly_manual()))
    says = offers(firm)["going well"]
    assert [each.partition(":")[0] for each in says.split("; ")] == [
        "items",
        "past due",
        "quiet users",
        "features used",
        "active months",
    ]
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    field = re.search(r'<textarea[^>]* id="need-1"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert field and html.unescape(field[1]).startswith("items: ")
    assert 'Begins with <a href="#ev">what we know</a>' in page
    [offered] = program(firm.cast).get(f"/check-ins/{firm.check_in.pk}/evidence").json()["for_the_finding"]
    assert (offered["need"], offered["text"]) == ("going well", as_typed(html.unescape(field[1])))


def test_what_is_counted_now_takes_the_place_of_what_was_and_words_of_ones_own_stay_A6():
    was = "items: 9 (counted from 2025-01-01 to 2026-01-01)\nThey are proud of the new studio.\nTwo sites."
    offer = "items: 12 (counted from 2026-01-01 to 2027-01-01)"
    assert carried(was, offer) == f"{offer}\nThey are proud of the new studio.\nTwo sites."
    assert carried(was, "") == was, "nothing is known now: what was found stands"
    assert carried("", offer) == offer
    assert carried("All of it.", offer) == f"{offer}\nAll of it."


def test_the_next_finding_begins_with_the_own_words_of_the_last_and_the_new_figures_A6():
    firm = used(a_workspace(manual=a_yearly_manual()))
    said = {
        "spoke with": "Ada Quist",
        "going well": "items: 1 (counted from 2020-01-01 to 2021-01-01)\nThe new studio.",
    }
    with firm.cast.inside():
        each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep, "at": MONDAY}
        checkins.start(**each)
        checkins.write_finding(said=said, **each)
        checkins.end_round(**each)
    firm.passes(later(365))
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    field = re.search(r'<textarea[^>]* id="need-1"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert field
    lines = html.unescape(field[1]).splitlines()
    assert len(lines) == 2 and lines[1] == "The new studio." and "2020-01-01" not in lines[0]


def fields(firm: Firm) -> dict[str, str]:
    """Give the fields of the form of a finding, each as it is kept."""
    return {name: as_typed(text) for name, text in fields_as_sent(firm).items()}


def fields_as_sent(firm: Firm) -> dict[str, str]:
    """Give the fields of the form of a finding, as a browser would send them unchanged."""
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    typed = re.findall(r'<textarea[^>]* name="(need-\d)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    began = re.findall(r'<input type="hidden" name="(need-\d-began)" value="([^"]*)"', page)
    return {name: html.unescape(text) for name, text in (*typed, *began)}


def test_what_somebody_wrote_in_a_counted_line_stands_in_this_round_and_in_the_next_A6():
    firm = used(a_workspace(manual=with_pieces("going well: quiet users")))
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    firm.passes(later(365))
    begun = fields(firm)["need-1"]
    mine = begun.replace("u3, last on 2026-08-15", "u3 left in August")
    assert mine != begun
    with firm.cast.inside():
        own = as_kept(mine, begun)
        checkins.write_finding(said={"spoke with": "Ada", "going well": own}, at=later(366), **each)
    assert fields(firm)["need-1"] == own, "nothing is put before it in the same round"
    with firm.cast.inside():
        checkins.end_round(at=later(366), **each)
        checkins.write_finding(said={"spoke with": "Ada", "going well": f"{own}\nA slip."}, at=later(367), **each)
    assert fields(firm)["need-1"] == f"{own}\nA slip.", "nor where a slip is put right before the next"
    firm.passes(later(800))
    counted, *rest = fields(firm)["need-1"].splitlines()
    assert "u3, last on 2026-08-15" in counted
    assert rest == [own, "A slip."]


def test_a_round_that_is_begun_early_begins_with_new_figures_A6():
    firm = used(a_workspace(manual=a_yearly_manual()))
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    firm.passes(later(365))
    with firm.cast.inside():
        checkins.write_finding(said={"spoke with": "Ada", "going well": "The studio."}, at=later(365), **each)
        checkins.end_round(at=later(366), **each)
        checkins.start(at=later(400), **each)
    assert fields(firm)["need-1"].startswith("items: ")
    with firm.cast.inside():
        checkins.write_finding(said={"spoke with": "Ada", "going well": "The studio."}, at=later(400), **each)
    assert fields(firm)["need-1"] == "The studio."


def test_the_form_keeps_a_counted_line_that_somebody_changed_as_theirs_A6():
    firm = used(a_workspace(manual=with_pieces("going well: quiet users")))
    begun = fields(firm)
    mine = begun["need-1"].replace("u3, last on 2026-08-15", "u3 left in August")
    address = f"/check-ins/{firm.check_in.pk}/findings"
    for text, kept in ((begun["need-1"], begun["need-1"]), (mine, mine.removesuffix(")") + ", changed since)")):
        sent = visitor(firm.cast, firm.cast.rep).post(address, {**begun, "need-0": "Ada Quist", "need-1": text})
        assert sent.status_code == 302
        with firm.cast.inside():
            assert Finding.objects.latest("id").said["going well"] == kept


def test_the_days_of_a_counted_line_stand_in_one_piece_on_the_page_and_are_kept_as_days_A6():
    firm = used(a_workspace(manual=with_pieces("going well: quiet users")))
    sent = fields_as_sent(firm)
    assert sent["need-1"].count(UNBROKEN) == 6 and not re.search(r"\d-\d", sent["need-1"])
    address = f"/check-ins/{firm.check_in.pk}"
    sent |= {"need-0": "Ada Quist (ada-quist)", "need-1": f"{sent['need-1']}\nA well-kept studio."}
    asks = visitor(firm.cast, firm.cast.rep)
    assert asks.post(f"{address}/findings", sent).status_code == 302
    with firm.cast.inside():
        kept = Finding.objects.latest("id").said
    assert UNBROKEN not in "".join(kept.values())
    assert BEHIND.search(kept["going well"].splitlines()[0]), "nobody changed it"
    assert unbroken(kept["going well"].splitlines()[0]) in html.unescape(asks.get(address).content.decode())


def test_a_counted_line_that_nobody_changed_is_kept_as_it_is_and_one_of_another_day_is_too_A6():
    line = "items: 9 (counted from 2025-01-01 to 2026-01-01)"
    assert as_kept(f"{line}\nMine.", line) == f"{line}\nMine."
    assert as_kept(line.replace("9", "8"), line) == "items: 8 (counted from 2025-01-01 to 2026-01-01, changed since)"
    assert as_kept(as_kept(line.replace("9", "8"), line), line) == as_kept(line.replace("9", "8"), line)


def test_a_program_is_offered_what_the_page_begins_with_and_nothing_once_a_finding_is_written_A6():
    firm = used(a_workspace(manual=with_pieces("going well: quiet users")))
    asks = program(firm.cast)
    address = f"/check-ins/{firm.check_in.pk}"
    offered = asks.get(f"{address}/evidence").json()["for_the_finding"]
    assert [each["text"] for each in offered] == [fields(firm)["need-1"]]
    sent = asks.post(f"{address}/findings", {"said": {"spoke with": "Ada", "going well": offered[0]["text"]}})
    assert sent.status_code == 200, sent.content
    assert asks.get(f"{address}/evidence").json()["for_the_finding"] == []
    with firm.cast.inside():
        assert Finding.objects.latest("id").said["going well"] == offered[0]["text"], "nobody changed it"


def test_a_counted_line_that_a_program_sends_changed_is_kept_as_the_writers_own_A6():
    firm = used(a_workspace(manual=with_pieces("going well: quiet users")))
    firm.passes(later(365))
    asks = program(firm.cast)
    address = f"/check-ins/{firm.check_in.pk}"
    [offered] = asks.get(f"{address}/evidence").json()["for_the_finding"]
    mine = offered["text"].replace("u3, last on 2026-08-15", "u3 left in August")
    assert mine != offered["text"]
    odd = "items: 1 (counted from 2026-13-45 to 0001-01-01)"
    sent = asks.post(f"{address}/findings", {"said": {"spoke with": odd, "going well": mine}})
    assert sent.status_code == 200, sent.content
    own = mine.removesuffix(")") + ", changed since)"
    with firm.cast.inside():
        assert Finding.objects.latest("id").said["going well"] == own
        checkins.end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=later(366))
    firm.passes(later(800))
    assert own in fields(firm)["need-1"].splitlines(), "it is carried on and not lost"


def test_of_a_firm_of_which_nothing_is_known_nothing_is_offered_A6():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    assert offers(firm) == {}


@pytest.mark.parametrize(
    ("written", "says"),
    [("going well: everything", "“everything” is not shown here"), ("usage: figures", "No finding has a part “usage”")],
)
def test_a_part_or_a_piece_that_there_is_none_of_is_refused_F1(written: str, says: str):
    cast = a_workspace()
    with cast.inside(), pytest.raises(Refused, match=says):
        adopt(text=with_pieces(written), by=cast.manager, at=MONDAY)


@pytest.mark.parametrize(
    ("piece", "without", "keys"),
    [
        ("drafts", ["drafts"], "“drafts”"),
        ("active users", ["users"], "“users”"),
        ("quiet users", ["users"], "“users”"),
        ("figures", ["figures"], "“figures”"),
        ("what is not used", ["features", "integrations"], "“features” or “integrations”"),
        ("what goes well", ["features", "integrations", "by month"], "“by month”, “features” or “integrations”"),
    ],
)
def test_a_part_that_never_begins_with_anything_is_doubted_F1(piece: str, without: list[str], keys: str):
    text = with_pieces(f"going well: {piece}")
    assert not checked(text).findings
    written = EVIDENCE.replace("in the finding: {going well: figures}", f"in the finding: {{going well: {piece}}}")
    left = "\n".join(line for line in written.splitlines() if line.partition(":")[0] not in without)
    left = left.replace("past due, quiet users, ", "past due, ")  # a figure of that name would be what it begins with
    [doubt] = [each for each in checked(text.replace(written, left)).doubts if "begins with nothing" in each.sentence]
    assert doubt.warns
    assert f"“{piece}” is told by {keys}, which this clause does not have" in doubt.sentence


def test_where_it_is_known_that_there_is_nothing_last_years_line_gives_way_A6():
    pieces = "going well: what goes well"
    quiet = with_pieces(pieces).replace("had from: feature opened", "had from: a feature was given")
    quiet = quiet.replace("integrations: {on: integration on, off: integration off}\n", "")
    last = "billing export (counted from 2024-01-01 to 2025-01-01)\nTwo sites."
    for piece, says in (
        ("what goes well", "nothing stands out"),
        ("what is not used", "nothing lies unused"),
        ("active users", "nobody was seen to use it"),
    ):
        firm = used(a_workspace(manual=quiet.replace(pieces, f"going well: {piece}")))
        with firm.cast.inside():
            on = later(0).date()
            page = evidence_page(firm.check_in.pk, first=on, last=on, at=later(1))
        assert page
        line, own = carried(last, page.offers["going well"]).splitlines()
        assert line.startswith(f"{says} (counted from {on}")
        assert own == "Two sites."


def test_the_pieces_of_the_language_are_those_that_are_written_and_the_shipped_manual_begins_with_its_figures():
    assert tuple(Piece) == PIECES
    assert "usage: figures" in (MANUALS / "annual-check-ins.md").read_text()


def test_users_have_the_role_that_our_contact_of_them_has_and_whoever_never_used_it_is_listed_A5():
    firm = used(a_workspace(manual=with_pieces("going well: active users")))
    with firm.cast.inside():
        for name, address, title in (
            ("Ugo Ekman", "U1@harbour.example", "Producer"),
            ("Bo Ek", "bo@harbour.example", "Traffic"),
        ):
            note_contact(name=name, addresses=[address], account_id=firm.id, title=title, by=firm.cast.lead, at=MONDAY)
        row = Usage(
            source="app",
            knows=OURS,
            account=str(firm.id),
            at=later(-1),
            key="k99",
            event="item submitted",
            user="u1@harbour.example",
            user_name="Ugo",
        )
        take_in(rows=[row], by=Actor.system(), at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page
    assert {each.name: each.role for each in page.active}["Ugo"] == "Producer"
    assert [(each.name, each.title) for each in page.unseen] == [("Ada Quist", ""), ("Bo Ek", "Traffic")]
    assert "Ugo, Producer" in page.offers["going well"]
    shown = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert "Known there, never seen using it" in shown and "Bo Ek" in shown
    users = program(firm.cast).get(f"/check-ins/{firm.check_in.pk}/evidence").json()["users"]
    assert [each["name"] for each in users["never_seen"]] == ["Ada Quist", "Bo Ek"]
    assert {each["name"]: each["role"] for each in users["last_active"]}["Ugo"] == "Producer"


def test_who_was_joined_into_another_or_erased_is_not_listed_as_never_seen_A5():
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        for name, address in (("Bo Ek", "bo"), ("B. Ek", "b.ek"), ("Gone Gal", "gal")):
            noted = {"account_id": firm.id, "by": firm.cast.lead, "at": MONDAY}
            note_contact(name=name, addresses=[f"{address}@harbour.example"], **noted)
        one, other, gone = (contact_at(f"{each}@harbour.example") for each in ("bo", "b.ek", "gal"))
        desk.join_contacts(kept_id=one, other_id=other, by=firm.cast.manager, at=MONDAY)
        erase_person(contact_id=gone, by=firm.cast.manager, at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page and [each.name for each in page.unseen] == ["Ada Quist", "Bo Ek"]


def test_a_namesake_at_another_firm_takes_nobody_from_those_never_seen_A5():
    """An address is one person's wherever they use it; a name is theirs who uses it here."""
    firm = used(a_workspace(manual=a_yearly_manual()))
    other = a_firm(firm.cast, name="Tall Pine")
    with firm.cast.inside():
        for name, address in (("Bo Ek", "bo"), ("Ugo Ekman", "ugo"), ("Eva Moll", "eva")):
            noted = {"account_id": firm.id, "by": firm.cast.lead, "at": MONDAY}
            note_contact(name=name, addresses=[f"{address}@harbour.example"], **noted)
        rows = [
            Usage(
                source="app",
                knows=OURS,
                account=str(at),
                at=later(-1),
                key=f"n{place}",
                event="item submitted",
                user=user,
                user_name=name,
            )
            for place, (at, user, name) in enumerate(
                (
                    (other.id, "x1", "BO EK"),
                    (firm.id, "x2", "Ugo Ekman"),
                    (other.id, "EVA@harbour.example", "E. M."),
                )
            )
        ]
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page
    assert [each.name for each in page.unseen] == ["Ada Quist", "Bo Ek"]


def test_who_uses_it_at_the_firm_and_stands_on_no_list_is_seen_A5():
    """Of many users the page lists the first ten; whoever is none of them is asked for by name."""
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        note_contact(
            name="Old Hand", addresses=["old@harbour.example"], account_id=firm.id, by=firm.cast.lead, at=MONDAY
        )
        rows = [
            Usage(
                source="app",
                knows=OURS,
                account=str(firm.id),
                at=later(-1) if place else later(-2),
                key=f"m{place}-{each}",
                event="item submitted",
                user=f"y{place}",
                user_name=f"Y{place}" if place else "Old Hand",
            )
            for place in range(15)
            for each in range(2 if place else 1)
        ]
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
    assert page and "Old Hand" not in {each.name for each in page.active}
    assert [each.name for each in page.unseen] == ["Ada Quist"]


def test_main_users_are_those_who_did_the_most_in_the_dates_A6():
    firm = used(a_workspace(manual=with_pieces("going well: active users")))
    known = {"source": "app", "knows": OURS, "account": str(firm.id), "event": "item submitted"}
    did = (
        [("busy", 30 + each) for each in range(9)]
        + [("old hand", 2)]
        + [("old hand", 300 + each) for each in range(20)]
    )
    did += [(f"passer-by {each}", 1) for each in range(12)]
    rows = [Usage(key=f"m{n}", user=user, at=later(-ago), **known) for n, (user, ago) in enumerate(did)]
    with firm.cast.inside():
        take_in(rows=rows, by=Actor.system(), at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=later(-60).date(), last=later(0).date(), at=later(1))
    assert page and page.offers["going well"].startswith("busy; "), (
        "whoever did the most, though others were there later"
    )
    assert "busy" not in [each.name for each in page.active], "beside the figure stand the latest"
    assert "old hand" not in page.offers["going well"], "what was before the dates counts for nothing"


def test_where_nothing_is_known_whoever_may_import_is_led_to_what_was_kept_apart_A5():
    firm = used(a_workspace(manual=a_yearly_manual()))
    other = a_firm(firm.cast, name="Cove Radio")
    page = visitor(firm.cast, firm.cast.manager).get(f"/check-ins/{other.check_in.pk}").content.decode()
    assert 'href="/settings/import#apart"' in page
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{other.check_in.pk}").content.decode()
    assert 'href="/settings/import#apart"' not in page
