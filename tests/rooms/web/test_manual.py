"""The manual is edited, checked, adopted, compared and brought back on the page, by plain forms."""

import re

from django.test import Client

from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.manual.commands import adopt, bring_back, save_draft
from rounds.manual.models import Draft
from rounds.policies.queries import version_in_force
from tests.manuals import SHIPPED
from tests.rooms.web.visitor import statements, visitor
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later

TEN_DAYS = SHIPPED.replace("after an answer: 1 week", "after an answer: 10 days")
TWO_WEEKS = SHIPPED.replace("after an answer: 1 week", "after an answer: 2 weeks")
WRONG = SHIPPED.replace("worked by: rep", "worked by: reb").replace("after an answer: 1 week", "after an answer: soon")
FINDINGS = {"HX-Request": "true", "HX-Target": "findings"}


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def kept(cast: Cast) -> str:
    with cast.inside():
        return Draft.objects.values_list("text", flat=True).get()


def test_a_draft_begins_with_the_words_in_force_and_is_kept_with_the_line_ends_of_the_manual():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    page = read(client, "/manual/draft")
    assert "manual: How our help desk works" in page
    assert 'name="version" value="0"' in page
    text = TEN_DAYS.replace("\n", "\r\n")
    assert client.post("/manual/draft/text", {"version": 0, "text": text}).headers["Location"] == "/manual/draft"
    assert kept(cast) == TEN_DAYS
    page = read(client, "/manual/draft")
    assert "after an answer: 1 week → 10 days" in page
    assert "1 clause changed" in page


def test_every_error_stands_at_its_line_with_its_reason_and_the_word_that_mends_it():
    """F1."""
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    client.post("/manual/draft/text", {"version": 0, "text": WRONG})
    page = read(client, "/manual/draft")
    line = WRONG[: WRONG.index("reb")].count("\n") + 1
    assert "2 things to mend" in page
    assert f"Line {line}, column 12" in page
    assert "There is no role “reb”. Nearest: “rep”." in page
    assert "<u>reb</u>" in page
    assert "§ queue: front desk" in page
    assert page.count('name="fix"') == 1
    fix = re.search(r'name="fix" value="([^"]+)"', page)
    assert fix
    form = {"version": 1, "text": WRONG, "fix": fix[1]}
    assert client.post("/manual/draft/fix", form).headers["Location"] == "/manual/draft"
    assert kept(cast) == WRONG.replace("worked by: reb", "worked by: rep")


def test_a_word_that_was_mended_meanwhile_loses_nothing_that_was_typed():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    assert client.post("/manual/draft/fix", {"version": 0, "text": TEN_DAYS, "fix": "7.1"}).status_code == 302
    assert kept(cast) == TEN_DAYS
    assert client.post("/manual/draft/fix", {"version": 1, "text": TWO_WEEKS, "fix": "x"}).status_code == 422
    assert kept(cast) == TEN_DAYS


def test_a_thousand_errors_are_counted_and_the_first_of_them_drawn():
    """F1: what a check answers while one types stays small, however much there is to mend."""
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    text = TEN_DAYS + "".join(f"\n```clause\nticket kind: kind {each}\n```\n" for each in range(1_100))
    part = client.post("/manual/draft/check", {"version": 0, "text": text}, headers=FINDINGS).content.decode()
    assert "1,100 things to mend" in part
    assert "And 1,075 more" in part
    assert part.count('class="found"') == 25
    assert len(part) < 50_000


def test_the_page_asks_for_the_findings_alone_while_one_types_and_keeps_nothing():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    answer = client.post("/manual/draft/check", {"version": 0, "text": WRONG}, headers=FINDINGS)
    part = answer.content.decode()
    assert answer.status_code == 200
    assert part.strip().startswith('<section class="draft draft-found" id="findings"')
    assert "2 things to mend" in part
    whole = client.post("/manual/draft/check", {"version": 0, "text": WRONG}).content.decode()
    assert "<h1>" in whole
    assert "worked by: reb" in whole
    with cast.inside():
        assert Draft.objects.count() == 0


