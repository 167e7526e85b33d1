"""Issue 4: quoted text, signatures and long tails fold; a text is never less than it was, and no mail keeps the page busy."""

import importlib
import pkgutil
import re
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.mail import cutting
from rounds.mail.cutting import LONGEST_OPEN, MANY_LETTERS, Fold, long_pieces, pieces, reply_of
from rounds.mail.cutting.marks import LETTERS_AT_MOST
from tests.counting import steps

ON = "On Tue, 3 Nov 2026 at 10:00, Teo Okafor <support@fenwick.example> wrote:"
OUTLOOK = "From: Teo Okafor\nSent: Tuesday, 3 November 2026 10:00\nTo: Dana Whitlock\nSubject: RE: Banner\n\nHello Dana,\nfine."


def folded(text: str) -> list[tuple[str, Fold | None]]:
    return [(piece.text.strip("\n"), piece.fold) for piece in pieces(text)]


@pytest.mark.parametrize(
    "said",
    [
        ON,
        "On Tue, 3 Nov 2026 at 10:00, Teo Okafor\n<support@fenwick.example> wrote:",
        "Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb Teo <support@fenwick.example>:",
        "Le mar. 3 nov. 2026 à 10:00, Teo <support@fenwick.example> a écrit :",
        "El mar, 3 nov 2026 a las 10:00, Teo (<support@fenwick.example>) escribió:",
        "Op di 3 nov 2026 om 10:00 schreef Teo <support@fenwick.example>:",
        "Il giorno mar 3 nov 2026 alle ore 10:00 Teo <support@fenwick.example> ha scritto:",
        "Den tis 3 nov. 2026 kl 10:00 skrev Teo <support@fenwick.example>:",
        "\u202bבתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:00 מאת \u202aTeo\u202c\u200f <\u202asupport@fenwick.example\u202c\u200f>:\u202c",
    ],
)
def test_what_a_mail_quotes_folds_with_the_line_that_says_whose_it_is(said):
    quoted = f"{said}\n> Hello Dana,\n>\n> which banner?"
    assert folded(f"The new one.\n\n{quoted}") == [("The new one.", None), (quoted, Fold.QUOTE)]


UNDATED = [
    "On Mon, X wrote:",
    "On Tue, Dana Whitlock\nwrote:",
    "On Monday, Dana Whitlock wrote:",
    "Dana Whitlock wrote:",
    '"Dana Whitlock" wrote:',
    "Am Mo., schrieb Dana Whitlock:",
    "Am Montag schrieb Dana:",
    "Le lun., Dana a écrit :",
    "Le lundi, Dana Whitlock a écrit :",
    "El lun, Dana Whitlock escribió:",
    "Op ma, schreef Dana van der Berg:",
    "Il giorno lun, Dana Whitlock ha scritto:",
    "Em seg., Dana escreveu:",
    "Den mån, skrev Dana Whitlock:",
    "W dniu pon., Dana Whitlock napisał(a):",
    "Dana Whitlock kirjoitti:",
    "Dana Whitlock napsal(a):",
    "В пн, Дана Уитлок написала:",
    "田中さんは書きました:",
    "张三 写道：",
]
MORE = "> which banner\n> do you mean,\n> the old one\n> or the new?"


@pytest.mark.parametrize("said", UNDATED)
def test_the_line_that_says_who_wrote_goes_with_its_quote_though_it_names_no_moment(said):
    assert folded(f"The new one.\n\n{said}\n{MORE}") == [("The new one.", None), (f"{said}\n{MORE}", Fold.QUOTE)]
    assert reply_of(f"The new one.\n\n{said}\n\n{MORE}\n\n-- \nTeo") == "The new one."
    assert reply_of(f"{said}\n{MORE}\n\nThe new one.") == "The new one."


@pytest.mark.parametrize("said", ["On Mon, X wrote:", "Am Mo., schrieb Dana Whitlock:", "Op ma, schreef Dana:"])
def test_a_short_day_says_that_a_program_put_it_there_wherever_it_stands(said):
    assert reply_of(f"Hello,\n\n{said}\n{MORE}\n\nThe new one.").startswith("Hello,\n\n> which")


@pytest.mark.parametrize(
    "said",
    [
        "As Kim Berg wrote:",
        "He wrote:",
        "You wrote:",
        "On Monday he wrote:",
        "Yesterday Kim wrote:",
        "Gestern schrieb Kim:",
        "Der Kunde schrieb:",
        "The manual writes:",
        "My order number, as Kim wrote:",
        "This is what the customer wrote:",
        "So, what Kim wrote:",
        "Kim asks:",
    ],
)
def test_a_sentence_above_a_quote_stays_its_writers_own(said):
    for text in (
        f"{said}\n{MORE}\n\nIs that right?",
        f"Hello,\n\n{said}\n{MORE}\n\nIs that right?",
        f"See.\n{said}\n{MORE}",
    ):
        assert said in reply_of(text)


@pytest.mark.parametrize("said", ["Kim wrote:", "Dana Whitlock wrote:", "On Monday, Kim Berg wrote:"])
def test_a_name_between_words_of_ones_own_stays(said):
    assert said in reply_of(f"See what came:\n\n{said}\n{MORE}\n\nIs that right?")


@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
def test_a_mail_that_stands_below_whole_folds(rule):
    assert folded(f"Thanks!\n\n{rule}{OUTLOOK}") == [("Thanks!", None), (f"{rule}{OUTLOOK}", Fold.QUOTE)]


def test_a_quote_without_marks_folds_to_its_end():
    assert folded(f"Yes.\n\n{ON}\n\nHello Dana,\nwhich one?")[1] == (f"{ON}\n\nHello Dana,\nwhich one?", Fold.QUOTE)


