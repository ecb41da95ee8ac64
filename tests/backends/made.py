"""Models of further families and kinds, tiny or scripted, to which the suite over all Backends is put as well."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.backends.transformers.kinds import KINDS
from asrpro.catalog.local import inspected
from backends.vouched import ALL, ENTRIES, HERE, Known
from fixtures import graphs, moonshines, tiny_canary, tiny_transformers, transducers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model

ENGLISH = ("en",)
ONNX = {
    "nemo-conformer-ctc": "parakeet", "nemo-conformer-rnnt": "parakeet", "nemo-conformer-aed": "canary",
    "gigaam-v3-e2e-ctc": "gigaam", "gigaam-v3-e2e-rnnt": "gigaam", "kaldi-rnnt": "vosk", "t-one-ctc": "t-one",
}  # fmt: skip
"""The kinds of onnx-asr that there are graphs of, with their families."""
MOONSHINE = {"tiny": moonshines.TINY, "base": moonshines.BASE}
"""Those for recordings; one that streams is tried as their Backend's own."""
SHERPA = {
    "transducer": ("zipformer", transducers.offline), "nemo-transducer": ("parakeet", transducers.nemo),
    "sense-voice": ("sense-voice", transducers.sense_voice), "paraformer": ("paraformer", transducers.paraformer),
}  # fmt: skip
TOLD = {"qwen3-asr": "qwen3-asr-0.6b", "voxtral": "voxtral-mini-realtime"}
"""Families whose files do not say for which languages they are, with the entry of the catalogue that does."""


@functools.cache
def place() -> Path:
    """Where they are made; it goes with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="asrpro-made-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def _row(
    backend: str, kind: str, family: str, make: Callable[[Path], Path], languages: tuple[str, ...] = (), **more: Any
) -> Known:
    """One that is made when it is first asked for, and knows these languages where its files do not say."""

    @functools.cache
    def model() -> Model:
        found = inspected(make(place() / backend / kind))
        return found if found.languages else replace(found, languages=languages)

    return Known(backend, family, lambda _forms: model(), (8, 10, 15), hears=False, **more)


def _rows() -> Iterator[tuple[str, Known]]:
    for kind, family in ONNX.items():
        languages = () if family == "canary" else ENGLISH  # it has tokens for what it is told
        make = functools.partial(graphs.made, kind=kind)
        yield f"onnx/{kind}", _row("onnx", kind, family, make, languages, once=True)
    yield "onnx/nemo-conformer-tdt", Known(
        "onnx", "parakeet", lambda forms: replace(inspected(forms["nemo"].parent / "onnx"), languages=ENGLISH),
        (8, 10, 15), hears=False, once=True,
    )  # fmt: skip
    for kind, size in MOONSHINE.items():
        make = functools.partial(moonshines.whole, size=size)
        yield f"moonshine/{kind}", _row("moonshine", kind, "moonshine", make, ENGLISH)
    for kind, (family, make) in SHERPA.items():
        finds = {"tells_language": False} if family == "sense-voice" else {}
        yield f"sherpa_onnx/{kind}", _row("sherpa_onnx", kind, family, make, ENGLISH, once=True, **finds)
    yield "nemo/canary", _row("nemo", "canary", "canary", tiny_canary.made, listed=False)
    yield "nemo/aligned-canary", _row("nemo", "aligned-canary", "canary", tiny_canary.aligned)
    for kind in sorted(KINDS.keys() - {"whisper"}):
        family = KINDS[kind].family
        languages = ENTRIES[TOLD[family]].languages if family in TOLD else ENGLISH
        make = functools.partial(tiny_transformers.made, kind)
        made = _row("transformers", kind, family, make, languages, chance=True, slow=True, tells_language=False)
        yield f"transformers/{kind}", made


MADE = dict(_rows())
ROWS = ALL | MADE
"""All of them, by what tests call them."""
TRIED = [name for name, known in ROWS.items() if known.backend in HERE]
"""Those whose packages are here."""
