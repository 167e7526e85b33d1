"""Issue 4: what one types on a page is kept, listed and dropped; a refused write does not take it away."""

from rounds.desk import commands as desk
from rounds.desk.models import Draft, Ticket
from rounds.desk.rules import MessageKind
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_ticket, a_workspace

JSON = {"Accept": "application/json"}


def test_a_page_that_keeps_by_itself_hears_the_version():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = visitor(cast)
    form = {"say": "reply", "text": "Dear", "draft_reply": "0", "draft_note": "0"}
    assert client.post(f"/desk/{number}/draft", form, headers=JSON).json()["version"] == 1
    assert client.post(f"/desk/{number}/draft", form | {"draft_reply": "1"}, headers=JSON).json()["version"] == 2
    assert client.post(f"/desk/{number}/draft", form, headers=JSON).status_code == 409
    page = client.get(f"/desk/{number}").content.decode()
    assert 'name="draft_reply" value="2"' in page
    assert ">\nDear</textarea>" in page


def test_without_scripts_both_sides_are_shown_and_mine_can_be_kept():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = visitor(cast)
    form = {"say": "note", "text": "Mine", "draft_reply": "0", "draft_note": "0", "version": "1"}
    with cast.inside():
        desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Theirs", by=cast.rep, at=MONDAY)
    answer = client.post(f"/desk/{number}/draft", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert "Mine" in page
    assert "draft_note" not in page.split('<form method="post" class="row row-wrap">')[1].split("</form>")[0]
    assert client.post(f"/desk/{number}/draft", {"say": "note", "text": "Mine", "version": "1"}).status_code == 302
    with cast.inside():
        assert Draft.objects.get().text == "Mine"


def test_the_list_shows_ones_own_and_drops_them():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket(subject="Swap the banner").number
        desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Ask Bram", by=cast.rep, at=MONDAY)
        desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Elin's own", by=cast.teammate, at=MONDAY)
        draft_id = Draft.objects.get(member_id=cast.rep.id).pk
    client = visitor(cast)
    page = client.get("/desk/drafts").content.decode()
    assert "Ask Bram" in page
    assert "Elin&#x27;s own" not in page
    assert f"/desk/{number}?say=note#msg" in page
    assert client.post(f"/desk/drafts/{draft_id}/drop").status_code == 302
    assert "Ask Bram" not in client.get("/desk/drafts").content.decode()


def test_a_refused_answer_stays_a_draft_and_a_note_alone_opens_as_a_note():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Ask Bram", by=cast.rep, at=MONDAY)
    client = visitor(cast)
    assert 'id="kind-note" data-key="m" data-focus="msg" checked' in client.get(f"/desk/{number}").content.decode()
    assert client.post(f"/desk/{number}/answer", {"text": "Mine", "version": "99"}).status_code == 409
    with cast.inside():
        assert Draft.objects.get().text == "Ask Bram"
        assert Ticket.objects.get().version == 1


def test_presence_says_who_else_is_there_and_a_stranger_hears_nothing():
    cast, other = a_workspace(), a_workspace()
    with cast.inside():
        number = a_ticket().number
    mine, theirs = visitor(cast), visitor(cast, cast.teammate)
    assert mine.post(f"/desk/{number}/presence", {"doing": "looking"}).content.strip() == b""
    assert "Teo Okafor" in theirs.post(f"/desk/{number}/presence", {"doing": "writing"}).content.decode()
    said = mine.post(f"/desk/{number}/presence", {"doing": "looking"}).content.decode()
    assert "Elin Berg</bdi> is writing" in said
    assert theirs.post(f"/desk/{number}/presence", {"doing": "gone"}).status_code == 204
    assert mine.post(f"/desk/{number}/presence", {"doing": "looking"}).content.strip() == b""
    assert visitor(other).post(f"/desk/{number}/presence", {"doing": "looking"}).status_code == 404
