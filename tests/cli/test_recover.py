"""asrpro recover, from what a dead program left to its text."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

import pytest

from asrpro.cli.main import run
from asrpro.dictation.recording import held, read
from asrpro.dictation.recordings import interrupted
from fixtures.command import PROGRAM, Terminal, asrpro
from fixtures.entries import NOTE
from fixtures.recordings import left

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.dictation.recording import State
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom

THEN = datetime(2026, 3, 1, 13, 3, 5, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "data" / "recordings"


@pytest.fixture
def first(folder: Path, talk: Path) -> Path:
    """A dictation with speech in it."""
    return left(folder, THEN, sound=talk.read_bytes()[44:], source="Letter to\tmy \x1bdoctor")


@pytest.fixture
def second(folder: Path, first: Path) -> Path:
    """A later and silent one."""
    assert first.exists()
    return left(folder, LATER, sound=bytes(252 * 32_000), source="Notes")


class Told:
    """Runs commands and tells what they wrote."""

    def __init__(self, program: Program, capsys: pytest.CaptureFixture[str]) -> None:
        self.program = program
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, list[str], list[str]]:
        code = run(self.program, [*words])
        out, err = self._capsys.readouterr()
        return code, out.splitlines(), err.splitlines()


@pytest.fixture
def told(odd_program: Program, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(odd_program, capsys)


def local(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("words", [[], ["--all"], ["--all", "--discard"]])
def test_where_nothing_was_interrupted_that_is_said(told: Told, folder: Path, words: list[str]) -> None:
    left(folder, THEN, "done")
    assert told("recover", *words) == (0, [], ["No dictation was interrupted."])


@pytest.mark.usefixtures("second")
def test_they_are_listed(told: Told, first: Path) -> None:
    seconds = round((first.stat().st_size - 44) / 32_000)
    code, out, err = told("recover")
    assert (code, out[0]) == (0, "Number\tTime\tDuration\tWindow")
    assert out[1:] == [
        f"1\t{local(THEN)}\t0:{seconds:02d}\tLetter to my �doctor",
        f"2\t{local(LATER)}\t4:12\tNotes",
    ]
    assert err == ["`asrpro recover --all`, or with numbers, turns them into text; --discard deletes them."]


@pytest.mark.usefixtures("second")
def test_a_terminal_gets_them_in_columns() -> None:
    with Terminal(*PROGRAM, "recover") as terminal:
        assert terminal.ended() == 0
    assert terminal.screen[0] == "Number  Time              Duration  Window"
    assert terminal.screen[2] == f"     2  {local(LATER)}      4:12  Notes"


def test_one_becomes_text_and_a_dictation_of_then(told: Told, history: History, first: Path, second: Path) -> None:
    code, out, err = told("recover", "1", "-m", "well")
    assert (code, out[:2], err) == (0, ["Second 0.", "Second 1."], [])
    (entry,) = history.list()
    assert (entry.kind, entry.outcome, entry.source) == ("dictation", "delivered", "Letter to\tmy \x1bdoctor")
    assert (entry.created, entry.audio) == (THEN, first)
    assert entry.delivered == " ".join(out)
    assert read(first).facts.state == "done"
    assert [recording.path for recording in interrupted(first.parent)] == [second]


@pytest.mark.usefixtures("first", "second")
def test_all_become_text_each_under_its_name(told: Told, history: History, folder: Path) -> None:
    told.program.settings.set("privacy.recording_days", "0")
    code, out, err = told("recover", "--all", "-m", "well")
    assert code == 0
    assert out[0].startswith(f"{local(THEN)}  0:")
    assert out[0].endswith("  Letter to my �doctor:")
    assert out[1] == "Second 0."
    assert out[-2:] == ["", f"{local(LATER)}  4:12  Notes:"]
    assert err == ["No speech was found in 20260302T083000Z.wav."]
    assert [entry.outcome for entry in history.list()] == ["nothing heard", "delivered"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("model", ["dies", "raises", "dies-at-load"])
def test_what_fails_stays(told: Told, history: History, first: Path, model: str) -> None:
    code, _out, err = told("recover", "--all", "-m", model)
    assert code == 1
    assert err[0].startswith(f"Error: Odd ({model}) ")
    assert err[-1] == "The recording is kept; `asrpro recover` shows it."
    assert [entry.outcome for entry in history.list()] == ["failed"]
    assert [recording.path for recording in interrupted(first.parent)] == [first]
    assert told("history", "delete", "--all", "--yes")[2] == [
        "1 entry deleted.",
        "1 interrupted dictation stays; to delete it: asrpro recover --all --discard",
    ]
    assert told("recover", "1", "-m", "well")[0] == 0


@pytest.mark.parametrize("state", ["cancelled", "failed"])
def test_what_no_history_tells_of_is_there_too(
    told: Told, history: History, folder: Path, talk: Path, state: State
) -> None:
    told.program.settings.set("privacy.keep_history", "false")
    created = datetime.now(UTC)
    path = left(folder, created, state, talk.read_bytes()[44:])
    assert [line.split("\t")[1] for line in told("recover")[1][1:]] == [local(created)]
    assert told("recover", "1", "-m", "dies")[0] == 1
    assert read(path).facts.state == state
    code, out, _err = told("recover", "1", "-m", "well")
    assert (code, out[0]) == (0, "Second 0.")
    assert told("recover") == (0, [], ["No dictation was interrupted."])
    assert not path.exists()
    assert history.list() == []


def test_what_the_history_tells_of_is_tried_from_there(told: Told, history: History, folder: Path) -> None:
    path = left(folder, datetime.now(UTC), "cancelled")
    history.add(replace(NOTE, audio=path))
    assert told("recover") == (0, [], ["No dictation was interrupted."])


def test_who_interrupts_it_keeps_it(told: Told, first: Path) -> None:
    @contextlib.contextmanager
    def room() -> Iterator[EngineRoom]:
        with whole() as opened:
            opened.residency.lease = interrupted_by_somebody  # type: ignore[method-assign]
            yield opened

    def interrupted_by_somebody(*_wanted: object) -> NoReturn:
        raise KeyboardInterrupt

    whole = told.program.engine_room
    told.program = replace(told.program, engine_room=room)
    assert told("recover", "1", "-m", "well")[0] == 130
    assert [recording.path for recording in interrupted(first.parent)] == [first]


def test_what_another_program_works_on_is_left_to_it(told: Told, first: Path) -> None:
    def room() -> contextlib.AbstractContextManager[EngineRoom]:
        stack.enter_context(held(first))
        return whole()

    whole = told.program.engine_room
    told.program = replace(told.program, engine_room=room)
    with contextlib.ExitStack() as stack:
        code, out, err = told("recover", "1", "-m", "well")
        assert (code, out, err[0]) == (1, [], "Error: Another ASR Pro is at work on this dictation.")
        assert told("recover") == (0, [], ["No dictation was interrupted."])


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["3"], "There is no interrupted dictation 3."),
        (["0", "--discard"], "There is no interrupted dictation 0."),
        (["1", "--all"], "--all and numbers exclude each other."),
        (["--discard", "--yes"], "Say which dictations to delete: their numbers, or --all."),
        (["1", "--discard"], "Nobody is here to ask whether to delete this."),
        (["1", "-l", "klingonisch"], "klingonisch is no language code."),
    ],
)
def test_what_makes_no_sense_ends_with_2(told: Told, first: Path, second: Path, words: list[str], title: str) -> None:
    code, out, err = told("recover", "-m", "well", *words)
    assert (code, out, err[0]) == (2, [], f"Error: {title}")
    assert first.exists()
    assert second.exists()


def test_a_model_that_is_not_there_is_said_first(told: Told, first: Path) -> None:
    assert told("recover", "1", "-m", "nobody")[0] == 3
    assert [recording.path for recording in interrupted(first.parent)] == [first]


def test_discarded_is_gone_for_good(told: Told, folder: Path, first: Path, second: Path) -> None:
    assert told("recover", "1", "--discard", "--yes") == (0, [], ["1 dictation deleted."])
    assert not first.exists()
    assert second.exists()
    assert told("recover", "--all", "--discard", "-y") == (0, [], ["1 dictation deleted."])
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("first")
def test_the_whole_way_with_the_model_that_comes_along(folder: Path) -> None:
    done = asrpro("recover", "--all")
    assert (done.returncode, bool(done.stdout.strip())) == (0, True)
    assert asrpro("recover").stderr == "No dictation was interrupted.\n"
    # It is older than recordings are kept, so that the next start deletes it.
    assert list(folder.iterdir()) == []
