"""How things stand at the end: no firm without its ticket, no date that has passed, and all that was written fits (A1, A6, A7, A9)."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from rounds_judge.guide import Guide
from rounds_judge.replay import Told
from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import Row, World

ENOUGH = timedelta(days=2)
"""So long after it came onto the programme, a firm surely has its ticket."""


def one_ticket_a_firm(world: World, guide: Guide) -> Findings:
    """A1: each firm that the programme is for has exactly one check-in, and each check-in a ticket of its own."""
    those = [row for row in world.tables["check_in"] if row["programme"] == guide.name]
    many = Counter(row["account_id"] for row in those)
    for account in world.tables["account"]:
        if many[account["id"]] > 1 or (account["lifecycle"] == guide.stage and not many[account["id"]]):
            yield Broken(
                "A1 one ticket a firm", 0, None, f"account {account['id']} has {many[account['id']]} check-ins"
            )
    shared = Counter(row["ticket_id"] for row in those)
    tickets = world.by_id("ticket")
    for ticket_id, count in shared.items():
        if ticket_id not in tickets:
            yield Broken("A1 never lost", 0, None, f"ticket {ticket_id} of a check-in is gone")
        elif count > 1:
            yield Broken("A1 one ticket a firm", tickets[ticket_id]["number"], None, "two check-ins have this ticket")


def renamed_together(world: World, guide: Guide) -> Findings:
    """A1: where the programme is called otherwise, every check-in goes on with it, and its ticket comes back by it."""
    tickets = world.by_id("ticket")
    for row in world.tables["check_in"]:
        if (ticket := tickets.get(row["ticket_id"])) is None:
            continue
        recurs = ticket["recurs_by"]
        if row["programme"] != guide.name or (recurs and recurs != guide.clause):
            text = f"it is of “{row['programme']}” and comes back by “{recurs}”; the programme is “{guide.name}”"
            yield Broken("A1 a renamed programme", ticket["number"], None, text)


def never_lost(world: World, last: datetime) -> Findings:
    """A1, A11: it is open, or asleep with a date that is to come; or closed, because no check-in is needed."""
    tickets = world.by_id("ticket")
    for row in world.tables["check_in"]:
        if (ticket := tickets.get(row["ticket_id"])) is None:
            continue
        state, date, number = ticket["state"], ticket["wakes_at"], ticket["number"]
        if row["exempt_at"]:
            if date or (state != "closed" and not _news_since(world, row)):
                yield Broken("A11 exempt stays away", number, None, f"no check-in is needed, but it is {state}, {date}")
        elif state not in {"new", "open", "asleep"}:
            yield Broken("A1 never lost", number, None, f"it is {state}, and comes back no more")
        elif state == "asleep" and date is None:
            yield Broken("A1 never lost", number, None, "it is asleep and has no date")
        elif date and date <= last:
            yield Broken("A1 never past its date", number, date, f"its date {date} has passed")


def sleeps_by_the_hours(world: World, guide: Guide) -> Findings:
    """A1: what sleeps, and waits for no answer, opens on a morning of the hours in force, on its firm's clocks."""
    tickets, offices = world.by_id("ticket"), world.by_firm(guide.office.on_clocks_of)
    for row in world.tables["check_in"]:
        ticket, office = tickets.get(row["ticket_id"]), offices[row["account_id"]]
        if ticket is None or row["step"] is not None or ticket["state"] != "asleep" or not ticket["wakes_at"]:
            continue
        if not office.is_opening(date := ticket["wakes_at"]):
            yield Broken("A1 by the hours in force", ticket["number"], None, f"{date} is none of their mornings")


def somebody_sees_it(world: World) -> Findings:
    """A2: what is open is with nobody, whom the queue shows it to, or with somebody who is still there."""
    here = {row["id"] for row in world.tables["member"] if row["active"]}
    own = {row["ticket_id"] for row in world.tables["check_in"]}
    for ticket in world.tables["ticket"]:
        if ticket["id"] in own and ticket["state"] in {"new", "open"} and ticket["assignee_id"] not in {None, *here}:
            yield Broken("A2 somebody sees it", ticket["number"], None, "it is open, and with somebody who has left")


NEWS = {"desk.customer wrote", "desk.answer failed"}


def _news_since(world: World, check_in: Row) -> bool:
    """Say whether somebody wrote, or a letter came back, after it was said that no check-in is needed: both are read all the same."""
    history = world.histories.get(check_in["ticket_id"], [])
    return any(event.kind in NEWS and event.at >= check_in["exempt_at"] for event in history)


