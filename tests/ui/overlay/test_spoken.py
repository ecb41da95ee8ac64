from __future__ import annotations

from dataclasses import replace

import pytest

from asrpro.dictation.view import Ended, View
from asrpro.ui.overlay.panel import Panel, at_end, at_work
from asrpro.ui.overlay.spoken import PASSING, Spoken

LISTENING = Panel(glyph="disc", words="Listening", bars=True)


@pytest.fixture
def spoken() -> Spoken:
    return Spoken()


def work(view: View) -> Panel:
    panel = at_work(view, str)
    assert panel is not None
    return panel


def test_a_dictation_is_two_announcements(spoken: Spoken) -> None:
    """Neither the clock, nor the level, nor any word that is heard, nor what lasts for a moment."""
    views = (
        View(state="opening"),
        *(View(state="recording", elapsed=number, settled="word " * number) for number in range(20)),
        View(state="finishing", model="Whisper"),
        View(state="delivering"),
    )
    said = [spoken.of(work(view), 0.03 * number) for number, view in enumerate(views)]
    said.append(
        spoken.of(
            at_end(Ended(number=1, how="pasted", into="Notes", took=0.1), str, can_retry=False, can_insert=False), 1.0
        )
    )
    assert [*filter(None, said)] == ["Listening", "Pasted into Notes"]


@pytest.mark.parametrize(("state", "words"), [("opening", "One moment"), ("finishing", "Transcribing")])
def test_what_takes_its_time_is_said_once(spoken: Spoken, state: str, words: str) -> None:
    panel = work(View(state=state))  # type: ignore[arg-type]
    assert spoken.of(panel, 10.0) == ""
    assert spoken.of(panel, 10.0 + PASSING) == words
    assert spoken.of(panel, 11.0 + PASSING) == ""


def test_a_hint_is_said_whenever_it_comes(spoken: Spoken) -> None:
    hint = "No sound comes from the microphone."
    hinted = work(View(state="recording", notice=hint))
    assert [spoken.of(each, 0.0) for each in (LISTENING, hinted, hinted, LISTENING, hinted)] == [
        "Listening", hint, "", "", hint,
    ]  # fmt: skip
    spoken.rest()
    assert spoken.of(hinted, 1.0) == f"Listening. {hint}"


@pytest.mark.parametrize(
    ("words", "said"), [("Gone", "Gone. Why."), ("Gone.", "Gone. Why."), ("Is it?", "Is it? Why.")]
)
def test_a_sentence_ends_once(spoken: Spoken, words: str, said: str) -> None:
    assert spoken.of(replace(LISTENING, words=words, hint="Why."), 0.0) == said


def test_what_can_be_pressed_is_said(spoken: Spoken) -> None:
    panel = at_end(Ended(number=1, how="not read"), lambda _act: "Shift+F9", can_retry=False, can_insert=False)
    assert spoken.of(panel, 0.0) == "Not pasted: text is on the clipboard. Paste again: Shift+F9."


def test_the_same_end_twice_is_said_twice(spoken: Spoken) -> None:
    panel = at_end(Ended(number=1, how="nothing heard"), str, can_retry=False, can_insert=False)
    assert spoken.of(panel, 0.0) == "Nothing heard"
    spoken.rest()
    assert spoken.of(panel, 9.0) == "Nothing heard"