def test_what_groupwise_quotes_without_marks_folds_to_its_end():
    below = ">>> Teo Okafor <support@fenwick.example> 11/3/2026 10:00 AM >>>\nHello Dana,\nwhich one?"
    assert folded(f"The blue one.\n\n{below}") == [("The blue one.", None), (below, Fold.QUOTE)]
    answered = ">>> Teo Okafor 11/3/2026 10:00 AM >>>\n> which one?\nThe blue one.\n> and when?\nToday."
    assert "The blue one." in reply_of(answered) and "Today." in reply_of(answered)


def test_answers_between_quoted_lines_stand_open():
    long_ = "> one\n> two\n> three\n> four"
    assert folded(f"{ON}\n{long_}\nAnswer to that.\n> five\nAnd to this.") == [
        (f"{ON}\n{long_}", Fold.QUOTE),
        ("Answer to that.\n> five\nAnd to this.", None),
    ]


def test_a_signature_folds_and_the_quote_below_it_too():
    assert folded(f"Fine.\n-- \nDana Whitlock\nHarbour Tile\n\n{ON}\n> Hello") == [
        ("Fine.", None),
        ("-- \nDana Whitlock\nHarbour Tile", Fold.SIGNATURE),
        (f"{ON}\n> Hello", Fold.QUOTE),
    ]
    assert folded("Fine.\n\nSent from my iPhone")[1] == ("Sent from my iPhone", Fold.SIGNATURE)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday he wrote:\nI will be late.",
        "From: us to you\nA song.",
        "Prices -- as always -- rise.",
        "> short\nYes.",
        "-- \nDana",
        OUTLOOK,
        f"{ON}\n> all\n> of\n> it\n> is\n> quoted",
    ],
)
def test_what_only_looks_like_a_quote_or_is_all_there_is_stands_open(text):
    assert folded(text) == [(text, None)]


def test_a_long_text_folds_behind_its_first_lines():
    found = pieces("\n".join(f"line {number}" for number in range(200)))
    assert [piece.fold for piece in found] == [None, Fold.LONG]
    assert found[0].lines == LONGEST_OPEN


def test_a_text_a_little_too_long_stands_open():
    assert len(pieces("\n".join(["line"] * (LONGEST_OPEN + 10)))) == 1
    assert len(pieces("x" * (MANY_LETTERS + 100))) == 1


def test_ours_folds_by_length_alone():
    assert long_pieces(f"Fine.\n\n{ON}\n> Hello\n> there\n> my\n> friend")[0].fold is None
    assert [piece.fold for piece in long_pieces("word " * 5000)] == [None, Fold.LONG]


LINES = st.sampled_from(
    [
        "> quoted",
        ">",
        "",
        "text",
        "-- ",
        "--",
        ON,
        "On a day",
        "wrote:",
        "From: x",
        "Sent: y",
        "To: z",
        "_" * 12,
        "a" * 300,
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=150).map("\n".join) | st.text(max_size=300))
def test_the_pieces_are_the_text_and_something_stands_open(text):
    found = pieces(text)
    assert "".join(piece.text for piece in found) == text
    assert not text.strip() or any(piece.fold is None and piece.text.strip() for piece in found)
    assert "".join(piece.text for piece in long_pieces(text)) == text


@pytest.mark.parametrize(
    ("piece", "many"),
    [
        ("On ", 30_000),
        ("On a\n", 20_000),
        (">", 100_000),
        ("> a\n\n", 20_000),
        ("From: x\n", 12_000),
        ("_", 100_000),
        ("__________\n", 9_000),
        ("-- \n", 25_000),
        ("x wrote:\n", 10_000),
        ("X wrote:\n> a\n", 6_000),
        ("X wrote:\n>\n\n", 6_000),
        ("On 10:00 wrote:\n", 6_000),
    ],
)
def test_a_text_that_is_four_times_as_long_takes_four_times_the_work(piece, many, reading):
    """Issue 4: a mail that is crafted for it keeps no page busy. Sixteen times is what it may not become."""
    short, long_ = (worked(piece * count, reading) for count in (many // 4, many))
    assert long_.steps < 4.5 * short.steps
    assert long_.letters < 4.5 * short.letters
    assert long_.whole <= LOOK_AT_THE_BEGINNING, (
        "others get lines of a few hundred letters: a pattern may turn back within those"
    )


LOOK_AT_THE_BEGINNING = {"BAR", "DATED_NAME", "QUOTE"}
"""Patterns that are matched from the beginning of a line and can reach no further than a few letters into it."""


@dataclass
class Work:
    """What was done. steps: of Python; letters: that patterns were given; whole: patterns that were given more than lines."""

    steps: int = 0
    letters: int = 0
    whole: set[str] = field(default_factory=set)


class Reading:
    """A pattern, or the module of patterns, that notes what it is given."""

    def __init__(self, name: str, real: object, work: Work) -> None:
        self.name, self.real, self.work = name, real, work

    def __getattr__(self, asked: str) -> object:
        real = getattr(self.real, asked)
        if not callable(real):
            return real

        def noted(*values: object, **more: object) -> object:
            longest = max((len(value) for value in values if isinstance(value, str)), default=0)
            self.work.letters += longest
            if longest > LETTERS_AT_MOST:
                self.work.whole.add(self.name)
            return real(*values, **more)

        return noted


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Let every pattern of the cutting note what it is given."""
    work = Work()
    for found in pkgutil.iter_modules(cutting.__path__):
        module = importlib.import_module(f"{cutting.__name__}.{found.name}")
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern) or value is re:
                monkeypatch.setattr(module, name, Reading(name, value, work))
    return work


def worked(text: str, reading: Work) -> Work:
    reading.letters, reading.whole = 0, set()
    return Work(steps(lambda: pieces(text)), reading.letters, reading.whole)
