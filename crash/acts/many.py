"""One act on several tickets: on all of them or on none, and so is its way back. Its traces are holds (`holding.py`)."""

from crash.acts.holding import LONG
from crash.deeds import Step
from crash.desk import Desk


def do(desk: Desk) -> None:
    """Hold four tickets at once; mostly take it back."""
    numbers = desk.several_untouched(4)
    if len(numbers) < 2:
        return
    deed = desk.deed("many", *numbers, of=len(numbers))
    form = desk.member.open("/desk/choose").form("/desk/many")
    done = deed.ask(Step.DO, form, "/desk/choose", number=numbers, do=f"hold:{LONG}:supplier", reason=deed.mark)
    if done and desk.chance.random() < 0.6:
        deed.ask(Step.UNDO, desk.member.open(done).form("/undoing"), done)
