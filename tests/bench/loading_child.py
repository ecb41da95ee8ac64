"""A Model loaded, asked twice and let go: python -m bench.loading_child MODEL CLIP.

Then it is loaded as at a key press, after which it hears something of its own at once, and asked again. The last line
printed is JSON: the seconds that loading, the first result and the second one took, and those of the second time; and
the bytes that all processes together held before, loaded and let go of, in what lies in no file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions, Options, State
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from fixtures.memory import own
from fixtures.sound import heard

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK = 0.002
"""Seconds between two looks whether it is ready."""


def held() -> int:
    """Bytes of this process and its children."""
    here = psutil.Process()
    return sum(own(process.pid) for process in (here, *here.children(recursive=True)))


def main(name: str, clip: Path) -> None:
    """Measure and tell."""
    model, audio = Catalogue(paths.catalogue()).find(name), heard(clip)
    host = Host(model, Ladder.of(["cpu"], LoadOptions()))

    def hear() -> None:
        list(host.transcribe(audio, Options(language="en")))

    def ready() -> None:
        host.begin(warm=True)
        while host.standing.state is State.LOADING:
            time.sleep(_LOOK)

    def timed(work: Callable[[], None]) -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    told: dict[str, float] = {"before": held(), "load": timed(host.load), "first": timed(hear), "second": timed(hear)}
    told["loaded"] = held()
    host.close()
    told |= {"after": held(), "ready": timed(ready), "warm": timed(hear)}
    host.close()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
