"""One act on many tickets, with its way back."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import wish_of
from rounds.api.shapes.base import Id
from rounds.api.shapes.many import ForMany, Many
from rounds.desk import commands
from rounds.desk.many import ManyAct, Verb
from rounds.desk.queries.acts import many_record

ROOM = "Acts on many tickets"


@writes("/acts", act="read the desk", room=ROOM, gives=Many, status=201)
def do_to_many(call: Call, body: ForMany) -> Many:
    """Do one thing to many tickets, each as if alone. Those that refuse say why, the others are done; each needs its own right."""
    wish = wish_of(body.until) if body.until else None
    act = ManyAct(Verb(body.act), body.word, body.member_id or 0, wish, body.reason)
    done = commands.do_to_many(numbers=body.numbers, act=act, by=call.by, at=call.now)
    return Many.read(many_record(done.pk, by_id=call.by.id))


@reads("/acts/{int:many_id}", act="read the desk", room=ROOM, gives=Many)
def get_act(call: Call, many_id: Id) -> Many:
    """Read what became of an act of the token's member on many tickets."""
    return Many.read(many_record(many_id, by_id=call.by.id))


@writes("/acts/{int:many_id}/undoing", act="read the desk", room=ROOM, gives=Many)
def undo_act(call: Call, many_id: Id) -> Many:
    """Take an act back on those tickets that nobody has changed since."""
    commands.undo_many(many_id=many_id, by=call.by, at=call.now)
    return Many.read(many_record(many_id, by_id=call.by.id))
