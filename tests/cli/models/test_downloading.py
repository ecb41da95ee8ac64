from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.command import Terminal
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, files, held, needed
from fixtures.hub_server import Fault
from fixtures.models_program import COMMAND
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.catalog.store import Stored
    from fixtures.hub_server import HubServer
    from fixtures.speech import Clip

    Asked = Callable[..., subprocess.CompletedProcess[str]]

SIZE = 300_000
HERE = 120_000


@pytest.fixture
def place(home: Path) -> Path:
    return home / "data" / "models" / "faster_whisper" / "whisper-small"


@pytest.fixture
def started(hub: HubServer, place: Path) -> Iterator[subprocess.Popen[str]]:
    """A download in a process of its own, of which so much is here and no more comes."""
    hub.faults[WEIGHTS] = [Fault(hold=HERE)]
    process = subprocess.Popen(
        [*COMMAND, "models", "download", "small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert hub.held.wait(60)
    until(lambda: any(part.stat().st_size == HERE for part in place.parent.rglob("*.part")), "the bytes that came")
    yield process
    process.kill()
    process.communicate()


def test_a_download_whose_process_was_killed_goes_on(
    started: subprocess.Popen[str], hub: HubServer, place: Path, asked: Asked
) -> None:
    started.kill()
    assert started.wait() == -signal.SIGKILL
    assert not place.exists()
    done = asked("download", "small", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["folder"] == str(place)
    assert held(place) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == SIZE, "no byte comes twice"
    assert hub.requests(WEIGHTS)[-1]["range"] == f"bytes={HERE}-"


def test_one_that_is_here_is_so_while_it_comes_for_another_engine(
    home: Path, asked: Asked, place: Path, hub: HubServer
) -> None:
    assert asked("download", "small").returncode == 0
    hub.faults[WEIGHTS] = [Fault(hold=HERE)]
    command = [*COMMAND, "models", "download", "small", "--backend", "tomorrow"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert hub.held.wait(60)
        assert (home / "data" / "models" / "tomorrow" / ".whisper-small.new").is_dir()
        told = json.loads(asked("show", "small", "--json").stdout)
        listed = {one["id"]: one["state"] for one in json.loads(asked("list", "--json").stdout)}
        process.kill()
    assert (told["state"], told["folder"], listed["whisper-small"]) == ("present", str(place), "present")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_download_that_is_ended_says_how_to_go_on(
    number: signal.Signals, code: int, started: subprocess.Popen[str], hub: HubServer, asked: Asked
) -> None:
    started.send_signal(number)
    _out, said = started.communicate(timeout=20)
    assert started.returncode == code
    assert "What has arrived is kept: asrpro models download whisper-small goes on from there." in said
    assert asked("download", "small").returncode == 0
    assert hub.sent[WEIGHTS] == SIZE


def test_one_that_is_ended_before_a_byte_came_does_not_say_that_something_is_kept(hub: HubServer) -> None:
    hub.faults["api"] = [Fault(late=True)]
    command = [*COMMAND, "models", "download", "small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert hub.held.wait(60)
        process.send_signal(signal.SIGINT)
        _out, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == "Ended before anything arrived. To begin again: asrpro models download whisper-small\n"


def test_two_processes_share_one_download(started: subprocess.Popen[str], hub: HubServer, place: Path) -> None:
    with Terminal(*COMMAND, "models", "download", "small") as terminal:
        terminal.until(r"Another ASR Pro downloads it\.")
        terminal.until(r"4\d%|39%")  # and how far that one is
        hub.go_on.set()
        # The first one's server ends in the middle; it goes on by itself.
        assert started.wait(60) == 0
        assert terminal.ended() == 0
    assert held(place) == needed(hub.repositories[REPOSITORY])
    assert len(hub.requests("api")) == 1
    assert hub.sent[WEIGHTS] == SIZE


def test_the_second_goes_on_when_the_first_is_killed(
    started: subprocess.Popen[str], hub: HubServer, place: Path
) -> None:
    with Terminal(*COMMAND, "models", "download", "small") as terminal:
        terminal.until(r"Another ASR Pro downloads it\.")
        started.kill()
        assert terminal.ended() == 0
    assert held(place) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == SIZE


def test_a_terminal_shows_how_far_it_is_and_ctrl_c_ends_it(hub: HubServer, place: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=HERE)]
    with Terminal(*COMMAND, "models", "download", "small") as terminal:
        terminal.until(r"whisper-small.*(39|40)%")
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert "What has arrived is kept" in " ".join(terminal.screen)
    assert "Traceback" not in terminal.raw
    hub.faults[WEIGHTS] = [Fault(429, {"Retry-After": "1"})]
    with Terminal(*COMMAND, "models", "download", "small") as terminal:
        terminal.until(r"is here: 301 kB in")
        assert terminal.ended() == 0
    assert "was asked too often. The next try is in 1 s." in terminal.raw
    assert held(place) == needed(hub.repositories[REPOSITORY])


def test_what_keeps_a_model_from_coming_is_told_with_an_exit_code(hub: HubServer, asked: Asked, home: Path) -> None:
    hub.repositories[REPOSITORY].token = "hf_secret"  # noqa: S105 - nobody's
    gated = asked("download", "small")
    assert (gated.returncode, gated.stdout) == (1, "")
    assert "is open only to those whom its owner lets in." in gated.stderr
    assert asked("download", "small", HF_TOKEN="hf_secret").returncode == 0  # noqa: S106 - nobody's
    del hub.repositories[REPOSITORY]
    gone = asked("update", "small")
    assert gone.returncode == 3
    assert "or it is private" in gone.stderr
    offline = asked("update", "small", HF_HUB_OFFLINE="1")
    assert offline.returncode == 2
    log = (home / "log" / "asrpro.log").read_text("utf-8")
    assert "hf_secret" not in log


def test_an_update_is_loaded_before_it_counts(hub: HubServer, whisper_folder: Path, asked: Asked, place: Path) -> None:
    """By the real engine, in a Host."""
    repository = hub.repositories[REPOSITORY]
    repository.files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    assert asked("download", "small").returncode == 0
    assert asked("update", "small").stdout == "whisper-small is the newest.\n"
    config = repository.files["config.json"]

    repository.files["config.json"] = config.replace(b"{", b"{ ", 1)
    assert asked("update", "--check").stdout == "whisper-small: there is an update.\n"
    assert asked("update").stdout == "whisper-small is updated.\n"
    assert held(place)["config.json"] == repository.files["config.json"]

    before = held(place)
    repository.files["model.bin"] = files(1_000)["model.bin"]
    refused = asked("update", "small", "--json")
    assert refused.returncode == 1
    (told,) = json.loads(refused.stdout)
    assert (told["id"], told["error"].startswith("The update of whisper-small cannot be loaded")) == (
        "whisper-small",
        True,
    )
    assert "The update of whisper-small cannot be loaded" in refused.stderr
    assert "The one from before is in its place again." in refused.stderr
    assert held(place) == before
    assert [one.name for one in place.parent.iterdir() if one.suffix != ".lock"] == ["whisper-small"]


def test_nobody_is_told_who_asks(hub: HubServer, asked: Asked) -> None:
    assert asked("download", "small").returncode == 0
    agents = {one.headers["user-agent"].split("/")[0] for one in hub.asked}
    assert agents == {"asrpro"}
    assert os.uname().nodename not in str([one.headers for one in hub.asked])


def test_what_was_downloaded_can_be_used_by_its_name(
    hub: HubServer, whisper_folder: Path, asked: Asked, clips: list[Clip]
) -> None:
    repository = hub.repositories[REPOSITORY]
    repository.files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    transcribe = [*COMMAND, "transcribe", str(clips[8].path), "--model", "small"]
    lacking = subprocess.run(transcribe, capture_output=True, text=True, check=False, timeout=100)
    assert lacking.returncode == 3
    assert "asrpro models download whisper-small" in lacking.stderr
    assert asked("download", "small").returncode == 0
    done = subprocess.run(transcribe, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stdout.strip()) == (0, clips[8].text), done.stderr


def test_an_update_that_never_came_to_loading_is_taken_back_by_whoever_loads_it(
    hub: HubServer, whisper_folder: Path, asked: Asked, clips: list[Clip], place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As after the end of the program in the middle of an update."""
    repository = hub.repositories[REPOSITORY]
    repository.files = {file.name: file.read_bytes() for file in whisper_folder.iterdir()}
    assert asked("download", "small").returncode == 0
    before = held(place)
    repository.files["model.bin"] = files(1_000)["model.bin"]

    def dies(_found: Stored) -> bool:
        raise SystemExit

    work = downloads(hub, place.parents[1])
    with pytest.raises(SystemExit):
        work.update(ORDER, dies).future.result(20)
    work.close()
    assert "a mistake of the program's own" in caplog.text
    assert held(place) != before
    transcribe = [*COMMAND, "transcribe", str(clips[8].path), "--model", "small"]
    done = subprocess.run(transcribe, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stdout.strip()) == (0, clips[8].text), done.stderr
    assert "The update of Whisper small cannot be loaded: " in done.stderr
    assert "The one from before is in its place again." in done.stderr
    assert held(place) == before
    assert [one.name for one in place.parent.iterdir() if one.suffix != ".lock"] == ["whisper-small"]
