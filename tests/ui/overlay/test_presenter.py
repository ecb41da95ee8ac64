"""What the overlay shows of what happens, and that nothing of it is left."""

from __future__ import annotations

import gc
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from asrpro.dictation.view import Ended, How, View
from asrpro.ui.overlay.overlay import Overlay
from asrpro.ui.overlay.presenter import Presenter
from asrpro.ui.theme import Theme
from fixtures.programs import until
from fixtures.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator


class Watched:
    """An overlay that follows what the test says, at the time it says."""

    def __init__(self) -> None:
        scene = Scene()
        self.now = 0.0
        self.wanted = True
        self.overlay = Overlay(Theme(still=scene.still), scene)
        self.presenter = Presenter(
            self.overlay,
            now=lambda: self.now,
            edge=lambda: "bottom" if self.wanted else None,
            screen=QGuiApplication.primaryScreen,
            key_of=lambda _name: "Shift+F9",
        )

    def retries(self) -> list[str]:
        """The windows that can be clicked."""
        return [one.title() for one in QGuiApplication.allWindows() if one.isVisible() and "Retry" in one.title()]

    def follow(self, *views: View) -> str:
        """Show these, one after the other; what is still to be told in the end."""
        untold = ""
        for view in views:
            untold = self.presenter.follow(view)
        QApplication.processEvents()
        return untold


@pytest.fixture
def watched(application: QApplication) -> Iterator[Watched]:
    assert application.platformName() == "offscreen"
    watched = Watched()
    yield watched
    watched.presenter.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


PASTED = View(ended=Ended(number=1, how="pasted", into="Notes", took=0.1))


def test_it_comes_with_a_session_and_goes_after_its_end(watched: Watched) -> None:
    assert not watched.overlay.isVisible()
    watched.follow(View(state="opening"))
    assert watched.overlay.isVisible()
    watched.follow(View(state="recording"), View(state="finishing"), PASTED)
    assert watched.overlay.isVisible()
    until(lambda: QApplication.processEvents() or not watched.overlay.isVisible(), "its end", 5)


def test_what_leaves_no_trace_is_gone_at_once(watched: Watched) -> None:
    watched.follow(PASTED)
    assert not watched.overlay.isVisible(), "nothing was under way"
    watched.follow(View(state="recording"), PASTED, replace(PASTED, state="recording"), PASTED)
    assert not watched.overlay.isVisible(), "the end was told before"


def test_an_end_that_is_told_later_is_shown(watched: Watched) -> None:
    """A microphone takes a moment to close, and only then it is settled what came of what it heard."""
    failed = View(state="failed", can_retry=True, ended=Ended(number=1, how="failed", words="It broke."))
    watched.follow(View(state="recording"), View())
    assert not watched.overlay.isVisible()
    watched.follow(replace(failed, notice="It broke. What you said is kept."))
    assert watched.overlay.isVisible()
    assert watched.retries() == ["ASR Pro: Retry"]


def test_a_card_grows_and_never_moves_sideways(watched: Watched) -> None:
    watched.follow(View(state="recording"))
    low, place = watched.overlay.card, watched.overlay.geometry()
    watched.follow(View(state="recording", settled="word " * 30))
    high = watched.overlay.card
    assert (high.left(), high.width(), high.bottom()) == (low.left(), low.width(), low.bottom())
    assert high.height() > low.height()
    watched.follow(View(state="finishing", model="A model with a rather long name"), PASTED)
    assert (watched.overlay.card.left(), watched.overlay.card.size()) == (low.left(), low.size())
    assert watched.overlay.geometry() == place


def test_what_stands_alone_is_as_wide_as_it_has_to_be(watched: Watched) -> None:
    watched.follow(View(state="recording"))
    wide = watched.overlay.card.width()
    watched.follow(PASTED)
    until(lambda: QApplication.processEvents() or not watched.overlay.isVisible(), "its end", 5)
    watched.presenter.tell("The history was mended.", 3.0)
    assert watched.overlay.card.width() < wide


def test_a_card_keeps_its_width_whatever_the_model_is_called(watched: Watched) -> None:
    watched.follow(View(state="recording"))
    card = watched.overlay.card
    watched.follow(View(state="finishing", model="A model with a rather long name indeed" * 3))
    assert watched.overlay.card == card


def test_nothing_is_shown_where_nobody_wants_it(watched: Watched) -> None:
    watched.wanted = False
    watched.follow(View(state="recording"), PASTED)
    assert not watched.overlay.isVisible()
    assert not watched.presenter.wanted


