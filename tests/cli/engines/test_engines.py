from __future__ import annotations

import contextlib
import json
import platform
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro import backends, environments, paths
from asrpro.catalog.local import inspected
from asrpro.cli.installed import apart, engine
from asrpro.cli.main import run
from asrpro.domain import Audio, LoadOptions, Machine, Options, Processor, Segment
from asrpro.errors import UsageError
from asrpro.runtime import hardware, installing
from asrpro.runtime.host import Host
from asrpro.runtime.installing import pinned
from asrpro.runtime.ladder import Ladder
from asrpro.runtime.parent import Child
from asrpro.runtime.trials import MAIN, version
from fixtures.disks import small_disk
from fixtures.programs import importing, until
from fixtures.sound import heard
from fixtures.wheels import onnx_wheels, wheel

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.cli.program import Program
    from fixtures.speech import Clip

    Told = pytest.CaptureFixture[str]

NAME = "onnx-cuda"


def begun() -> bool:
    """Whether the environment is being made."""
    return bool([*environments.folder(NAME).glob("*/bin")])


def told(program: Program, capsys: Told) -> dict[str, str]:
    capsys.readouterr()
    assert run(program, ["engines", "list", "--json"]) == 0
    return {one["name"]: one["state"] for one in json.loads(capsys.readouterr().out)}


def test_an_engine_is_added_runs_in_a_host_and_is_deleted(
    odd_program: Program, index: Path, capsys: Told, whisper_forms: Path, clips: list[Clip]
) -> None:
    onnx_wheels(index)
    assert told(odd_program, capsys)[NAME] == "not here"
    assert run(odd_program, ["engines", "add", NAME]) == 0
    said = capsys.readouterr()
    place = environments.whole(NAME)
    assert place
    assert said.out == f"ONNX Runtime on NVIDIA's graphics cards is here: {place}\n"
    assert "\nInstalling 4 packages\n" in said.err
    assert "Collecting" not in said.err
    assert told(odd_program, capsys)[NAME] == "here"
    assert str(place) in engine(backends.backend("onnx")).found

    python = environments.python("onnx")
    assert python
    options, model = Options(language="en"), inspected(whisper_forms / "onnx")
    with contextlib.closing(Host(model, Ladder.of(["cpu"], LoadOptions()))) as host:
        steps = list(host.transcribe(Audio(heard(clips[1].path).samples), options))
        assert host.pid
        assert psutil.Process(host.pid).cmdline()[0] == str(python)
    assert " ".join(step.text for step in steps if isinstance(step, Segment)) == clips[1].text

    assert run(odd_program, ["engines", "add", NAME]) == 0  # nothing is done twice
    assert "Installing" not in capsys.readouterr().err
    assert run(odd_program, ["engines", "remove", NAME]) == 2  # nobody is here to ask
    assert run(odd_program, ["engines", "remove", NAME, "--yes"]) == 0
    assert "are free again." in capsys.readouterr().out
    assert not place.exists()
    assert environments.python("onnx") is None
    assert run(odd_program, ["engines", "remove", NAME, "--yes"]) == 3


def test_an_engine_has_one_environment_at_a_time(odd_program: Program, index: Path) -> None:
    onnx_wheels(index)
    assert run(odd_program, ["engines", "add", NAME]) == 0
    one, other = environments.KNOWN[NAME], environments.KNOWN["onnx-openvino"]
    with pytest.raises(UsageError) as said:
        installing.make(other, lambda _line: None)
    assert str(said.value) == (
        f"{one.title} is here already, and only one of the two can be. "
        f"To have {other.title} instead: asrpro engines remove {NAME}"
    )
    assert environments.of("onnx") == one
    assert run(odd_program, ["engines", "remove", NAME, "--yes"]) == 0
    assert environments.of("onnx") is None


def test_only_those_are_offered_whose_packages_are_made_for_this_system(odd_program: Program, capsys: Told) -> None:
    names = told(odd_program, capsys)
    assert ("onnx-directml" in names) == (sys.platform == "win32")
    assert ("onnx-openvino" in names) == (sys.platform == "linux" and platform.machine() == "x86_64")
    assert {NAME, "nemo", "transformers"} <= names.keys()
    other, system = ("onnx-openvino", "Linux") if sys.platform == "win32" else ("onnx-directml", "Windows")
    assert run(odd_program, ["engines", "add", other]) == 2
    words = f": only for {system} on processors of Intel or AMD.\nThose for this system are: {NAME}, "
    assert words in capsys.readouterr().err


