from asrpro.domain import Dropped, Segment
from asrpro.polish.repeats import drop_repeat


def kept(*texts: str) -> list[bool]:
    """Which of the lines, one after the other, pass the gate."""
    lines = [Segment(text, at, at + 1) for at, text in enumerate(texts)]
    return [drop_repeat(lines[:at], line) is line for at, line in enumerate(lines)]


def test_the_third_and_later_are_dropped() -> None:
    line = "Thanks for watching."
    assert kept(line, "thanks for watching", line, line) == [True, True, False, False]


def test_what_is_said_again_after_a_pause_is_kept() -> None:
    lines = [Segment("Please send the letter.", at * 3.0, at * 3.0 + 2.0) for at in range(20)]
    assert all(drop_repeat(lines[:at], line) is line for at, line in enumerate(lines))


def test_another_line_in_between_begins_anew() -> None:
    line = "Thanks for watching."
    assert kept(line, line, "Well.", line, line, line) == [True, True, True, True, True, False]


def test_short_lines_may_come_more_often() -> None:
    assert kept(*["Yes."] * 7) == [True] * 5 + [False] * 2
    assert kept(*["No, no, no."] * 6) == [True] * 5 + [False]
    assert kept(*["谢谢大家"] * 6) == [True] * 5 + [False]


def test_lines_without_words_pass() -> None:
    assert kept(*["..."] * 9) == [True] * 9


def test_the_reason_is_said() -> None:
    line = Segment("Thanks for watching.", 0, 1)
    outcome = drop_repeat([line, line], line)
    assert isinstance(outcome, Dropped)
    assert outcome.segment is line
    assert outcome.reason.endswith(".")
