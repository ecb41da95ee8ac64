from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.dictation.ledger import KEPT, STAGES, Ledger, Times, stages

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = Times(press=1000.0, first_sample=1000.02, release=1003.0, done=1003.4, delivered=1003.45, read=1003.5)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data" / "latency.jsonl")


def test_there_is_nothing_at_first(ledger: Ledger) -> None:
    assert ledger.all() == []
    assert [(stage.n, stage.p50, stage.p95) for stage in stages([])] == [(0, None, None)] * 5


def test_times_are_kept_from_the_press_on_for_the_users_eyes_only(ledger: Ledger) -> None:
    ledger.add(WHOLE)
    ledger.add(Times(press=2000.0, first_sample=2000.5))
    first, second = ledger.all()
    assert first == Times(0.0, 0.02, 3.0, 3.4, 3.45, 3.5)
    assert second == Times(0.0, 0.5)
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    assert ledger.path.parent.stat().st_mode & 0o777 == 0o700
    assert "1000" not in ledger.path.read_text()  # nor when it was


def test_the_last_hundred_are_kept(ledger: Ledger) -> None:
    for number in range(KEPT + 5):
        ledger.add(Times(press=0.0, first_sample=float(number)))
    assert [times.first_sample for times in ledger.all()] == [float(number) for number in range(5, KEPT + 5)]
    assert len(ledger.path.read_text().splitlines()) == KEPT


@pytest.mark.parametrize(
    "bad",
    [
        "", "{}", "[1]", "null", "{", "\x00\x00", '{"first_sample": "1"}', '{"first_sample": -1}', '{"press": 1}',
        '{"first_sample": NaN}', '{"first_sample": 1e400}', '{"first_sample": true}', '{"other": 1}', "[" * 60_000,
        '{"first_sample": ' + "9" * 5000 + "}", '{"first_sample": {"a": 1}}', "\udcff",
    ],
)  # fmt: skip
def test_damaged_lines_are_passed_over(ledger: Ledger, bad: str) -> None:
    good = '{"first_sample": 0.5}'
    ledger.path.parent.mkdir()
    ledger.path.write_bytes(f"{good}\n{bad}\n{good}\n".encode(errors="surrogateescape"))
    assert ledger.all() in ([Times(0.0, 0.5)] * 2, [Times(0.0, 0.5)])
    ledger.add(Times(0.0, 0.75))
    assert ledger.all()[-1] == Times(0.0, 0.75)
    assert Times(0.0, 0.5) in ledger.all()


@given(st.binary(max_size=2000))
def test_any_damage_is_survived(tmp_path_factory: pytest.TempPathFactory, damage: bytes) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "latency.jsonl")
    ledger.path.write_bytes(damage)
    ledger.add(WHOLE)
    assert ledger.all()[-1] == Times(0.0, 0.02, 3.0, 3.4, 3.45, 3.5)
    for stage in stages(ledger.all()):
        assert stage.p95 is not None
        assert math.isfinite(stage.p95)


def test_a_huge_file_is_read_from_its_end(ledger: Ledger) -> None:
    ledger.path.parent.mkdir()
    with ledger.path.open("wb") as file:
        file.truncate(1 << 32)
        file.seek(0, 2)
        file.write(b'\n{"first_sample": 0.5}\n')
    assert ledger.all() == [Times(0.0, 0.5)]


def test_several_threads_lose_nothing(ledger: Ledger) -> None:
    threads = [threading.Thread(target=ledger.add, args=(Times(0.0, float(n)),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {times.first_sample for times in ledger.all()} == {float(n) for n in range(20)}


def test_what_cannot_be_written_costs_only_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "data").write_text("in the way")
    Ledger(tmp_path / "data" / "latency.jsonl").add(WHOLE)
    assert "could not be written" in caplog.text


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    sessions = [Times(0.0, first_sample=number / 100, release=1.0) for number in range(1, 101)]
    first, *others = stages(sessions)
    assert (first.n, first.p50, first.p95) == (100, 0.5, 0.95)
    assert all((stage.n, stage.p50, stage.p95) == (0, None, None) for stage in others)
    (only, *_others) = stages([Times(0.0, first_sample=0.25)])
    assert (only.n, only.p50, only.p95) == (1, 0.25, 0.25)


def test_each_stage_lies_between_two_moments() -> None:
    found = {(stage.begin, stage.end): stage.p50 for stage in stages([WHOLE])}
    assert found == pytest.approx(
        {
            ("press", "first_sample"): 0.02,
            ("release", "done"): 0.4,
            ("done", "delivered"): 0.05,
            ("delivered", "read"): 0.05,
            ("release", "read"): 0.5,
        }
    )
    assert [stage.title for stage in STAGES] == [stage.title for stage in stages([WHOLE])]
