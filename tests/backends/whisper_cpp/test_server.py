"""What whisper.cpp's own server hears, driven as a program of the user's own."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest

from asrpro import backends
from asrpro.backends.whisper_cpp.server import WhisperServer
from asrpro.catalog.local import inspected
from asrpro.domain import Detected, LoadOptions, Options, Progress, Segment
from asrpro.errors import ModelDamaged, OutOfMemory, PackagesMissing, Unsupported
from asrpro.shortage import no_memory
from backends.conftest import check, segments, sound
from fixtures.programs import importing, until
from fixtures.whisper_program import asked, program, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from asrpro.domain import Model

HEARD = sound((0.3 * np.sin(np.arange(48_000) / 9)).astype(np.float32), 10.0)
"""Three seconds of what is no silence."""
ALL = [("wordA wordB wordC", 10.1, 13.0)]

SHORT = "ggml_vulkan: Device memory allocation failed."

HOLDER = """
import sys, time
from asrpro import programs
from asrpro.backends.whisper_cpp.program import Program
if sys.argv[1] == "elsewhere":
    programs._has_prctl = lambda: False
program = Program(sys.argv[2:])
while not program.ready:
    time.sleep(0.01)
if sys.argv[1] == "ends":
    program.kill()
print("ready", flush=True)
time.sleep(100)
"""


@pytest.fixture
def model(whispers: Mapping[str, Path]) -> Model:
    return inspected(whispers["ggml"])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "my build"
    folder.mkdir()
    return folder


@pytest.fixture
def load(model: Model, place: Path) -> Iterator[Callable[..., WhisperServer]]:
    """Loads the small Whisper with a program that does what is said."""
    made: list[WhisperServer] = []

    def loaded(**does: Any) -> WhisperServer:
        options = LoadOptions(threads=2, whisper_program=str(program(place, **does)))
        engine = backends.backend("whisper_cpp").load(model, "program", options)
        assert isinstance(engine, WhisperServer)
        made.append(engine)
        return engine

    yield loaded
    for engine in made:
        engine.close()


def told(engine: WhisperServer, options: Options | None = None) -> list[tuple[str, float, float]]:
    return [(one.text, one.start, one.end) for one in segments(engine.transcribe(HEARD, options or Options()))]


def test_it_says_what_it_computes_on_and_hears(load: Callable[..., WhisperServer], place: Path) -> None:
    engine = load()
    assert engine.device == "vulkan (f16, whisper-server)"
    steps = list(engine.transcribe(HEARD, Options(words=True)))
    check(steps, HEARD, Options(words=True))
    found = [step for step in steps if not isinstance(step, Progress)]
    assert found[0] == Detected("en", 0.97)
    assert isinstance(found[1], Segment)
    words = [(word.text, word.start, word.end, word.confidence) for word in found[1].words]
    assert words == [("wordA", 10.1, 10.9, 0.81), ("wordB", 11.1, 11.9, 0.81), ("wordC", 12.1, 12.9, 0.81)]
    fields = asked(place / "whisper-server")[-1]
    assert fields["language"] == "auto"
    assert (fields["prompt"], fields["max_context"], fields["temperature_inc"]) == ("", "0", "0.0")
    assert load(using="whisper_backend_init_gpu: no GPU found", old=True).device.startswith("cpu (f16")


def test_language_task_and_prompt_reach_it(load: Callable[..., WhisperServer], place: Path) -> None:
    engine = load()
    steps = list(engine.transcribe(HEARD, Options(language="de", task="translate", prompt=" Grüße ")))
    assert not [step for step in steps if isinstance(step, Detected)]
    fields = asked(place / "whisper-server")[-1]
    wanted = {"language": "de", "translate": "true", "prompt": "Grüße", "no_language_probabilities": "true"}
    assert wanted.items() <= fields.items()
    assert int(fields["max_context"]) > 0
    with pytest.raises(Unsupported, match="does not understand xx"):
        told(engine, Options(language="xx"))


def test_nothing_is_asked_where_nothing_is_heard(load: Callable[..., WhisperServer], place: Path) -> None:
    engine = load()
    before = len(asked(place / "whisper-server"))
    for audio in (sound([]), sound(np.zeros(16000)), sound(np.full(16000, np.nan)), sound(np.ones(100))):
        assert segments(engine.transcribe(audio, Options())) == []
    assert len(asked(place / "whisper-server")) == before


def test_letters_that_lie_in_several_tokens_are_whole(load: Callable[..., WhisperServer]) -> None:
    pieces = [" Caf", "\ufffd", "\ufffd", " au", " \ufffd", "\ufffd"]
    words = [{"word": word, "start": n, "end": n + 1, "probability": 0.5} for n, word in enumerate(pieces)]
    odd = {"segments": [{"text": " Café au \u2603", "start": 0, "end": 3, "words": words}, {"text": 3}, 7]}
    (found,) = segments(load(answers=odd).transcribe(HEARD, Options(language="en", words=True)))
    assert [word.text for word in found.words] == ["Café", "au", "\u2603"]
    assert found.text == "Café au \u2603"


@pytest.mark.parametrize("answers", [[], "no", {"segments": None}, {"segments": [{"text": "a", "words": [None]}]}])
def test_an_answer_that_is_none_is_no_text(answers: object, load: Callable[..., WhisperServer]) -> None:
    assert told(load(answers=answers or {"segments": 1})) == []


def test_one_that_dies_is_started_again_and_hears_the_same(load: Callable[..., WhisperServer], place: Path) -> None:
    engine = load(dies="once")
    assert told(engine) == ALL
    first, second = runs(place / "whisper-server")
    assert not psutil.pid_exists(first)
    assert psutil.pid_exists(second)
    engine.close()
    assert not psutil.pid_exists(second)


def test_what_it_fails_over_is_told_in_its_words(load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(RuntimeError, match="whisper-server: ggml_vulkan: device lost"):
        told(load(dies="always", words="ggml_vulkan: device lost"))
    with pytest.raises(RuntimeError, match=r"it answered 500: .*failed to process audio"):
        told(load(status=500, using="an allocation of 8 bytes: not enough memory, so another one is made."))


def test_one_that_cannot_be_started_again_fails_at_work(load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(RuntimeError, match=r"whisper-server cannot run this model: no device$"):
        told(load(dies="once", **{"then fails": "no device"}))


@pytest.mark.parametrize(
    "does",
    [{"dies": "always"}, {"status": 500, "logs": SHORT}, {"dies": "once", "then fails": SHORT}],
    ids=["it ends", "it lives on", "it cannot be started again"],
)
def test_a_lack_of_memory_at_work_is_told_as_that(does: dict[str, Any], load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(OutOfMemory, match=r"not enough memory for this model\. The audio is unharmed\. Close other"):
        told(load(**does))


def test_one_that_the_system_ends_at_work_is_told_as_a_host_is(load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(OutOfMemory) as error:
        told(load(dies="always", words="killed"))
    assert str(error.value) == (
        "whisper-server crashed, and again on a second try. Perhaps memory ran out. The audio is unharmed. "
        "Close other programs, or try a smaller model."
    )


def test_nobody_waits_for_ever_and_closing_hangs_up(load: Callable[..., WhisperServer]) -> None:
    engine = load(hangs=True)
    steps = engine.transcribe(HEARD, Options())
    assert next(steps) == Progress(10.0)
    began = time.monotonic()
    steps.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 3
    engine.patience = 0.5
    with pytest.raises(RuntimeError, match="whisper-server gave no answer for"):
        told(engine)


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ({"fails": ["error: failed to initialize whisper context"]}, "failed to initialize whisper context"),
        ({"fails": ["error: unknown argument: -m", "", "usage: nothing"], "code": 0}, "unknown argument: -m"),
        ({"fails": ["ggml_vulkan: No devices found."]}, "ggml_vulkan: No devices found"),
    ],
)
def test_one_that_does_not_start_is_told(does: dict[str, Any], words: str, load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(Unsupported, match=f"whisper-server cannot run this model: {words}\\."):
        load(**does)


@pytest.mark.parametrize(
    "does",
    [
        {"fails": ["ggml_vulkan: Device memory allocation of size 1088 failed.", "error: failed to initialize it"]},
        {"fails": "killed"},
        {"dies": "at once"},
        {"dies": "at once", "words": "killed"},
    ],
    ids=["it says so", "the system ends it", "when it is tried", "the system ends it when it is tried"],
)
def test_one_without_memory_for_it_is_told(does: dict[str, Any], load: Callable[..., WhisperServer]) -> None:
    with pytest.raises(OutOfMemory) as error:
        load(**does)
    assert str(error.value) == str(no_memory())


def test_a_program_that_is_none_is_told(model: Model, place: Path) -> None:
    backend, file = backends.backend("whisper_cpp"), program(place)
    file.write_bytes(b"\x7fELF for another machine")
    with pytest.raises(Unsupported, match="Exec format error"):
        backend.load(model, "program", LoadOptions(whisper_program=str(file)))
    file.chmod(0o600)
    for named in (str(file), str(place / "nowhere"), "whisper-server", ""):
        with pytest.raises(PackagesMissing, match="is no program that can be started") as error:
            backend.load(model, "program", LoadOptions(whisper_program=named))
        assert "asrpro settings set engines.whisper_program PATH" in error.value.hint


def test_a_damaged_file_is_told_before_the_program_sees_it(model: Model, place: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.bin"
    cut.write_bytes(Path(str(model.path)).read_bytes()[:-1000])
    file = program(place)
    with pytest.raises(ModelDamaged, match="is missing or damaged"):
        backends.backend("whisper_cpp").load(
            replace(model, path=cut), "program", LoadOptions(whisper_program=str(file))
        )
    assert runs(file) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there the Job Object ends it")
@pytest.mark.parametrize("how", ["kernel", "elsewhere", "ends"])
def test_it_dies_with_whoever_started_it(how: str, place: Path) -> None:
    file = program(place)
    command = [sys.executable, "-c", HOLDER, how, str(file), "-m", "x"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=importing()) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"ready\n"
        (busy,) = runs(file)
        assert psutil.pid_exists(busy) is (how != "ends")
        holder.kill()
    until(lambda: not psutil.pid_exists(busy), "the program's end")
