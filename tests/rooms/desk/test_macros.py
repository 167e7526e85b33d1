"""Macros: several acts as one, said before they are done, explained by their clause, and taken back as one."""

import pytest

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, Refused
from rounds.desk import commands as desk
from rounds.desk.many import COLUMNS, ManyAct, Verb
from rounds.desk.models import AnswerWaiting, ManyDo, ManyItem, Message, Ticket
from rounds.manual.checking import check
from rounds.manual.commands import adopt
from rounds.team.models import Member
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.outgoing import brought
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, Cast, a_ticket, a_workspace, later

LETTER = (
    "\n```template\nname: short word\nsubject: About {subject}\n\nWe have your {subject}, {contact first name}.\n```\n"
)


def a_desk(does: str = "", *, more: str = "", run_by: str = "run by: [rep, lead, manager, production]\n") -> Cast:
    """A workspace whose manual has one more macro, called `mine`."""
    if not does:
        return a_workspace()
    clause = f"\n```clause\nmacro: mine\n{more}{run_by}does: {{{does}}}\n```\n"
    return a_workspace(manual=MANUAL.read_text() + LETTER + clause)


def a_number(cast: Cast, **more: object) -> int:
    with cast.inside():
        return a_ticket(at=later(-0.1), **more).number


def run(cast: Cast, number: int, name: str = "mine", *, by: Actor | None = None, **more: object) -> ManyDo:
    with cast.inside():
        return desk.run_macro(number=number, name=name, by=by or cast.lead, at=MONDAY, **more)


def undo(cast: Cast, many: ManyDo, *, by: Actor | None = None, at=None) -> int:
    with cast.inside():
        return desk.undo_many(many_id=many.pk, by=by or cast.lead, at=at or later(0.0001))


def facts(cast: Cast, number: int) -> dict[str, object]:
    with cast.inside():
        return Ticket.objects.filter(number=number).values(*COLUMNS, "held_by").get()


def texts(cast: Cast, number: int) -> list[str]:
    with cast.inside():
        return list(Message.objects.filter(ticket__number=number).order_by("id").values_list("text", flat=True))


ACTS = {
    "kind: billing": {"kind": "billing", "queue": "billing"},
    "priority: high": {"priority": "high"},
    "give to: whoever runs it": {"assignee_id": "lead"},
    "comes back in: 2 weeks": {"wakes_at": "a date"},
    "sleep: 2 weeks": {"state": "asleep", "wakes_at": "a date"},
    'hold: {for: supplier, until: 1 week, reason: "They move"}': {"held_by": "supplier", "state": "open"},
    "then: close": {"state": "closed"},
    "answer: short word": {"state": "open", "last_word": "staff"},
}


@pytest.mark.parametrize("does", ACTS)
def test_each_key_does_its_act_and_undo_lets_the_ticket_be_as_it_was(does):
    """Clause kind `macro`, key `does`: each key of it."""
    cast = a_desk(does)
    number = a_number(cast)
    before = facts(cast, number)
    many = run(cast, number)
    now = facts(cast, number)
    for name, value in ACTS[does].items():
        if value == "a date":
            assert now[name] is not None
        else:
            assert now[name] == (cast.lead.id if value == "lead" else value)
    assert undo(cast, many) == 1
    after = facts(cast, number)
    if "hold" in does:  # held, it was seen: it is open, as any ticket that somebody has held
        after["state"] = "new"
    assert after == before


def test_the_queue_gets_back_what_somebody_has_and_undo_gives_it_to_them_again():
    cast = a_desk("give to: the queue")
    number = a_number(cast)
    with cast.inside():
        desk.take(number=number, by=cast.rep, at=later(-0.05))
    many = run(cast, number)
    assert facts(cast, number)["assignee_id"] is None
    undo(cast, many)
    assert facts(cast, number)["assignee_id"] == cast.rep.id


def named(cast: Cast, actor: Actor) -> str:
    with cast.inside():
        return Member.objects.get(id=actor.id).email


def naming(cast: Cast, address: str) -> str:
    clause = f"\n```clause\nmacro: mine\ndoes: {{give to: {address}}}\n```\n"
    return MANUAL.read_text() + LETTER + clause


