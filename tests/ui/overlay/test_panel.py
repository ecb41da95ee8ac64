from __future__ import annotations

import pytest

from asrpro.dictation.view import Ended, How, Shown, View
from asrpro.ui.overlay.panel import Act, Glyph, Panel, at_end, at_work, duration, notice

KEYS: dict[str, str] = {"paste_again": "Shift+F9", "retry": "Ctrl+Shift+F11", "insert_anyway": "Ctrl+Shift+F8"}


def no_key(_name: str) -> str:
    return ""


def end(how: How, *, into: str = "", words: str = "", took: float | None = None, can: Act | None = None) -> Panel:
    ended = Ended(number=1, how=how, into=into, words=words, took=took)
    return at_end(ended, KEYS.__getitem__, can_retry=can == "retry", can_insert=can == "insert_anyway")


@pytest.mark.parametrize(
    ("state", "glyph", "words"),
    [
        ("opening", "ring", "One moment"),
        ("recording", "disc", "Listening"),
        ("finishing", "arc", "Transcribing"),
        ("delivering", "arc", "Pasting"),
    ],
)
def test_each_state_has_its_shape_and_its_word(state: Shown, glyph: Glyph, words: str) -> None:
    panel = at_work(View(state=state), no_key)
    assert panel is not None
    assert (panel.glyph, panel.words, panel.bars, panel.stays) == (glyph, words, state == "recording", None)


@pytest.mark.parametrize("state", ["idle", "cancelled", "failed"])
def test_nothing_under_way_is_nothing_to_say(state: Shown) -> None:
    assert at_work(View(state=state), no_key) is None


def test_a_recording_for_which_no_key_is_held_says_what_ends_it() -> None:
    tapped = View(state="recording", ends_by="dictate 1")
    ways = (
        at_work(tapped, {"dictate 1": "F9"}.__getitem__),
        at_work(tapped, no_key),
        at_work(View(state="recording"), str),
    )
    assert [panel.beside for panel in ways if panel] == ["F9 ends it", "", ""]


def test_what_is_heard_is_shown_while_it_is() -> None:
    view = View(state="recording", elapsed=74.9, settled="Could you", tentative="move")
    panel = at_work(view, no_key)
    assert panel == Panel(
        glyph="disc", words="Listening", bars=True, right="1:14", settled="Could you", tentative="move"
    )
    assert at_work(view, no_key, flat=True) != panel


def test_a_level_that_stays_flat_is_said_unless_something_more_urgent_is() -> None:
    flat = at_work(View(state="recording"), no_key, flat=True)
    assert flat is not None
    assert flat.hint == "No sound comes from the microphone."
    asked = at_work(View(state="recording", asked=True, notice="Press once more."), no_key, flat=True)
    assert asked is not None
    assert asked.hint == "Press once more."


def test_a_text_that_was_read_says_where_and_how_soon() -> None:
    panel = end("pasted", into="Thunderbird", took=0.0842)
    assert (panel.glyph, panel.words, panel.right) == ("tick", "Pasted into Thunderbird", "84 ms")
    assert (panel.act, panel.hint) == (None, "")
    assert end("pasted").words == "Pasted"
    assert end("sent", into="Foot").words == "Pasted into Foot, not confirmed"
    assert end("typed", into="Foot").words == "Typed into Foot"
    assert end("copied", into="Foot").words == "Copied"


def test_a_text_that_nobody_read_can_be_pasted_again() -> None:
    panel = end("not read", words="It was not read.")
    assert (panel.glyph, panel.words) == ("triangle", "Not pasted: text is on the clipboard")
    assert (panel.act, panel.says, panel.key) == ("paste_again", "Paste again", "Shift+F9")
    without = at_end(Ended(number=1, how="not read"), no_key, can_retry=False, can_insert=False)
    assert (without.act, without.says, without.key) == ("paste_again", "Paste again", "")


@pytest.mark.parametrize(
    ("how", "can", "glyph", "says"),
    [
        ("dropped", "insert_anyway", "slash", "Insert anyway"),
        ("cancelled", "retry", "slash", "Retry"),
        ("failed", "retry", "triangle", "Retry"),
    ],
)
def test_what_can_be_done_is_offered_for_longer(how: How, can: Act, glyph: Glyph, says: str) -> None:
    with_act, without = end(how, words="Why.", can=can), end(how, words="Why.")
    assert (with_act.glyph, with_act.act, with_act.says, with_act.key) == (glyph, can, says, KEYS[can])
    assert without.act is None
    assert without.stays is not None
    assert with_act.stays is not None
    assert with_act.stays >= without.stays


def test_a_failure_says_what_it_was_and_that_nothing_is_lost() -> None:
    panel = end("failed", words="The engine stopped.", can="retry")
    assert (panel.words, panel.hint) == ("The engine stopped: your recording is kept", "")
    assert end("failed").words == "The dictation failed"


def test_what_can_be_done_about_a_failure_is_said() -> None:
    ended = Ended(number=1, how="failed", words="No microphone is connected.", hint="Plug one in.")
    assert at_end(ended, no_key, can_retry=False, can_insert=False).hint == "Plug one in."
    assert at_end(ended, no_key, can_retry=True, can_insert=False).hint == "Plug one in. Your recording is kept."


def test_a_command_that_helps_is_set_apart_from_the_sentence_behind_it() -> None:
    lacking = Ended(number=1, how="failed", words="NeMo is missing.", hint="Add it: asrpro engines add nemo")
    hint = at_end(lacking, no_key, can_retry=True, can_insert=False).hint
    assert hint.splitlines() == ["Add it: asrpro engines add nemo", "Your recording is kept."]


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("Nothing was dictated yet.", "Nothing was dictated yet.", ""),
        ("It is gone. Plug it in. Or not.", "It is gone.", "Plug it in. Or not."),
        ("It is gone.\nIt is back.", "It is gone.", "It is back."),
        ("Look at /a/b.wav now.", "Look at /a/b.wav now.", ""),
    ],
)
def test_of_a_notice_the_first_sentence_stands_in_the_row(text: str, words: str, hint: str) -> None:
    panel = notice(text, 4.0)
    assert (panel.words, panel.hint, panel.stays) == (words, hint, 4.0)


def test_every_end_goes_by_itself() -> None:
    for how in ("pasted", "sent", "typed", "copied", "not read", "nothing heard", "dropped", "cancelled", "failed"):
        assert end(how).stays


def test_short_times_are_told_as_people_read_them() -> None:
    assert [duration(seconds) for seconds in (None, 0.0004, 0.9994, 0.9996, 12.34)] == [
        "", "0 ms", "999 ms", "1.0 s", "12.3 s",
    ]  # fmt: skip


def test_who_waits_long_sees_for_how_long() -> None:
    view = View(state="finishing", model="Whisper", elapsed=14.0)
    beside = [panel.beside for waited in (1.9, 2.0, 61.5) if (panel := at_work(view, no_key, waited=waited))]
    assert beside == ["Whisper", "Whisper · 2 s", "Whisper · 61 s"]
