"""A file transcribed by the program's own parts, all loaded before the clock starts.

python -m bench.our_recognition MODEL FILE [batches], where MODEL is a name as people give it; without the last word one
window goes after the other. The last line printed is JSON: the text as heard, the seconds that all of it and each stage
took, and the most memory that the Host had, in bytes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.audio.gate import Gate
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions, Options
from asrpro.polish.chain import Chain
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription
from fixtures.rooms import opened

if TYPE_CHECKING:
    from collections.abc import Generator

    from asrpro.domain import Step
    from asrpro.runtime.host import Host


def _loaded(room: EngineRoom, host: Host, path: Path) -> Generator[Step, None, None]:
    """Have both children ready: the Model loaded, and one file opened."""
    host.load()
    with room.ears.opened(path, Gate()):
        yield from ()


def main(name: str, path: Path, *, batches: bool) -> None:
    """Transcribe and tell."""
    model = Catalogue(paths.catalogue()).find(name)
    options = Options(language="en")
    with opened(EngineRoom) as room:
        host = room.residency.lease(model, "cpu", LoadOptions()).host
        load = Job(_loaded(room, host, path), Priority.FILE)
        room.lane.submit(load)
        load.future.result()
        began = time.perf_counter()
        chain = Chain(model, options)
        work = FileTranscription(path, room.ears, host, options, Gate(), chain)
        work.calm = lambda: batches
        job = Job(work.run(), Priority.FILE)
        room.lane.submit(job)
        result = job.future.result()
        whole = time.perf_counter() - began
        told = {"text": result.heard, "whole": whole, "most": host.peak(), **result.stages}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), batches=sys.argv[3:] == ["batches"])
