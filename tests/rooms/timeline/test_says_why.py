"""F2: nothing that Rounds does by itself is recorded without a reason; what is mere bookkeeping stands in one list with its rule."""

import ast
from pathlib import Path

import pytest

from rounds.desk.clauses import Queue
from rounds.desk.house import ONLY_PARTIES
from rounds.policies.queries import book
from rounds.team.events import NoticesRead, SignedOff
from rounds.team.house import SIGNED_OFF
from rounds.timeline import house, registry
from rounds.timeline.commands import as_time, entry, record_alike
from rounds.timeline.house import HouseRule
from rounds.timeline.models import TimelineEvent
from rounds.timeline.queries import told
from rounds.timeline.rules import Actor, Because, Fact, NamesById
from rounds.workspaces.rows import insert
from tests.rooms.mail.post import a_letter, a_post
from tests.world import MONDAY, a_workspace, later

ROOT = Path(__file__).parents[3]
EVENT = NoticesRead(member=1, many=1)
FACT = Fact("seen", "something")
BY_ITSELF = [Actor.itself(), Actor.clause("queue: front desk"), Actor.connector("mail")]


@pytest.mark.parametrize("by", BY_ITSELF, ids=lambda by: by.kind)
def test_what_rounds_does_by_itself_is_refused_without_a_reason(by):
    with a_workspace().inside():
        with pytest.raises(ValueError, match="does not say why"):
            entry(EVENT, by=by, at=MONDAY)
        assert entry(EVENT, by=by, at=MONDAY, because=ONLY_PARTIES.because(FACT)).because is not None
        with pytest.raises(ValueError, match="says why"):
            record_alike([EVENT], by=by, at=MONDAY)


@pytest.mark.parametrize(
    "because",
    [Because("", 0, (FACT,)), Because("queue: front desk", 1), ONLY_PARTIES.because()],
    ids=["no clause and no rule", "a clause without facts", "a rule without facts"],
)
def test_a_reason_names_a_clause_or_a_rule_and_what_was_seen(because):
    with a_workspace().inside(), pytest.raises(ValueError, match="its reason names"):
        entry(EVENT, by=Actor.itself(), at=MONDAY, because=because)


def test_while_time_acts_whoever_is_named_has_a_reason():
    cast = a_workspace()
    with cast.inside():
        assert entry(EVENT, by=cast.rep, at=MONDAY).because is None
        with as_time():
            with pytest.raises(ValueError, match="does not say why"):
                entry(EVENT, by=cast.rep, at=MONDAY)
            with pytest.raises(ValueError, match="says why"):
                record_alike([EVENT], by=cast.rep, at=MONDAY)


BOOKKEEPING = {
    "accounts.contact added": "who writes is known",
    "desk.old mail added": "old mails move nothing",
    "desk.old mail opened": "old mails move nothing",
    "mail.claimed": "a mail leaves by itself",
    "mail.errand claimed": "a mail leaves by itself",
    "mail.errand handing over": "a mail leaves by itself",
    "mail.errand sent": "a mail leaves by itself",
    "mail.handing over": "a mail leaves by itself",
    "mail.sent": "a mail leaves by itself",
}
"""Kinds that are recorded without a reason of their own. One more is a decision, and stands here beside its rule."""


def test_what_is_mere_bookkeeping_is_this_and_no_more():
    assert {kind: rule.name for kind, rule in house.steps()} == BOOKKEEPING


def test_every_rule_of_the_house_explains_kinds_that_exist_and_says_it_in_sentences():
    for rule in house.all_rules():
        assert {*rule.steps, *rule.before} <= set(registry.kinds()), rule.name
        assert rule.says.endswith("."), rule.name
        assert rule.name == rule.name.lower(), rule.name


def test_every_rule_of_the_house_is_used():
    """A rule that no act names, and that has no steps, would be an empty promise on its page."""
    sources = [path.read_text() for path in (ROOT / "rounds").rglob("*.py") if path.name != "house.py"]
    for path in (ROOT / "rounds").glob("*/house.py"):
        if "import HouseRule" not in path.read_text():
            continue
        for node in ast.parse(path.read_text()).body:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            [target] = node.targets
            assert isinstance(target, ast.Name)
            has_steps = any(word.arg == "steps" for word in node.value.keywords)
            assert has_steps or any(target.id in source for source in sources), f"{path}: {target.id}"


def test_of_one_name_or_kind_there_is_one_rule():
    with pytest.raises(ValueError, match="Two rules"):
        house.add([HouseRule(ONLY_PARTIES.name, "It says something else.")])
    with pytest.raises(ValueError, match="Two rules"):
        house.add([HouseRule("another rule of these tests", "It takes a step of another.", steps=("mail.sent",))])