def test_a_macro_gives_a_ticket_to_a_member_by_their_address_and_undo_takes_it_back():
    """A workspace's own manual may name a person by e-mail address."""
    cast = a_workspace()
    with cast.inside():
        adopt(text=naming(cast, named(cast, cast.teammate).upper()), by=Actor.system(), at=MONDAY)
    number = a_number(cast)
    page = visitor(cast, cast.lead).get(f"/desk/{number}/macros").content.decode()
    assert "It is given to Elin Berg" in page
    many = run(cast, number)
    assert facts(cast, number)["assignee_id"] == cast.teammate.id
    with cast.inside():
        because = TimelineEvent.objects.get(kind="desk.macro run").because
    assert "Elin" not in str(because), "history holds no names"
    undo(cast, many)
    assert facts(cast, number)["assignee_id"] is None


def test_to_give_a_ticket_away_needs_the_right_to_assign():
    cast = a_workspace()
    with cast.inside():
        adopt(text=naming(cast, named(cast, cast.teammate)), by=Actor.system(), at=MONDAY)
    number = a_number(cast)
    page = visitor(cast, cast.production).get(f"/desk/{number}/macros").content.decode()
    assert "needs the right to assign tickets" in page
    with pytest.raises(NotAllowed):
        run(cast, number, by=cast.production)


def test_a_macro_for_an_address_that_nobody_here_has_is_not_adopted_nor_run():
    cast = a_workspace()
    address = named(cast, cast.teammate)
    with cast.inside(), pytest.raises(Refused, match="no member here has that address"):
        adopt(text=naming(cast, f"x{address}"), by=Actor.system(), at=MONDAY)
    with cast.inside():
        adopt(text=naming(cast, address), by=Actor.system(), at=MONDAY)
        Member.objects.filter(id=cast.teammate.id).update(active=False)
    with pytest.raises(Refused, match="no member here has that address"):
        run(cast, a_number(cast))


def test_a_closed_ticket_is_opened_again():
    cast = a_desk("then: open again")
    number = a_number(cast)
    with cast.inside():
        desk.close(number=number, by=cast.rep, at=later(-0.05))
    run(cast, number)
    assert facts(cast, number)["state"] == "open"


def test_a_note_is_written_from_its_template_and_taken_away_with_the_undo():
    cast = a_desk("note: short word")
    number = a_number(cast, subject="Banner")
    many = run(cast, number)
    assert texts(cast, number)[-1] == "We have your Banner, Dana."
    undo(cast, many)
    assert len(texts(cast, number)) == 1


def test_an_answer_leaves_in_the_teams_own_words_and_can_be_taken_back_until_it_has_left():
    cast = a_desk("answer: short word, priority: high")
    number = a_number(cast, subject="Banner")
    many = run(cast, number)
    with cast.inside():
        message = Message.objects.get(ticket__number=number, kind="staff")
        assert message.subject == "About Banner"
        assert "Hello Dana,\n\nWe have your Banner, Dana.\n\nPriya" in message.text
        assert Outbox.objects.get(ref_id=message.pk).state == "queued"
    undo(cast, many)
    with cast.inside():
        assert Outbox.objects.get().state == "taken back"
        assert not AnswerWaiting.objects.exists()
        assert not Message.objects.filter(kind="staff").exists()
    assert facts(cast, number)["priority"] == "normal"


def test_what_has_left_stays_and_so_does_all_that_went_with_it():
    cast = a_desk("answer: short word, priority: high")
    number = a_number(cast)
    many = run(cast, number)
    with cast.inside():
        brought(Outbox.objects.all(), "sent")
    assert undo(cast, many) == 0
    assert facts(cast, number)["priority"] == "high"
    with cast.inside():
        assert Outbox.objects.get().state == "sent"


def test_somebody_elses_change_since_keeps_the_answer_from_being_taken_back():
    cast = a_desk("answer: short word")
    number = a_number(cast)
    many = run(cast, number)
    with cast.inside():
        desk.set_priority(number=number, priority="low", by=cast.teammate, at=later(0.00001))
    assert undo(cast, many) == 0
    with cast.inside():
        assert Outbox.objects.get().state == "queued", "nothing of an undo that failed stays"


