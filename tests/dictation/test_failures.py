"""What goes wrong costs nothing that was spoken, and is said in a sentence."""

from __future__ import annotations

import pytest

from asrpro.errors import EngineCrashed, MicrophoneError, ModelNotAvailable, PackagesMissing
from fixtures.dictation import World
from fixtures.dictation_parts import BROWSER, EDITOR, Said
from fixtures.programs import until

LEFT_OUT = "It only repeats the prompt. 1 line was left out; Ctrl+Shift+F8 inserts it anyway."
KEPT = "What you said is kept. To try it again: Ctrl+Shift+F11."
CRASHED = EngineCrashed("The engine ended by itself.", "Try another model.")
GONE = MicrophoneError("No microphone can be heard.", "Plug one in.")


def fail(world: World, error: Exception = CRASHED) -> None:
    """Dictate into an engine that fails."""
    world.said = Said(error=error)
    world.dictate()
    assert world.quiet().state == "failed"


def test_a_failed_engine_keeps_the_audio_and_is_tried_again(world: World) -> None:
    fail(world)
    view = world.view
    assert (view.notice, view.can_retry, view.can_paste) == (f"{CRASHED} {KEPT}", True, False)
    world.said = Said(["At last."])
    world.dictation.retry()
    until(lambda: world.view.state != "failed" or None, "another try")
    view = world.quiet()
    assert world.window.texts == [("At last. ", EDITOR, "paste")]
    assert (view.state, view.notice, view.can_retry) == ("idle", "", False)
    world.close()
    assert [tape.state for tape in world.tapes] == ["failed"]
    failed, tried = world.entries()
    assert (failed.outcome, failed.error, failed.delivered) == ("failed", str(CRASHED), "")
    assert (tried.outcome, tried.delivered, tried.audio) == ("delivered", "At last.", failed.audio)


def test_a_command_that_helps_stands_apart_from_what_follows_it(world: World) -> None:
    fail(world, PackagesMissing("NeMo is missing.", "Add it: asrpro engines add nemo"))
    assert world.view.notice == f"NeMo is missing. Add it: asrpro engines add nemo\n{KEPT}"


def test_another_try_that_fails_may_be_tried_once_more(world: World) -> None:
    fail(world)
    world.dictation.retry()
    world.dictation.retry()  # at once: only one begins
    until(lambda: world.view.can_retry or None, "another failure")
    assert len(world.files) == 1
    world.dictation.retry()
    until(lambda: len(world.files) == 2 or world.loop.drain(), "a third try")
    world.quiet()


def test_a_try_later_goes_where_the_focus_is_then(world: World) -> None:
    fail(world)
    world.said = Said()
    world.window.focus = BROWSER
    world.dictation.retry()
    until(lambda: world.window.texts or world.loop.drain(), "another try")
    assert world.window.texts == [("Hello world. ", BROWSER, "paste")]
    world.quiet()


def test_cancelled_words_can_be_had_after_all(world: World) -> None:
    world.press()
    world.speak()
    world.dictation.cancel()
    assert world.quiet().can_retry
    world.dictation.retry()
    until(lambda: world.window.texts or world.loop.drain(), "another try")
    world.quiet()
    world.close()
    assert [entry.outcome for entry in world.entries()] == ["cancelled", "delivered"]
    assert [tape.state for tape in world.tapes] == ["cancelled"]


def test_an_engine_that_fails_midway_is_said_at_once_and_recording_goes_on(world: World) -> None:
    world.press()
    world.speak()
    world.recognitions[0].told["on_failed"](CRASHED)
    assert (world.view.state, world.view.notice) == ("recording", f"{CRASHED} What you said is kept.")
    world.speak()
    world.release()
    assert world.quiet().state == "failed"
    assert world.view.can_retry
    world.close()
    assert world.entries()[0].duration == 2.0


def test_without_a_model_what_is_spoken_is_kept_all_the_same(world: World) -> None:
    world.settings = world.settings.model_validate({"model": {"name": "no-such-model"}})
    world.press()
    world.speak()
    assert "no-such-model" in world.view.notice
    world.release()
    assert world.quiet().can_retry
    world.settings = world.settings.model_validate({})
    world.dictation.retry()
    until(lambda: world.window.texts or world.loop.drain(), "another try")
    world.quiet()


def test_recognition_that_cannot_begin_is_a_failure_in_words(world: World) -> None:
    world.refused = ModelNotAvailable("Its files are gone.")
    world.dictate()
    assert (world.quiet().state, world.view.notice) == ("failed", f"Its files are gone. {KEPT}")


def test_without_a_microphone_it_fails(world: World) -> None:
    world.press()
    world.microphones[0].told["on_failure"](GONE)
    assert world.quiet().state == "failed"
    assert (world.view.notice, world.view.can_retry) == (str(GONE), False)
    world.release()
    assert world.window.texts == []


def test_a_microphone_that_goes_leaves_what_was_heard(world: World) -> None:
    world.press()
    world.speak()
    world.microphones[0].told["on_failure"](GONE)
    assert (world.view.state, world.view.notice, world.window.texts) == ("opening", str(GONE), [])
    world.release()
    view = world.quiet()
    assert (view.state, view.notice) == ("idle", str(GONE))
    assert len(world.window.texts) == 1


