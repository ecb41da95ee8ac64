"""What was found out of devices, kept on the disk."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from asrpro.runtime.record import DAY, Failure, Record

if TYPE_CHECKING:
    from pathlib import Path

FAILURE = Failure("cuda", "faster_whisper small", "550.54", "out of memory")
OTHER = Failure("cuda", "faster_whisper large", "550.54", "out of memory", time.time() + DAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "devices.json"


def test_trials_hold_for_one_driver(file: Path) -> None:
    assert Record(file).trial("cuda", "550") is None
    Record(file).keep_trial("cuda", "550", {"trials": {}})
    assert Record(file).trial("cuda", "550") == {"trials": {}}
    assert Record(file).trial("cuda", "551") is None
    assert Record(file).trial("cpu", "550") is None
    Record(file).forget()
    assert Record(file).trial("cuda", "550") is None
    Record(file).forget()


def test_failures_are_kept_once_each_and_forgotten(file: Path) -> None:
    record = Record(file)
    for failure in (FAILURE, OTHER, FAILURE):
        record.keep_failure(failure)
    assert sorted(Record(file).failures(), key=str) == sorted([FAILURE, OTHER], key=str)
    record.forget_failure("cpu", OTHER.model)
    record.forget_failure("cuda", OTHER.model)
    assert Record(file).failures() == [FAILURE]


def test_what_may_pass_is_tried_again(file: Path) -> None:
    Record(file).keep_failure(Failure("cuda", "small", "550.54", "out of memory", time.time() - 1))
    assert Record(file).failures() == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"trials": 3}', '{"trials": {}, "failures": [1, {"device": "cuda"}]}', "[" * 9999]
)
def test_a_damaged_file_tells_of_nothing_and_is_written_anew(file: Path, text: str) -> None:
    file.write_text(text)
    assert Record(file).failures() == []
    assert Record(file).trial("cuda", "550") is None
    Record(file).keep_failure(FAILURE)
    assert Record(file).failures() == [FAILURE]
    assert json.loads(file.read_text())["trials"] == {}


def test_where_nothing_can_be_written_it_is_remembered_for_as_long_as_somebody_holds_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "devices.json", tmp_path / "nowhere" / "devices.json", None):
        record = Record(place)
        record.keep_failure(FAILURE)
        record.keep_trial("cuda", "550", {})
        assert record.failures() == [*Record(place).failures(), FAILURE]
        assert record.trial("cuda", "550") == {}
        record.forget()
        assert record.failures() == []