def test_a_device_is_hoped_for_once_its_engine_is_added(odd_program: Program, index: Path) -> None:
    onnx_wheels(index)
    part = {"onnxruntime/capi/libonnxruntime_providers_openvino.so": "", "onnxruntime/__init__.py": ""}
    wheel(index, "onnxruntime-openvino", "1.23.0", part, "numpy")
    assert "openvino" not in hardware.devices()
    assert run(odd_program, ["engines", "add", "onnx-openvino"]) == 0
    assert "openvino" in hardware.devices()


def test_one_that_another_version_made_is_told_and_renewed(odd_program: Program, index: Path, capsys: Told) -> None:
    onnx_wheels(index)
    assert run(odd_program, ["engines", "add", NAME]) == 0
    old, written = environments.whole(NAME), environments.folder(NAME) / environments.COMPLETE
    assert old
    written.write_text(json.dumps(environments.told(NAME) | {"requires": ["numpy"]}), "utf-8")
    assert told(odd_program, capsys)[NAME] == "outdated"
    assert engine(backends.backend("onnx")).add == f"asrpro engines add {NAME}"
    assert environments.whole(NAME) == old, "it is used until there is another one"

    kept = [*index.iterdir()]
    for one in kept:
        one.rename(one.with_suffix(".away"))
    assert run(odd_program, ["engines", "add", NAME]) == 1
    assert environments.whole(NAME) == old, "and if there cannot be one"
    for one in kept:
        one.with_suffix(".away").rename(one)

    assert run(odd_program, ["engines", "add", NAME]) == 0
    assert told(odd_program, capsys)[NAME] == "here"
    assert environments.whole(NAME) != old
    assert not old.exists()


def test_a_device_is_tried_where_the_engine_lives_and_anew_once_it_does(odd_program: Program, index: Path) -> None:
    before = version("cuda")
    onnx_wheels(index)
    assert run(odd_program, ["engines", "add", NAME]) == 0
    assert version("cuda") == f"{before}, {environments.stamp('onnx')}"
    child = Child(MAIN, "onnx")
    try:
        told = child.ask({"op": "try", "device": "cpu", "library": "onnxruntime"}, 60)
        assert told.get("error", "") == ""
        assert psutil.Process(child.pid).cmdline()[0] == str(environments.python("onnx"))
    finally:
        child.kill()


def test_what_was_interrupted_counts_for_nothing_and_is_begun_anew(
    odd_program: Program, index: Path, capsys: Told
) -> None:
    onnx_wheels(index)
    command = [sys.executable, "-m", "asrpro", "engines", "add", NAME]
    with subprocess.Popen(command, env=importing(), stderr=subprocess.PIPE) as adding:
        until(begun, "the environment")
        adding.send_signal(signal.SIGKILL)
    assert environments.python("onnx") is None
    assert told(odd_program, capsys)[NAME] == "unfinished"
    (left,) = environments.folder(NAME).iterdir()
    assert run(odd_program, ["engines", "add", NAME]) == 0
    assert environments.python("onnx")
    assert environments.whole(NAME) != left


def test_ctrl_c_ends_it_and_meanwhile_nobody_else_adds_it(odd_program: Program, index: Path, capsys: Told) -> None:
    onnx_wheels(index)
    command = [sys.executable, "-m", "asrpro", "engines", "add", NAME]
    with subprocess.Popen(command, env=importing(), stderr=subprocess.PIPE, text=True) as adding:
        until(begun, "the environment")
        adding.send_signal(signal.SIGSTOP)
        assert run(odd_program, ["engines", "add", NAME]) == 2
        assert "is being added or deleted already, by another process." in capsys.readouterr().err
        assert run(odd_program, ["engines", "remove", NAME, "--yes"]) == 2
        assert "is being added or deleted already, by another process." in capsys.readouterr().err
        assert begun()
        started = psutil.Process(adding.pid).children(recursive=True)
        adding.send_signal(signal.SIGCONT)
        adding.send_signal(signal.SIGINT)
        _out, err = adding.communicate(timeout=20)
    assert adding.returncode == 130
    assert psutil.wait_procs(started, 10)[1] == []
    assert told(odd_program, capsys)[NAME] == "not here"
    assert f"The next one begins anew: asrpro engines add {NAME}" in err
    assert environments.python("onnx") is None


