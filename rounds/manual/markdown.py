"""The document around the clauses: Markdown, read the same way for running and for showing.

HTML stays text, and images are not loaded: what stands in a manual can do nothing in a page.
"""

from markdown_it import MarkdownIt
from markdown_it.token import Token

CLAUSE, TEMPLATE = "clause", "template"
FENCES = (CLAUSE, TEMPLATE)


def markdown() -> MarkdownIt:
    """Make the one Markdown parser that the manual is read and shown with."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def outline() -> MarkdownIt:
    """Make the same parser for blocks alone: it leaves the text inside of them unread, which is faster."""
    parser = markdown()
    parser.core.ruler.disable("inline")
    return parser


def is_clause(token: Token) -> bool:
    """Say whether a block is a clause or a template."""
    return token.type == "fence" and token.level == 0 and token.info.strip() in FENCES
