"""Says how the value of a key differs from what it was: step by step, key by key, test by test, else by what came and went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.basics.text import in_one_line, listed, ordinal
from rounds.policies.conditions import Condition, CountType, Test, YesNoType
from rounds.policies.conditions.saying import tested
from rounds.policies.rules import Keys
from rounds.policies.sentences import said
from rounds.policies.values import Ask, Meaning

MOST_PAIRS = 10_000
"""Pairs of steps up to which two sequences are held beside each other; longer ones are said whole."""

type Pair = tuple[int | None, int | None]
"""Where a step stood and where it stands, counted from 0; None where it did not, or does not."""


def differences(was: object, now: object) -> list[str]:
    """Say what differs: "second wait: 1 week → 10 days"; empty where both are best said whole."""
    if isinstance(was, Condition) and isinstance(now, Condition):
        return _tests(was, now)
    if isinstance(was, Keys) and isinstance(now, Keys):
        return _named(_written(was), _written(now))
    if isinstance(was, tuple) and isinstance(now, tuple):
        if all(isinstance(each, Keys) for each in (*was, *now)):
            return _steps(was, now)
        if all(isinstance(each, Ask | Meaning) for each in (*was, *now)):
            return _words(was, now)
        return _items([text(each) for each in was], [text(each) for each in now])
    return []


def alike(was: object, now: object) -> bool:
    """Say whether two values mean the same: in a condition no order counts."""
    if isinstance(was, Condition) and isinstance(now, Condition):
        same = was.record == now.record and _meant(was) == _meant(now)
        return same and alike(was.denied, now.denied)
    if isinstance(was, Keys) and isinstance(now, Keys):
        return type(was) is type(now) and all(alike(value, getattr(now, field)) for field, value in was)
    if isinstance(was, tuple) and isinstance(now, tuple):
        return len(was) == len(now) and all(alike(*both) for both in zip(was, now, strict=True))
    return was == now


def text(value: object) -> str:
    """Say a value in one line."""
    return in_one_line("".join(part.text for part in said(value)))


def _meant(condition: Condition) -> dict[str, frozenset[object]]:
    return {test.field.name: frozenset(test.wants) for test in condition.tests}


def _tests(was: Condition, now: Condition) -> list[str]:
    """Go through what a condition asks, field by field."""
    old, new = ({test.field.name: test for test in each.tests} for each in (was, now))
    if not (old.keys() & new.keys()) and not (was.denied and now.denied):
        return []
    found = [
        _test(one, old[name]) for name, one in new.items() if name in old and set(one.wants) != set(old[name].wants)
    ]
    found += [f"“{_asks(one)}” added" for name, one in new.items() if name not in old]
    found += [f"“{_asks(one)}” taken away" for name, one in old.items() if name not in new]
    if was.denied and now.denied and not alike(was.denied, now.denied):
        inner = _tests(was.denied, now.denied) or [f"{was.denied} → {now.denied}"]
        found += [f"not: {each}" for each in inner]
    elif now.denied and not was.denied:
        found.append(f"“not where {now.denied}” added")
    elif was.denied and not now.denied:
        found.append(f"“not where {was.denied}” taken away")
    return found


def _test(now: Test, was: Test) -> str:
    if isinstance(now.field.type, CountType | YesNoType):
        return f"{_asks(was)} → {_asks(now)}"
    old, new = [str(want) for want in was.wants], [str(want) for want in now.wants]
    return f"{now.field.name}: {_came_and_went(old, new) or f'{listed(old, last="or")} → {listed(new, last="or")}'}"


def _asks(test: Test) -> str:
    return "".join(part.text for part in tested(test.field, test.wants))


def _written(keys: Keys) -> dict[str, object]:
    """Give the values of a mapping that are there, by their keys."""
    return {keys.key_of(field): value for field, value in keys if value is not None}


def _named(was: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Go through a mapping key by key."""
    found: list[str] = []
    for key in {**was, **now}:
        if key not in was:
            found.append(f"{key} added ({text(now[key])})")
        elif key not in now:
            found.append(f"{key} taken away ({text(was[key])})")
        elif not alike(was[key], now[key]):
            found += _inside(key, was[key], now[key])
    return found


def _inside(name: str, was: object, now: object) -> list[str]:
    inner = differences(was, now) or [f"{text(was)} → {text(now)}"]
    return [f"{name}: {each}" for each in inner]


def _words(was: Sequence[Ask | Meaning], now: Sequence[Ask | Meaning]) -> list[str]:
    """Go through words that each have a meaning; where they stand in another order, all are said."""
    old, new = (dict(_word(each) for each in some) for some in (was, now))
    return _named(old, new) if _stay(list(old), list(new)) else []


def _word(each: Ask | Meaning) -> tuple[str, str]:
    if isinstance(each, Meaning):
        return each.word, each.means
    return each.name, "required" if each.required else "optional"