def test_what_is_shown_goes_where_nobody_wants_it_any_more(watched: Watched) -> None:
    watched.follow(View(state="recording"), PASTED)
    watched.wanted = False
    watched.follow(View(state="recording"))
    assert not watched.overlay.isVisible()


EVERY = [
    View(state="opening"),
    *(View(state="recording", level=float(-number), settled="word " * number) for number in range(8, 12)),
    View(state="recording", asked=True, notice="Press Esc once more to cancel this long recording."),
    View(state="finishing", model="Whisper"),
    View(state="delivering"),
]
HOWS: tuple[How, ...] = ("pasted", "sent", "typed", "copied", "not read", "nothing heard")
ENDS = [
    *(View(ended=Ended(number=1, how=how)) for how in HOWS),
    View(ended=Ended(number=1, how="dropped"), can_insert=True),
    View(state="cancelled", ended=Ended(number=1, how="cancelled"), can_retry=True),
    View(state="failed", ended=Ended(number=1, how="failed"), can_retry=True),
]
"""All that can be seen while it goes on, and all that can come of it."""


def test_what_dictation_has_to_say_is_told_here_or_given_back(watched: Watched) -> None:
    assert watched.follow(View(notice="Nothing was dictated yet.")) == "Nothing was dictated yet."
    assert watched.follow(View(notice="Nothing was dictated yet.")) == ""
    assert watched.follow(View(state="recording", notice="Another microphone is heard.")) == ""
    watched.now = 60.0
    ended = Ended(number=1, how="failed", words="It broke.", notice="It broke. What you said is kept.")
    assert watched.follow(View(notice=ended.notice, ended=ended)) == ""
    watched.wanted = False
    assert watched.follow(View(notice="Press again.")) == "Press again."
    assert watched.follow(View(state="recording", notice="It broke.")) == "It broke."


def test_what_nobody_can_have_read_is_given_back(watched: Watched) -> None:
    watched.follow(View(state="recording"))
    assert watched.follow(View(state="recording", notice="Another microphone is heard.")) == ""
    assert watched.follow(View(state="recording", notice="The disk is full.")) == "Another microphone is heard."
    asked = View(state="recording", notice="Press once more.", asked=True)
    assert watched.follow(asked, View(state="recording", notice="The disk is full.")) == ""
    assert watched.follow(replace(PASTED, notice="The history is gone.")) == "The disk is full. The history is gone."


@pytest.mark.parametrize("told", ["It broke. Mend it.", "It broke. Mend it. It is kept."])
def test_an_error_that_ends_it_is_told_once(watched: Watched, told: str) -> None:
    ended = Ended(number=1, how="failed", words="It broke.", hint="Mend it.", notice="It broke. Mend it. It is kept.")
    watched.follow(View(state="recording"), View(state="recording", notice=told))
    assert watched.follow(View(notice=ended.notice, ended=ended)) == ""


def test_a_notice_gives_way_to_a_dictation_and_not_the_other_way_round(watched: Watched) -> None:
    told: list[str] = []
    watched.presenter.freed.connect(lambda: told.append("freed"))
    watched.presenter.interrupted.connect(lambda: told.append("interrupted"))
    assert watched.presenter.free
    watched.presenter.tell("The history is damaged. It was mended.", 3.0)
    assert watched.overlay.isVisible()
    assert watched.presenter.free
    watched.follow(View(state="recording"))
    assert (told, watched.presenter.free) == (["interrupted"], False)
    watched.follow(PASTED)
    assert not watched.presenter.free
    until(lambda: QApplication.processEvents() or watched.presenter.free, "its end", 5)
    assert told == ["interrupted", "freed"]


def test_a_hundred_changes_leave_nothing_behind(watched: Watched) -> None:
    numbers = itertools.count(1)

    def changes() -> int:
        for last in ENDS:
            assert last.ended
            watched.follow(*EVERY, replace(last, ended=replace(last.ended, number=next(numbers))))
        return len(ENDS) * (len(EVERY) + 1)

    def there() -> dict[str, int]:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        ours = [*watched.presenter.findChildren(QObject), *watched.overlay.findChildren(QObject)]
        return {
            "widgets": len(QApplication.allWidgets()),
            "windows": len(QGuiApplication.allWindows()),
            "children": len(ours),
            "timers": sum(isinstance(one, QTimer) for one in ours),
            "objects": sum(isinstance(one, QObject) for one in gc.get_objects()),
        }

    changes()
    before = there()
    assert changes() + changes() >= 100
    assert there() == before
    assert before["timers"] == 2
