from itertools import accumulate

from rounds.cli.restarts import LONG_LIFE, WAITS, Restart, after_death, how_it_ended


def test_the_first_death_costs_no_wait() -> None:
    assert after_death(deaths=0, lived=0.1) == Restart(deaths=1, wait=0.0)


def test_who_keeps_dying_young_waits_longer_up_to_a_bound() -> None:
    lives = list(
        accumulate(range(10), lambda last, _: after_death(deaths=last.deaths, lived=1.0), initial=Restart(0, 0.0))
    )

    waits = [each.wait for each in lives[1:]]
    assert waits == sorted(waits)
    assert waits[-1] == WAITS[-1]


def test_who_lived_long_died_of_something_new() -> None:
    assert after_death(deaths=5, lived=LONG_LIFE) == Restart(deaths=1, wait=0.0)


def test_an_end_is_said_in_words() -> None:
    assert how_it_ended(-9) == "was killed by signal 9"
    assert how_it_ended(1) == "ended with code 1"