def _items(was: Sequence[str], now: Sequence[str]) -> list[str]:
    """Say what came and went of a list of which something stays, in its order; else all of both is said."""
    said_ = _came_and_went(was, now) if _stay(was, now) else ""
    return [said_] if said_ else []


def _came_and_went(was: Sequence[str], now: Sequence[str]) -> str:
    before, after = set(was), set(now)
    came, went = [one for one in now if one not in before], [one for one in was if one not in after]
    if not (came or went) or len(came) == len(now) or len(went) == len(was):
        return ""
    said_ = [*([f"{listed(came)} added"] if came else []), *([f"{listed(went)} taken away"] if went else [])]
    return "; ".join(said_)


def _stay(was: Sequence[str], now: Sequence[str]) -> bool:
    """Say whether what is in both stands in one order, as often."""
    both = set(was) & set(now)
    return [one for one in was if one in both] == [one for one in now if one in both]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a sequence. noun: what it is called, as in `wait`; number: which of this noun, from 1, of so many; place: from 1."""

    keys: Keys
    noun: str
    number: int
    many: int
    place: int

    @property
    def which(self) -> str:
        return self.noun if self.many == 1 else f"{ordinal(self.number)} {self.noun}"

    @property
    def value(self) -> str:
        """Say what it does; of one with several keys, what its name leaves out."""
        values = list(_written(self.keys).values())
        return ", ".join(text(each) for each in (values[1:] or values))


def _steps(was: Sequence[Keys], now: Sequence[Keys]) -> list[str]:
    """Go through a sequence step by step: what one says now, what came, what went, what stands elsewhere."""
    if len(was) * len(now) > MOST_PAIRS:
        return []
    old, new = _numbered(was), _numbered(now)
    pairs = _beside(old, new)
    went = [old[place] for place, there in pairs if place is not None and there is None]
    came = [new[there] for place, there in pairs if place is None and there is not None]
    found = [
        each for place, there in pairs if place is not None and there is not None
        for each in _changed(old[place], new[there])
    ]  # fmt: skip
    for step in list(came):
        if moved := next((each for each in went if alike(each.keys, step.keys)), None):
            went.remove(moved)
            came.remove(step)
            found.append(f"the {moved.which} moved from place {moved.place} to place {step.place}")
    return [*found, *map(_added, came), *map(_gone, went)]


def _numbered(steps: Sequence[Keys]) -> list[_Step]:
    nouns = [_noun(each) for each in steps]
    many, so_far = Counter(nouns), Counter[str]()
    found: list[_Step] = []
    for place, (keys, noun) in enumerate(zip(steps, nouns, strict=True), 1):
        so_far[noun] += 1
        found.append(_Step(keys, noun, so_far[noun], many[noun], place))
    return found


def _noun(keys: Keys) -> str:
    """Call a step by its one key, and one with several by the first of them: `wait`, `grade E`."""
    written = list(_written(keys).items())
    key, value = written[0] if written else ("step", "")
    return f"{key} {text(value)}" if len(written) > 1 else key


def _beside(old: Sequence[_Step], new: Sequence[_Step]) -> list[Pair]:
    """Put the steps beside each other, so that as many as can be stand beside their like, best beside the same."""
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for place in range(len(old) - 1, -1, -1):
        for there in range(len(new) - 1, -1, -1):
            worth = _worth(old[place], new[there])
            both = worth + best[place + 1][there + 1] if worth else 0
            best[place][there] = max(both, best[place + 1][there], best[place][there + 1])
    found: list[Pair] = []
    place = there = 0
    while place < len(old) and there < len(new):
        worth = _worth(old[place], new[there])
        if worth and best[place][there] == worth + best[place + 1][there + 1]:
            found.append((place, there))
            place, there = place + 1, there + 1
        elif best[place][there] == best[place + 1][there]:
            found.append((place, None))
            place += 1
        else:
            found.append((None, there))
            there += 1
    return [
        *found,
        *((left, None) for left in range(place, len(old))),
        *((None, left) for left in range(there, len(new))),
    ]


def _worth(was: _Step, now: _Step) -> int:
    if was.noun != now.noun:
        return 0
    return 3 if alike(was.keys, now.keys) else 2


def _changed(was: _Step, now: _Step) -> list[str]:
    if alike(was.keys, now.keys):
        return []
    which = was.which if was.number == now.number else f"{was.which} (now the {ordinal(now.number)})"
    old, new = _written(was.keys), _written(now.keys)
    if len(new) > 1:
        return [f"{which}: {each}" for each in _named(old, new)]
    return _inside(which, old[now.noun], new[now.noun])


def _added(step: _Step) -> str:
    article = "an" if step.which.startswith(("a", "e", "i", "o", "8", "11", "18")) else "a"
    where = f" at place {step.place}" if len(_written(step.keys)) > 1 else ""
    return f"{article} {step.which} added{where} ({step.value})"


def _gone(step: _Step) -> str:
    last = step.many > 1 and step.number == step.many
    return f"the {f'last {step.noun}' if last else step.which} taken away ({step.value})"
