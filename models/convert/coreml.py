"""Makes a Whisper for Core ML out of one for faster-whisper: python models/convert/coreml.py SOURCE OUT."""

from __future__ import annotations

import argparse
import logging
import shutil
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

PACKAGE: Final = "Encoder.mlpackage"
INPUT, OUTPUT = "logmel_data", "output"
"""What goes in, (1, mels, 3000) in 16 bits, and comes out, (1, 1500, width); whisper.cpp's encoders call it so, too."""
FRAMES: Final = 3000
"""Of 10 ms, in the 30 s that Whisper hears at once."""
EPSILON: Final = 1e-5
FILES: Final = ("model.bin", "config.json", "tokenizer.json")
"""What a folder for faster-whisper must hold; beside them one of VOCABULARIES."""
VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
PREPROCESSOR: Final = "preprocessor_config.json"
LAYOUT: Final = 6
"""The version of CTranslate2's model.bin that is read (ModelSpec in ctranslate2/specs/model_spec.py)."""
TYPES: Final = {0: "float32", 1: "int8", 2: "int16", 3: "int32", 4: "float16"}

Weights = dict[str, Any]
"""Arrays by name."""


class Refused(Exception):
    """Why nothing can be made; a sentence for people."""


def main(arguments: list[str] | None = None) -> None:
    """Convert, or end with the sentence that says why not."""
    asked = argparse.ArgumentParser(prog="coreml.py", description=__doc__)
    asked.add_argument("source", type=Path, metavar="SOURCE", help="folder of a Whisper for faster-whisper")
    asked.add_argument("out", type=Path, metavar="OUT", help="folder to make; must not be there yet")
    given = asked.parse_args(arguments)
    try:
        convert(given.source, given.out)
    except Refused as error:
        sys.exit(str(error))


