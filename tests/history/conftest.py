"""Histories on disk, and Entries to put in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Segment
from asrpro.history.entry import Entry
from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    history.close()


@pytest.fixture
def make() -> Callable[[int], Entry]:
    """The n-th of many Entries, some short and some longer than a page of the file, a minute apart."""

    def nth(n: int) -> Entry:
        text = f"marker{n:05d} " * (1 + n * 37 % 110)
        return Entry(
            created=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n),
            kind="file",
            outcome="delivered",
            source=f"/talks/{n}.mp3",
            heard=text,
            delivered=text.upper(),
            segments=(Segment(text, 0.0, 1.5, 0.5),),
        )

    return nth
