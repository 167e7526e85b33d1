"""Lists of the manual, as whoever the token acts for sees them."""

from rounds.api.calls import Call
from rounds.api.doors import reads
from rounds.api.shapes.lists import Named, NamedLists
from rounds.lists.queries import Counted, counted, lists_for, lists_offered
from rounds.lists.queries.standing import hours_of
from rounds.team.queries import roles_of

ROOM = "Lists"


@reads("/lists", act="read the desk", room=ROOM, gives=NamedLists)
def list_lists(call: Call) -> NamedLists:
    """List the manual's lists that the member sees, with how many stand in each and whether it is offered to them now."""
    roles, manual = roles_of(call.by), call.book
    seen = lists_for(manual, roles)
    offered = lists_offered(manual, roles, member_id=call.holder.member_id, at=call.now)
    counts = counted({each.name: Counted.of_list(each, manual.when(call.now, hours_of(each, manual))) for each in seen})
    items = [
        Named(name=each.name, what=str(each.of), clause=each.identity, offered=each in offered, count=counts[each.name])
        for each in seen
    ]
    return NamedLists.model_construct(items=items)
