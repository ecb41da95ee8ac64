from __future__ import annotations

import json
from typing import TYPE_CHECKING

from asrpro.cli.main import run
from asrpro.dictation.ledger import Times

if TYPE_CHECKING:
    import pytest

    from asrpro.cli.program import Program

    Told = pytest.CaptureFixture[str]


def test_nothing_was_measured_yet(odd_program: Program, capsys: Told) -> None:
    assert run(odd_program, ["doctor", "--latency"]) == 0
    assert capsys.readouterr() == ("", "No dictation has been measured yet.\n")
    assert run(odd_program, ["doctor", "--latency", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sessions"] == 0
    assert {stage["p50"] for stage in found["stages"]} == {None}


def test_each_stage_is_a_line(odd_program: Program, capsys: Told) -> None:
    ledger = odd_program.ledger()
    for number in range(1, 21):
        ledger.add(Times(5.0, 5.0 + number / 100, release=6.0, done=6.0 + number / 2))
    assert run(odd_program, ["doctor", "--latency"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "Stage                        p50     p95   n",
        "Press to first sample     100 ms  190 ms  20",
        "Release to engine done     5.0 s   9.5 s  20",
        "Engine done to delivered       -       -   0",
        "Delivered to read              -       -   0",
        "Release to read                -       -   0",
    ]


def test_programs_get_seconds(odd_program: Program, capsys: Told) -> None:
    odd_program.ledger().add(Times(5.0, 5.1, release=6.0, done=6.5, delivered=6.6, read=6.7))
    assert run(odd_program, ["doctor", "--latency", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sessions"] == 1
    assert found["stages"][0] == {
        "begin": "press",
        "end": "first_sample",
        "title": "Press to first sample",
        "n": 1,
        "p50": 0.1,
        "p95": 0.1,
    }
    assert {stage["n"] for stage in found["stages"]} == {1}


def test_times_that_cannot_be_read_are_told(odd_program: Program, capsys: Told) -> None:
    odd_program.ledger().path.mkdir(parents=True)
    assert run(odd_program, ["doctor", "--latency"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"Error: {odd_program.ledger().path} cannot be read: Is a directory.")