def test_it_is_one_act_in_history_and_why_names_the_clause_and_what_it_did():
    """F2."""
    cast = a_desk("priority: high, then: close")
    number = a_number(cast)
    run(cast, number)
    with cast.inside():
        event = TimelineEvent.objects.get(kind="desk.macro run")
        assert (event.actor_kind, event.clause) == ("member", "macro: mine")
        assert [fact["text"] for fact in event.because["facts"]] == ["Its priority becomes high", "It is closed"]
        assert event.because["keys"] == ["does"]
    page = visitor(cast, cast.lead).get(f"/desk/{number}").content.decode()
    assert "ran the macro “mine”" in page
    assert "Its priority becomes high" in page


def test_what_is_so_already_is_left_out_and_where_all_is_nothing_is_done():
    cast = a_desk("priority: normal, give to: whoever runs it")
    number = a_number(cast)
    run(cast, number)
    with cast.inside():
        facts_ = TimelineEvent.objects.get(kind="desk.macro run").because["facts"]
    assert [fact["text"] for fact in facts_] == ["It is given to whoever ran it"], "others read it too"
    with pytest.raises(Refused, match="would change nothing"):
        run(cast, number)


def test_a_macro_gives_nobody_a_right():
    cast = a_desk("priority: high, kind: billing")
    number = a_number(cast)
    with pytest.raises(NotAllowed):
        run(cast, number, by=cast.production)
    assert facts(cast, number)["priority"] == "normal", "nothing of a refused macro stays"


def test_for_many_tickets_no_macro_is_offered_an_act_of_which_one_may_not_do():
    cast = a_desk("priority: high, kind: billing")
    a_number(cast)
    offer, what = '<option value="macro:mine"', "<dt>Mine</dt>"
    for by, offered in ((cast.lead, True), (cast.production, False)):
        page = visitor(cast, by).get("/desk/choose").content.decode()
        assert (offer in page, what in page) == (offered, offered)


def test_who_may_run_it_and_on_which_tickets_is_said_by_the_clause():
    """Clause kind `macro`, keys `run by` and `for`."""
    cast = a_desk("priority: high", run_by="run by: lead\n", more="for: {ticket kind: billing}\n")
    billing, question = a_number(cast, kind="billing"), a_number(cast)
    with pytest.raises(Refused, match="You may not run"):
        run(cast, billing, by=cast.rep)
    with pytest.raises(Refused, match="is for tickets where"):
        run(cast, question)
    run(cast, billing)


def test_a_macro_that_the_manual_lost_and_a_stale_page_are_refused():
    cast = a_desk("priority: high")
    number = a_number(cast)
    with pytest.raises(Refused, match="no macro"):
        run(cast, number, "another")
    with pytest.raises(ChangedMeanwhile):
        run(cast, number, version=9)


def test_one_act_that_is_refused_leaves_nothing_of_the_others():
    cast = a_desk('priority: high, hold: {for: supplier, until: 1 week, reason: "Domain"}')
    number = a_number(cast)
    with cast.inside():
        desk.close(number=number, by=cast.rep, at=later(-0.05))
    with pytest.raises(Refused, match="waits for nobody"):
        run(cast, number)
    assert facts(cast, number)["priority"] == "normal"


def test_many_tickets_get_it_each_by_its_own_rules_and_all_are_taken_back():
    cast = a_desk("priority: high, then: close")
    numbers = [a_number(cast) for _ in range(3)]
    with cast.inside():
        desk.close(number=numbers[0], by=cast.rep, at=later(-0.05))
        desk.set_priority(number=numbers[0], priority="high", by=cast.rep, at=later(-0.05))
        many = desk.do_to_many(numbers=numbers, act=ManyAct(Verb.MACRO, "mine"), by=cast.lead, at=MONDAY)
        assert [bool(item.refusal) for item in ManyItem.objects.order_by("ticket_id")] == [True, False, False]
    assert undo(cast, many) == 2
    assert facts(cast, numbers[1])["state"] == "new"


