"""A dictation from the microphone to the window, with the recogniser, the Journal and the Ledger that people have."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from asrpro.dictation import pcm
from asrpro.dictation.engines import Engines
from asrpro.dictation.journal import Journal
from asrpro.dictation.ledger import Ledger
from asrpro.dictation.recording import read
from asrpro.dictation.recordings import interrupted
from asrpro.dictation.recovering import Recovering, Ways
from asrpro.domain import SAMPLE_RATE, Audio
from fixtures.dictation import World
from fixtures.programs import until
from fixtures.recordings import left
from fixtures.sound import heard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.dictation.profile import Profile
    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.speech import Clip

THEN = datetime(2026, 3, 1, 13, 3, 5, tzinfo=UTC)


def journal(folder: Path, profile: Profile, on_notice: Callable[[str], None]) -> Journal:
    return Journal.open(folder, on_notice, source=profile.target.title if profile.target else "")


@pytest.fixture
def engines(room: EngineRoom) -> Engines:
    return Engines(room)


@pytest.fixture
def real(tmp_path: Path, engines: Engines) -> Iterator[World]:
    world = World(
        tmp_path,
        recognise=engines.recognise,
        transcribe_file=engines.transcribe_file,
        journal=partial(journal, tmp_path / "recordings"),
        ledger=Ledger(tmp_path / "latency.jsonl"),
    )
    yield world
    world.close()
    world.history.close()


def settled(world: World) -> None:
    until(world.at_rest, "the dictation to be over")


def say(world: World, clip: Clip) -> Audio:
    audio = heard(clip.path)
    world.microphones[-1].hear(audio)
    world.loop.go(audio.duration)
    return audio


def test_a_sentence_lands_in_the_window(real: World, clips: list[Clip], tmp_path: Path) -> None:
    real.press()
    audio = say(real, clips[8])
    real.release()
    settled(real)
    real.close()
    ((text, _target, _method),) = real.window.texts
    (entry,) = real.entries()
    assert text == f"{entry.delivered} "
    assert len(text.split()) > 3
    assert entry.duration == pytest.approx(audio.duration, abs=0.01)
    assert entry.audio is not None
    assert heard(entry.audio).duration == pytest.approx(audio.duration)
    assert [times.done is not None for times in Ledger(tmp_path / "latency.jsonl").all()] == [True]
    assert any(view.tentative for view in real.views)


def test_what_was_cancelled_is_recognised_after_all(real: World, clips: list[Clip]) -> None:
    real.press()
    say(real, clips[8])
    real.tap("cancel")
    settled(real)
    assert real.view.can_retry
    real.dictation.retry()
    until(lambda: real.window.texts or real.loop.drain(), "the text")
    settled(real)
    assert len(real.window.texts[0][0].split()) > 3


def test_what_a_quit_cuts_off_is_offered_at_the_next_start(real: World, clips: list[Clip], tmp_path: Path) -> None:
    real.press()
    audio = say(real, clips[8])
    real.close()
    (recording,) = interrupted(tmp_path / "recordings")
    assert recording.duration == pytest.approx(audio.duration)
    assert recording.facts.source == "notes"


def test_a_model_that_cannot_be_loaded_fails_and_keeps_the_audio(
    real: World, clips: list[Clip], tmp_path: Path
) -> None:
    (broken := tmp_path / "broken").mkdir()
    (broken / "model.bin").write_bytes(b"nothing")
    (broken / "config.json").write_text("{}")
    real.settings = real.settings.model_validate({"model": {"name": str(broken)}})
    real.press()
    blocks = cycle(say(real, clips[8]).pieces(SAMPLE_RATE // 10))

    def told() -> str:
        real.microphones[-1].hear(next(blocks))
        real.loop.drain()
        return real.view.notice

    until(told, "what is wrong with it, while somebody speaks")
    assert real.view.state == "recording"
    assert str(broken) in real.view.notice
    assert real.view.notice.endswith("What you said is kept.")
    real.release()
    settled(real)
    assert (real.view.state, real.view.can_retry) == ("failed", True)
    real.settings = real.settings.model_validate({})
    real.dictation.retry()
    until(lambda: real.window.texts or real.loop.drain(), "the text")
    settled(real)


def test_who_speaks_waits_for_nothing_that_is_recovered(
    real: World, engines: Engines, clips: list[Clip], tmp_path: Path
) -> None:
    recovered: list[str] = []
    ways = Ways(
        post=real.loop.post,
        request=lambda language: real.parts.request(real.settings, model=None, language=language),
        transcribe_file=engines.transcribe_file,
        history=lambda: None,
        keeps=lambda: True,
        show=recovered.append,
        say=recovered.append,
        left=lambda: None,
    )
    path = left(tmp_path / "recordings", THEN, sound=pcm.packed(heard(clips[8].path)) * 60)
    Recovering(ways).recover([read(path)])
    real.press()
    say(real, clips[8])
    real.release()
    until(lambda: real.window.texts or real.loop.drain(), "the text")
    assert recovered == []
