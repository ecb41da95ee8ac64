"""What goes into the History is found again, and what is deleted is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import HistoryError
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.history.entry import Entry

    Make = Callable[[int], Entry]


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_nothing_is_touched_before_first_use(path: Path) -> None:
    history = History(path)
    assert not path.parent.exists()
    history.close()


def test_newest_first_in_pages(history: History, make: Make) -> None:
    for n in (3, 1, 2, 4, 2):
        history.add(make(n))
    assert [entry.source[7] for entry in history.list()] == list("43221")
    assert [entry.id for entry in history.list(2, offset=2)] == [5, 3]
    assert history.list(2, offset=5) == []
    assert len(history.list(10**30)) == history.count() == 5


@pytest.mark.parametrize(
    ("search", "found"),
    [("ÄRGER", True), ("é", True), ("e\u0301", True), ("100%", True), ("1000", False), ("_", False), ("straSSe", True)],
)
def test_search_is_literal_and_knows_all_capitals(history: History, make: Make, search: str, found: bool) -> None:  # noqa: FBT001
    text = "Großer Ärger: cafe\u0301 zu 100% in der Straße"
    history.add(replace(make(1), heard=text, delivered=""))
    history.add(replace(make(2), heard="", delivered=text))
    history.add(replace(make(3), source=text))
    history.add(replace(make(4), source="\udcff", heard="", delivered="nothing"))
    assert [entry.id for entry in history.list(search=search)] == ([3, 2, 1] if found else [])
    assert history.count(search) == (3 if found else 0)


def test_search_pages_among_what_is_found(history: History, make: Make) -> None:
    for n in range(20):
        history.add(make(n))
    assert [entry.id for entry in history.list(1, offset=1, search="/1")] == [19]


@pytest.mark.parametrize("number", [0, 2, -1, 10**30])
def test_a_number_that_is_not_there(history: History, make: Make, number: int) -> None:
    history.add(make(1))
    with pytest.raises(HistoryError, match=str(number)) as raised:
        history.get(number)
    assert "asrpro history list" in raised.value.hint
    with pytest.raises(HistoryError, match=str(number)):
        history.delete([1, number])
    assert history.count() == 1


def test_numbers_are_never_used_again(history: History, make: Make) -> None:
    assert [history.add(make(n)) for n in (1, 2)] == [1, 2]
    history.delete([2, 2])
    assert history.clear() == 1
    assert history.add(replace(make(3), id=1)) == 3


def test_what_may_be_gone_already_is_discarded(history: History, make: Make) -> None:
    history.add(make(1))
    history.discard(replace(make(2), id=1))
    assert history.count() == 1
    history.discard(replace(make(1), id=1))
    history.discard(replace(make(1), id=1))
    assert history.count() == 0
    assert b"marker" not in bytes_of(history.path).lower()


def test_work_that_goes_on_is_updated_unless_it_was_deleted(history: History, make: Make) -> None:
    for n in range(2):
        history.add(make(n))
    now = replace(make(0), id=1, outcome="failed", heard="more", delivered="More.", segments=(), error="Full.")
    assert history.update(now)
    assert history.get(1) == now
    assert not history.update(replace(make(5), id=1))  # another file came to have this number
    assert history.get(1) == now
    history.delete([1])
    assert not history.update(now)
    assert [entry.id for entry in history.list()] == [2]


def test_deleted_text_leaves_the_files(history: History, make: Make) -> None:
    numbers = [history.add(make(n)) for n in range(200)]
    assert b"marker00042" in bytes_of(history.path)
    for at in range(0, 200, 10):
        history.delete(numbers[at : at + 3])
        data = bytes_of(history.path)
        assert not any(f"marker{n:05d}".encode() in data.lower() for n in range(at, at + 3))
    assert history.prune(timedelta(0)) == 140
    assert b"marker" not in bytes_of(history.path).lower()
    assert history.notices == ()


def test_clear_forgets_damaged_files_too(history: History, make: Make) -> None:
    for n in range(50):
        history.add(make(n))
    history.close()
    history.path.write_bytes(history.path.read_bytes()[:30_000])
    assert 0 < history.clear() < 50
    assert b"marker" not in bytes_of(history.path).lower()


def test_a_reader_that_keeps_deleted_text_is_told(history: History, make: Make) -> None:
    number = history.add(make(1))
    reader = History(history.path)
    reader.count()
    assert reader._db is not None
    assert history._db is not None
    history._db.execute("PRAGMA busy_timeout = 50")
    reader._db.execute("BEGIN")
    reader._db.execute("SELECT * FROM entries").fetchone()
    history.delete([number])
    assert history.count() == 0
    assert [str(history.path) in notice for notice in history.notices] == [True]
    reader._db.rollback()
    reader.close()


def test_prune_keeps_what_is_younger(history: History, make: Make) -> None:
    now = datetime.now(UTC)
    for hours in (1, 23, 25, 1000):
        history.add(replace(make(1), created=now - timedelta(hours=hours)))
    assert history.prune(timedelta.max) == 0
    assert history.prune(timedelta(days=1)) == 2
    assert history.prune(timedelta(days=1)) == 0
    assert [entry.id for entry in history.list()] == [1, 2]


def test_only_the_owner_may_read(history: History, make: Make) -> None:
    history.add(make(1))
    shown = {file.name: file.stat().st_mode & 0o077 for file in history.path.parent.glob("history.db*")}
    assert {"history.db", "history.db-wal", "history.db-shm"} <= shown.keys()
    assert set(shown.values()) == {0}
    history.close()
    history.path.chmod(0o644)
    history.count()
    assert history.path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_removed_is_made_again(history: History, make: Make) -> None:
    history.add(make(1))
    history.path.unlink()
    assert history.add(make(2)) == 1
    assert history.count() == 1


def test_it_knows_of_which_recordings_it_tells(history: History, make: Make) -> None:
    odd = Path("/home/me/\udcfc.wav")
    number = history.add(replace(make(1), audio=odd))
    history.add(replace(make(2), audio=None))
    assert history.tells_of(odd)
    assert not history.tells_of(Path("/home/me/other.wav"))
    history.delete([number])
    assert not history.tells_of(odd)


def test_the_recordings_of_dictations_come_with_what_came_of_each(history: History, make: Make) -> None:
    odd = Path("/recordings/caf\udce9.wav")
    spoken = replace(make(5), kind="dictation", outcome="failed", audio=odd)
    history.add(spoken)
    history.add(replace(make(6), audio=odd))
    history.add(replace(spoken, audio=None))
    history.add(replace(spoken, created=make(1).created, outcome="delivered"))
    assert history.recorded(9) == [(odd, "delivered"), (odd, "failed")]
    assert history.recorded(1) == [(odd, "delivered")]
