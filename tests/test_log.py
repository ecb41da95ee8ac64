from __future__ import annotations

import errno
import json
import logging
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, get_args

import pytest

from asrpro.log import BYTES, FILES, Level, log_thread_failure, open_log
from fixtures.logs import logging_as_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger("asrpro.somewhere")

PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[^" ]+)(?: |$)')


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    with logging_as_before():
        yield


def pairs(line: str) -> dict[str, str]:
    """The keys and values of a line, of which nothing may be left."""
    assert PAIR.sub("", line) == ""
    return {key: json.loads(value) if value[0] == '"' else value for key, value in PAIR.findall(line)}


def written(file: Path) -> list[dict[str, str]]:
    return [pairs(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "message",
    ["plain", "", "two words", 'key="value"', "a=b", "line\nbreak\r\tand\x1b[0m", "back\\slash", "schön 会議 🙂"],
)
def test_each_record_is_one_line_that_can_be_taken_apart(tmp_path: Path, message: str) -> None:
    file = open_log(tmp_path)
    log.info("%s", message)
    (line,) = written(file)
    assert list(line) == ["time", "level", "logger", "pid", "thread", "message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["level"], line["logger"], line["thread"]) == ("info", "asrpro.somewhere", "MainThread")
    assert line["message"] == message


def test_a_name_that_is_not_unicode_can_be_logged(tmp_path: Path) -> None:
    file = open_log(tmp_path)
    log.info("%s", "caf\udce9.wav")
    assert "caf\\udce9.wav" in file.read_text("utf-8")


@pytest.mark.parametrize("level", get_args(Level))
def test_the_level_decides_what_is_written(tmp_path: Path, level: Level) -> None:
    file = open_log(tmp_path, level)
    for name in get_args(Level):
        log.log(logging.getLevelName(name.upper()), name)
    assert [line["level"] for line in written(file)] == list(get_args(Level)[get_args(Level).index(level) :])


def fail() -> None:
    """Errors of which each message holds what was said."""
    try:
        open("/nowhere/what was said")  # noqa: PTH123, SIM115 - it is not there
    except OSError as error:
        error.add_note("what was said")
        try:
            raise KeyError("what was said") from error  # noqa: TRY301
        except KeyError:
            raise ValueError("what was said")  # noqa: B904 - errors in errors are what it is about


@pytest.mark.parametrize(("level", "told"), [("info", False), ("debug", True)])
def test_errors_tell_where_they_arose_but_not_what_they_say(tmp_path: Path, level: Level, told: bool) -> None:  # noqa: FBT001
    file = open_log(tmp_path, level)
    try:
        fail()
    except ValueError:
        log.exception("it failed")
    (line,) = written(file)
    assert line["message"] == "it failed"
    assert re.search(r"FileNotFoundError.*KeyError.*ValueError", line["trace"], re.DOTALL)
    assert line["trace"].count(", in fail") == 3
    # The lines of code in a trace are no more than what anybody can read in the program.
    said = re.sub(r'".*what was said"', "", line["trace"])
    assert ("what was said" in said) is told
    assert (errno.errorcode[errno.ENOENT] in said) is not told


def test_errors_that_came_of_each_other_are_told_once(tmp_path: Path) -> None:
    file = open_log(tmp_path)
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    log.info("round", exc_info=first)
    assert written(file)[0]["trace"].count("Error") == 2


def test_five_files_of_two_megabytes_are_kept_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    file = open_log(tmp_path)
    for number in range((FILES + 2) * BYTES // 100_000):
        log.info("%d %s", number, "x" * 100_000)
    files = sorted(tmp_path.iterdir())
    assert [one.name for one in files] == ["asrpro.log", *(f"asrpro.log.{number}" for number in range(1, 5))]
    assert all(one.stat().st_size <= BYTES for one in files)
    assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
    assert int(written(file)[-1]["message"].split()[0]) == number


def test_starting_again_writes_to_the_new_place_alone(tmp_path: Path) -> None:
    first, second = open_log(tmp_path / "a"), open_log(tmp_path / "b")
    log.info("once")
    assert first.read_text("utf-8") == ""
    assert len(written(second)) == 1


def test_a_place_that_cannot_be_written_is_told_and_then_nothing_is_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="File exists"):
        open_log(tmp_path / "file")
    log.error("unheard")
    assert capsys.readouterr() == ("", "")


def test_a_disk_that_becomes_full_disturbs_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "asrpro.log").symlink_to("/dev/full")
    open_log(tmp_path)
    log.error("unheard")
    assert capsys.readouterr() == ("", "")


FAILS_IN_A_THREAD = """
import sys, threading
from pathlib import Path
from asrpro.log import log_thread_failure, open_log
threading.excepthook = log_thread_failure
open_log(Path(sys.argv[1]))
thread = threading.Thread(target=lambda: 1 / 0, name="lane")
thread.start()
thread.join()
"""


def test_what_ends_a_thread_is_logged_and_not_printed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FAILS_IN_A_THREAD, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=30)
    assert (done.stdout, done.stderr) == (b"", b"")
    (line,) = written(tmp_path / "asrpro.log")
    assert (line["level"], line["message"]) == ("error", "thread lane failed")
    assert "ZeroDivisionError" in line["trace"]


def test_a_thread_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    file = open_log(tmp_path)
    error = ZeroDivisionError()
    log_thread_failure(threading.ExceptHookArgs((ZeroDivisionError, error, None, None)))
    assert written(file)[0]["message"] == "thread ? failed"
