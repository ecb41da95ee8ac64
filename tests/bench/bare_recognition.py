"""A file recognised with nothing but the libraries, in one process: python -m bench.bare_recognition MODEL FILE.

MODEL is "pocketsphinx", or a folder or file. The windows are cut by the program's own code, so that both
sides hear the same samples; then the library gets one after the other, as its documentation has it. The last line
printed is JSON: the text, and the seconds each part took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro import paths
from asrpro.audio import decode, vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.backends.moonshine.loading import OPTIONS
from asrpro.backends.pocketsphinx import PocketSphinx
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import SAMPLE_RATE
from asrpro.transcription.pack import Window, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Audio

    Recognise = Callable[[Audio], str]


def pocketsphinx() -> tuple[Recognise, Recognise]:
    """What readies a decoder for a window, and what decodes it.

    The search, and the cepstral mean each window starts from, are those the program has found to be good.
    """
    engine = PocketSphinx()
    decoder: Any = engine._new_decoder()

    def ready(audio: Audio) -> str:
        engine._measure_channel(decoder, audio)
        return ""

    def recognise(audio: Audio) -> str:
        decoder.start_utt()
        decoder.process_raw((audio.samples * 32767).astype("<i2").tobytes(), no_search=False, full_utt=False)
        decoder.end_utt()
        return decoder.hyp().hypstr if decoder.hyp() else ""

    return ready, recognise


def whisper(folder: str) -> tuple[Recognise, Recognise]:
    """Nothing, and what transcribes a window."""
    from faster_whisper import WhisperModel

    model = WhisperModel(folder, device="cpu", compute_type="int8", local_files_only=True)

    def recognise(audio: Audio) -> str:
        segments, _info = model.transcribe(
            audio.samples, language="en", beam_size=5, vad_filter=False, condition_on_previous_text=False
        )
        return "\n".join(segment.text.strip() for segment in segments)

    return _nothing, recognise


def onnx(folder: str) -> tuple[Recognise, Recognise]:
    """The same through onnx-asr."""
    import onnx_asr

    model: Any = onnx_asr.load_model("whisper", folder, providers=["CPUExecutionProvider"])

    def recognise(audio: Audio) -> str:
        return str(model.recognize(audio.samples, language="en")).strip()

    return _nothing, recognise


def mlx(folder: str) -> tuple[Recognise, Recognise]:
    """The same through mlx-whisper, which keeps the model from call to call; a processor's numbers have 32 bits."""
    import mlx_whisper

    def recognise(audio: Audio) -> str:
        found = mlx_whisper.transcribe(
            audio.samples, path_or_hf_repo=folder, language="en", condition_on_previous_text=False, fp16=False
        )
        return "\n".join(segment["text"].strip() for segment in found["segments"])

    return _nothing, recognise


def whisper_cpp(file: str) -> tuple[Recognise, Recognise]:
    """The same through pywhispercpp, with the parameters that the program has found to be good."""
    from pywhispercpp.model import Model

    wanted = {"language": "en", "suppress_nst": True, "temperature_inc": 0.0, "n_max_text_ctx": 0}
    model = Model(file, print_progress=False, **wanted)

    def recognise(audio: Audio) -> str:
        return "\n".join(segment.text.strip() for segment in model.transcribe(audio.samples))

    return _nothing, recognise


def sherpa(folder: str) -> tuple[Recognise, Recognise]:
    """The same through sherpa-onnx, with the silence that streaming models hear last words in."""
    import numpy as np
    from sherpa_onnx import OnlineRecognizer

    held = Path(folder)
    graphs = {part: str(next(held.glob(f"{part}*.onnx"))) for part in ("encoder", "decoder", "joiner")}
    model: Any = OnlineRecognizer.from_transducer(**graphs, tokens=str(held / "tokens.txt"), num_threads=2)

    def recognise(audio: Audio) -> str:
        heard = model.create_stream()
        heard.accept_waveform(SAMPLE_RATE, audio.samples)
        heard.accept_waveform(SAMPLE_RATE, np.zeros(SAMPLE_RATE, np.float32))
        heard.input_finished()
        while model.is_ready(heard):
            model.decode_stream(heard)
        return str(model.get_result(heard)).strip().lower()

    return _nothing, recognise


def moonshine(folder: str) -> tuple[Recognise, Recognise]:
    """The same through moonshine-voice, without its detector of speech, for speech was found before."""
    from moonshine_voice import ModelArch
    from moonshine_voice.transcriber import Transcriber

    model: Any = Transcriber(folder, ModelArch.TINY_STREAMING, options=OPTIONS)

    def recognise(audio: Audio) -> str:
        heard = model.transcribe_without_streaming(audio.samples.tolist(), SAMPLE_RATE)
        return " ".join(line.text.strip() for line in heard.lines)

    return _nothing, recognise


def nemo(archive: str) -> tuple[Recognise, Recognise]:
    """The same through NeMo."""
    from nemo.collections.asr.models import ASRModel

    model: Any = ASRModel.restore_from(archive, map_location="cpu")

    def recognise(audio: Audio) -> str:
        return str(model.transcribe([audio.samples], batch_size=1, verbose=False)[0].text).strip()

    return _nothing, recognise


def transformers(folder: str) -> tuple[Recognise, Recognise]:
    """The same through transformers, with the times that the program asks for."""
    import torch
    from transformers import AutoProcessor, WhisperForConditionalGeneration

    model: Any = WhisperForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
    processor: Any = AutoProcessor.from_pretrained(folder)

    def recognise(audio: Audio) -> str:
        parts = processor(audio.samples, sampling_rate=SAMPLE_RATE, return_tensors="pt", return_attention_mask=True)
        tokens = model.generate(**parts, language="en", task="transcribe", return_timestamps=True, do_sample=False)
        return str(processor.batch_decode(tokens, skip_special_tokens=True)[0]).strip()

    return _nothing, recognise


def _nothing(_audio: Audio) -> str:
    """What most libraries need before a window."""
    return ""


LIBRARIES = {
    "faster_whisper": whisper,
    "mlx_whisper": mlx,
    "moonshine": moonshine,
    "nemo": nemo,
    "onnx": onnx,
    "sherpa_onnx": sherpa,
    "transformers": transformers,
    "whisper_cpp": whisper_cpp,
}
"""By the Backend that is measured against each."""


def windows(path: Path, window: float | None, cutter: Cutter) -> Iterator[Window]:
    """What the program would hear, one after the other."""

    def utterances() -> Iterator[Audio]:
        with decode.opened(path) as source:
            for block in source.blocks:
                yield from cutter.add(block.samples)
            yield from cutter.end()

    return (found for found in packed(utterances(), window) if isinstance(found, Window))


def main(name: str, path: Path) -> None:
    """Recognise and tell."""
    began = time.perf_counter()
    model = Catalogue(paths.catalogue()).find(name)
    ready, recognise = pocketsphinx() if model.path is None else LIBRARIES[model.backend](name)
    cutter = Cutter(vad.SileroVad(vad.session()), Gate())
    seconds = dict.fromkeys(("load", "cut", "ready", "recognise"), 0.0)
    heard: list[str] = []

    def timed(stage: str) -> None:
        nonlocal began
        began, before = time.perf_counter(), began
        seconds[stage] += began - before

    timed("load")
    cut = list(windows(path, model.window, cutter))
    timed("cut")
    for window in cut:
        ready(window.audios[0])
        timed("ready")
        heard.append(recognise(window.audios[0]))
        timed("recognise")
    sys.stdout.write(json.dumps({"text": "\n".join(filter(None, heard)), "windows": len(cut), **seconds}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
