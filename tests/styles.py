"""Which classes the stylesheet speaks of, and which of them anything draws."""

import ast
import re
from functools import cache
from pathlib import Path

ROUNDS = Path(__file__).parent.parent / "rounds"
SHEET = ROUNDS / "web" / "static" / "rounds" / "rounds.css"
BY_OTHERS = {"htmx-request", "htmx-indicator"}
"""Classes that the scripts of others put on what they work on."""

CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
WORD = re.compile(r"[A-Za-z][\w-]*")
ATTRIBUTE = re.compile(r"""class=\\?["']((?:\{\{.*?\}\}|\{%.*?%\}|[^"'])*)""", re.DOTALL)
PREFIX = re.compile(r"([A-Za-z][\w-]*-)(?:\{\{|\{%|\$?\{)")


def spoken_of(sheet: str) -> set[str]:
    """List the classes of a stylesheet: those in its selectors."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", re.sub(r'"[^"]*"|url\([^)]*\)', "", plain))
    return {name for each in selectors for name in CLASS.findall(each)}


@cache
def _sources(*endings: str) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted(ROUNDS.rglob("*")) if path.suffix in endings)


@cache
def drawn() -> tuple[frozenset[str], tuple[str, ...]]:
    """Give the classes that templates, scripts and the words of the page's code draw; and beginnings to which a value is added."""
    found, beginnings = set(BY_OTHERS), set()
    for source in _sources(".html", ".py", ".js"):
        for value in ATTRIBUTE.findall(source):
            found.update(WORD.findall(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", value)))
            beginnings.update(PREFIX.findall(value))
    for source in _sources(".html"):
        found.update(word for block in re.findall(r"block page %\}([^{]*)\{%", source) for word in block.split())
    for line in (line for source in _sources(".js") for line in source.splitlines() if "class" in line):
        found.update(word for text in re.findall(r"""["'`]([^"'`]*)["'`]""", line) for word in WORD.findall(text))
    return frozenset(found | _tones()), tuple(sorted(beginnings))


def _tones() -> set[str]:
    """List the single words of the code that gives parts their hue or their state by one."""
    trees = [ast.parse(source) for source in _sources(".py") if re.search(r"\btones?\b|\bstate: str", source)]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", text)}


def is_drawn(name: str) -> bool:
    """Say whether anything has this class."""
    words, beginnings = drawn()
    return name in words or name.startswith(beginnings)
