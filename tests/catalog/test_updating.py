"""The moment between two names of an update belongs to whoever updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.catalog.store import Store
from fixtures.fetching import ORDER
from fixtures.kept import recorded

if TYPE_CHECKING:
    from pathlib import Path


def test_who_looks_meanwhile_puts_nothing_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = store.place(*ORDER.key)
    place.mkdir(parents=True)
    recorded(place)
    before = place.with_name(f".{place.name}.old")
    with store.lock(*ORDER.key):
        place.rename(before)
        assert store.find(*ORDER.key) is None
        assert before.exists(), "which whoever updates it needs there"
    assert store.find(*ORDER.key), "which nobody updates any more"
    assert not before.exists()