def test_what_a_draft_changes_and_touches_is_read_before_it_comes_into_force():
    """F1, C4."""
    cast = a_workspace()
    with cast.inside():
        for _ in range(2):
            desk.put_to_sleep(number=a_ticket().number, wish=Wish(at=later(9)), by=cast.rep, at=MONDAY)
    client = visitor(cast, cast.manager)
    form = {"version": 0, "text": TEN_DAYS, "go": "compare"}
    assert client.post("/manual/draft/text", form).headers["Location"] == "/manual/draft/changes"
    page = read(client, "/manual/draft/changes")
    assert "after an answer: 1 week → 10 days" in page
    assert "2 tickets asleep or dated keep the dates that were set." in page
    assert "<b>10 days</b>" in page
    with cast.inside():
        assert version_in_force() == 1
    assert client.post("/manual/draft/adoption", {"version": 1}).headers["Location"] == "/manual"
    with cast.inside():
        assert version_in_force() == 2
    assert "1 week → 10 days" in read(client, "/manual/versions")


def test_targets_in_another_order_are_a_change_that_the_page_shows():
    usual, urgent = (
        f"\n```clause\ntarget: {name}\nfor: {{queue: billing}}\nwithin: {hours} working hours\nhours: help desk\n```\n"
        for name, hours in (("usual", 8), ("urgent", 2))
    )
    cast = a_workspace(manual=SHIPPED + usual + urgent)
    client = visitor(cast, cast.manager)
    client.post("/manual/draft/text", {"version": 0, "text": SHIPPED + urgent + usual})
    page = read(client, "/manual/draft/changes")
    assert "It now stands before target: usual, and the first that fits counts." in page
    assert "spelled another way" not in page


def test_a_draft_with_errors_does_not_reach_the_comparison():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    client.post("/manual/draft/text", {"version": 0, "text": WRONG})
    assert client.get("/manual/draft/changes").headers["Location"] == "/manual/draft"
    answer = client.post("/manual/draft/adoption", {"version": 1})
    assert answer.status_code in {302, 409}
    with cast.inside():
        assert version_in_force() == 1


def test_a_draft_that_says_the_same_is_not_offered_and_another_spelling_is():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    assert "/manual/draft/adoption" not in read(client, "/manual/draft/changes")
    client.post("/manual/draft/text", {"version": 0, "text": SHIPPED})
    assert "word for word" in read(client, "/manual/draft/changes")
    client.post("/manual/draft/text", {"version": 1, "text": SHIPPED.replace("Mon-Fri 8:00", "Mon–Fri 8:00")})
    page = read(client, "/manual/draft/changes")
    assert "spelled another way" in page
    assert client.post("/manual/draft/adoption", {"version": 2}).status_code == 302


def test_a_draft_that_does_not_fit_what_is_here_says_so_before_and_is_refused_after():
    cast = a_workspace()
    with cast.inside():
        a_ticket(kind="billing")
    client = visitor(cast, cast.manager)
    text = SHIPPED.replace("ticket kind: billing", "ticket kind: money")
    client.post("/manual/draft/text", {"version": 0, "text": text})
    page = read(client, "/manual/draft/changes")
    assert "1 ticket not closed is of the kind" in page
    assert "/manual/draft/adoption" not in page
    assert client.post("/manual/draft/adoption", {"version": 1}).status_code == 409


def test_a_stale_draft_is_409_with_both_sides_and_can_be_saved_on_top():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
    client = visitor(cast, cast.manager)
    answer = client.post("/manual/draft/text", {"version": 0, "text": TWO_WEEKS})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "after an answer: 2 weeks" in page
    assert "after an answer: 10 days" in page
    assert 'name="version" value="1"' in page
    assert 'href="/manual/draft"' in page
    assert client.post("/manual/draft/text", {"version": 1, "text": TWO_WEEKS}).status_code == 302
    assert kept(cast) == TWO_WEEKS


def test_a_stale_adoption_is_409_and_shows_what_it_would_do_now():
    cast = a_workspace()
    with cast.inside():
        save_draft(text=TEN_DAYS, version=0, by=cast.manager, at=MONDAY)
        adopt(text=TWO_WEEKS, by=cast.manager, at=later(1))
    client = visitor(cast, cast.manager)
    answer = client.post("/manual/draft/adoption", {"version": 1})
    assert answer.status_code == 409
    assert "2 weeks → 10 days" in answer.content.decode()
    assert "came into force since" in read(client, "/manual/draft")
    assert "came into force since" in read(client, "/manual/draft/changes")


