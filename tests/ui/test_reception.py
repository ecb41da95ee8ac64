"""Those who ask the program something leave nothing behind."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

from PySide6.QtNetwork import QLocalSocket

from asrpro.dictation.remote import ask
from asrpro.ui.reception import Reception
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def guests() -> int:
    """Those that are known in this process."""
    return sum(isinstance(one, QLocalSocket) for one in gc.get_objects())


def test_guests_are_forgotten(application: QApplication, tmp_path: Path) -> None:
    address, before = str(tmp_path / "socket"), guests()
    reception = Reception(address, lambda message, reply: reply({"heard": message["do"]}))
    answers = []

    def asks() -> None:
        answers.extend(ask(address, {"do": str(number)})["heard"] for number in range(30))

    visitor = threading.Thread(target=asks)
    visitor.start()

    def forgotten() -> bool:
        application.processEvents()
        return len(answers) == 30 and guests() == before

    until(forgotten, "the last one to be gone", instead=guests)
    visitor.join()
    assert answers == [str(number) for number in range(30)]
    reception.close()
