"""A file recognised by faster-whisper in one of several ways: python -m bench.batches_child MODEL FILE WAY [N OF].

WAY is "alone" (each Utterance by itself), "packed" (Utterances packed into windows, one after the other), or how many
windows are a batch. With a part N OF so many only that is recognised, on its share of the threads. The last line
printed is JSON: the text, the seconds, the most memory in bytes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from asrpro.audio import vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.domain import SAMPLE_RATE
from bench.bare_recognition import windows
from fixtures.memory import worst

if TYPE_CHECKING:
    from asrpro.domain import Audio

WINDOW = 30.0
SETTINGS: dict[str, Any] = {"language": "en", "beam_size": 5, "vad_filter": False, "condition_on_previous_text": False}


def main(folder: str, path: Path, way: str, part: int = 0, parts: int = 1) -> None:
    """Recognise and tell."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    threads = max(1, (os.cpu_count() or 1) // parts) if parts > 1 else 0
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    cutter = Cutter(vad.SileroVad(vad.session()), Gate())
    heard = [one.audios[0] for one in windows(path, None if way == "alone" else WINDOW, cutter)][part::parts]
    began = time.perf_counter()
    if way.isdigit():
        # Without some more at the end it may find its clips, rounded, longer than the whole, and end over that.
        joined = np.concatenate([*(audio.samples for audio in heard), np.zeros(SAMPLE_RATE, np.float32)])
        batched = BatchedInferencePipeline(model)
        segments, _info = batched.transcribe(
            joined, clip_timestamps=_clips(heard), batch_size=int(way), without_timestamps=False, **SETTINGS
        )
        texts = [segment.text.strip() for segment in segments]
    else:
        texts = [one.text.strip() for audio in heard for one in model.transcribe(audio.samples, **SETTINGS)[0]]
    seconds = time.perf_counter() - began
    told = {"text": " ".join(texts), "seconds": seconds, "most": worst(psutil.Process())}
    sys.stdout.write(json.dumps(told) + "\n")


def _clips(heard: list[Audio]) -> list[dict[str, float]]:
    """Where each window lies when they are joined."""
    ends = np.cumsum([len(audio.samples) for audio in heard]) / SAMPLE_RATE
    return [{"start": end - audio.duration, "end": end} for end, audio in zip(ends.tolist(), heard, strict=True)]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
