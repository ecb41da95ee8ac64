"""asrpro history retry, and what becomes of recordings when their entries are deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from asrpro.cli.main import run
from asrpro.dictation.recording import held, read
from asrpro.history.entry import Entry
from fixtures.command import asrpro
from fixtures.recordings import left

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.history.store import History

    Tell = Callable[..., tuple[int, list[str], list[str]]]

THEN = datetime.now(UTC) - timedelta(days=2)


@pytest.fixture
def told(odd_program: Program, capsys: pytest.CaptureFixture[str]) -> Tell:
    def tell(*words: str) -> tuple[int, list[str], list[str]]:
        code = run(odd_program, ["history", *words])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    return tell


@pytest.fixture
def failed(home: Path, talk: Path) -> Entry:
    """A dictation that came to nothing, with its recording."""
    audio = left(home / "data" / "recordings", THEN, "failed", talk.read_bytes()[44:])
    return Entry(
        created=THEN,
        kind="dictation",
        outcome="failed",
        source="Letter",
        audio=audio,
        error="It crashed.",
        duration=6.0,
    )


def test_a_failed_dictation_is_heard_again(told: Tell, history: History, failed: Entry) -> None:
    history.add(failed)
    code, out, err = told("retry", "1", "--model", "well")
    assert (code, out[:2], err) == (0, ["Second 0.", "Second 1."], [])
    new, old = history.list()
    assert old == replace(failed, id=1)
    assert (new.kind, new.outcome, new.source, new.audio) == ("dictation", "delivered", "Letter", failed.audio)
    assert new.delivered == " ".join(out)
    assert new.created > THEN + timedelta(days=1)
    assert failed.audio
    assert read(failed.audio).facts.state == "done"


def test_what_fails_again_is_kept_for_one_more_try(told: Tell, history: History, failed: Entry) -> None:
    history.add(failed)
    assert told("retry", "1", "-m", "raises")[0] == 1
    assert [entry.outcome for entry in history.list()] == ["failed", "failed"]
    assert failed.audio
    assert read(failed.audio).facts.state == "failed"


def test_a_file_is_heard_again(told: Tell, history: History, talk: Path) -> None:
    history.add(Entry(created=THEN, kind="file", outcome="cancelled", source=str(talk), audio=talk))
    code, out, _err = told("retry", "1", "-m", "well")
    assert (code, out[0]) == (0, "Second 0.")
    entry = history.get(2)
    assert (entry.kind, entry.source, entry.audio) == ("file", str(talk), talk)
    assert talk.exists()


def test_a_recording_that_is_gone_is_said(told: Tell, history: History, failed: Entry) -> None:
    assert failed.audio
    history.add(failed)
    history.add(replace(failed, kind="file", audio=failed.audio.with_name("n" * 300)))
    history.add(replace(failed, audio=None))
    failed.audio.unlink()
    hint = "privacy.recording_days says how many days they are kept: 7."
    assert told("retry", "1") == (1, [], ["Error: The recording of entry 1 is no longer there.", hint])
    assert told("retry", "2")[2][1] == "If its file was moved: asrpro transcribe FILE"
    assert told("retry", "3")[2][1] == hint
    assert told("retry", "4")[0] == 1
    assert any(line.endswith(f"{failed.audio} (no longer there)") for line in told("show", "1")[1])
    assert "(no longer there)" not in "".join(told("show", "3")[1])


def test_what_is_worked_on_is_not_heard_twice(told: Tell, history: History, failed: Entry) -> None:
    history.add(failed)
    assert failed.audio
    with held(failed.audio):
        assert told("retry", "1", "-m", "well") == (
            1,
            [],
            ["Error: Another ASR Pro is at work on this recording.", "Try again when it is done."],
        )


def test_a_recording_goes_with_the_last_entry_that_tells_of_it(
    told: Tell, history: History, failed: Entry, talk: Path
) -> None:
    for entry in (failed, failed, replace(failed, kind="file", audio=talk)):
        history.add(entry)
    assert failed.audio
    assert told("delete", "1", "--yes")[2] == ["1 entry deleted."]
    assert failed.audio.exists()
    assert told("delete", "2", "3", "--yes")[2] == ["2 entries deleted.", "1 recording deleted."]
    assert list(failed.audio.parent.iterdir()) == []
    assert talk.exists()


def test_only_what_is_ours_is_deleted(told: Tell, history: History, failed: Entry, tmp_path: Path) -> None:
    assert failed.audio
    elsewhere = left(tmp_path, THEN, "done")
    undecided = left(failed.audio.parent, THEN - timedelta(days=1))
    stranger = failed.audio.with_name("song.wav")
    stranger.touch()
    for audio in (elsewhere, undecided, stranger, None):
        history.add(replace(failed, audio=audio))
    assert told("delete", "1", "2", "3", "4", "-y")[2] == ["4 entries deleted."]
    assert all(path.exists() for path in (elsewhere, undecided, stranger))


def test_everything_is_deleted_but_what_nobody_decided_about(told: Tell, history: History, failed: Entry) -> None:
    assert failed.audio
    folder = failed.audio.parent
    left(folder, THEN - timedelta(days=1), "cancelled")
    undecided = left(folder, THEN - timedelta(days=3))
    history.add(failed)
    assert told("delete", "--all", "--yes")[2] == [
        "1 entry deleted.",
        "2 recordings deleted.",
        "1 interrupted dictation stays; to delete it: asrpro recover --all --discard",
    ]
    assert {path for path in folder.iterdir() if path.suffix == ".wav"} == {undecided}


@pytest.mark.parametrize(("days", "kept"), [("7", True), ("1", False)])
def test_every_start_deletes_what_is_too_old(home: Path, days: str, *, kept: bool) -> None:
    folder = home / "data" / "recordings"
    recordings = [left(folder, THEN, "done"), left(folder, THEN - timedelta(minutes=1), "failed")]
    assert asrpro("settings", "set", "privacy.recording_days", days).returncode == 0
    assert all(path.exists() for path in recordings)
    assert asrpro("transcribe", "nowhere.wav").returncode == 1
    assert [path.exists() for path in recordings] == [kept, kept]
