from __future__ import annotations

import contextlib
import itertools
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Audio
from asrpro.errors import SourceError
from asrpro.runtime.ears import Ears
from asrpro.runtime.parent import Interrupted
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip


@pytest.fixture(scope="module")
def talk(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six sentences."""
    return written(tmp_path_factory.mktemp("talk") / "talk.wav", [heard(clip.path) for clip in clips[:6]])


def blocks(path: Path, seconds: float = 0.1) -> list[Audio]:
    """What a microphone would give."""
    audio = heard(path)
    return [Audio(piece) for piece in np.array_split(audio.samples, round(audio.duration / seconds))]


@pytest.mark.parametrize("seconds", [0.01, 0.1, 3.0])
def test_a_microphone_gives_the_same_utterances_as_a_file(ears: Ears, talk: Path, seconds: float) -> None:
    with ears.opened(talk, Gate()) as source:
        there = [found for found in source.utterances if isinstance(found, Audio)]
    microphone = ears.listen(Gate())
    here = [found for block in [*blocks(talk, seconds), None] for found in microphone.hear(block)]
    assert len(here) == 6
    for one, other in zip(here, there, strict=True):
        assert one.start == other.start
        np.testing.assert_array_equal(one.samples, other.samples)


def test_an_utterance_is_given_out_as_soon_as_it_is_over(ears: Ears, talk: Path) -> None:
    microphone = ears.listen(Gate(silence=0.5))
    now, told = 0.0, []
    for block in blocks(talk):
        now += block.duration
        for found in microphone.hear(block):
            assert now - found.end < 0.5
            assert not microphone.speaking
        told.append(microphone.speaking)
    assert 6 <= sum(after and not before for before, after in itertools.pairwise(told)) < 9
    assert microphone.hear(None) == []
    assert not microphone.speaking


def test_what_is_unfinished_at_the_end_is_given_out_then(ears: Ears, talk: Path) -> None:
    microphone = ears.listen(Gate())
    for block in blocks(talk)[:12]:
        assert microphone.hear(block) == []
    assert microphone.speaking
    (rest,) = microphone.hear(None)
    assert rest.duration > 0


def test_its_child_rests_afterwards_and_serves_whoever_is_next(ears: Ears, talk: Path) -> None:
    ears.begin()
    warm = ears.pids
    for _session in range(3):
        microphone = ears.listen(Gate())
        microphone.hear(blocks(talk)[0])
        assert ears.pids == warm
        microphone.hear(None)
    with ears.opened(talk, Gate()) as source:
        assert sum(isinstance(found, Audio) for found in source.utterances) == 6
    assert ears.pids == warm


def test_a_microphone_and_a_file_have_a_child_each(ears: Ears, talk: Path, tmp_path: Path) -> None:
    """So that a hostile file disturbs no dictation."""
    (tmp_path / "bad.wav").write_bytes(b"RIFF\0\0\0\0WAVE")
    microphone = ears.listen(Gate())
    found = []
    for number, block in enumerate(blocks(talk)):
        if number % 40 == 20:
            with pytest.raises(SourceError), ears.opened(tmp_path / "bad.wav", Gate()):
                pass
        found += microphone.hear(block)
    assert len(found + microphone.hear(None)) == 6


def test_beginning_to_listen_waits_for_nothing(ears: Ears) -> None:
    began = time.monotonic()
    microphone = ears.listen(Gate())
    listening = time.monotonic()
    microphone.hear(Audio(np.zeros(1600, np.float32)))  # which waits until its child is ready
    assert listening - began < time.monotonic() - listening


def test_a_microphone_that_is_closed_early_ends_its_child(ears: Ears, talk: Path) -> None:
    microphone = ears.listen(Gate())
    microphone.hear(blocks(talk)[0])
    microphone.close()
    assert ears.pids == set()
    microphone.close()


def test_closing_after_the_end_disturbs_nobody_who_has_the_child_now(ears: Ears, talk: Path) -> None:
    first = ears.listen(Gate())
    first.hear(None)
    pids = ears.pids
    second = ears.listen(Gate())
    first.close()
    found = [utterance for block in [*blocks(talk), None] for utterance in second.hear(block)]
    assert len(found) == 6
    assert ears.pids == pids


def test_a_killed_child_is_told(ears: Ears, talk: Path, caplog: pytest.LogCaptureFixture) -> None:
    microphone = ears.listen(Gate())
    microphone.hear(blocks(talk)[0])
    (pid,) = ears.pids
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(SourceError, match="The search for speech broke down"):
        microphone.hear(blocks(talk)[1])
    assert ears.pids == set()
    assert "ended with -9" in caplog.text
    ears.listen(Gate()).hear(blocks(talk)[0])


def test_a_child_that_hangs_is_told(talk: Path) -> None:
    with contextlib.closing(Ears(answer=3.0)) as ears:
        microphone = ears.listen(Gate())
        microphone.hear(blocks(talk)[0])
        (pid,) = ears.pids
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(SourceError, match="broke down"):
            microphone.hear(blocks(talk)[1])
        assert ears.pids == set()


def test_closing_the_ears_interrupts(ears: Ears, talk: Path) -> None:
    microphone = ears.listen(Gate())
    microphone.hear(blocks(talk)[0])
    closer = threading.Thread(target=ears.close)
    closer.start()
    closer.join()
    with pytest.raises(Interrupted):
        microphone.hear(blocks(talk)[1])