def history_fits(world: World, told: list[Told]) -> Findings:
    """A1: the date that the history tells is the date that stands."""
    numbers = {ticket["number"]: ticket for ticket in world.tables["ticket"]}
    for each in told:
        if (stands := numbers[each.ticket]["wakes_at"]) != each.date:
            yield Broken("A1 the history fits", each.ticket, None, f"{stands} stands; the history tells {each.date}")


def rounds_count_once(world: World, told: list[Told]) -> Findings:
    """A12: what counts as done are the rounds that the history tells, each once."""
    tickets = _tickets_of(world)
    counted = Counter(tickets[row["check_in_id"]] for row in world.tables["round_done"] if not row["again"])
    for each in told:
        if (many := counted[each.ticket]) != each.done:
            yield Broken("A12 one round, one done", each.ticket, None, f"{many} count as done, not {each.done}")


def board_says_so(world: World, told: list[Told]) -> Findings:
    """A12: the board counts the rounds that the history tells, and as without an answer those that stayed so: a late one counts too."""
    for heading, many in (("done", "done"), ("done without an answer", "silent")):
        counted: Counter[int] = Counter(world.board.get(heading, []))
        for each in told:
            if counted[each.ticket] != (meant := getattr(each, many)):
                text = f"the board has it {counted[each.ticket]} times as {heading}, not {meant}"
                yield Broken(f"A12 the board: {heading}", each.ticket, None, text)


def findings_are_whole(world: World, guide: Guide) -> Findings:
    """A6: no part that the manual asks for is empty."""
    tickets = _tickets_of(world)
    for row in world.tables["finding"]:
        missing = [need for need in guide.needs if not str(row["said"].get(need, "")).strip()]
        if missing:
            yield Broken(
                "A6 a finding is whole", tickets[row["check_in_id"]], row["at"], f"it says nothing of {missing}"
            )


def titles_fit(world: World, guide: Guide) -> Findings:
    """A7: the grade is the last one given, and the title says what it puts there, and nothing of another's."""
    tickets, last = world.by_id("ticket"), {}
    for row in world.tables["grade_given"]:
        last[row["check_in_id"]] = row["grade"]
    for row in world.tables["check_in"]:
        if (ticket := tickets.get(row["ticket_id"])) is None:
            continue
        if row["grade"] != last.get(row["id"], ""):
            yield Broken(
                "A7 the grade", ticket["number"], None, f"it is {row['grade']}; the last given is {last.get(row['id'])}"
            )
        for grade, words in guide.in_title.items():
            if (words in ticket["subject"]) != (row["grade"] == grade):
                yield Broken(
                    "A7 the title", ticket["number"], None, f"graded {row['grade']}, it is called {ticket['subject']}"
                )


def training_is_linked(world: World) -> Findings:
    """A9: a training ticket that somebody wished for is linked with the check-in."""
    links = {frozenset((row["first_id"], row["second_id"])) for row in world.tables["ticket_link"]}
    numbers = world.by_id("ticket")
    for ticket_id, history in world.histories.items():
        for event in history:
            if event.kind == "checkins.training wished" and frozenset((ticket_id, event.said["training"])) not in links:
                yield Broken("A9 training is linked", numbers[ticket_id]["number"], event.at, "no link to the training")


def nothing_is_put_off(world: World) -> Findings:
    """No duty failed for good."""
    for row in world.tables["put_off"]:
        yield Broken(
            "A1 duties are done", 0, None, f"{row['duty']} of row {row['row_id']} failed: {row['trouble'][:200]}"
        )


def history_is_whole(world: World) -> Findings:
    """Each event is sealed once, in one row without gaps."""
    numbers = [row["number"] for row in world.tables["timeline_seal"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Broken("F4 the history is whole", 0, None, "the seals have gaps")
    sealed = {row["event_id"] for row in world.tables["timeline_seal"]}
    missing = [event.id for history in world.histories.values() for event in history if event.id not in sealed]
    if missing:
        yield Broken(
            "F4 the history is whole", 0, None, f"{len(missing)} events are not sealed, the first {missing[0]}"
        )


def _tickets_of(world: World) -> dict[int, int]:
    numbers = {row["id"]: row["number"] for row in world.tables["ticket"]}
    return defaultdict(int, {row["id"]: numbers.get(row["ticket_id"], 0) for row in world.tables["check_in"]})
