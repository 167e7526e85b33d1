"""Tables of another system, brought in at the command line: guessed, tried, or written, with a bar for progress."""

import gc
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import yaml
from django.conf import settings

from rounds.accounts.coming import Fate, Turned
from rounds.basics import clock
from rounds.basics.text import counted
from rounds.checkins.queries import BroughtReport, brought_report
from rounds.cli.bar import Bar
from rounds.cli.named import text_of, workspace_named
from rounds.cli.trouble import CommandTrouble
from rounds.imports.bringing_in import run, would_bring
from rounds.imports.commands import bring_file, start
from rounds.imports.commands.bringing import guess
from rounds.imports.fitting import fitting_problems
from rounds.imports.mapping import read_map
from rounds.imports.models import Import
from rounds.imports.queries import unfinished
from rounds.imports.reading import Table, read_table
from rounds.imports.rejected import as_csv, turned_csv
from rounds.imports.rules import Stage
from rounds.imports.targets import What
from rounds.imports.whole import whole
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace


def bring(chosen: Namespace) -> int:
    """Bring a table in, or say what it would do; 1 where rows were turned away. Raises Refused, CommandTrouble."""
    what = _what(chosen.command.words)
    data, workspace_id = _bytes(chosen.file), workspace_named(chosen.workspace)
    map_text = _given(what, chosen) if chosen.map else _guessed(what, data, workspace_id, chosen.source or NO_SYSTEM)
    if chosen.guess:
        sys.stdout.write(map_text)
        return 0
    if not chosen.map:
        print(f"# no map was given; this one is guessed\n{map_text}", file=sys.stderr)
    if chosen.dry_run:
        return _tried(chosen, what, data, map_text, workspace_id)
    return _brought(chosen, what, data, map_text, workspace_id)


def _what(words: str) -> What:
    """Say what a command brings: `import accounts`, `usage import`."""
    return next(What(word) for word in words.split() if word in list(What))


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandTrouble(f"{path} cannot be read: {error}") from error


NO_SYSTEM = "file"
"""The source of a table of which nobody says from which system it comes."""


def _given(what: What, chosen: Namespace) -> str:
    """Give the map's text, with the source that the command names where it says none. Raises Refused; CommandTrouble where both differ.

    Ids that came in as those of no system are not found by usage or tickets that name theirs.
    """
    text = text_of(chosen.map)
    said = read_map(text, what=what).source
    written = yaml.safe_load(text)
    if not chosen.source or chosen.source == said:
        return text
    if "source" in written:
        raise CommandTrouble(
            f"{chosen.map} says that ids are those of “{said}”, and --source “{chosen.source}”. Leave one of them out."
        )
    return yaml.safe_dump({"source": chosen.source, **written}, allow_unicode=True, sort_keys=False)


def _guessed(what: What, data: bytes, workspace_id: int, source: str) -> str:
    table = read_table(data, most=settings.IMPORT_LIMIT)
    print(f"Read as {', '.join(table.said)}: {counted(len(table.rows), 'row')}.", file=sys.stderr)
    with as_workspace(workspace_id):
        found = guess(what, table, source=source, aside=True)
    for problem in fitting_problems(read_map(found, what=what), table):
        print(f"The guess is not enough yet: {problem.text} {problem.fix or ''}".rstrip(), file=sys.stderr)
    return found


def _tried(chosen: Namespace, what: What, data: bytes, map_text: str, workspace_id: int) -> int:
    with as_workspace(workspace_id):
        read = whole(data, read_map(map_text, what=what), most=settings.IMPORT_LIMIT)
        would = would_bring(read, at=clock.now())
    brought = would.brought
    turned = [*(one for one in read.arrivals if isinstance(one, Turned)), *brought.turned]
    counts = {fate: brought.fates.get(fate, 0) for fate in Fate}
    print(f"Read as {', '.join(read.table.said)}. Nothing was written.")
    _say(what, counts[Fate.MADE], counts[Fate.CHANGED], counts[Fate.LEFT], len(turned), would=True)
    for line, key, names in brought.differs[:20]:
        print(f"  row {line}, {key}: {', '.join(names)} differ here and would stay")
    _say_waiting(brought.waiting)
    _say_pasts(would.pasts, would=True)
    _write_rejected(chosen, turned_csv(read, turned))
    _say_why([(one.line, one.problem.text, one.problem.fix or "") for one in turned])
    return 1 if turned else 0


