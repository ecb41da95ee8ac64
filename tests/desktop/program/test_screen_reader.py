"""What people hear of a dictation who do not see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import LETTER
from fixtures.programs import until
from fixtures.screen_reader import ScreenReader, screen_reader
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.dictation_desk import Desk


GREETING = "ASR Pro is ready. Hold F9 and speak: the words go to the window you are in."
BETTER = "Best for this computer: {}. The menu has it under Model."
"""What is told at the first start, and where another model than the one that comes along is recommended."""


def greetings(desk: Desk) -> set[str]:
    """What may be told at this desk."""
    known = json.loads(desk.asrpro("models", "list", "--json"))
    better = [one["title"] for one in known if one["recommended"] and one["source"] != "package"]
    return {f"{GREETING} {BETTER.format(title)}" for title in better} or {GREETING}


@pytest.fixture
def reader(own_desk: Desk) -> Iterator[ScreenReader]:
    """A screen reader that was there before the program."""
    with screen_reader(own_desk.programs.environment["DBUS_SESSION_BUS_ADDRESS"]) as reader:
        possible = greetings(own_desk)
        own_desk.start()
        until(lambda: len(reader.heard()) == 1 and reader.heard()[0] in possible, "the greeting", instead=reader.heard)
        yield reader


def heard(reader: ScreenReader) -> list[str]:
    """What is told on every machine after the greeting; on a slow one it is also told that it goes on."""
    return [words for words in reader.heard()[1:] if words != "Transcribing"]


def test_a_dictation_is_told_in_few_words(own_desk: Desk, reader: ScreenReader) -> None:
    box = TextBox(own_desk.screen)
    own_desk.dictate()
    box.holds(f"{LETTER[1]} ")
    until(lambda: reader.heard()[-1:] == ["Pasted into Notes"], "its end", instead=reader.heard)
    assert heard(reader) == ["Listening", "Pasted into Notes"]


def test_what_can_be_clicked_can_be_reached_and_pressed(own_desk: Desk, reader: ScreenReader) -> None:
    box = TextBox(own_desk.screen)
    own_desk.ask("start")
    own_desk.reach("recording")
    shown = reader.reach("ASR Pro: dictation")
    until(lambda: reader.describe(shown) == "Listening", "what is shown")
    own_desk.say()
    own_desk.ask("cancel")
    own_desk.reach("cancelled")
    retry = reader.reach("Retry")
    assert reader.role(retry) in ("push button", "button")
    reader.press(retry)
    box.holds(f"{LETTER[1]} ")
    until(lambda: reader.heard()[-1:] == ["Pasted into Notes"], "its end", instead=reader.heard)
    assert heard(reader) == [
        "Listening",
        "Cancelled: your recording is kept. Retry: Ctrl+Shift+F11.",
        "Pasted into Notes",
    ]
    assert own_desk.screen.focused() == box.window