def test_an_earlier_version_is_brought_back_after_reading_what_that_changes():
    """F1."""
    cast = a_workspace()
    with cast.inside():
        adopt(text=TEN_DAYS, by=cast.manager, at=later(1))
    client = visitor(cast, cast.manager)
    assert 'href="/manual/1/back"' in read(client, "/manual/versions")
    page = read(client, "/manual/1/back")
    assert "10 days → 1 week" in page
    assert client.post("/manual/1/bringing-back", {"version": 1}).status_code == 409
    assert client.post("/manual/1/bringing-back", {"version": 2}).status_code == 302
    with cast.inside():
        assert version_in_force() == 3
    assert client.get("/manual/9/back").status_code == 404


def test_a_dropped_draft_is_gone():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    client.post("/manual/draft/text", {"version": 0, "text": WRONG})
    assert "Drop the draft…" in read(client, "/manual/draft")
    assert client.post("/manual/draft/drop", {"version": 1}).headers["Location"] == "/manual"
    assert client.post("/manual/draft/drop", {"version": 1}).status_code == 404
    page = read(client, "/manual/draft")
    assert "It begins with the words in force" in page
    assert "Drop the draft…" not in page


def test_whoever_only_reads_sees_versions_and_no_way_to_write():
    cast = a_workspace()
    with cast.inside():
        adopt(text=TEN_DAYS, by=cast.manager, at=later(1))
    client = visitor(cast)
    for path in ("/manual", "/manual/1", "/manual/versions"):
        page = read(client, path)
        assert "/manual/draft" not in page
        assert "/back" not in page
    assert client.get("/manual/draft").status_code == 403


def test_a_text_that_cannot_be_kept_comes_back_with_its_reason():
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    answer = client.post("/manual/draft/text", {"version": 0, "text": "I typed \x00 this."})
    assert answer.status_code == 422
    assert "I typed" in answer.content.decode()
    answer = client.post("/manual/draft/text", {"version": "x", "text": "I typed this."})
    assert answer.status_code == 422
    assert "I typed this." in answer.content.decode()


def test_the_pages_of_the_manual_take_at_most_14_statements():
    cast = a_workspace()
    with cast.inside():
        for days in range(2, 14):
            adopt(text=SHIPPED.replace("answer: 1 week", f"answer: {days} days"), by=cast.manager, at=later(days))
        save_draft(
            text=TEN_DAYS.replace("worked by: rep", "worked by: lead"), version=12, by=cast.manager, at=later(15)
        )
        for kind in ("question", "billing", "website change"):
            a_ticket(kind=kind)
    client = visitor(cast, cast.manager)
    client.get("/manual")
    for path in ("/manual/draft", "/manual/draft/changes", "/manual/versions", "/manual/1/back"):
        assert len(statements(client, path)) <= 14, path


def test_what_is_worth_a_look_is_told_from_what_has_to_be_mended():
    """Manual language: a role nobody holds is a warning; it hinders nothing."""
    cast = a_workspace()
    client = visitor(cast, cast.manager)
    guest = "```clause\nrole: guest\nmay: read the desk\n```\n\n## When we are here"
    client.post("/manual/draft/text", {"version": 0, "text": SHIPPED.replace("## When we are here", guest)})
    for path in ("/manual/draft", "/manual/draft/changes"):
        page = read(client, path)
        assert "Worth a look; it hinders nothing" in page
        assert "Nobody here has the role “guest” yet" in page
        assert "to mend</h2>" not in page


def test_a_list_that_is_empty_now_is_no_doubt_but_a_word_that_nobody_has_is():
    """C5: a list waits for what is rare."""
    cast = a_workspace()
    with cast.inside():
        a_ticket()
    client = visitor(cast, cast.manager)
    listed = SHIPPED.replace("where: {hold began", "where: {region: nroth, hold began")
    client.post("/manual/draft/text", {"version": 0, "text": listed})
    page = read(client, "/manual/draft")
    assert "No ticket here meets “region is nroth”" in page
    assert "No ticket here meets “hold began" not in page


