"""The reference page of the language, `docs/manual.md`, written from the models of the clauses."""

from collections.abc import Iterator, Mapping

from rounds.basics.text import listed
from rounds.desk.letters import FIELDS
from rounds.manual.describing import Key, Kind, all_keys, described, front_keys
from rounds.manual.markdown import TEMPLATE
from rounds.policies.conditions import Fields, WordType
from rounds.team.permissions import ACTS

HEAD = """# The manual's language

Every kind of clause, every key, every value and every default that this version of Rounds takes. This page is written by
`make reference` from the code that reads the clauses; a test compares the two.

A manual is a Markdown document. Its head names it; between its paragraphs stand clauses, each in a block of its own:

    ```clause
    ticket kind: website change
    answers with: website change
    ```

The first key of a clause is its kind and names it; `kind: name` is how the page, Why? and history speak of it. Every value
is read as the text that stands there. A key that is left out means its default. Where a list may stand, one value may too.

`rounds manual check FILE` lists every error with its line and column; `rounds manual schema` prints all of this for editors.

## A small whole manual

This is all that a company can begin with: `rounds workspace add SLUG --manual FILE` puts it in force.

````
---
manual: A small desk
zone: Europe/Berlin
---

Whoever leads the desk answers, and keeps these rules.

```clause
role: lead
may:
  - read the desk
  - answer customers
  - close tickets
  - set dates
  - read the manual
  - manage people
  - adopt the manual
```

```clause
hours: office
open: Mon-Fri 9:00-17:00
```

```clause
ticket kind: question
```

```clause
queue: desk
takes: {ticket kind: question}
worked by: lead
```

```clause
promised dates: on the desk
offer: [1 week, 2 weeks]
hours: office
```

```template
name: plain
subject: Re: {subject}

Hello {contact first name},

{text}

{member first name}
```
````

Needed in every manual: the head with its name and its zone, a `role` that may `adopt the manual`, and one clause
`promised dates` with the `hours` that it names. A company that is founded needs a `role` that may `manage people` too. Each
`ticket kind` needs a `queue` that takes it, and the template that it answers with: `plain`, unless it names another.
Everything else may be left out.
"""


def reference() -> str:
    """Write the page."""
    every = described()
    parts = [HEAD, "## The head\n", _table(front_keys())]
    parts += [part for kind in every for part in _kind(kind)]
    if records := _records(every):
        parts += [CONDITIONS, *(_fields(*asked) for _, asked in sorted(records.items()))]
    parts += [
        "## Rights\n",
        "A `role` lists them under `may:`.\n",
        "\n".join(f"- `{act}`" for act in sorted(ACTS)) + "\n",
    ]
    return "\n".join(parts)


CONDITIONS = """## Conditions

A condition names fields and what each has to be: `{ticket kind: [refund, credit], not: {tier: gold}}`. All must hold; a list
means any of; `not` turns round what stands inside it, as a whole. A field without a value is never what a test asks.

| field holds | may be asked |
|---|---|
| a name, a word, text | the value, or a list of values |
| yes or no | `yes` or `no` |
| a number | `5`, `1 to 5`, `{at least: 3, at most: 10}` |
| a count | as a number; `{at least: 3, within: 1 month}`, `{none within: 90 days}`. The window ends now |
| a moment | a day, `today`; `{at least: 14 days ago}`, `{within: 90 days from now}`, `{before: today}`, `{after: 2026-11-30}` |
"""


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {kind.name}\n"
    yield f"{kind.means}\n"
    if keys := tuple(key for key in kind.keys if (kind.name, key.name) != (TEMPLATE, "body")):
        yield _table(keys)
    for path, key in all_keys(kind.keys):
        if key.shape.inner:
            yield f"Inside {', '.join(f'`{name}`' for name in path)}:\n"
            yield _table(key.shape.inner)
    if kind.name == TEMPLATE:
        yield LETTERS
        yield "\n".join(
            [
                "| field | filled in with |",
                "|---|---|",
                *(f"| `{{{name}}}` | {says} |" for name, says in FIELDS.items()),
                "",
            ]
        )


LETTERS = """Its block is marked `template`. Its keys stand first, `name` and `subject`, each in a line; below an empty line stands the
mail's text:

    ```template
    name: website change
    subject: Re: {subject} [{ticket number}]

    Hello {contact first name},

    {text}

    {member first name}, {team}
    ```

Fields, in subject and text:
"""


def _table(keys: tuple[Key, ...]) -> str:
    rows = [
        f"| `{key.name}` | {key.shape.said} | {key.means} | {key.default or '**has to be there**'} |" for key in keys
    ]
    return "\n".join(["| key | value | means | left out |", "|---|---|---|---|", *rows, ""])


type Asked = tuple[Fields, dict[str, list[str]]]
"""What can be asked of a record anywhere, and by the name of a field where it cannot."""


def _records(every: tuple[Kind, ...]) -> dict[str, Asked]:
    """Collect what can be asked of each kind of record, and which conditions cannot ask all of it."""
    conditions = [
        (f"`{path[-1]}` of a `{kind.name}`", fields)
        for kind in every
        for path, key in all_keys(kind.keys)
        for fields in key.shape.asks()
    ]
    found: dict[str, Asked] = {}
    for _, fields in conditions:
        widest = found.get(fields.record, (fields, {}))[0]
        found[fields.record] = (max(fields, widest, key=lambda each: len(each.names())), {})
    for where, fields in conditions:
        widest, unasked = found[fields.record]
        for name in set(widest.names()) - set(fields.names()):
            unasked.setdefault(name, []).append(where)
    return found


def _fields(fields: Fields, unasked: Mapping[str, list[str]]) -> str:
    rows = [
        f"| `{name}` | {_what(fields, name)}{f'; not in {listed(sorted(unasked[name]))}' if name in unasked else ''} |"
        for name in fields.names()
    ]
    if fields.named_by:
        kind, holds = fields.named_by
        rows.append(f"| the name of any `{kind}` of the manual | {holds} |")
    return "\n".join([f"### What can be asked of a {fields.record}\n", "| field | holds |", "|---|---|", *rows, ""])


def _what(fields: Fields, name: str) -> str:
    field = fields.get(name)
    assert field, "a field that is listed is known"
    if isinstance(field.type, WordType):
        return ", ".join(f"`{word}`" for word in field.type.known)
    return field.type.what
