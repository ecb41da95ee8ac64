"""What History, Ledger and recordings hold of a dictation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.store import History
from fixtures.dictation_parts import Said
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.dictation import World


def test_a_dictation_is_in_the_history(world: World) -> None:
    world.press()
    world.speak(2.0)
    world.release()
    world.quiet()
    world.close()
    (entry,) = world.entries()
    assert (entry.kind, entry.outcome, entry.source) == ("dictation", "delivered", "notes")
    assert (entry.heard, entry.delivered, entry.language) == ("heard", "Hello world.", "en")
    assert (entry.duration, entry.model, entry.backend) == (2.0, "pocketsphinx-en-us", "pocketsphinx")
    assert entry.audio == world.tapes[0].path
    assert entry.stages["recognise"] == 0.5
    assert {"first sample", "engine", "deliver", "read"} <= set(entry.stages)
    assert [segment.text for segment in entry.segments] == ["Hello world."]
    assert world.tapes[0].state == "done"


def test_the_ledger_has_the_times(world: World) -> None:
    world.press()
    world.loop.go(0.05)
    world.speak(2.0)
    world.release()
    world.quiet()
    world.close()
    (times,) = world.ledger.times
    assert times.press == 1000.0
    assert times.first_sample == pytest.approx(1000.05)
    assert times.release == times.done == times.delivered == times.read == pytest.approx(1002.05)


def test_nothing_is_remembered_where_that_is_not_wanted(world: World) -> None:
    world.settings = world.settings.model_validate({"privacy": {"keep_history": False}})
    world.dictate()
    world.quiet()
    world.said = Said([])
    world.dictate()
    world.quiet()
    world.close()
    assert world.entries() == []
    assert [tape.path.exists() for tape in world.tapes if tape.path] == [False, False]


def test_a_recording_that_is_not_kept_is_not_pointed_to(world: World) -> None:
    world.settings = world.settings.model_validate({"privacy": {"recording_days": 0}})
    world.dictate()
    world.quiet()
    world.taped()
    world.dictation.start()
    world.loop.drain()
    world.speak()
    world.dictation.cancel()
    world.quiet()
    world.close()
    delivered, cancelled = world.entries()
    assert delivered.audio is None
    assert cancelled.audio == world.tapes[1].path
    assert cancelled.audio is not None
    assert cancelled.audio.exists()


def test_of_what_was_cancelled_the_words_so_far_are_kept(world: World) -> None:
    world.said = Said(waits=True)
    world.press()
    world.speak()
    world.recognitions[0].said = Said(["So far."])
    world.recognitions[0].speak()
    world.tap("cancel")
    world.quiet()
    world.close()
    (entry,) = world.entries()
    assert (entry.outcome, entry.delivered, entry.duration) == ("cancelled", "So far.", 1.0)


def test_a_history_that_cannot_be_written_costs_no_text_and_is_said(world: World, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    world.history = History(tmp_path / "folder")
    world.dictate()
    until(lambda: world.view.notice and world.window.texts, "a notice and the text")
    assert len(world.window.texts) == 1
    with pytest.raises(HistoryError):
        world.entries()
