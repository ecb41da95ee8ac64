from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from asrpro.audio.choice import Choice
from asrpro.audio.microphones import Microphones
from fixtures.microphones import sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.audio.microphone import Microphone


def test_one_that_was_out_and_in_again_was_not_there_all_the_time(tmp_path: Path) -> None:
    with sounding(tmp_path) as server, contextlib.closing(Microphones()) as microphones:
        server.plug("yeti")
        before = until(lambda: microphones.find("yeti"), "the microphone")
        choice = Choice(microphones, "")
        assert choice.present(before)
        server.unplug("yeti")
        server.plug("yeti")

        def again() -> Microphone | None:
            found = microphones.find("yeti")
            return found if found and found != before else None

        after = until(again, "the microphone to be back")
        assert after.id == before.id
        assert not choice.present(before)
        assert choice.present(after)
