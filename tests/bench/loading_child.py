"""A Model loaded, asked twice and let go: python -m bench.loading_child MODEL CLIP.

The last line printed is JSON: the seconds that loading, the first result and the second one took, and the bytes that
all processes together held before, loaded and afterwards, in what lies in no file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions, Options
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from fixtures.memory import own
from fixtures.sound import heard


def held() -> int:
    """Bytes of this process and its children."""
    here = psutil.Process()
    return sum(own(process.pid) for process in (here, *here.children(recursive=True)))


def main(name: str, clip: Path) -> None:
    """Measure and tell."""
    model, audio, seconds = Catalogue(paths.catalogue()).find(name), heard(clip), []
    before = held()
    host = Host(model, Ladder.of(["cpu"], LoadOptions()))
    for work in (host.load, *2 * (lambda: list(host.transcribe(audio, Options(language="en"))),)):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    loaded = held()
    host.close()
    load, first, second = seconds
    told = {"load": load, "first": first, "second": second, "before": before, "loaded": loaded, "after": held()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
