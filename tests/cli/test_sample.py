from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from fixtures.command import PROGRAM, Terminal, asrpro

if TYPE_CHECKING:
    from asrpro.history.store import History

SAID = (paths.resources() / "sample.txt").read_text("utf-8").split()


def test_alone_it_hears_the_sample_and_says_how_to_go_on(history: History) -> None:
    # What people chose for their own model is nothing for this one.
    for key, value in {"device.name": "cuda", "model.compute_type": "float16", "model.language": "de"}.items():
        asrpro("settings", "set", key, value)
    done = asrpro()
    assert done.returncode == 0
    assert done.stdout.split() == SAID
    assert done.stderr.splitlines() == [
        "ASR Pro listens to a spoken sample with PocketSphinx, US English (rough, for trying out):",
        "",
        "",
        "Everything happened on this machine. Now a recording or video of your own:",
        "    asrpro transcribe talk.mp4",
        'or, from a checkout:  make run ARGS="transcribe talk.mp4"',
        "What else there is: asrpro --help",
    ]
    assert not history.path.exists()


def test_in_a_terminal_it_reads_well() -> None:
    with Terminal(*PROGRAM, columns=60) as terminal:
        assert terminal.ended() == 0
    screen = terminal.screen
    assert screen[:6] == [
        "ASR Pro listens to a spoken sample with PocketSphinx, US",
        "English (rough, for trying out):",
        "",
        "You can speak instead of typing.",
        "Everything you say stays on your machine.",
        screen[5],
    ]
    assert screen[5].startswith("sample.flac: 0:06 in ")
    assert "    asrpro transcribe talk.mp4" in screen
