from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFont

from asrpro.ui.overlay.text import LINES, Lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

WORDS = (
    "could", "you", "move", "the", "review", "to", "Thursday", "afternoon", "and", "tell", "the", "others", "that",
    "the", "room", "has", "changed",
)  # fmt: skip


@pytest.fixture
def lines(application: QApplication) -> Lines:
    assert application.platformName() == "offscreen"
    return Lines(QFont("DejaVu Sans", 11), 444)


def spoken(count: int) -> str:
    return " ".join(itertools.islice(itertools.cycle(WORDS), count))


def test_no_text_is_no_line(lines: Lines) -> None:
    assert lines.text == []
    lines.say("A word.", "", "#888888")
    lines.say("", "", "#888888")
    assert lines.text == []


def test_the_last_words_are_shown_when_text_is_long(lines: Lines) -> None:
    text = spoken(400)
    lines.say(text, "and more", "#888888")
    assert len(lines.text) == LINES
    assert f"{text} and more".endswith(" ".join(lines.text))


def test_no_word_moves_while_text_grows(lines: Lines) -> None:
    """A line once full stays as it is: it is only seen higher up, or not any more."""
    whole: list[str] = []
    for count in range(1, 300):
        lines.say(spoken(count), "", "#888888")
        *full, last = lines.text
        for line in full:
            if line not in whole[-LINES:]:
                whole.append(line)
        assert not last.startswith(" ")
    assert " ".join(whole) == spoken(300)[: len(" ".join(whole))]


def test_tentative_words_may_change_and_settled_ones_take_their_place(lines: Lines) -> None:
    lines.say("could you", "move", "#888888")
    assert lines.text == ["could you move"]
    lines.say("could you", "mow the", "#888888")
    assert lines.text == ["could you mow the"]
    lines.say("could you mow", "", "#888888")
    assert lines.text == ["could you mow"]


def test_another_text_begins_anew(lines: Lines) -> None:
    lines.say(spoken(300), "", "#888888")
    lines.say("Something else.", "", "#888888")
    assert lines.text == ["Something else."]


def test_line_breaks_that_were_spoken_break_the_line(lines: Lines) -> None:
    lines.say("Dear Käthe,\n", "thank you", "#888888")
    assert lines.text == ["Dear Käthe,", "thank you"]


def test_a_word_longer_than_the_card_is_broken(lines: Lines) -> None:
    lines.say("x" * 120, "", "#888888")
    assert len(lines.text) > 1
    assert "".join(lines.text) == "x" * 120
