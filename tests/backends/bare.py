"""Recordings heard with nothing but a library, as its documentation has it: python -m backends.bare NAME MODEL FILES.

NAME is that of a Backend. The last line printed is JSON: the text of each of FILES, WAVs of at most 15 s, which all of
them hear at once. Nothing of the program is imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Samples = np.ndarray[Any, np.dtype[np.float32]]
    Hear = Callable[[Samples], str]

RATE = 16_000


def faster_whisper(folder: str) -> Hear:
    from faster_whisper import WhisperModel

    model = WhisperModel(folder, device="cpu", compute_type="int8", local_files_only=True)
    return lambda samples: " ".join(segment.text.strip() for segment in model.transcribe(samples)[0])


def mlx_whisper(folder: str) -> Hear:
    import mlx_whisper as library

    return lambda samples: str(library.transcribe(samples, path_or_hf_repo=folder)["text"]).strip()


def moonshine(folder: str) -> Hear:
    """Without its detector of speech, which goes on from recording to recording."""
    from moonshine_voice import ModelArch
    from moonshine_voice.transcriber import Transcriber

    model = Transcriber(folder, ModelArch.TINY_STREAMING, options={"vad_threshold": "0"})

    def hear(samples: Samples) -> str:
        found = model.transcribe_without_streaming(samples.tolist(), RATE)
        return " ".join(" ".join(line.text for line in found.lines).split())

    return hear


def nemo(archive: str) -> Hear:
    from nemo.collections.asr.models import ASRModel

    model = ASRModel.restore_from(archive, map_location="cpu")
    return lambda samples: str(model.transcribe([samples], batch_size=1, verbose=False)[0].text).strip()


def onnx(folder: str) -> Hear:
    import onnx_asr

    model: Any = onnx_asr.load_model("whisper", folder, providers=["CPUExecutionProvider"])
    return lambda samples: str(model.recognize(samples)).strip()


def pocketsphinx(_path: str) -> Hear:
    """The whole recording at once, so that its channel is measured on all of it; as fast as the program asks for."""
    from pocketsphinx import Decoder

    search = {"beam": 1e-60, "wbeam": 1e-40, "maxhmmpf": 3000, "maxwpf": 10, "pl_window": 5, "ds": 2}

    def hear(samples: Samples) -> str:
        model = Decoder(samprate=RATE, loglevel="FATAL", **search)
        model.start_utt()
        model.process_raw((samples * 32767).astype("<i2").tobytes(), no_search=False, full_utt=True)
        model.end_utt()
        return str(model.hyp().hypstr) if model.hyp() else ""

    return hear


def sherpa_onnx(folder: str) -> Hear:
    """With half a second of silence after it, as in the library's own examples."""
    from sherpa_onnx import OnlineRecognizer

    files = {part: str(next(Path(folder).glob(f"{part}*.onnx"))) for part in ("encoder", "decoder", "joiner")}
    model = OnlineRecognizer.from_transducer(tokens=f"{folder}/tokens.txt", **files)

    def hear(samples: Samples) -> str:
        stream = model.create_stream()
        stream.accept_waveform(RATE, samples)
        stream.accept_waveform(RATE, np.zeros(RATE // 2, np.float32))
        stream.input_finished()
        while model.is_ready(stream):
            model.decode_stream(stream)
        return str(model.get_result(stream)).strip()

    return hear


def transformers(folder: str) -> Hear:
    import torch
    from transformers import AutoProcessor, WhisperForConditionalGeneration

    model = WhisperForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
    processor = AutoProcessor.from_pretrained(folder)

    def hear(samples: Samples) -> str:
        inputs = processor(samples, sampling_rate=RATE, return_tensors="pt", return_attention_mask=True)
        # Left to itself, it asks a model neither for a task nor for times, which answers with other words now and then.
        tokens = model.generate(**inputs, task="transcribe", return_timestamps=True)
        return str(processor.batch_decode(tokens, skip_special_tokens=True)[0]).strip()

    return hear


def voxtral_c(folder: str) -> Hear:
    """The program is beside the folder."""
    command = [str(Path(folder).parent / "voxtral"), "-d", folder, "--stdin", "-I", "1.0"]

    def hear(samples: Samples) -> str:
        sound = bytes(4) + (samples * 32767).astype("<i2").tobytes()
        return subprocess.run(command, input=sound, capture_output=True, check=True).stdout.decode().strip()

    return hear


def whisper_cpp(file: str) -> Hear:
    from pywhispercpp.model import Model

    model = Model(file, language="auto")
    return lambda samples: " ".join(segment.text for segment in model.transcribe(samples))


def read(file: str) -> Samples:
    with wave.open(file, "rb") as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(np.float32) / 32768


def main(backend: str, model: str, *files: str) -> None:
    """Hear them and tell."""
    hear = globals()[backend](model)
    sys.stdout.write(f"\n{json.dumps([hear(read(file)) for file in files])}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
