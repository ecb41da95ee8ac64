"""One row a Backend: what the suite that runs over all of them must know of it; further Models of theirs: made.py."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import backends, paths
from asrpro.catalog import servers
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.catalog.settling import at_hand
from asrpro.domain import LoadOptions
from fixtures import mil, speech_server, voxtral_program
from fixtures.hugging_face import whisper
from fixtures.speech import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.domain import Engine, Model


def _one_thread() -> LoadOptions:
    """Where tests run beside each other, several threads of an engine only wait for those of others."""
    return LoadOptions(threads=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What a Backend is tried with; what it cannot do is asked of the Model."""

    backend: str
    family: str
    """What its Model is one of."""
    model: Callable[[Mapping[str, Path]], Model]
    """Its Model; the argument is what `forms` gives."""
    right: tuple[int, ...]
    """Three clips that it hears word for word."""
    slow: bool = False
    """Whether it takes seconds for a clip: it is given few where others are given all, but at full counts."""
    slowest: bool = False
    """Whether it takes so long that only `make soak` gives it all of the suite."""
    long: bool = False
    """Whether it takes ten minutes of sound a quarter of one and more, so that only `make soak` gives it them."""
    hears: bool = True
    """Whether it is a trained model, which hears what is said; others say a word of theirs where it becomes loud."""
    chance: bool = False
    """Whether its numbers are left to chance, so that nobody can say whether it says anything."""
    waits: bool = False
    """Whether it says by the clock how far it is, so that no two runs say the same of that."""
    device: str = "cpu"
    """How what it says of its device begins."""
    tells_language: bool = True
    """Whether it says which language it heard, where it need not be told."""
    once: bool = False
    """Whether it says its one sentence at the beginning of all that it hears at once."""
    listed: bool = True
    """Whether the catalogue may have one that can do the same."""
    options: Callable[[], LoadOptions] = _one_thread
    """How it is loaded."""
    stand_in: Callable[[Model], Engine] | None = None
    """What makes its Engine with something else in place of a library that is not to be had here."""

    def load(self, model: Model) -> Engine:
        """Its Engine, on the last of its devices, which is the processor where it runs there."""
        if self.stand_in:
            return self.stand_in(model)
        backend = backends.backend(self.backend)
        return backend.load(model, backend.devices[-1], self.options())


def forms(whisper_folder: Path, whisper_forms: Path, scripted: Path) -> Mapping[str, Path]:
    """All that is loaded in the suite, by the form's name, in the folders that it was unpacked or made in."""
    names = {"onnx": "onnx", "mlx": "mlx", "ggml": "ggml.bin"}
    whispers = {"ctranslate2": whisper_folder, **{form: whisper_forms / name for form, name in names.items()}}
    return whispers | {
        "sherpa": scripted / "zipformer",
        "moonshine": scripted / "moonshine",
        "nemo": unpack("parakeet", scripted) / "tiny_tdt.nemo",
        "hugging face": whisper(scripted / "small-whisper", whispers["mlx"], whispers["ctranslate2"]),
    }


@functools.cache
def served(whisper: Path) -> Model:
    """The small Whisper at a server of its own, which ends with the tests."""
    engine = backends.backend("faster_whisper").load(inspected(whisper), "cpu", LoadOptions())
    server = speech_server.SpeechServer(speech_server.hearing(engine))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return servers.model(server.address())


@functools.cache
def voxtral() -> tuple[Path, Path]:
    """A program that hears no words, and the folder of its Model; both go with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="asrpro-voxtral-"))
    atexit.register(shutil.rmtree, folder)
    return voxtral_program.program(folder), voxtral_program.weights(folder / "model")


ENTRIES = Catalogue(paths.catalogue()).entries


def entry(name: str, backend: str) -> Model:
    """The catalogue's Model of this id, as a Backend has it."""
    (variant,) = (variant for variant in ENTRIES[name].variants if variant.backend == backend)
    return at_hand(ENTRIES[name], variant)


_KNOWN = (
    Known(
        "coreml", "whisper", lambda forms: inspected(mil.converted(forms["ctranslate2"])), (1, 15, 19),
        stand_in=mil.engine,
    ),
    Known("faster_whisper", "whisper", lambda forms: inspected(forms["ctranslate2"]), (1, 15, 19)),
    Known(
        "mlx_whisper", "whisper", lambda forms: inspected(forms["mlx"]), (1, 15, 19), slow=True, slowest=True, long=True
    ),
    Known(
        "moonshine", "moonshine", lambda forms: replace(inspected(forms["moonshine"]), languages=("en",)), (8, 10, 15),
        hears=False,
    ),
    Known("onnx", "whisper", lambda forms: inspected(forms["onnx"]), (1, 15, 19)),
    Known(
        "pocketsphinx", "pocketsphinx", lambda _forms: entry("pocketsphinx-en-us", "pocketsphinx"), (8, 10, 15),
        long=True,
    ),
    Known(
        "remote", "at a server", lambda forms: served(forms["ctranslate2"]), (1, 15, 19), waits=True,
        device="127.0.0.1:", slow=True, long=True,
    ),
    Known(
        "sherpa_onnx", "zipformer", lambda forms: replace(inspected(forms["sherpa"]), languages=("en",)), (8, 10, 15),
        hears=False,
    ),
    Known(
        "voxtral_c", "voxtral",
        lambda _forms: replace(entry("voxtral-mini-realtime", "voxtral_c"), path=voxtral()[1]),
        (1, 15, 19), hears=False, waits=True, device="voxtral", tells_language=False,
        options=lambda: LoadOptions(threads=1, program=str(voxtral()[0])),
    ),
    Known("whisper_cpp", "whisper", lambda forms: inspected(forms["ggml"]), (1, 15, 19), slow=True),
)  # fmt: skip
KNOWN = {known.backend: known for known in _KNOWN}
_HEAVY = (
    Known(
        "nemo", "parakeet", lambda forms: replace(inspected(forms["nemo"]), languages=("en",)), (1, 15, 17),
        hears=False, once=True,
    ),
    Known("transformers", "whisper", lambda forms: inspected(forms["hugging face"]), (1, 15, 19), slow=True, long=True),
)  # fmt: skip
HEAVY = {known.backend: known for known in _HEAVY}
"""Those that need gigabytes of packages: `make test-nemo` and `make test-transformers` try them, each where its own
are installed; everywhere else only what asks for no package."""
ALL = KNOWN | HEAVY
HERE = os.environ.get("ASRPRO_BACKENDS", " ".join(KNOWN)).split()
"""Whose packages are here."""
