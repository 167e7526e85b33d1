"""Who has to hear of something hears of it: where nobody fits, nobody answered, a firm is no customer any more, or the figures speak for
another grade (A1, A7, A10)."""

from datetime import timedelta

from rounds_judge.guide import Guide
from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import Event, World

DIFFERS = "checkins.grade differs"
"""The grade that somebody gave and the one that figures suggest have differed for long."""

ENOUGH = timedelta(days=2)
"""So long after it is open with nobody, it surely was said."""


def roles_hear(world: World, guide: Guide) -> Findings:
    """A1, A10: all who hold the role that the manual names were told, those who are still there by the end."""
    tickets, told = world.by_id("ticket"), _told(world)
    for ticket_id, history in world.histories.items():
        for event in history:
            rule, role = _has_to_hear(event, guide)
            if not role or ticket_id not in tickets:
                continue
            if missing := _holders(world, role, event) - told.get(event.id, set()):
                text = f"members {sorted(missing)} are {role} and were not told of “{event.kind}”"
                yield Broken(rule, tickets[ticket_id]["number"], event.at, text)


def whoever_has_it_hears(world: World) -> Findings:
    """A7: where grade and figures differ, whoever has the ticket was told as well, whatever their role is."""
    tickets, told = world.by_id("ticket"), _told(world)
    for ticket_id, history in world.histories.items():
        for event in history:
            if event.kind != DIFFERS or ticket_id not in tickets:
                continue
            had_by = _had_by(history, event)
            if None not in had_by and not had_by & told.get(event.id, set()):
                text = f"member {had_by} had it, and was not told of “{event.kind}”"
                yield Broken("A7 whoever has the ticket hears", tickets[ticket_id]["number"], event.at, text)


def somebody_is_asked(world: World) -> Findings:
    """A1: of a firm that the programme is for no more, somebody is asked, who has it or who hears of those that nobody has."""
    tickets, told = world.by_id("ticket"), _told(world)
    for ticket_id, history in world.histories.items():
        for event in history:
            if event.kind == "checkins.left" and not event.said["back"] and not told.get(event.id):
                yield Broken(
                    "A1 somebody is asked",
                    tickets[ticket_id]["number"],
                    event.at,
                    "nobody is asked of a firm that left",
                )


def trainers_are_told(world: World, guide: Guide) -> Findings:
    """A9: of a training that was wished for, somebody who works its queue hears: whom it was given to, or all whom it waits for."""
    tickets, told, last = world.by_id("ticket"), _told(world), max(world.looked)
    works = {
        row["id"]: {queue for queue, role in guide.works.items() if role in row["roles"]}
        for row in world.tables["member"]
    }
    for ticket_id, history in world.histories.items():
        for event in history:
            if event.kind != "checkins.training wished" or last - event.at < ENOUGH:
                continue
            training = tickets[event.said["training"]]
            heard = {member for each in world.histories[training["id"]] for member in told.get(each.id, set())}
            if not any(training["queue"] in works[member] for member in heard):
                text = f"nobody who works “{training['queue']}” heard of #{training['number']}"
                yield Broken("A9 trainers are told", tickets[ticket_id]["number"], event.at, text)


def nobody_is_said(world: World, guide: Guide) -> Findings:
    """A1, A2: what has long been open with nobody, in a queue that gives in turn, was said to be with nobody."""
    own, last = {row["ticket_id"] for row in world.tables["check_in"]}, max(world.looked)
    for ticket in world.tables["ticket"]:
        if ticket["id"] not in own or ticket["state"] not in {"new", "open"} or ticket["assignee_id"]:
            continue
        history = world.histories.get(ticket["id"], [])
        woke = max((event.at for event in history if event.kind == "desk.woke"), default=last)
        said = any(event.kind == "desk.nobody fitted" for event in history)
        if guide.queues.get(ticket["queue"]) and not said and last - woke > ENOUGH:
            yield Broken("A1 nobody is said", ticket["number"], woke, "it is open with nobody, and nobody heard of it")


def _has_to_hear(event: Event, guide: Guide) -> tuple[str, str]:
    """Give the promise, and the role that has to hear; empty where none has."""
    if event.kind == "desk.nobody fitted":
        return "A1 whoever hears that nobody fits", guide.queues.get(event.said["queue"], "")
    if event.kind == "checkins.nobody answered":
        return "A10 whoever hears of silence", guide.tells.get(event.said["step"], "")
    if event.kind == DIFFERS and guide.grading:
        return "A7 whoever hears of differing grades", guide.grading.differ_tell
    return "", ""


def _holders(world: World, role: str, event: Event) -> set[int]:
    members = world.tables["member"]
    return {row["id"] for row in members if row["active"] and role in row["roles"] and row["joined_at"] <= event.at}


def _had_by(history: list[Event], event: Event) -> set[int | None]:
    """Give who had the ticket at an event; None: nobody. Several where it was given in that very moment, in which others act at once."""
    given = [each for each in history if each.kind == "desk.assigned"]
    before = [each.said["to_member"] for each in given if each.id < event.id and each.at != event.at]
    return {before[-1] if before else None, *(each.said["to_member"] for each in given if each.at == event.at)}


def _told(world: World) -> dict[int, set[int]]:
    """Give who was told of each event."""
    told: dict[int, set[int]] = {}
    for row in world.tables["notice"]:
        told.setdefault(row["event_id"], set()).add(row["member_id"])
    return told
