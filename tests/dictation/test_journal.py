"""What is spoken is on disk while it is, for every reader, and for nobody else's eyes."""

from __future__ import annotations

import shutil
import subprocess
import threading
import wave
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.decode import opened
from asrpro.dictation import pcm
from asrpro.dictation.journal import Journal
from asrpro.dictation.recording import facts_file, held, lock_file, read
from asrpro.domain import Audio
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Begin = Callable[..., Journal]


def heard(path: Path) -> bytes:
    """What our own reader makes of a file, as 16-bit samples."""
    with opened(path) as source:
        blocks = list(source.blocks)
        duration = source.duration
    assert duration == pytest.approx(sum(block.duration for block in blocks))
    return pcm.packed(Audio.join(blocks)) if blocks else b""


def read_by_wave(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        return file.readframes(file.getnframes())


def test_every_reader_hears_all_of_it_at_any_moment(begin: Begin, speech: Audio) -> None:
    journal = begin()
    assert journal.path
    assert read_by_wave(journal.path) == b""
    given = b""
    for block in (*speech.pieces(320), *speech.pieces(7777)):
        journal.write(block)
        given += pcm.packed(block)
        assert read_by_wave(journal.path) == given
    assert heard(journal.path) == given
    if shutil.which("soxi"):
        shown = subprocess.run(["soxi", "-s", journal.path], capture_output=True, text=True, check=True)
        assert (int(shown.stdout), shown.stderr) == (len(given) // 2, "")
    assert journal.seconds == 6.0


def test_it_gives_back_what_it_took_before_and_after_the_disk_has_it(begin: Begin, speech: Audio) -> None:
    journal = begin()
    parts = []
    for block in speech.pieces(1000):
        journal.write(block)
        parts.append(block)
        assert np.array_equal(journal.audio().samples, Audio.join(parts).samples)
    assert journal.rescue()
    assert np.array_equal(journal.audio().samples, speech.samples)
    journal.close()
    journal.close()
    assert np.array_equal(journal.audio().samples, speech.samples)
    with pytest.raises(ValueError, match="closed"):
        journal.write(speech)


def test_only_its_user_may_read_it(begin: Begin, folder: Path, speech: Audio) -> None:
    folder.mkdir(parents=True, mode=0o755)
    journal = begin(source="Letter to my doctor")
    journal.write(speech)
    journal.settle("failed")
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert {file.suffix for file in files} == {".wav", ".json", ".lock"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_what_is_needed_to_finish_it_stands_beside_it(begin: Begin, speech: Audio) -> None:
    before = datetime.now(UTC)
    journal = begin(model="base", language="de", source="Brief \udc80")
    assert journal.path
    facts = facts_file(journal.path)
    until(facts.exists, "the facts")
    found = read(journal.path)
    assert found.facts == journal.facts
    assert (found.facts.model, found.facts.language, found.facts.source) == ("base", "de", "Brief \udc80")
    assert before <= found.facts.created <= datetime.now(UTC)
    assert found.facts.state == "recording"
    assert f"{found.facts.created:%Y%m%dT%H%M%SZ}" in journal.path.stem
    journal.write(speech)
    journal.settle("cancelled")
    assert read(journal.path).facts.state == "cancelled"
    assert read(journal.path).duration == 3.0


def test_several_of_one_second_do_not_meet(begin: Begin, speech: Audio) -> None:
    journals = [begin() for _number in range(5)]
    for number, journal in enumerate(journals, 1):
        journal.write(Audio(speech.samples[: 1000 * number]))
    paths = [journal.path for journal in journals]
    assert len(set(paths)) == 5
    assert [len(journal.audio().samples) for journal in journals] == [1000, 2000, 3000, 4000, 5000]
    assert all(path and read(path).duration == number / 16 for number, path in enumerate(paths, 1))


def test_what_is_there_is_never_overwritten(folder: Path, begin: Begin, said: list[str]) -> None:
    first = begin()
    assert first.path
    for number in range(60):  # the seconds in which the next one may begin
        stamp = datetime.fromtimestamp(first.facts.created.timestamp() + number, UTC)
        path = folder / f"{stamp:%Y%m%dT%H%M%SZ}.wav"
        if path != first.path:
            path.write_text("mine")
    second = begin()
    assert second.path
    assert second.path.stem.endswith("-2")
    assert said == []
    assert sum(path.read_bytes() == b"mine" for path in folder.glob("*.wav")) == 59


def test_it_is_held_until_it_is_settled(begin: Begin, speech: Audio) -> None:
    journal = begin()
    assert journal.path
    journal.write(speech)
    journal.close()
    with held(journal.path) as free:
        assert not free
    journal.settle("done")
    with held(journal.path) as free:
        assert free
    assert not [thread for thread in threading.enumerate() if thread.name == "journal"]


@pytest.mark.parametrize("sound", [True, False])
def test_what_need_not_be_kept_goes_without_a_trace(begin: Begin, folder: Path, speech: Audio, *, sound: bool) -> None:
    journal = begin()
    assert journal.path
    if sound:
        journal.write(speech)
    journal.settle("done", keep=not sound)
    journal.settle("done")
    assert list(folder.iterdir()) == []
    assert not lock_file(journal.path).exists()