def test_what_the_microphone_says_is_shown(world: World) -> None:
    world.press()
    world.microphones[0].told["on_notice"]("Another microphone is used.")
    assert world.view.notice == "Another microphone is used."
    world.speak()
    world.release()
    world.quiet()


def test_silence_delivers_nothing_and_says_so(world: World) -> None:
    world.said = Said([])
    world.dictate()
    assert world.quiet().notice == "Nothing heard."
    assert world.window.texts == []
    world.close()
    assert [entry.outcome for entry in world.entries()] == ["nothing heard"]


def test_what_a_gate_drops_is_said_and_can_be_inserted(world: World) -> None:
    world.said = Said([], ["Thanks for watching."])
    world.dictate()
    view = world.quiet()
    assert (view.notice, view.can_insert) == (
        LEFT_OUT,
        True,
    )
    assert world.window.texts == []
    world.dictation.insert_anyway()
    assert not world.view.can_insert
    assert world.window.texts == [("Thanks for watching. ", EDITOR, "paste")]
    world.dictation.insert_anyway()
    assert world.view.notice == "Nothing was held back."
    world.close()
    assert [(entry.outcome, entry.delivered) for entry in world.entries()] == [("delivered", "Thanks for watching.")]


def test_of_a_text_that_was_dropped_in_part_the_rest_is_delivered(world: World) -> None:
    world.said = Said(["Hello."], ["Hello hello."])
    world.dictate()
    assert (world.quiet().notice, world.view.can_insert) == (
        LEFT_OUT,
        True,
    )
    world.dictation.insert_anyway()
    world.loop.drain()
    assert [text for text, _target, _method in world.window.texts] == ["Hello. ", "Hello hello. "]


def test_a_fault_in_recognition_is_logged_and_told_as_one(world: World, caplog: pytest.LogCaptureFixture) -> None:
    fail(world, ValueError("broken"))
    assert world.view.notice == f"Something went wrong in ASR Pro itself. What it was is in the log. {KEPT}"
    assert caplog.messages == ["a dictation met an error of the program's own"]


def test_a_delivery_that_breaks_blocks_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.window.error = RuntimeError("broken")
    world.dictate()
    assert (world.quiet().state, world.view.notice) == ("failed", "The text could not be delivered.")
    assert (world.view.can_paste, world.view.can_retry) == (True, False)
    world.window.error = None
    world.tap("paste_again")
    assert [text for text, _target, _method in world.window.texts] == ["Hello world. "]
    assert caplog.messages == ["a delivery failed"]


def test_a_disk_that_breaks_costs_no_text(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.folder = world.folder / "nowhere"
    world.dictate()
    until(lambda: world.view.notice.startswith("Something went wrong in ASR Pro itself."), "the notice")
    world.quiet()
    assert len(world.window.texts) == 1
    assert len(caplog.messages) == 2


def test_a_microphone_that_cannot_be_made_fails_and_the_next_one_works(tmp_path: object) -> None:
    tries: list[str] = []

    class Fragile(World):
        def _capture(self, wanted: str, **told: object) -> object:
            tries.append(wanted)
            if len(tries) == 1:
                raise GONE
            return super()._capture(wanted, **told)

    world = Fragile(tmp_path)
    world.press()
    assert world.quiet().notice == str(GONE)
    world.release()
    world.dictate()
    world.quiet()
    assert len(world.window.texts) == 1
    world.close()


def test_quitting_leaves_what_is_not_recognised_for_the_next_start(world: World) -> None:
    world.said = Said(waits=True)
    world.dictate()
    world.press()
    world.speak()
    world.close()
    assert [tape.state for tape in world.tapes] == ["recording", "recording"]
    assert [tape.path.exists() for tape in world.tapes if tape.path] == [True, True]
    assert all(one.cancelled for one in world.recognitions)
    assert world.entries() == []
    world.press()
    assert len(world.microphones) == 2


def test_quitting_while_a_modifier_is_armed_leaves_nothing(world: World) -> None:
    world.press(2)
    world.speak(0.1)
    world.close()
    assert world.tapes == []


def test_quitting_delivers_nothing_more(world: World) -> None:
    world.window.waits = True
    world.dictate()
    until(lambda: world.window.done or world.loop.drain(), "the first delivery")
    world.taped()
    world.dictate()
    until(lambda: world.recognitions[1].ended or world.loop.drain(), "the second to be recognised")
    world.close()
    assert len(world.window.texts) == 1
    assert [tape.state for tape in world.tapes] == ["done", "recording"]
    (entry,) = world.entries()
    assert (entry.outcome, entry.delivered) == ("failed", "Hello world.")
    assert entry.error == "ASR Pro ended before it was known whether the text had arrived."
    world.window.arrive()  # too late to be remembered
    world.loop.drain()


def test_a_recording_that_another_key_cancelled_is_told(world: World) -> None:
    world.press(2)
    world.speak(3.0)
    world.other(2)
    until(lambda: world.view.state == "cancelled", "the end")
    assert world.view.can_retry
    assert world.view.notice == ("Another key was pressed, so it was cancelled. To try it again: Ctrl+Shift+F11.")
