"""Whatever an Entry holds comes back the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Dropped, Segment, Word
from asrpro.history import rows
from asrpro.history.entry import Entry
from asrpro.history.faults import Damage
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Lone surrogates included: a file name that is not Unicode has them.
texts = st.text(st.characters(codec=None), max_size=40)
seconds = st.floats(0, 1e7) | st.integers(0, 10**6)
confidences = st.none() | st.floats(0, 1)
words = st.builds(Word, texts, seconds, seconds, confidences)
segments = st.builds(Segment, texts, seconds, seconds, confidences, st.lists(words, max_size=3).map(tuple))
names = st.text(st.characters(codec=None, exclude_characters="\0"), max_size=20)
entries = st.builds(
    Entry,
    created=st.datetimes(timezones=st.just(UTC)),
    kind=st.sampled_from(["dictation", "file"]),
    outcome=st.sampled_from(["delivered", "nothing heard", "dropped", "cancelled", "failed"]),
    source=texts,
    heard=texts,
    delivered=texts,
    audio=st.none() | names.map(Path),
    error=texts,
    language=st.none() | texts,
    duration=st.floats(0, 1e7),
    model=texts,
    backend=texts,
    device=texts,
    stages=st.dictionaries(texts, seconds, max_size=3),
    segments=st.lists(segments, max_size=3).map(tuple),
    dropped=st.lists(st.builds(Dropped, segments, texts), max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    history = History(tmp_path_factory.mktemp("rows") / "history.db")
    yield history
    history.close()


@given(given=entries)
def test_every_field_comes_back(shared: History, given: Entry) -> None:
    number = shared.add(given)
    found = shared.get(number)
    assert found.id == number
    fields = [name for name in Entry.__dataclass_fields__ if name != "id"]
    assert [getattr(found, name) for name in fields] == [getattr(given, name) for name in fields]
    assert found.created.tzinfo is UTC


def test_moments_sort_as_time_does() -> None:
    abroad = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    moments = [abroad, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)]
    assert sorted(map(rows.instant, moments)) == [rows.instant(moment) for moment in moments]


def test_word_times_are_stored_in_little_room(make: Callable[[int], Entry]) -> None:
    word = Word("something", 1234.56, 1235.12, 0.98)
    packed = rows.row(Entry(created=make(1).created, kind="file", outcome="delivered", segments=(
        Segment("something", 1234.56, 1235.12, 0.98, (word,) * 1000),
    )))[-1]  # fmt: skip
    assert len(packed) < 1000 * 40


@pytest.mark.parametrize(
    ("place", "value"), [(1, b"yesterday"), (4, None), (12, b"{"), (15, b"[[]]"), (16, b'[["a"]]')]
)
def test_values_nobody_wrote_are_damage(make: Callable[[int], Entry], place: int, value: bytes | None) -> None:
    values = [text.encode() if isinstance(text, str) else text for text in rows.row(make(1))]
    rows.entry(tuple(values))
    values[place] = value
    with pytest.raises(Damage):
        rows.entry(tuple(values))


def test_spoilt_bytes_of_a_text_are_shown_as_such() -> None:
    assert rows.read(b"good \xff bad") == "good � bad"