def _brought(chosen: Namespace, what: What, data: bytes, map_text: str, workspace_id: int) -> int:
    with _without_collecting():
        table = read_table(data, most=settings.IMPORT_LIMIT, way=read_map(map_text, what=what).way)
        found = _begun(what, chosen.file, data, table, map_text, workspace_id)
        run(workspace_id=workspace_id, import_id=found.pk, clock=clock.now, say=Bar(), table=table)
    with as_workspace(workspace_id):
        done = Import.objects.get(id=found.pk)
        rows, csv = as_csv(done)
        pasts = brought_report(done.pk)
    if done.stage != Stage.DONE:
        raise CommandTrouble(done.trouble or f"It is {done.stage}; run the same command again and it goes on.")
    _say(what, done.made, done.changed, done.same, done.turned, would=False)
    if done.differs:
        print(f"  {done.differs:,} have values of yours that differ; yours stay")
    _say_waiting(done.waiting)
    _say_pasts(pasts, would=False)
    _write_rejected(chosen, csv)
    _say_why(rows)
    return 1 if done.turned else 0


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave Python's search for circles aside: among rows there are none, and it looks at all of them time and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _begun(what: What, path: str, data: bytes, table: Table, map_text: str, workspace_id: int) -> Import:
    """Find the same file by the same map that did not come to its end, or begin anew."""
    by, at = Actor.system(), clock.now()
    with as_workspace(workspace_id):
        left = unfinished(what, sha256(data).hexdigest(), map_text)
        if left and left.stage == Stage.RUNNING:
            print(f"Going on behind {left.position:,} records that are in already.", file=sys.stderr)
            return left
        name = Path(path).name
        found = left or bring_file(what=what, name=name, data=data, table=table, map_text=map_text, by=by, at=at)
        return start(import_id=found.pk, by=by, at=at, here_and_now=True)


def _say(what: What, made: int, changed: int, same: int, turned: int, *, would: bool) -> None:
    verb = "would be" if would else "are"
    print(
        f"{what.capitalize()}: {made:,} {verb} new, {changed:,} {verb} filled up, {same:,} say nothing new, {turned:,} rejected."
    )


def _say_waiting(many: int) -> None:
    if many:
        print(
            f"  {many:,} with nobody, in their queues: whoever had them there has as many open ones as the manual allows"
        )


def _say_pasts(pasts: BroughtReport | None, *, would: bool) -> None:
    if pasts is None:
        return
    take, stays, stay = ("would take", "would stay", "would stay") if would else ("take", "stays", "stay")
    print(f"  check-ins of {counted(pasts.taken + pasts.waiting, 'firm')} {take} over what is said of them")
    if would and pasts.waiting:
        print(f"  {pasts.waiting:,} of these once their firms come onto a programme")
    if would and pasts.same:
        print(f"  of {counted(pasts.same, 'firm')} nothing new is said of check-ins")
    for each in pasts.lines[:20]:
        print(f"  {each.account}: its check-in {stays} as it is, for {each.why}")
    if pasts.left > 20:
        print(f"  and {pasts.left - 20:,} more {stay} as they are{'' if would else '; the import’s page lists them'}")


def _write_rejected(chosen: Namespace, text: str) -> None:
    if chosen.rejected:
        Path(chosen.rejected).write_text(text, encoding="utf-8")


def _say_why(rows: list[tuple[int, str, str]]) -> None:
    for line, reason, fix in rows[:20]:
        print(f"  row {line}: {reason} {fix}".rstrip(), file=sys.stderr)
    if len(rows) > 20:
        print(f"  and {len(rows) - 20:,} more; --rejected FILE.csv writes them all", file=sys.stderr)
