"""What the history knows of a file while it is being worked on, should the program die."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from asrpro.cli.memory import Memory
from asrpro.cli.outputs import Plan
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.domain import Options, Segment, Transcript
from asrpro.errors import HistoryError, OutputError
from asrpro.transcription.file import FileTranscript
from asrpro.transcription.request import request
from fixtures.rooms import odd_room

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.history.store import History


def heard(*texts: str) -> FileTranscript:
    segments = tuple(Segment(text, at, at + 1) for at, text in enumerate(texts))
    transcript = Transcript(segments, "en", 9.0, "base", "odd", "cpu", Options())
    return FileTranscript(transcript, "\n".join(texts), None, (), {})


def test_one_entry_grows_and_is_ended(odd_program: Program, history: History, talk: Path) -> None:
    memory = Memory(odd_program, Show(), every=timedelta())
    began = datetime.now(UTC)
    for texts in (("One.",), ("One.", "Two.")):
        memory.growing(talk, began, lambda texts=texts: heard(*texts))  # type: ignore[misc]
        (entry,) = history.list()
        assert (entry.id, entry.outcome, len(entry.segments)) == (1, "unfinished", len(texts))
    memory.done(talk, began, heard("One.", "Two.", "Three."))
    (entry,) = history.list()
    assert (entry.id, entry.outcome, entry.delivered) == (1, "delivered", "One. Two. Three.")
    memory.growing(talk, began, lambda: heard("Another."))
    assert memory.failed(talk, began, heard("Another."), OutputError("Full."))
    assert [(entry.id, entry.outcome) for entry in history.list()] == [(2, "failed"), (1, "delivered")]


def test_who_turns_memory_off_means_what_is_at_work_too(odd_program: Program, history: History, talk: Path) -> None:
    memory = Memory(odd_program, Show(), every=timedelta())
    began = datetime.now(UTC)
    memory.growing(talk, began, lambda: heard("One."))
    odd_program.settings.set("privacy.keep_history", "off")
    memory.done(talk, began, heard("One.", "Two."))
    assert history.count() == 0


def test_what_was_deleted_meanwhile_does_not_come_back(odd_program: Program, history: History, talk: Path) -> None:
    memory = Memory(odd_program, Show(), every=timedelta())
    began = datetime.now(UTC)
    memory.growing(talk, began, lambda: heard("One."))
    history.clear()
    memory.growing(talk, began, lambda: heard("One.", "Two."))
    memory.done(talk, began, heard("One.", "Two."))
    assert history.count() == 0


def test_a_write_that_fails_leaves_no_second_entry(odd_program: Program, history: History, talk: Path) -> None:
    full: list[HistoryError] = []

    def sometimes() -> History:
        if full:
            raise full.pop()
        return history

    memory = Memory(replace(odd_program, history=sometimes), Show(), every=timedelta())
    began = datetime.now(UTC)
    memory.growing(talk, began, lambda: heard("One."))
    full.append(HistoryError("The disk is full."))
    memory.growing(talk, began, lambda: heard("One.", "Two."))
    memory.done(talk, began, heard("One.", "Two."))
    assert [(entry.outcome, len(entry.segments)) for entry in history.list()] == [("delivered", 2)]


def test_a_history_that_is_mended_meanwhile_gets_it_again(
    odd_program: Program, history: History, talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = Memory(odd_program, Show(), every=timedelta())
    began = datetime.now(UTC)
    memory.growing(talk, began, lambda: heard("One."))
    history.close()
    history.path.write_bytes(b"no database " * 1000)
    memory.cancelled(talk, began, heard("One.", "Two."), tell=True)
    assert [(entry.outcome, len(entry.segments)) for entry in history.list()] == [("cancelled", 2)]
    damaged, kept = capsys.readouterr().err.splitlines()
    assert damaged.startswith("The history was damaged")
    assert kept == "What was heard of talk.wav is kept: asrpro history show 1"


def test_off_and_on_again(odd_program: Program, history: History, talk: Path) -> None:
    memory = Memory(odd_program, Show(), every=timedelta())
    began = datetime.now(UTC)
    for switch in ("on", "off", "on"):
        odd_program.settings.set("privacy.keep_history", switch)
        memory.growing(talk, began, lambda: heard("One."))
        assert history.count() == (switch == "on")
    memory.done(talk, began, heard("One.", "Two."))
    assert [entry.outcome for entry in history.list()] == ["delivered"]


def test_a_last_write_that_fails_is_no_whole_one(odd_program: Program, history: History, talk: Path) -> None:
    calls: list[int] = []

    def once() -> History:
        calls.append(1)
        if len(calls) > 1:
            raise HistoryError("The disk is full.")
        return history

    memory = Memory(replace(odd_program, history=once), Show(), every=timedelta())
    began = datetime.now(UTC)
    memory.growing(talk, began, lambda: heard("One."))
    assert not memory.failed(talk, began, heard("One.", "Two."), OutputError("Full."))
    assert [len(entry.segments) for entry in history.list()] == [1]


def test_a_minute_passes_between(odd_program: Program, history: History, talk: Path) -> None:
    memory = Memory(odd_program, Show())
    memory.growing(talk, datetime.now(UTC), lambda: heard("One."))
    assert history.count() == 0
    memory.growing(talk, datetime.now(UTC) - timedelta(minutes=2), lambda: heard("One."))
    memory.growing(talk, datetime.now(UTC) - timedelta(minutes=2), lambda: heard("One.", "Two."))
    assert [entry.heard for entry in history.list()] == ["One."]


def test_what_work_comes_to_is_written_down_on_the_way(odd_program: Program, history: History, talk: Path) -> None:
    kept: list[int] = []

    def looked_at() -> History:
        """What is asked for before each writing."""
        kept.extend(len(entry.segments) for entry in history.list() if entry.outcome == "unfinished")
        return history

    program = replace(odd_program, history=looked_at)
    asked = partial(request, program.settings.current, program.catalogue(), model="well")
    with odd_room() as room:
        work = Work(program, room, Show(), asked, Memory(program, Show(), every=timedelta()))
        assert work.all([talk], [Plan()]) == 0
    (entry,) = history.list()
    assert entry.outcome == "delivered"
    assert kept  # before the last writing there was one, with what had been heard till then
    assert all(1 <= number <= len(entry.segments) for number in kept)
    assert kept == sorted(kept)
