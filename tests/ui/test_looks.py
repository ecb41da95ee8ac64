from __future__ import annotations

import pytest

from asrpro.dictation.view import Shown, View
from asrpro.errors import MicrophoneError
from asrpro.ui.look import Look
from asrpro.ui.looks import look

GONE = MicrophoneError("No microphone is connected.", "Plug one in.")


def seen(view: View, fault: MicrophoneError | None = None) -> Look:
    return look(view, keys="Hold F9", fault=fault, possible=frozenset())


@pytest.mark.parametrize(
    ("state", "shape", "recording"),
    [
        ("idle", "ready", False),
        ("opening", "recording", True),
        ("recording", "recording", True),
        ("finishing", "working", False),
        ("delivering", "working", False),
        ("cancelled", "ready", False),
        ("failed", "ready", False),
    ],
)
def test_each_state_has_its_shape(state: Shown, shape: str, recording: bool) -> None:  # noqa: FBT001
    found = seen(View(state=state, model="Whisper"))
    assert (found.shape, found.recording) == (shape, recording)
    assert found.words.endswith(".")


def test_a_missing_microphone_is_told_while_nothing_else_is() -> None:
    assert seen(View(), GONE).shape == "missing"
    assert seen(View(), GONE).words == "No microphone is connected. Plug one in."
    assert seen(View(state="finishing"), GONE).shape == "working"


def test_only_what_would_do_something_is_possible() -> None:
    assert seen(View()).possible == set()
    assert seen(View(can_retry=True, can_insert=True)).possible == {"retry", "insert_anyway"}
    assert seen(View(can_paste=True)).possible == {"paste_again", "copy_last"}


def test_what_is_around_it_is_shown_too() -> None:
    found = look(View(), keys="", fault=None, possible=frozenset({"recover"}))
    assert (found.words, found.possible) == ("Ready.", {"recover"})
