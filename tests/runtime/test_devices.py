"""What is beyond one device is done on the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Options, Segment
from asrpro.errors import AppError, EngineCrashed, ModelDamaged, OutOfMemory, Unsupported
from asrpro.polish.chain import Chain
from asrpro.runtime.host import Host, Limits
from asrpro.transcription.file import FileTranscription
from fixtures.sound import heard, written
from runtime.conftest import noise, odd, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.runtime.ears import Ears
    from fixtures.speech import Clip


def test_the_first_device_that_works_is_used(hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture) -> None:
    host = hosts(odd("fine"), "cuda", "cpu")
    host.load()
    assert host.device == "cpu"
    assert "does not run on cuda" in caplog.text

    with pytest.raises(Unsupported):
        hosts(odd("fine"), "cuda").load()


def test_damage_is_told_at_once_for_the_files_are_the_same_on_every_device(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("damaged-on-cuda"), "cuda", "cpu")
    with pytest.raises(ModelDamaged):
        host.load()
    assert host.pid is None
    assert host.device == ""


@pytest.mark.parametrize(
    ("what", "kind"),
    [("fails-on-cuda", OutOfMemory), ("starves-on-cuda", OutOfMemory), ("dies-on-cuda", EngineCrashed)],
)
def test_what_a_device_cannot_do_at_work_is_done_on_the_next_one(
    what: str, kind: type[AppError], hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd(what), "cuda", "cpu")
    host.load()
    assert host.device == "cuda"
    assert texts(host.transcribe(noise(3), Options())) == ["Second 0.", "Second 1.", "Second 2."]
    assert host.device == "cpu"
    assert "does not run on cuda" in caplog.text

    with pytest.raises(kind):
        list(hosts(odd(what), "cuda").transcribe(noise(3), Options()))


def test_the_speed_of_one_device_says_nothing_of_the_next(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("fast-on-cuda"), "cuda", "cpu", limits=Limits(step=2.0))
    assert texts(host.transcribe(noise(2), Options())) == ["Second 0.", "Second 1."]
    assert host.device == "cpu"
    assert "gave no answer" not in caplog.text


def test_a_transcript_names_the_device_that_ended_it(
    hosts: Callable[..., Host], ears: Ears, clips: list[Clip], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = odd("fails-later-on-cuda")
    host = hosts(model, "cuda", "cpu")
    file = written(tmp_path / "talk.wav", [heard(clips[8].path)] * 4)
    work = FileTranscription(file, ears, host, Options(), Gate(), Chain(model, Options()))
    devices = [host.device for step in work.run() if isinstance(step, Segment)]
    assert devices == ["cuda"] * 5 + ["cpu"] * 3
    result = work.so_far()
    assert result.transcript.device == "cpu"
    assert result.heard.split("\n") == ["Second 0.", "Second 1."] * 4
    assert "does not run on cuda" in caplog.text
