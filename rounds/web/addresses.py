"""The addresses of pages, by their names."""

from functools import lru_cache

from django.urls import reverse
from django.utils.text import slugify


@lru_cache(maxsize=10_000)
def url(name: str, *words: object) -> str:
    """Give the address of a page: the same ones are wanted from page to page, and looking one up costs as much as a statement."""
    return reverse(name, args=words)


def anchor(identity: str) -> str:
    """Give the id of a clause on the manual's page: "queue: web work" stands at "queue-web-work"."""
    return slugify(identity.replace(":", " "))
