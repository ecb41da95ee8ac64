from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from asrpro.ui import later
from asrpro.ui.later import Later
from fixtures.programs import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sought:
    """Something that is found when the test says so."""

    def __init__(self, *, once: bool = True) -> None:
        self.may, self.asked = threading.Event(), 0
        self.later: Later[str, str] = Later(self._find, "nothing", once=once)

    def _find(self, key: str) -> str:
        self.may.wait()
        self.asked += 1
        return f"{key} {self.asked}"

    def finds(self, text: str) -> None:
        until(lambda: self.later.of("it") == text, text)


@pytest.fixture
def sought(request: pytest.FixtureRequest) -> Iterator[Sought]:
    made = Sought(once=getattr(request, "param", True))
    yield made
    made.may.set()
    made.later.close()


def test_what_takes_its_time_is_shown_when_it_is_found_and_stays(sought: Sought) -> None:
    assert sought.later.of("it") == "nothing"
    sought.may.set()
    sought.finds("it 1")
    assert (sought.later.of("it"), sought.asked) == ("it 1", 1)


def test_what_is_doubted_is_shown_until_it_is_found_anew(sought: Sought) -> None:
    sought.may.set()
    sought.finds("it 1")
    sought.may.clear()
    sought.later.doubt()
    assert sought.later.of("it") == "it 1"
    sought.may.set()
    sought.finds("it 2")


@pytest.mark.parametrize("sought", [False], indirect=True)
def test_what_was_found_long_ago_is_looked_for_anew(sought: Sought, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sought.later.of("it") == "nothing"
    sought.may.set()
    until(sought.later._finding["it"].done, "the end of the first search")
    assert sought.later.last("it") == "it 1"
    monkeypatch.setattr(later, "_PATIENCE", PATIENCE)
    assert sought.later.of("it") == "it 2", "that was so the last time"


@pytest.mark.parametrize("sought", [False], indirect=True)
def test_one_is_looked_for_though_another_takes_its_time(sought: Sought) -> None:
    assert {sought.later.of("it"), sought.later.of("that")} == {"nothing"}
    sought.may.set()
    until(lambda: sought.later.last("that") == "that 2", "the other")


def test_once_closed_it_finds_nothing_more_and_says_nothing(sought: Sought) -> None:
    told: list[str] = []
    sought.may.set()
    sought.later.close()
    sought.later.tell("it", told.append)
    assert (told, sought.asked) == ([], 0)


def test_who_wants_to_be_told_is(sought: Sought) -> None:
    told: list[str] = []
    sought.later.tell("it", told.append)
    assert told == []
    sought.may.set()
    until(lambda: told == ["it 1"], "the answer")
