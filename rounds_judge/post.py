"""The mail: what we call sent arrived, once; what customers sent stands where it belongs; what never left does not count (A3, A8)."""

from collections import Counter, defaultdict

from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import Row, World

GONE = {"stopped", "bounced", "dropped", "taken back"}
ARRIVED = {"sent", "bounced"}


def delivered_once(world: World) -> Findings:
    """D1: no mail arrives twice, none that we call sent is missing, and none comes from nowhere."""
    ours = {row["message_id"]: row for row in world.tables["message"] if row["kind"] == "staff"}
    tickets = world.by_id("ticket")
    states: dict[int, list[str]] = defaultdict(list)
    for row in world.tables["outbox"]:
        if row["channel"] == "mail":
            states[row["ref_id"]].append(row["state"])
    arrived = Counter((line["message_id"], line["to"]) for line in world.town)
    there = {line["message_id"] for line in world.town}
    for (message_id, to), times in arrived.items():
        message = ours.get(message_id)
        if message is None:
            yield Broken("D1 delivered once", 0, None, f"{message_id} arrived, and nobody here wrote it")
        elif times > 1 and "may have arrived" not in states[message["id"]]:
            yield Broken(
                "D1 delivered once",
                tickets[message["ticket_id"]]["number"],
                None,
                f"{message_id} came {times} times to {to}",
            )
    for message_id, message in ours.items():
        if ARRIVED & set(states[message["id"]]) and message_id not in there:
            yield Broken(
                "D1 sent is arrived",
                tickets[message["ticket_id"]]["number"],
                message["at"],
                f"{message_id} never arrived",
            )


def answers_stand_there(world: World) -> Findings:
    """A8: whatever a customer or a robot of theirs wrote under a reach-out stands on its ticket, once."""
    tickets, where = world.by_id("ticket"), defaultdict(list)
    for row in world.tables["message"]:
        where[row["message_id"]].append(row["ticket_id"])
    for mail in world.came:
        if mail["kind"] == "bounce":
            continue
        meant, found = where[mail["under"]], where[mail["mail"]]
        if not meant:
            continue  # the reach-out was taken back, and is nowhere
        if found != meant[:1]:
            yield Broken(
                "A8 the answer threads back", tickets[meant[0]]["number"], None, f"{mail['mail']} stands on {found}"
            )


def what_never_left_does_not_count(world: World) -> Findings:
    """A3: a reach-out whose mail came back, was turned away or taken back is void; one that arrived is not."""
    states: dict[int, set[str]] = defaultdict(set)
    for row in world.tables["outbox"]:
        if row["channel"] == "mail":
            states[row["ref_id"]].add(row["state"])
    bounced = {mail["under"] for mail in world.came if mail["kind"] == "bounce"}
    messages, numbers = world.by_id("message"), _numbers(world)
    settled = _settled(world)
    for row in world.tables["reach_out"]:
        if row["message_id"] is None:
            continue
        message = messages.get(row["message_id"])
        came_back = message is not None and message["message_id"] in bounced
        gone = message is None or came_back or (bool(states[row["message_id"]]) and states[row["message_id"]] <= GONE)
        if gone and row["void_at"] is None and row["id"] not in settled:
            yield Broken(
                "A3 what never left wakes",
                numbers[row["check_in_id"]],
                row["at"],
                "the mail did not arrive, and it counts",
            )
        if not gone and row["void_at"] is not None:
            yield Broken(
                "A3 what left counts", numbers[row["check_in_id"]], row["at"], "the mail arrived, and it does not count"
            )


def _settled(world: World) -> set[int]:
    """Give the reach-outs whose round was over before it was known that they never arrived: nothing waits for them any more."""
    ends: dict[int, list[Row]] = defaultdict(list)
    for row in world.tables["reach_out"]:
        ends[row["check_in_id"]].append(row)
    tickets = {row["id"]: row["ticket_id"] for row in world.tables["check_in"]}
    found = set()
    for check_in_id, rows in ends.items():
        history = world.histories.get(tickets.get(check_in_id, 0), [])
        for row in rows:
            behind = [event for event in history if event.at >= row["at"]]
            kinds = [event.kind for event in behind]
            if any(kind in OVER for kind in kinds[: _failed(kinds)]):
                found.add(row["id"])
    return found


OVER = {"checkins.ladder stopped", "checkins.round ended", "checkins.exempted"}


def _failed(kinds: list[str]) -> int:
    return kinds.index("desk.answer failed") if "desk.answer failed" in kinds else len(kinds)


def _numbers(world: World) -> dict[int, int]:
    numbers = {row["id"]: row["number"] for row in world.tables["ticket"]}
    return {row["id"]: numbers.get(row["ticket_id"], 0) for row in world.tables["check_in"]}
