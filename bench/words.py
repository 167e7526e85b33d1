"""Words made of syllables with Zipf's frequencies, and the committed mix of 1,000 questions that is asked of them."""

import itertools
import random
from collections.abc import Iterator

SYLLABLES = [
    *(
        "ba",
        "cor",
        "del",
        "fin",
        "ga",
        "hum",
        "jo",
        "kel",
        "lam",
        "mi",
        "nor",
        "o",
        "pel",
        "qua",
        "ri",
        "sen",
        "ta",
        "ul",
    ),
    *(
        "ver",
        "wim",
        "xa",
        "yor",
        "zel",
        "bri",
        "cla",
        "dro",
        "fli",
        "gre",
        "plo",
        "sta",
        "tru",
        "spi",
        "ano",
        "eri",
        "ist",
    ),
]
VOCABULARY = 200_000
A_KIND = 200
KINDS = ("rare word", "two words", "person", "misspelt", "common word")


def word(rank: int) -> str:
    """Make the word of this rank, 1 for the most frequent; frequent ones are short."""
    length = 2 + (rank > 35) + (rank > 1200) + (rank % 3 == 0)
    return "".join(SYLLABLES[rank * 7919 // 35**place % 35] for place in range(length))


def person(number: int) -> str:
    """Make the name of the customer of this number, from 1; a few share one."""
    return f"{word(500 + number).title()} {word(700 + number * 5).title()}"


def pool(dice: random.Random, many: int) -> list[str]:
    """Draw so many words, each as often as its rank says."""
    words = [word(rank) for rank in range(1, VOCABULARY + 1)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    return dice.choices(words, cum_weights=weights, k=many)


def stretch(drawn: list[str], dice: random.Random, many: int) -> str:
    """Take some words that stand together, as a text."""
    start = dice.randrange(len(drawn) - many)
    return " ".join(drawn[start : start + many])


def questions(dice: random.Random) -> Iterator[tuple[str, str]]:
    """Give the mix as (kind, text)."""
    for _ in range(A_KIND):
        yield "rare word", word(dice.randrange(50_000, VOCABULARY))
        yield "two words", f"{word(dice.randrange(100, 5_000))} {word(dice.randrange(100, 5_000))}"
        yield "person", person(dice.randrange(1, 100))
        yield "misspelt", swapped(word(dice.randrange(2_000, 50_000)), dice)
        yield "common word", word(dice.randrange(1, 100))


def swapped(text: str, dice: random.Random) -> str:
    """Exchange two letters."""
    place = dice.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