def test_a_card_leads_to_what_its_clause_did_and_to_what_stands_under_it():
    """F2: each card says what it did lately and what is next, with links."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.answer(number=number, text="Done.", by=cast.rep, at=MONDAY)
    client = visitor(cast, cast.manager)
    page = client.get("/manual").content.decode()
    assert "/manual/did?clause=promised%20dates%3A%20on%20the%20desk" in page
    assert "/desk?q=queue%3A%22front+desk%22" in page
    assert 'href="/targets#target-first-answer"' in page
    did = client.get("/manual/did?clause=promised dates: on the desk").content.decode()
    assert f'href="/desk/{number}"' in did
    assert 'class="why" href="/why/' in did
    assert "It did nothing lately" in client.get("/manual/did?clause=nothing").content.decode()
    assert client.get("/manual/did").headers["Location"] == "/manual"
    assert 'href="/targets#' not in visitor(cast, cast.rep).get("/manual").content.decode()


def test_who_else_is_at_the_draft_is_shown_as_at_a_ticket_and_what_they_saved_is_told():
    """Two people edit the manual: each sees the other before either loses a word; a stale write is 409 with both sides (above)."""
    cast, other = a_workspace(manual=TWO_CHANGE), a_workspace()
    mara, priya = visitor(cast, cast.manager), visitor(cast, cast.lead)
    here = "/manual/draft/presence"
    assert mara.post(here, {"doing": "looking", "version": 0}).content.strip() == b""
    assert "Mara Lindqvist</bdi> is here" in priya.post(here, {"doing": "writing", "version": 0}).content.decode()
    assert "Priya Nair</bdi> is writing" in mara.post(here, {"doing": "looking", "version": 0}).content.decode()
    priya.post("/manual/draft/text", {"version": 0, "text": TEN_DAYS})
    said = mara.post(here, {"doing": "looking", "version": 0}).content.decode()
    assert "by <b><bdi>Priya Nair</bdi></b>, after you began" in said
    assert "after you began" not in mara.post(here, {"doing": "looking", "version": 1}).content.decode()
    priya.post("/manual/draft/drop", {"version": 1})
    assert "version 1 is in force" in mara.post(here, {"doing": "looking", "version": 1}).content.decode()
    assert priya.post(here, {"doing": "gone"}).status_code == 204
    assert "Priya Nair" not in mara.post(here, {"doing": "looking", "version": 0}).content.decode()
    assert visitor(other, other.manager).post(here, {"doing": "looking", "version": 0}).content.strip() == b""


def test_a_manual_that_came_into_force_beneath_a_draft_is_told_as_that_and_not_as_a_save():
    """Nobody is said to have saved what they did not; a save after it is told with who saved and when."""
    cast = a_workspace()
    with cast.inside():
        adopt(text=TWO_WEEKS, by=cast.manager, at=MONDAY)
        save_draft(text=TEN_DAYS, version=1, by=cast.manager, at=MONDAY)
    client = visitor(cast, cast.manager)
    page = read(client, "/manual/draft")
    sent = {name: re.search(rf'data-{name}="([^"]*)"', page)[1] for name in ("version", "saved")}
    assert f'name="saved" value="{sent["saved"]}"' in page

    def told() -> str:
        return client.post("/manual/draft/presence", {"doing": "looking", **sent}).content.decode()

    assert "after you began" not in told()
    with cast.inside():
        bring_back(number=1, version=2, by=cast.manager, at=later(1))
    assert "Version 3 came into force after you began." in told()
    assert "Saved" not in told()
    with cast.inside():
        save_draft(text=TWO_WEEKS, version=int(sent["version"]) + 1, by=cast.manager, at=later(2))
    assert "by <b><bdi>Mara Lindqvist</bdi></b>, after you began" in told()
    assert "came into force" not in told()


TWO_CHANGE = SHIPPED.replace(
    "  - make API tokens\n  - keep own hours\n```", "  - make API tokens\n  - adopt the manual\n```", 1
)
"""The shipped manual, which the leads may change too."""
