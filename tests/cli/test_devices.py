"""asrpro devices, from what is plugged in to what is printed."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from asrpro.cli.main import run
from fixtures.command import PROGRAM, Terminal, asrpro
from fixtures.microphones import sounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from fixtures.sound_server import SoundServer

    Told = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """Two microphones."""
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        server.plug("headset", 16_000, 1, bluetooth=True)
        yield server


def test_programs_get_lines_with_tabs(odd_program: Program, capsys: Told) -> None:
    assert run(odd_program, ["devices"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert sorted(out.splitlines()) == [
        "\tHeadset\t1\t16000 Hz\theadset",
        "Use\tName\tChannels\tRate\tID",
        "default\tDesk\t2\t48000 Hz\tdesk",
    ]


def test_the_chosen_one_is_marked(odd_program: Program, capsys: Told) -> None:
    for chosen, marks in (("headset", {"headset": "chosen", "desk": "default"}), ("desk", {"desk": "default, chosen"})):
        odd_program.settings.set("audio.microphone", chosen)
        assert run(odd_program, ["devices"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        uses = {line.split("\t")[4]: line.split("\t")[0] for line in out.splitlines()[1:]}
        assert {name: use for name, use in uses.items() if use} == marks


def test_a_chosen_one_that_is_not_here_is_told(odd_program: Program, capsys: Told) -> None:
    odd_program.settings.set("audio.microphone", "gone")
    assert run(odd_program, ["devices"]) == 0
    assert capsys.readouterr().err == "The chosen microphone is not connected: gone. Desk is heard instead.\n"


def test_json_is_for_programs(odd_program: Program, capsys: Told) -> None:
    odd_program.settings.set("audio.microphone", "headset")
    assert run(odd_program, ["devices", "--json"]) == 0
    found = {entry.pop("id"): entry for entry in json.loads(capsys.readouterr().out)}
    assert found["headset"] == {
        "name": "Headset",
        "channels": 1,
        "rate": 16_000,
        "default": False,
        "bluetooth": True,
        "chosen": True,
    }
    assert found["desk"]["default"]
    assert not found["desk"]["chosen"]


def shown(columns: int) -> list[str]:
    """The lines that a terminal of this width gets."""
    with Terminal(*PROGRAM, "devices", columns=columns) as terminal:
        assert terminal.ended() == 0
    return [line.rstrip() for line in re.sub(r"\x1b\[\d*m", "", terminal.raw).splitlines()]


def test_a_wide_terminal_gets_a_table() -> None:
    head, *rows = shown(60)
    assert head == "Use      Name     Channels  Rate      ID"
    assert sorted(rows) == [
        "         Headset  1         16000 Hz  headset",
        "default  Desk     2         48000 Hz  desk",
    ]


def test_a_narrow_one_gets_each_id_in_one_piece() -> None:
    lines = shown(40)
    assert lines[lines.index("  desk") - 1] == "Desk (default, channels: 2, 48000 Hz)"
    assert lines[lines.index("  headset") - 1] == "Headset (channels: 1, 16000 Hz)"
    assert len(lines) == 4


def test_it_holds_no_microphone_and_leaves_nothing_behind(server: SoundServer) -> None:
    assert asrpro("devices").returncode == 0
    assert not server.in_use()


def test_without_a_sound_server_it_says_so(tmp_path: Path) -> None:
    done = asrpro("devices", PULSE_SERVER=f"unix:{tmp_path / 'nowhere'}")
    assert (done.returncode, done.stdout) == (1, "")
    title, hint = done.stderr.splitlines()
    assert title == "Error: No sound server runs, through which microphones are heard."
    assert hint == "Start PipeWire (with pipewire-pulse) or PulseAudio."


@pytest.mark.parametrize(
    ("module", "fault", "said"),
    [
        ("sounddevice", "OSError('PortAudio library not found')", "PortAudio is not installed"),
        ("pulsectl", "OSError('libpulse.so.0: cannot open')", "PulseAudio's library is not installed"),
    ],
)
def test_without_its_libraries_it_says_so(tmp_path: Path, module: str, fault: str, said: str) -> None:
    """As these modules do themselves where the library they are made for is not installed."""
    (tmp_path / f"{module}.py").write_text(f"raise {fault}")
    done = asrpro("devices", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert (done.returncode, done.stdout) == (1, "")
    title, hint = done.stderr.splitlines()
    assert said in title
    assert "Install lib" in hint
