"""Views: a member keeps a search under a name, shares it, moves it, deletes it, and brings it back."""

from datetime import datetime

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Problem, Refused, refuse_if
from rounds.basics.text import in_one_line
from rounds.desk.queries.asked import asked_for
from rounds.lists.events import ViewBroughtBack, ViewChanged, ViewDeleted, ViewMoved, ViewSaved
from rounds.lists.models import View
from rounds.lists.rules import full_problems, moved, view_problems
from rounds.policies.queries import book
from rounds.team.queries import require, rights_of
from rounds.team.rules import Role
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here

SHARE = "share views"


@command
def save_view(*, name: str, search: str, role: str = "", by: Actor, at: datetime) -> View:
    """Keep a search under a name, behind one's other views. role: whoever holds it sees it too, "" for nobody.

    at: aware, UTC. Raises NotAllowed, Refused.
    """
    require(by, "read the desk")
    name, search = in_one_line(name), in_one_line(search)
    member_id = _member_id(by)
    if role:
        require(by, SHARE)
    own = _own(member_id)
    refuse_if([*full_problems(len(own)), *_problems(name, search, role, besides=own)])
    place = max((view.position for view in own), default=0) + 1
    view = View.objects.create(
        workspace_id=here(), member_id=member_id, name=name, search=search, role=role, position=place
    )
    record(ViewSaved(view=view.pk, role=role), by=by, at=at)
    return view


@command
def change_view(
    *,
    view_id: int,
    name: str | None = None,
    search: str | None = None,
    role: str | None = None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> View:
    """Give a view another name, search or role; what is None stays. version: as it was read, None where any will do.

    What others see, only those change who may share; its owner may take it back to themselves alone.
    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused.
    """
    require(by, "read the desk")
    view = _held(view_id, by)
    wanted = {"name": _tidy(name), "search": _tidy(search), "role": role}
    changed = {key: value for key, value in wanted.items() if value is not None and value != getattr(view, key)}
    now = {key: changed.get(key, getattr(view, key)) for key in wanted}
    if changed and now["role"]:
        require(by, SHARE)
    if version not in {None, view.version}:
        theirs = {"Name": view.name, "Search": view.search}
        raise ChangedMeanwhile(what=f"The view {view.name}", mine=changed, theirs=theirs, version=view.version)
    refuse_if(_problems(now["name"], now["search"], now["role"], besides=_own(view.member_id), of=view.pk))
    if not changed:
        raise Refused([Problem("as it is", "The view is so already.", "Write what should be different.")])
    for key, value in changed.items():
        setattr(view, key, value)
    view.version += 1
    view.save(update_fields=[*changed, "version"])
    record(ViewChanged(view=view.pk, changed=sorted(changed), role=view.role), by=by, at=at)
    return view


@command
def move_view(*, view_id: int, up: bool, by: Actor, at: datetime) -> None:
    """Move one of one's own views one place up or down. at: aware, UTC. Raises NotAllowed, NotThere, Refused (at the end)."""
    require(by, "read the desk")
    own = _own(_member_id(by))
    order = [view.pk for view in own]
    if view_id not in order:
        raise NotThere(f"view {view_id}")
    wanted = moved(order, view_id, by=-1 if up else 1)
    if wanted == order:
        raise Refused([Problem("at the end", f"It is the {'first' if up else 'last'} already.")])
    for view in own:
        view.position = wanted.index(view.pk) + 1
    View.objects.bulk_update(own, ["position"])
    record(ViewMoved(view=view_id, position=wanted.index(view_id) + 1), by=by, at=at)


@command
def delete_view(*, view_id: int, by: Actor, at: datetime) -> View:
    """Delete a view, one's own or one that one may share; it can be brought back. at: aware, UTC. Raises NotAllowed, NotThere."""
    require(by, "read the desk")
    view = _held(view_id, by)
    view.deleted_at = at
    view.save(update_fields=["deleted_at"])
    record(ViewDeleted(view=view.pk), by=by, at=at)
    return view


@command
def bring_view_back(*, view_id: int, by: Actor, at: datetime) -> View:
    """Bring a deleted view back to where it stood; for its owner alone where they may share it no more.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (name or room taken).
    """
    require(by, "read the desk")
    view = _held(view_id, by, deleted=True)
    if not rights_of(by).may(SHARE):
        view.role = ""
    own = _own(view.member_id)
    refuse_if([*full_problems(len(own)), *_problems(view.name, view.search, view.role, besides=own)])
    view.deleted_at = None
    view.save(update_fields=["deleted_at", "role"])
    record(ViewBroughtBack(view=view.pk), by=by, at=at)
    return view


def _tidy(written: str | None) -> str | None:
    return None if written is None else in_one_line(written)


def _own(member_id: int) -> list[View]:
    """Give a member's views in their order, locked, so that two acts do not give one place twice."""
    rows = View.objects.select_for_update().filter(member_id=member_id, deleted_at=None)
    return list(rows.order_by("position", "id"))


def _held(view_id: int, by: Actor, *, deleted: bool = False) -> View:
    """Give a view that is one's own, or is shared and one may share. Raises NotThere, NotAllowed."""
    view = View.objects.select_for_update().filter(id=view_id, deleted_at__isnull=not deleted).first()
    if view is None or (view.member_id != _member_id(by) and not view.role):
        raise NotThere(f"view {view_id}")
    if view.member_id != by.id:
        require(by, SHARE)
    return view


def _problems(name: str, search: str, role: str, *, besides: list[View], of: int | None = None) -> list[Problem]:
    manual = book()
    return view_problems(
        name=name,
        search=search,
        taken=[view.name for view in besides if view.pk != of],
        read=asked_for(search, manual).problems,
        role=role,
        roles=[each.name for each in manual.all(Role)],
    )


def _member_id(by: Actor) -> int:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only a member keeps views.")])
    return by.id
