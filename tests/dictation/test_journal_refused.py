"""Whatever the disk refuses stays in memory, is said once, and can be rescued."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.dictation import pcm
from asrpro.dictation.journal import Journal
from asrpro.dictation.recording import read
from asrpro.dictation.recordings import interrupted
from asrpro.domain import Audio
from asrpro.errors import SourceError
from fixtures.disks import files_of_at_most
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Begin = Callable[..., Journal]


# At 72001 bytes the disk takes half a sample.
@pytest.mark.parametrize("room", [44 + 32_000, 72_001])
def test_a_disk_that_fills_up_costs_nothing(begin: Begin, speech: Audio, said: list[str], room: int) -> None:
    journal = begin()
    assert journal.path
    with files_of_at_most(room):
        for block in speech.pieces(777):
            journal.write(block)
            assert len(said) <= 1
        assert not journal.rescue()
        assert np.array_equal(journal.audio().samples, speech.samples)
    time = "0:01" if room < 70_000 else "0:02"
    kept = f"The first {time} of this dictation are on disk, and what follows is held in memory"
    assert said == [f"{kept}, because {journal.path.parent} cannot be written: File too large."]
    assert journal.path.stat().st_size == room
    assert journal.seconds == 3.0
    assert journal.rescue()
    assert np.array_equal(journal.audio().samples, speech.samples)
    assert journal.path.read_bytes() == pcm.header(96_000) + pcm.packed(speech)
    journal.write(speech)
    assert journal.path.stat().st_size == 44 + 2 * 96_000
    assert len(said) == 1


def test_what_fails_again_after_a_rescue_is_said_again(begin: Begin, speech: Audio, said: list[str]) -> None:
    journal = begin()
    with files_of_at_most(50_000):
        journal.write(speech)
    assert journal.rescue()
    with files_of_at_most(100_000):
        journal.write(speech)
    assert [text.partition(" of")[0] for text in said] == ["The first 0:01", "The first 0:03"]
    journal.close()  # which tries once more
    assert journal.path
    assert read(journal.path).duration == 6.0


def test_a_folder_that_cannot_be_written_costs_nothing(
    begin: Begin, folder: Path, speech: Audio, said: list[str]
) -> None:
    folder.parent.touch()
    journal = begin(source="Letter")
    assert said == [f"This dictation is held in memory, because {folder} cannot be written: Not a directory."]
    for block in speech.pieces(320):
        journal.write(block)
    assert journal.path is None
    assert not journal.rescue()
    assert len(said) == 1
    assert np.array_equal(journal.audio().samples, speech.samples)
    folder.parent.unlink()
    assert journal.rescue()
    assert journal.path
    assert read(journal.path).duration == 3.0
    assert read(journal.path).facts.source == "Letter"
    journal.settle("done")


def test_what_was_never_written_anywhere_is_let_go_of(begin: Begin, folder: Path, speech: Audio) -> None:
    folder.parent.touch()
    journal = begin()
    journal.write(speech)
    journal.settle("done")
    assert folder.parent.read_bytes() == b""


def test_a_disk_that_takes_everything_and_fails_later_costs_nothing(
    begin: Begin, speech: Audio, said: list[str]
) -> None:
    journal = begin()
    assert journal.path
    journal.write(speech)
    assert journal.rescue()
    at_disk = journal._file.fileno()
    kept = os.dup(at_disk)
    # It swallows what is written, and says so when it is asked to keep it.
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, at_disk)
    journal.write(speech)
    until(lambda: said, "the disk to complain")
    journal.write(speech)
    os.dup2(kept, at_disk)
    os.close(kept)
    os.close(nothing)
    assert said[0].startswith("The first 0:03 of this dictation are on disk")
    assert np.array_equal(journal.audio().samples, np.tile(speech.samples, 3))
    assert journal.rescue()
    assert journal.path.read_bytes() == pcm.header(3 * 96_000) + 3 * pcm.packed(speech)
    assert len(said) == 1


def test_a_disk_that_gives_nothing_back_is_said(begin: Begin, speech: Audio) -> None:
    journal = begin()
    assert journal.path
    journal.write(speech)
    assert journal.rescue()
    os.truncate(journal.path, 1000)
    with pytest.raises(SourceError, match="cannot be read from the disk"):
        journal.audio()


def test_what_cannot_be_noted_down_is_offered_once_more(
    begin: Begin, folder: Path, speech: Audio, caplog: pytest.LogCaptureFixture
) -> None:
    journal = begin()
    journal.write(speech)
    assert journal.rescue()
    with files_of_at_most(10):
        journal.settle("done")
    assert [record.getMessage() for record in caplog.records] == [
        "what has become of a recording could not be written down"
    ]
    (found,) = interrupted(folder)
    assert (found.path, found.duration) == (journal.path, 3.0)
