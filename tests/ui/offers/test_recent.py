from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.history.entry import Entry
from asrpro.history.store import History
from asrpro.ui.offers.recent import RecentOffer
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.history.entry import Kind, Outcome
    from asrpro.ui.look import Choice

NOW = datetime.now(UTC)


class Recent:
    def __init__(self, history: History) -> None:
        self.history = history
        self.copied: list[str] = []
        self.said: list[str] = []
        self.offer = RecentOffer(lambda: history, self.copied.append, self.said.append)

    def add(self, text: str, *, kind: Kind = "dictation", outcome: Outcome = "delivered", days: int = 0) -> int:
        source = "/home/me/talk.mp3" if kind == "file" else "a window"
        created = NOW - timedelta(days=days)
        return self.history.add(Entry(created=created, kind=kind, outcome=outcome, source=source, delivered=text))

    def choices(self, count: int) -> list[Choice]:
        """Once there are so many: it does not wait for the disk."""
        return until(lambda: found if len(found := self._now()) == count else [], f"{count} entries")

    def _now(self) -> list[Choice]:
        (group,) = self.offer.choices()
        return [choice for choice in group if choice.enabled]


@pytest.fixture
def recent(tmp_path: Path) -> Iterator[Recent]:
    history = History(tmp_path / "history.db")
    one = Recent(history)
    yield one
    one.offer.close()
    history.close()


def test_there_is_a_word_where_there_is_nothing(recent: Recent) -> None:
    ((only,),) = recent.offer.choices()
    assert (only.title, only.enabled) == ("None yet", False)


def test_the_newest_that_have_text_come_first(recent: Recent) -> None:
    recent.add("one", days=400)
    recent.add("a\nlong\n\ntext " + "word " * 30)
    recent.add("", outcome="nothing heard")
    recent.add("half", outcome="unfinished")
    recent.add("of a file", kind="file")
    recent.add("kept", outcome="cancelled")
    shown = recent.choices(4)
    assert [choice.title for choice in shown if "long" not in choice.title] == ["kept", "talk.mp3", "one"]
    (long,) = (choice.title for choice in shown if "long" in choice.title)
    assert long.startswith("a long text word")
    assert (long[-1], len(long)) == ("…", 49)
    assert ":" in shown[0].beside
    assert ":" not in shown[-1].beside
    assert all(choice.current is None for choice in shown)


def test_it_shows_a_few_of_many(recent: Recent) -> None:
    for number in range(12):
        recent.add(f"text {number}")
    assert [choice.title for choice in recent.choices(8)] == [f"text {number}" for number in range(11, 3, -1)]


def test_what_was_deleted_meanwhile_is_not_shown(recent: Recent) -> None:
    number = recent.add("one")
    recent.add("two")
    recent.choices(2)
    recent.history.delete([number])
    assert [choice.title for choice in recent.choices(1)] == ["two"]


def test_the_whole_text_is_copied(recent: Recent) -> None:
    text = "word " * 5000
    recent.offer.choose(str(recent.add(text)))
    until(lambda: recent.copied, "the copy")
    assert recent.copied == [text]


def test_what_is_gone_is_told(recent: Recent) -> None:
    recent.offer.choose("7")
    until(lambda: recent.said, "the sentence")
    assert "no entry 7" in recent.said[0]


def test_a_history_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "history.db"
    folder.mkdir()
    one = Recent(History(folder))
    ((only,),) = one.offer.choices()
    one.offer.close()
    assert not only.enabled
