from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from asrpro.boot.greeting import Greeted, greet
from asrpro.catalog.recommending import Recommendation
from asrpro.domain import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Tell = Callable[[Sequence[Recommendation]], None]

SPHINX, GOOD = (Recommendation(Model(id=name, title=name.title()), "", "") for name in ("pocketsphinx-en-us", "good"))
PLAIN = "ASR Pro is ready. Hold F9."


class Told:
    """What was said, and what waits to be done."""

    def __init__(self, folder: Path) -> None:
        self.before = Greeted(folder)
        self.said: list[str] = []
        self.later: list[Callable[[], None]] = []
        self.asked: list[Tell] = []

    def greet(self, chosen: str = "pocketsphinx-en-us") -> None:
        greet(
            "Hold F9.",
            self.asked.append,
            self.before,
            chosen=chosen,
            say=self.said.append,
            post=lambda do: do(),
            call_at=lambda _at, do: self.later.append(do),
        )

    def find(self, *best: Recommendation) -> None:
        """Have what is recommended found, on another thread."""
        thread = threading.Thread(target=self.asked[0], args=(best,))
        thread.start()
        thread.join()


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_what_hears_better_is_named_in_the_one_greeting(told: Told) -> None:
    told.greet()
    assert told.said == []
    told.find(GOOD, SPHINX)
    assert told.said == [f"{PLAIN} Best for this computer: Good. The menu has it under Model."]
    told.later[0]()
    assert len(told.said) == 1


@pytest.mark.parametrize(
    ("chosen", "best"), [("pocketsphinx-en-us", [SPHINX, GOOD]), ("pocketsphinx-en-us", []), ("mine", [GOOD])]
)
def test_nothing_is_named_where_nothing_is_better_or_people_have_chosen(
    chosen: str, best: list[Recommendation], told: Told
) -> None:
    told.greet(chosen)
    told.find(*best)
    assert told.said == [PLAIN]


def test_nobody_waits_for_it_for_long_and_what_is_found_later_is_told_then(told: Told) -> None:
    told.greet()
    told.later[0]()
    assert told.said == [PLAIN]
    told.find(GOOD)
    assert told.said == [PLAIN, "Best for this computer: Good. The menu has it under Model."]


def test_nothing_is_told_later_where_nothing_is_better(told: Told) -> None:
    told.greet()
    told.later[0]()
    told.find(SPHINX, GOOD)
    assert told.said == [PLAIN]


def test_people_are_greeted_once(told: Told, tmp_path: Path) -> None:
    told.greet()
    told.later[0]()
    again = Told(tmp_path)
    again.greet()
    assert (again.said, again.later, again.asked) == ([], [], [])


def test_who_was_not_greeted_yet_when_the_program_ended_is_greeted_the_next_time(told: Told, tmp_path: Path) -> None:
    told.greet()
    again = Told(tmp_path)
    again.greet()
    again.find()
    assert again.said == [PLAIN]


def test_where_nothing_can_be_written_people_are_greeted_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told(tmp_path / "nowhere")
    told.greet()
    told.find()
    assert told.said == [PLAIN]
    assert "could not be written down" in caplog.text