@pytest.mark.parametrize(
    ("does", "problem"),
    [
        ('hold: {for: supplier, until: 1 week, reason: "x"}, then: close', "not closed in the same breath"),
        ("sleep: 1 week, then: close", "neither closed nor opened"),
        ("sleep: 1 week, comes back in: 2 weeks", "comes back on that day"),
        ('sleep: 1 week, hold: {for: supplier, until: 1 week, reason: "x"}', "cannot be held"),
        ("answer: plain", "has a place for “{text}”"),
        ("give to: the queu", "or the e-mail address of a member"),
        ("priority: burning", "There is no priority “burning”"),
    ],
)
def test_what_cannot_be_is_said_while_the_manual_is_written(does, problem):
    text = MANUAL.read_text() + f"\n```clause\nmacro: mine\ndoes: {{{does}}}\n```\n"
    found = check(text)
    assert any(problem in finding.problem for finding in found), found


# The page


def test_the_page_says_what_it_will_do_then_does_it_and_takes_it_back_without_scripts():
    cast = a_desk("priority: high, answer: short word")
    number = a_number(cast, subject="Banner")
    client = visitor(cast, cast.lead)
    ticket = client.get(f"/desk/{number}").content.decode()
    assert f'href="/desk/{number}/macros"' in ticket
    page = client.get(f"/desk/{number}/macros").content.decode()
    assert "Its priority becomes high." in page
    assert "We have your Banner, Dana." in page
    assert facts(cast, number)["priority"] == "normal", "to look does nothing"
    answer = client.post(f"/desk/{number}/macro", {"macro": "mine", "version": "1"}, follow=True)
    assert "Ran the macro: mine" in answer.content.decode()
    client.post(f"{answer.redirect_chain[-1][0]}/undoing")
    assert facts(cast, number)["priority"] == "normal"


def test_only_those_that_fit_are_offered_and_a_missing_right_is_named():
    cast = a_desk("kind: billing")
    number = a_number(cast)
    page = visitor(cast, cast.production).get(f"/desk/{number}/macros").content.decode()
    assert "needs the right to assign tickets" in page
    assert "Glad to help" not in page, "that one is run by reps and leads"


def test_the_palette_offers_macros_by_name_on_the_ticket_that_is_open():
    cast = a_desk("priority: high")
    number = a_number(cast)
    headers = {"HX-Request": "true", "HX-Target": "palette-found"}
    client = visitor(cast, cast.lead)
    found = client.get("/go?q=min", headers=headers | {"HX-Current-URL": f"http://testserver/desk/{number}"})
    assert f"/desk/{number}/macros?name=mine" in found.content.decode()
    assert "macros?name" not in client.get("/go?q=min", headers=headers).content.decode()


def test_the_list_offers_them_for_all_that_are_ticked():
    cast = a_desk("priority: high")
    numbers = [a_number(cast) for _ in range(2)]
    client = visitor(cast, cast.lead)
    assert 'value="macro:mine"' in client.get("/desk/choose").content.decode()
    client.post("/desk/many", {"number": numbers, "do": "macro:mine"})
    assert {facts(cast, number)["priority"] for number in numbers} == {"high"}


def test_in_why_and_before_it_is_run_a_macro_says_its_acts_in_the_teams_words_and_a_reason_as_the_manual_has_it():
    reason = "the note of a customer is not on this ticket"
    does = f"note: short word, hold: {{for: supplier, until: 2 days, reason: {reason}}}"
    clause = f"\n```clause\nmacro: mine\ndoes: {{{does}}}\n```\n"
    words = "words: {note: memo, ticket: case, customer: client}\n"
    cast = a_workspace(
        manual=MANUAL.read_text().replace("holidays: [US]\n", f"holidays: [US]\n{words}") + LETTER + clause
    )
    number, client = a_number(cast), visitor(cast, cast.lead)
    says = f"It waits for supplier, 2 days at most: “{reason}”"
    assert says in client.get(f"/desk/{number}/macros").content.decode()
    run(cast, number)
    page = client.get(f"/desk/{number}").content.decode()
    assert "A memo is written: short word" in page
    assert says in page
