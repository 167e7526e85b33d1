"""The mail: what we call sent arrived, once; what customers sent stands where it belongs; what never left does not count (A3, A8)."""

from collections import Counter, defaultdict
from email.header import decode_header, make_header

from rounds_judge.guide import Guide
from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import Event, Row, World

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
    """A3: a reach-out is void whose mail came back from whom it was written to, was turned away there, or taken back; no other is.

    Whoever reads along is not meant: that their copy arrived, or did not, says nothing of the reach-out.
    """
    states = {
        (row["ref_id"], row["recipient_id"]): row["state"] for row in world.tables["outbox"] if row["channel"] == "mail"
    }
    bounced = {(mail["under"], mail["from"]) for mail in world.came if mail["kind"] == "bounce"}
    messages, addresses, numbers = world.by_id("message"), world.by_id("contact_address"), _numbers(world)
    settled = _settled(world)
    for row in world.tables["reach_out"]:
        if row["message_id"] is None:
            continue
        message, meant = messages.get(row["message_id"]), addresses[row["address_id"]]["address"]
        came_back = message is not None and (message["message_id"], meant) in bounced
        gone = message is None or came_back or states[row["message_id"], row["address_id"]] in GONE
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


def to_whom_it_was_written(world: World) -> frozenset[int]:
    """Give the deliveries of reach-outs to whom they were written, without those to whoever reads along."""
    meant = {(row["message_id"], row["address_id"]) for row in world.tables["reach_out"]}
    sent = [row for row in world.tables["outbox"] if row["channel"] == "mail"]
    return frozenset(row["id"] for row in sent if (row["ref_id"], row["recipient_id"]) in meant)


def marks_stay_here(world: World, guide: Guide) -> Findings:
    """A7: what a grade says in the title is said to the team: no mail of ours has it, neither as we keep it nor as it arrived."""
    numbers = {row["id"]: row["number"] for row in world.tables["ticket"]}
    for row in world.tables["message"]:
        for words in guide.in_title.values():
            if row["kind"] == "staff" and words in f"{row['subject']} {row['text']}":
                yield Broken("A7 marks stay here", numbers[row["ticket_id"]], row["at"], f"our mail says “{words}”")
    for line in world.town:
        for words in guide.in_title.values():
            if words in _read(line["subject"]):
                yield Broken("A7 no mark arrives", 0, None, f"“{words}” stands in the subject of {line['message_id']}")


def _read(subject: str) -> str:
    """Read a subject as mail programs do: its encoded words too."""
    return str(make_header(decode_header(subject)))


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
            known = next(
                (place for place, event in enumerate(behind) if _tells_of(event, row["message_id"])), len(behind)
            )
            if any(event.kind in OVER for event in behind[:known]):
                found.add(row["id"])
    return found


OVER = {"checkins.ladder stopped", "checkins.round ended", "checkins.exempted"}
FAILING = {"mail.stopped", "mail.came back", "desk.answer failed"}


def _tells_of(event: Event, message_id: int | None) -> bool:
    """Say whether an event tells that a mail did not arrive."""
    return event.kind in FAILING and event.said["message"] == message_id


def _numbers(world: World) -> dict[int, int]:
    numbers = {row["id"]: row["number"] for row in world.tables["ticket"]}
    return {row["id"]: numbers.get(row["ticket_id"], 0) for row in world.tables["check_in"]}
