from math import inf, nan

import pytest

from asrpro.domain import Segment, Word
from asrpro.polish.placing import Clock, place


def test_words_are_found_in_order() -> None:
    words = (Word("the", 0, 1), Word("cat", 1, 2), Word("the", 2, 3))
    assert place(words, "the cat, the") == [(0, 3), (4, 7), (9, 12)]


def test_words_that_are_not_in_the_text_have_no_place() -> None:
    assert place((Word("the", 0, 1), Word("dog", 1, 2)), "the cat") == []
    assert place((Word("", 0, 1),), "the cat") == []


def test_time_runs_in_proportion_without_words() -> None:
    clock = Clock(Segment("abcdefghij", 10, 20))
    assert not clock.exact
    assert [clock.begins(0), clock.begins(5), clock.ends(10)] == [10, 15, 20]


def test_time_is_exact_at_words() -> None:
    clock = Clock(Segment("one two", 0, 9, words=(Word("one", 1, 2), Word("two", 5, 6))))
    assert clock.exact
    assert [clock.begins(0), clock.ends(3), clock.begins(4), clock.ends(7)] == [1, 2, 5, 6]


def test_glued_words_keep_the_pause_between_them() -> None:
    clock = Clock(Segment("谢你", 0, 9, words=(Word("谢", 1, 2), Word("你", 5, 6))))
    assert (clock.ends(1), clock.begins(1)) == (2, 5)


@pytest.mark.parametrize(("start", "end"), [(nan, nan), (inf, 2.0), (3.0, 1.0)])
def test_impossible_times_do_not_go_back(start: float, end: float) -> None:
    clock = Clock(Segment("abcd", start, end))
    times = [clock.begins(at) for at in range(5)]
    assert times == sorted(times)
    assert inf not in times