SOMEBODY_AT_THE_MACHINE = {
    "rounds/checkins/rules/coming_round.py": "only a day that somebody chose has a name beside it; without one it is not asked",
    "rounds/cli/imports.py": "a command of whoever runs this Rounds",
    "rounds/cli/mailboxes.py": "a command of whoever runs this Rounds",
    "rounds/cli/manuals.py": "a command of whoever runs this Rounds",
    "rounds/cli/tokens.py": "a command of whoever runs this Rounds",
    "rounds/cli/usage.py": "a command of whoever runs this Rounds",
    "rounds/cli/workspaces.py": "a command of whoever runs this Rounds",
    "rounds/simulation/founding.py": "the simulated company is founded",
    "rounds/site/demo.py": "the demo is founded",
    "rounds/site/demo_check_ins.py": "the demo is founded",
    "rounds/timeline/queries.py": "tells one from the other",
    "rounds/timeline/rules.py": "tells one from the other",
    "rounds/web/happenings.py": "tells one from the other",
    "rounds/web/views/forgotten.py": "somebody who is not signed in yet; the event names the member",
    "rounds/web/views/joining.py": "somebody who is not signed in yet; the event names the member",
    "rounds/web/views/passkeys.py": "somebody who is not signed in yet; the event names the member",
    "rounds/web/views/second_step.py": "somebody who is not signed in yet; the event names the member",
    "rounds/web/views/start.py": "the first run, before there is any member",
}
"""Where `Actor.system()`, which needs no reason, may stand: there a person sits at the machine. Rounds by itself is `Actor.itself()`."""


def test_who_needs_no_reason_stands_only_where_a_person_sits_at_the_machine():
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "rounds").rglob("*.py")
        if "Actor.system()" in path.read_text() or "ActorKind.SYSTEM)" in path.read_text()
    }
    assert found - set(SOMEBODY_AT_THE_MACHINE) == set()
    assert set(SOMEBODY_AT_THE_MACHINE) - found == set()


def test_a_ticket_that_a_mail_opens_says_by_which_clauses_it_has_its_kind_queue_and_priority():
    post = a_post()
    post.bring(a_letter(to=post.address))
    [event] = post.events("desk.ticket opened")
    assert (event.actor_kind, event.clause) == ("contact", "mailbox: support")
    because = Because.from_json(event.because)
    assert because.keys == ("opens",)
    assert [each.clause for each in because.also] == [f"queue: {event.payload['queue']}", "priorities: on the desk"]
    assert [(fact.label, fact.text) for fact in because.facts][:3] == [
        ("a mail came to the mailbox", "support"),
        ("it belongs to", "no ticket"),
        ("its kind is", event.payload["ticket_kind"]),
    ]
    with post.inside():
        queue = book().get(Queue, event.payload["queue"])
    assert because.next == f"it waits in the queue {queue.name} until somebody who is {queue.worked_by} takes it"


def test_a_strangers_answer_opens_a_linked_ticket_and_both_say_why():
    post = a_post()
    post.bring(a_letter(to=post.address, message_id="<one@customer.example>"))
    post.bring(
        a_letter(
            to=post.address,
            sender="Eve Stranger <eve@elsewhere.example>",
            more="In-Reply-To: <one@customer.example>\r\n",
        ),
        at=later(0.1),
    )
    [_, second] = post.events("desk.ticket opened")
    because = Because.from_json(second.because)
    assert (because.clause, because.rule) == ("mailbox: support", ONLY_PARTIES.name)
    assert {("it is linked to", "#1"), ("whoever wrote it", "takes no part in that")} <= {
        (fact.label, fact.text) for fact in because.facts
    }
    linked = post.events("desk.linked")
    assert min(each.pk for each in linked) > second.pk  # it is opened first
    assert [each.payload["other"] for each in linked] == [1, 2]
    for each in linked:
        assert (each.actor_kind, each.actor_name, each.clause) == ("system", "itself", None)
        assert Because.from_json(each.because).rule == ONLY_PARTIES.name


def test_what_an_older_version_recorded_without_a_reason_is_explained_by_its_rule():
    cast = a_workspace()
    with cast.inside():
        row = entry(SignedOff(member=cast.rep.id or 0, by_itself=True), by=Actor.system(), at=MONDAY)
        insert(row)
        [happening] = told([TimelineEvent.objects.latest("id")], NamesById({cast.rep.id or 0: "Teo Okafor"}, {}))
    assert happening.by_name == "Rounds"
    assert happening.because is not None
    assert happening.because.rule == SIGNED_OFF.name


def test_whoever_runs_rounds_is_not_called_rounds():
    cast = a_workspace()
    with cast.inside():
        joined = TimelineEvent.objects.filter(kind="team.member joined").first()
        [happening] = told([joined], NamesById({}, {}))
    assert (happening.by_name, happening.because) == ("Whoever runs Rounds", None)