def test_a_python_that_is_gone_is_no_environment(odd_program: Program, index: Path) -> None:
    onnx_wheels(index)
    assert run(odd_program, ["engines", "add", NAME]) == 0
    python = environments.python("onnx")
    assert python
    python.unlink()
    assert environments.python("onnx") is None
    assert run(odd_program, ["engines", "add", NAME]) == 0
    assert environments.python("onnx")


def test_without_room_nothing_is_begun(home: Path) -> None:
    with small_disk(home, 50 << 20) as inside:
        code = "import sys; from asrpro.__main__ import main; sys.stderr = sys.stdout; print(main())"
        said = inside(sys.executable, "-c", code, "engines", "add", NAME)
        assert "needs 7.0 GB while it is added; 5" in said
        assert said.endswith("\n1\n")


def test_packages_that_are_not_there_are_told(odd_program: Program, capsys: Told) -> None:
    assert run(odd_program, ["engines", "add", NAME]) == 1
    err = capsys.readouterr().err
    assert "ONNX Runtime on NVIDIA's graphics cards cannot be added: Cannot install numpy" in err
    assert f"asrpro engines add {NAME}" in err
    assert environments.python("onnx") is None


def test_without_a_network_that_is_said(odd_program: Program, capsys: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    assert run(odd_program, ["engines", "add", NAME]) == 1
    err = capsys.readouterr().err
    assert "cannot be fetched: nothing is reached." in err
    assert "Look whether this machine is online." in err


def test_a_package_that_is_broken_is_told(odd_program: Program, index: Path, capsys: Told) -> None:
    onnx_wheels(index)
    for file in index.glob("numpy-*.whl"):
        version = file.name.split("-")[1]
        wheel(index, "numpy", version, {"numpy/__init__.py": "raise ImportError('no libblas')\n"})
    assert run(odd_program, ["engines", "add", NAME]) == 1
    assert "are broken: ImportError: no libblas." in capsys.readouterr().err
    assert told(odd_program, capsys)[NAME] == "not here"
    next(index.glob("onnx_asr-*.whl")).write_bytes(b"PK\x03\x04 cut off")
    assert run(odd_program, ["engines", "add", NAME]) == 1
    assert "cannot be added" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "words"),
    [("onnx-gpu", "Did you mean onnx-cuda?"), ("\x1b[31m", "Those are: "), ("", "Those are: ")],
)
def test_an_unknown_name_gets_the_nearest(name: str, words: str, odd_program: Program, capsys: Told) -> None:
    for command in ("add", "remove"):
        assert run(odd_program, ["engines", command, name]) == 2
        err = capsys.readouterr().err
        assert words in err
        assert "\x1b" not in err


def test_versions_are_those_that_were_tried_together() -> None:
    pins = paths.pins().read_text("utf-8")
    assert all(f"\nonnxruntime-{kind}==" in pins for kind in ("gpu", "directml", "openvino"))
    assert "\nnumpy==" in pins


@pytest.mark.parametrize(("name", "other"), [("nemo", "fsspec"), ("transformers", "numpy")])
def test_versions_of_its_own_come_before_those_of_all(name: str, other: str) -> None:
    everybodys, own, both = (
        [line for line in lines if line.startswith(f"{other}==")]
        for lines in (
            paths.pins().read_text("utf-8").splitlines(),
            paths.pins(name).read_text("utf-8").splitlines(),
            pinned(environments.KNOWN[name]),
        )
    )
    assert both == own != everybodys
    assert len(both) == len(everybodys) == 1


def test_doctor_names_what_a_graphics_card_lacks() -> None:
    cuda = Machine(Processor(), 8000, ("cuda", "cpu"))
    (check,) = apart(cuda)
    assert (check.state, check.add) == ("optional", "asrpro engines add onnx-cuda")
    names = [check.add for check in apart(Machine(Processor(), 8000))]
    assert names == (["asrpro engines add onnx-directml"] if sys.platform == "win32" else [])
    assert list(apart(None)) == []
