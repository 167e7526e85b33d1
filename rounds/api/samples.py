"""An example of a call and of its answer, from the examples that the shapes themselves give: it cannot drift from them."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rounds.api.document import Json, document

PLACES = {"number": "42", "other": "43"}
"""What stands in an address, where it is not just some id."""

BY_FORMAT = {"date": "2027-03-01", "date-time": "2027-03-01T09:00:00Z", "binary": "…"}
BY_TYPE: Json = {"integer": 7, "number": 1.5, "boolean": True, "string": "…", "object": {}}
DEEP = 6
"""Shapes inside shapes that an example shows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One call as a shell makes it. first: from the method up to the address. path: below the root of the API.

    lines: what follows the address. answer: JSON as it is given, empty for a file.
    """

    first: str
    path: str
    lines: tuple[str, ...]
    answer: str


def sample(method: str, path: str, operation: Json, status: int) -> Sample:
    """Make an example of an operation of the document."""
    return Sample(
        first="curl" if method == "GET" else f"curl -X {method}",
        path=re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], "7"), path) + _query(operation),
        lines=tuple(_lines(operation)),
        answer=_answer(operation["responses"][str(status)]),
    )


def resolved(said: Json) -> Json:
    """Follow a reference inside the document."""
    if "$ref" not in said:
        return said
    found: Any = document()
    for step in said["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    whole: Json = found
    return whole


def example_of(schema: Json, depth: int = 0) -> Any:
    """Give one value of a schema: its own example where it has one."""
    schema = resolved(schema) | {key: value for key, value in schema.items() if key != "$ref"}
    if schema.get("examples"):
        return schema["examples"][0]
    for key in ("const", "default"):
        if schema.get(key) not in (None, "", []):
            return schema[key]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return example_of(choices[0], depth)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), depth + 1)] if depth < DEEP else []
    if "properties" in schema:
        return _object(schema, depth) if depth < DEEP else {}
    return BY_FORMAT.get(schema.get("format", "")) or BY_TYPE.get(schema.get("type", ""), None)


def _object(schema: Json, depth: int) -> Json:
    return {name: example_of(found, depth + 1) for name, found in schema["properties"].items()}


def body_example(schema: Json) -> Any:
    """Give a body with what is needed, and with what has an example of its own."""
    schema = resolved(schema)
    if choices := schema.get("anyOf"):
        return body_example(choices[0])
    needed = set(schema.get("required", ()))
    return {
        name: example_of(found)
        for name, found in schema["properties"].items()
        if name in needed or found.get("examples") or not needed
    }


def _query(operation: Json) -> str:
    """Write what has to stand behind the question mark."""
    asked = [each for each in map(resolved, operation["parameters"]) if each["in"] == "query" and each.get("required")]
    pairs = {each["name"]: each.get("example") or example_of(each["schema"]) for each in asked}
    return f"?{urlencode(pairs)}" if pairs else ""


def _lines(operation: Json) -> list[str]:
    lines = ['-H "Authorization: Bearer $ROUNDS_TOKEN"']
    sent = {resolved(each)["name"]: resolved(each) for each in operation["parameters"]}
    for name in ("If-Match", "Idempotency-Key"):
        if name in sent and (sent[name].get("required") or name == "Idempotency-Key"):
            lines.append(f"-H '{name}: {sent[name]['example']}'")
    if "requestBody" in operation:
        [content] = operation["requestBody"]["content"].values()
        if "format" in content["schema"]:
            return [*lines, "-H 'Content-Type: application/octet-stream'", "--data-binary @banner.png"]
        lines += ["-H 'Content-Type: application/json'", f"-d {_quoted(body_example(content['schema']))}"]
    return lines


def _quoted(body: Any) -> str:
    """Write a body so that a shell takes it as it stands."""
    return "'" + json.dumps(body, ensure_ascii=False).replace("'", "'\\''") + "'"


def _answer(said: Json) -> str:
    schemas = [each["schema"] for kind, each in said.get("content", {}).items() if kind == "application/json"]
    return json.dumps(example_of(schemas[0]), ensure_ascii=False, indent=2) if schemas else ""