def convert(source: Path, out: Path) -> None:
    """Make the folder that the backend `coreml` loads: the encoder's graph, and beside it the source for its decoder.

    Raises:
        Refused: the source is no whole Whisper, or something is in the way.
    """
    missing = [name for name in FILES if not (source / name).is_file()]
    vocabulary = next((name for name in VOCABULARIES if (source / name).is_file()), None)
    if vocabulary is None:
        missing.append(VOCABULARIES[0])
    if missing:
        raise Refused(f"{source} lacks {', '.join(missing)}: give the folder of a Whisper for faster-whisper.")
    if out.exists():
        raise Refused(f"{out} is there already: name a folder that is not.")
    weights = encoder(source / "model.bin")
    unfinished = out.with_name(f"{out.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        package(weights, unfinished / PACKAGE)
        for name in (*FILES, vocabulary or "", PREPROCESSOR):
            if (source / name).is_file():
                shutil.copyfile(source / name, unfinished / name)
        unfinished.rename(out)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def encoder(file: Path) -> Weights:
    """The encoder's weights in a model.bin, without its prefix and as 32-bit numbers.

    Raises:
        Refused: it is no Whisper, or cut off.
    """
    try:
        with file.open("rb") as opened:
            held, aliases = _tensors(opened)
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise Refused(f"{file} is damaged, or was made by another version of CTranslate2.") from error
    named = {name.removeprefix("encoder/"): held[real] for name, real in aliases.items() if name.startswith("encoder/")}
    if not {"conv1/weight", "num_heads", "position_encodings/encodings"} <= named.keys():
        raise Refused(f"{file} holds no Whisper.")
    found = {}
    for name, array in named.items():
        if not name.endswith("weight_scale"):
            scale = named.get(f"{name}_scale")
            rows = (-1, *(1,) * (array.ndim - 1))
            found[name] = array if scale is None else array.astype("float32") / scale.reshape(rows)
    return found


def _tensors(file: BinaryIO) -> tuple[Weights, dict[str, str]]:
    """The tensors of the encoder and those it shares, and for each name in the file the one that its tensor has."""
    import numpy as np

    def take(form: str) -> tuple[Any, ...]:
        return struct.unpack(form, file.read(struct.calcsize(form)))

    def name() -> str:
        (length,) = take("<H")
        return str(take(f"{length}s")[0].rstrip(b"\0"), "utf-8")

    (version,) = take("<I")
    if version != LAYOUT or name() != "WhisperSpec":
        raise ValueError("another layout")
    _revision, count = take("<2I")
    places: dict[str, tuple[tuple[int, ...], str, int]] = {}
    for _number in range(count):
        called, (rank,) = name(), take("<B")
        shape = take(f"<{rank}I")
        kind, size = take("<BI")
        places[called] = (shape, TYPES[kind], file.tell())
        file.seek(size, 1)
    (shared,) = take("<I")
    aliases = {name: name for name in places} | {name(): name() for _number in range(shared)}
    held = {}
    for called in {real for alias, real in aliases.items() if alias.startswith("encoder/")}:
        shape, kind, start = places[called]
        file.seek(start)
        array = np.fromfile(file, kind, int(np.prod(shape)))
        held[called] = array.reshape(shape)
    return held, aliases


def package(weights: Weights, place: Path) -> None:
    """Write the encoder as an ML Program that computes in 16 bits, which is what the Neural Engine does.

    Raises:
        Refused: coremltools is not installed.
    """
    # It says what it lacks for macOS on Linux, and that nothing was tried on macOS; neither is needed to convert.
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    try:
        import coremltools
        from coremltools.converters.mil import Builder
        from coremltools.converters.mil.mil import types
    except ModuleNotFoundError as error:
        raise Refused("coremltools is not installed: pip install coremltools") from error

    shape = (1, weights["conv1/weight"].shape[1], FRAMES)
    program = Builder.program(
        input_specs=[Builder.TensorSpec(shape=shape, dtype=types.fp16)], opset_version=coremltools.target.macOS13
    )
    converted = coremltools.convert(
        program(_named(weights)),
        convert_to="mlprogram",
        minimum_deployment_target=coremltools.target.macOS13,
        compute_precision=coremltools.precision.FLOAT16,
        skip_model_load=True,
    )
    converted.short_description = "Encoder of a Whisper: log-Mel spectrogram to what its decoder listens to"
    converted.save(str(place))


def _named(weights: Weights) -> Any:
    """The graph as a function of its input, which is called by the name of its parameter."""

    def graph(logmel_data: Any) -> Any:
        return Layers(weights).output(logmel_data)

    return graph


class Layers:
    """Whisper's encoder (openai/whisper, model.py: AudioEncoder), as Core ML's operations."""

    def __init__(self, weights: Weights) -> None:
        """Take its weights by CTranslate2's names."""
        from coremltools.converters.mil import Builder

        self._mb = Builder
        self._weights = weights
        self._heads = int(weights["num_heads"])
        self._width = weights["conv1/weight"].shape[0]

    def output(self, mel: Any) -> Any:
        """What the decoder listens to: (1, 1500, width)."""
        mb = self._mb
        x = self._conv(self._conv(mel, "conv1", 1), "conv2", 2)
        x = mb.transpose(x=x, perm=(0, 2, 1))
        x = mb.add(x=x, y=self._half("position_encodings/encodings")[None])
        layer = 0
        while f"layer_{layer}/ffn/linear_0/weight" in self._weights:
            x = mb.add(x=x, y=self._attention(x, f"layer_{layer}/self_attention"))
            x = mb.add(x=x, y=self._feed_forward(x, f"layer_{layer}/ffn"))
            layer += 1
        return self._norm(x, "layer_norm", name=OUTPUT)

    def _half(self, name: str) -> Any:
        return self._weights[name].astype("float16")

    def _conv(self, x: Any, name: str, stride: int) -> Any:
        found = self._mb.conv(
            x=x, weight=self._half(f"{name}/weight"), bias=self._half(f"{name}/bias"),
            strides=[stride], pad_type="custom", pad=[1, 1],
        )  # fmt: skip
        return self._mb.gelu(x=found, mode="EXACT")

    def _norm(self, x: Any, where: str, **called: str) -> Any:
        gamma, beta = self._half(f"{where}/gamma"), self._half(f"{where}/beta")
        return self._mb.layer_norm(x=x, axes=[-1], gamma=gamma, beta=beta, epsilon=gamma.dtype.type(EPSILON), **called)

    def _linear(self, x: Any, name: str, rows: slice = slice(None)) -> Any:
        return self._mb.linear(x=x, weight=self._half(f"{name}/weight")[rows], bias=self._half(f"{name}/bias")[rows])

    def _attention(self, x: Any, name: str) -> Any:
        """Every moment looks at every other; queries, keys and values lie in one matrix, in this order."""
        mb, width, each = self._mb, self._width, self._width // self._heads
        normed = self._norm(x, f"{name}/layer_norm")

        def heads(number: int) -> Any:
            part = self._linear(normed, f"{name}/linear_0", slice(number * width, (number + 1) * width))
            return mb.transpose(x=mb.reshape(x=part, shape=(1, -1, self._heads, each)), perm=(0, 2, 1, 3))

        # Scaled before they meet: their product would be beyond 16 bits in the largest models.
        queries = mb.mul(x=heads(0), y=self._half("num_heads").dtype.type(each**-0.5))
        shares = mb.softmax(x=mb.matmul(x=queries, y=heads(1), transpose_y=True), axis=-1)
        seen = mb.transpose(x=mb.matmul(x=shares, y=heads(2)), perm=(0, 2, 1, 3))
        return self._linear(mb.reshape(x=seen, shape=(1, -1, width)), f"{name}/linear_1")

    def _feed_forward(self, x: Any, name: str) -> Any:
        wide = self._mb.gelu(x=self._linear(self._norm(x, f"{name}/layer_norm"), f"{name}/linear_0"), mode="EXACT")
        return self._linear(wide, f"{name}/linear_1")


if __name__ == "__main__":
    main()
