"""asrpro history, from the arguments to what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from typer.testing import CliRunner

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.history import app
from asrpro.cli.program import Program
from asrpro.domain import Segment
from asrpro.errors import HistoryError, UsageError
from asrpro.history.store import History
from asrpro.settings.file import SettingsFile
from fixtures.entries import NOTE, TALK

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click.testing import Result

    Run = Callable[..., Result]


def not_needed() -> NoReturn:
    raise AssertionError


@pytest.fixture
def run(history: History, home: Path) -> Run:
    program = Program(
        settings=SettingsFile(home / "settings.json"),
        history=lambda: history,
        ledger=not_needed,
        recordings=lambda: home / "data" / "recordings",
        catalogue=lambda: Catalogue(paths.catalogue()),
        downloads=not_needed,
        registered=not_needed,
        engine_room=not_needed,
        sample=home,
        log_folder=home,
    )

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, words, obj=program)

    return invoke


def test_an_empty_history_is_said_kindly(run: Run) -> None:
    result = run("list")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "The history is empty.\n")
    assert run("list", "--json").stdout == "[]\n"


@pytest.mark.usefixtures("filled")
def test_a_pipe_gets_whole_lines_with_tabs(run: Run, history: History) -> None:
    history.add(replace(TALK, delivered="word \n" * 5000))
    result = run("list")
    assert (result.exit_code, result.stderr) == (0, "")
    head, note, talk, long = (line.split("\t") for line in result.stdout.splitlines())
    assert head == ["ID", "Time", "Kind", "Source", "Text", "Outcome"]
    local = TALK.created.astimezone().strftime("%Y-%m-%d %H:%M")
    assert sorted([talk, long]) == [
        ["1", local, "file", "Großer Vortrag.mp3", "Hello there. World!", "delivered"],
        ["3", local, "file", "Großer Vortrag.mp3", " ".join(["word"] * 5000), "delivered"],
    ]
    assert note[2:] == ["dictation", "Letter", "", "nothing heard"]


def test_what_is_not_listed_is_counted(run: Run, filled: History) -> None:
    for _n in range(21):
        filled.add(NOTE)
    assert run("list").stderr == "20 of 23 are shown; --limit 23 shows all.\n"
    assert run("list", "--limit", "22", "--json").stderr == "22 of 23 are shown; --limit 23 shows all.\n"
    assert run("list", "--search", "letter", "--limit", "1").stderr == "1 of 22 are shown; --limit 22 shows all.\n"
    for everything in (["--limit", "23"], ["--search", "vortrag"], ["--search", "letter", "--limit", "22"]):
        assert run("list", *everything).stderr == ""


def test_list_shows_the_newest_and_what_is_searched(run: Run, filled: History) -> None:
    assert len(run("list", "--limit", "1").stdout.splitlines()) == 2
    found = run("list", "--search", "VORTRAG", "--json")
    assert [entry["id"] for entry in json.loads(found.stdout)] == [1]
    none = run("list", "--search", "nowhere")
    assert (none.stdout, none.stderr) == ("", "Nothing in the history has “nowhere” in it.\n")
    assert isinstance(run("list", "--limit", "0").exception, UsageError)
    assert len(run("list", "--limit", "9" * 30).stdout.splitlines()) == 3
    assert filled.count() == 2


def test_what_was_never_handed_over_is_shown_as_it_would_have_been(run: Run, history: History) -> None:
    segments = (Segment("Hello there.", 0, 1), Segment("World!", 1, 2))
    for outcome in ("failed", "unfinished"):
        given = replace(
            TALK, outcome=outcome, delivered="Hello there. World!", heard="hello there\nworld", segments=segments
        )
        number = history.add(replace(given, id=None))
        assert "\n\nHello there. World!\n\nAs heard:\nhello there\nworld\n" in run("show", str(number)).stdout
        assert run("list", "--limit", "1").stdout.splitlines()[1].endswith(f"\tHello there. World!\t{outcome}")
        assert run("show", str(number), "--format", "txt").stdout == "Hello there.\nWorld!\n"


def test_what_a_terminal_would_obey_is_not_printed(run: Run, history: History) -> None:
    history.add(replace(TALK, source="/a/\x1b[2J\udcff.mp3", delivered="one\ttwo\r\x07three " * 50, error="x\ny"))
    lines = run("list").stdout
    assert "�[2J�.mp3" in lines
    assert "one two �three" in lines
    assert lines.count("\t") == 2 * 5
    assert not set(lines) & set("\x1b\x07\r")
    shown = run("show", "1").stdout
    assert "�[2J�.mp3" in shown
    assert not set(shown) & set("\x1b\x07\r")
    assert json.loads(run("show", "1", "--json").stdout)["source"] == "/a/\x1b[2J\udcff.mp3"


@pytest.mark.usefixtures("filled")
def test_show_tells_everything(run: Run) -> None:
    result = run("show", "1")
    assert result.exit_code == 0
    facts, delivered, heard, dropped = result.stdout.split("\n\n")
    assert dict(line.split("  ", 1) for line in facts.splitlines() if "  " in line).keys() >= {"Source", "Model"}
    for value in (
        "/home/me/talks/Großer Vortrag.mp3",
        "1:02:05",
        "base",
        "cpu (int8)",
        "recognise 30.1 s",
        "delivered",
    ):
        assert value in facts
    assert "Error" not in facts
    assert delivered == TALK.delivered
    assert heard.splitlines()[1] == TALK.heard
    assert dropped.splitlines()[1] == "4.0-6.2 s  “Thanks for watching”  It was said in near silence."
    assert "As heard" not in run("show", "2").stdout


@pytest.mark.usefixtures("filled")
def test_show_as_json(run: Run) -> None:
    shown = json.loads(run("show", "1", "--json").stdout)
    assert datetime.fromisoformat(shown.pop("created")) == TALK.created
    assert shown["segments"][0]["words"] == [{"text": "Hello", "start": 0.0, "end": 0.5, "confidence": 0.8}]
    assert shown["dropped"][0]["segment"]["text"] == "Thanks for watching"
    for name in ("kind", "outcome", "source", "heard", "delivered", "language", "duration", "model", "stages"):
        assert shown[name] == getattr(TALK, name)
    assert shown["audio"] == str(TALK.audio)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("txt", "Hello there.\nWorld!\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n00:00:02,000 --> 00:00:03,000\nWorld!\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello there.\n\n00:00:02.000 --> 00:00:03.000\nWorld!\n\n"),
    ],
)
def test_what_was_interrupted_can_be_taken_out_as_what_it_was_to_be(
    run: Run, history: History, form: str, shown: str
) -> None:
    history.add(replace(TALK, outcome="cancelled", delivered=""))
    result = run("show", "1", "--format", form)
    assert (result.exit_code, result.stdout, result.stderr) == (0, shown, "")


@pytest.mark.usefixtures("filled")
def test_where_nothing_was_heard_there_is_nothing_to_take_out(run: Run) -> None:
    result = run("show", "2", "--format", "txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Nothing was heard in entry 2.\n")
    assert isinstance(run("show", "2", "--format", "txt", "--json").exception, UsageError)


def test_only_what_was_changed_is_told_twice(run: Run, history: History) -> None:
    history.add(replace(TALK, heard="Hello there.\nHow are you?", delivered="Hello there. How are you?"))
    history.add(replace(TALK, heard="", delivered="World!"))
    history.add(replace(TALK, heard="Hello there.", delivered="", outcome="cancelled"))
    assert ["As heard" in run("show", number).stdout for number in "123"] == [False, False, True]


def test_the_recogniser_that_comes_along_is_called_rough(run: Run, history: History) -> None:
    history.add(replace(TALK, model="pocketsphinx-en-us", backend="pocketsphinx"))
    lines = [line for line in run("show", "1").stdout.splitlines() if "pocketsphinx" in line.lower()]
    assert len(lines) == 2
    assert all("rough, for trying out" in line for line in lines)


@pytest.mark.parametrize("words", [("show", "7"), ("delete", "1", "7", "--yes"), ("show", "9" * 30)])
def test_an_unknown_number_says_how_to_find_one(run: Run, filled: History, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert isinstance(result.exception, HistoryError)
    assert "asrpro history list" in str(result.exception)
    assert filled.count() == 2


def test_delete(run: Run, filled: History) -> None:
    assert run("delete", "1", "1", "--yes").stderr == "1 entry deleted.\n"
    assert [entry.id for entry in filled.list()] == [2]
    filled.add(TALK)
    assert run("delete", "--all", "-y").stderr == "2 entries deleted.\n"
    assert filled.count() == 0


@pytest.mark.parametrize(
    "words", [("delete",), ("delete", "1", "--all", "--yes"), ("delete", "1"), ("delete", "--all")]
)
def test_delete_wants_to_be_told_plainly(run: Run, filled: History, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2
    assert filled.count() == 2


def test_damage_is_told_on_stderr(run: Run, history: History) -> None:
    history.path.parent.mkdir()
    history.path.write_bytes(b"no database " * 1000)
    result = run("list", "--json")
    assert result.stdout == "[]\n"
    assert result.stderr.startswith("The history was damaged: 0 entries could be saved.")
