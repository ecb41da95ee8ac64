"""Which recordings are offered, kept and deleted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from asrpro.dictation import pcm
from asrpro.dictation.recording import Facts, facts_file, held, lock_file, read
from asrpro.dictation.recordings import delete, delete_settled, interrupted, is_one, kept_days, prune, settled
from asrpro.domain import Audio
from asrpro.settings.tree import PrivacySettings
from fixtures.recordings import left

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.dictation.journal import Journal

    Begin = Callable[..., Journal]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def before(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


def test_interrupted_is_what_nobody_holds_or_decided_about(folder: Path, begin: Begin, speech: Audio) -> None:
    assert interrupted(folder) == []
    begin().write(speech)
    for state in ("done", "cancelled", "failed"):
        left(folder, before(days=len(state)), state)
    late, early = left(folder, before(hours=1)), left(folder, before(hours=30))
    found = interrupted(folder)
    assert [recording.path for recording in found] == [early, late]
    assert [recording.facts.created for recording in found] == [before(hours=30), before(hours=1)]
    assert [recording.duration for recording in found] == [1.0, 1.0]
    assert interrupted(folder) == found


@pytest.mark.parametrize("kept", [0, 44 + 8_000, 44 + 31_999])
def test_whatever_a_header_says_what_is_there_is_heard(folder: Path, kept: int) -> None:
    path = left(folder, before(), sound=bytes(range(250)) * 128)
    data = path.read_bytes()[44:kept] if kept else path.read_bytes()[44:]
    path.write_bytes((pcm.header(64_000) if kept else bytes(44)) + data)
    (found,) = interrupted(folder)
    whole = data[: len(data) // 2 * 2]
    assert path.read_bytes() == pcm.header(len(whole)) + whole
    assert found.duration == len(whole) / 32_000


@pytest.mark.parametrize("size", [0, 10, 44, 45])
def test_what_holds_no_sound_is_removed_silently(folder: Path, size: int) -> None:
    path = left(folder, before())
    path.write_bytes(path.read_bytes()[:size])
    other = left(folder, before(days=1))
    other.unlink()
    facts_file(other).with_name(f"{other.stem}.json.new").write_text("half")
    assert interrupted(folder) == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("facts", [None, "", "[]", "{", '{"created": "soon", "source": 3, "state": "lost"}', "\xff"])
def test_without_facts_the_name_tells_what_it_can(folder: Path, facts: str | None) -> None:
    path = left(folder, before(hours=3), "recording")
    if facts is None:
        facts_file(path).unlink()
    else:
        facts_file(path).write_bytes(facts.encode("latin-1"))
    (found,) = interrupted(folder)
    assert found.facts == Facts(created=before(hours=3))


def test_facts_of_another_version_are_read_as_far_as_they_go(folder: Path) -> None:
    path = left(folder, before())
    facts = json.loads(facts_file(path).read_text()) | {"mood": "good", "language": None}
    facts_file(path).write_text(json.dumps(facts))
    assert read(path).facts == Facts(created=NOW, source="Letter")


def test_what_is_not_ours_is_never_touched(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    strangers = [folder / name for name in ("song.wav", "20269999T000000Z.wav", "20260310T120000Z.mp3", "a.json")]
    for file in strangers:
        file.write_bytes(b"RIFF")
    assert interrupted(folder) == []
    assert prune(folder, 0, NOW + timedelta(days=99)) == 0
    assert delete_settled(folder) == 0
    assert [file.read_bytes() for file in strangers] == [b"RIFF"] * 4
    assert not any(is_one(folder, file) for file in strangers)
    elsewhere = left(tmp_path / "elsewhere", before(), "done")
    assert not settled(folder, elsewhere)
    assert settled(elsewhere.parent, tmp_path / "elsewhere" / ".." / "elsewhere" / elsewhere.name)
    with pytest.raises(ValueError, match=r"song.wav"):
        read(folder / "song.wav")


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (7, {"done": 6, "cancelled": 6, "failed": 6}),
        (1, {"done": 0, "cancelled": 0, "failed": 0}),
        (0, {"cancelled": 0, "failed": 0}),
    ],
)
def test_what_is_too_old_is_deleted(folder: Path, days: int, kept: dict[str, int]) -> None:
    ages = (0, 6, 8)
    for state in ("done", "cancelled", "failed"):
        for at, age in enumerate(ages):
            left(folder, before(days=age, hours=len(state), minutes=at), state)
    old = left(folder, before(days=4000))
    gone = prune(folder, days, NOW)
    expected = {(state, age) for state, oldest in kept.items() for age in ages if age <= oldest}
    found = [read(path) for path in folder.glob("*.wav") if path != old]
    assert {(recording.facts.state, (NOW - recording.facts.created).days) for recording in found} == expected
    assert gone == 9 - len(expected)
    assert old.exists()
    assert len(list(folder.iterdir())) == 2 * (len(expected) + 1)


def test_what_somebody_works_on_is_left_alone(folder: Path) -> None:
    path = left(folder, before(days=100), "failed")
    with held(path) as free:
        assert free
        assert (prune(folder, 7, NOW), delete(path), delete_settled(folder)) == (0, False, 0)
    assert path.exists()
    assert delete_settled(folder) == 1
    assert list(folder.iterdir()) == []


def test_a_lock_goes_only_with_its_recording(folder: Path) -> None:
    path = left(folder, before())
    with held(path):
        assert lock_file(path).exists()
    assert lock_file(path).exists()
    assert delete(path)
    assert not lock_file(path).exists()


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ({}, 7),
        ({"recording_days": 0}, 0),
        ({"history_days": 3}, 3),
        ({"history_days": 30}, 7),
        ({"keep_history": False}, 0),
    ],
)
def test_sound_is_kept_no_longer_than_its_text(settings: dict[str, object], days: int) -> None:
    assert kept_days(PrivacySettings.model_validate(settings)) == days
