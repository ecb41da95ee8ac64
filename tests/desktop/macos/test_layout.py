"""Which keys a layout has, asked for on one thread and used on others."""

from __future__ import annotations

import ast
import inspect
import threading
from typing import TYPE_CHECKING

from asrpro.desktop.macos import keycodes, layout
from asrpro.desktop.macos.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping


class Keyboard:
    """A system that tells of its layout, and remembers who asked."""

    def __init__(self) -> None:
        self.written = {"м": 9, "v": 9}
        self.asked: list[str] = []

    def __call__(self, command: bool) -> Mapping[str, int]:  # noqa: FBT001
        self.asked.append(threading.current_thread().name)
        return {"v": 47} if command else self.written


def elsewhere(key: str, found: Layout) -> tuple[frozenset[int], frozenset[int]]:
    """The keycodes that another thread finds: of what is pressed with Cmd, and of what is listened for."""
    answer: list[frozenset[int]] = []

    def look() -> None:
        answer.extend((keycodes.codes(key, found.pressed), keycodes.codes(key, found.written)))

    other = threading.Thread(target=look)
    other.start()
    other.join()
    return answer[0], answer[1]


def test_only_the_thread_that_refreshes_asks_the_system() -> None:
    keyboard = Keyboard()
    found = Layout(keyboard)
    assert elsewhere("v", found) == ({47}, {9})
    assert elsewhere("м", found) == ({9}, {9})
    keyboard.written = {"v": 12}
    assert elsewhere("v", found) == ({47}, {9})
    found.refresh()
    assert elsewhere("v", found) == ({47}, {12})
    assert not elsewhere("м", found)[0]
    assert {*keyboard.asked} == {threading.current_thread().name}


def test_the_system_is_asked_nowhere_else() -> None:
    tree = ast.parse(inspect.getsource(layout))
    asking = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "_characters"]
    assert len(asking) == 1  # by what makes the Layout
