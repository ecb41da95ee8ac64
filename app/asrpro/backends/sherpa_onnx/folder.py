"""What lies in a folder for sherpa-onnx: which kind of recogniser, its files, and whether they fit together."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro.backends.sherpa_onnx.kinds import KINDS, SILENCE, TOKENS
from asrpro.i18n import _
from asrpro.weights import onnx, tokens
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from asrpro.backends.sherpa_onnx.kinds import Kind, Needs
    from asrpro.weights.onnx import Head

FORM: Final = r"((?:-.*?)?)(?:\.(int8|uint8|fp16))?\.onnx"
"""What follows the name of a graph: what makes it one of a set, and its number format."""
WHOLE: Final = r"\d{1,6}"
REAL: Final = r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
SPACES: Final = re.compile(r"[ \t\r\v\f]+")
"""What parts a token from its number, as C++ sees it: tokens may hold spaces of other kinds."""
LAYERS: Final = 6
"""States that each layer of a Zipformer keeps; two more belong to all of them."""


class Unknown(LookupError):
    """Nothing tells what the graphs in a folder are."""


class Missing(LookupError):
    """A file that a recogniser needs is not there."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


class Flawed(ValueError):
    """A file is not what sherpa-onnx needs; the reason is a sentence."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(reason)
        self.file = file


Graphs = dict[str, dict[str, "Path"]]
"""The files of each graph by its name, and of those by their number format; that of 32 bits has none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A recogniser that is whole."""

    kind: Kind
    graphs: Graphs
    tokens: tuple[str, ...] = ()
    """Empty where it has another table."""
    chunk: int = 0
    """Frames, a hundred a second, that one that streams must have to go on."""

    @property
    def shouts(self) -> bool:
        """Whether it knows capitals alone, as what was trained on LibriSpeech does."""
        text = tokens.letters(self.tokens)
        return text.upper() == text != text.lower()

    @property
    def punctuated(self) -> bool:
        """Whether its text has capitals and full stops of its own."""
        return tokens.punctuated(self.tokens)


def holds(folder: Path) -> bool:
    """Whether its files are called as those that sherpa-onnx's makers publish."""
    if (folder / TOKENS).is_file():
        return any(folder.glob("*.onnx"))
    return any(any(folder.glob(f"{name}*.onnx")) for name in ("joiner", "conv_frontend"))


def looked_into(folder: Path) -> Found:
    """The recogniser in a folder; weights are not read.

    Raises:
        Unknown: it holds nothing of a known kind.
        Missing, Flawed: something of it is not there, or not as it must be.
    """
    sets = {names: _graphs(folder, names) for names in dict.fromkeys(tuple(kind.graphs) for kind in KINDS)}
    for names, graphs in sets.items():
        if graphs is None:
            continue
        heads = {name: _head(min(files.values())) for name, files in graphs.items()}
        kind = _kind(names, heads[names[0]].metadata)
        if kind is None:
            raise Unknown
        return _checked(folder, kind, graphs, heads)
    lacking = [[name for name in names if not _named(folder, name)] for names in sets]
    nearest = min(range(len(sets)), key=lambda number: len(lacking[number]))
    if 0 < len(lacking[nearest]) < len(list(sets)[nearest]):
        raise Missing(folder / f"{lacking[nearest][0]}.onnx")
    raise Unknown


def _kind(names: tuple[str, ...], metadata: Mapping[str, str]) -> Kind | None:
    for kind in KINDS:
        fits = not kind.types or metadata.get("model_type") in kind.types
        fits = fits and metadata.keys().isdisjoint(kind.without)
        if tuple(kind.graphs) == names and fits and metadata.keys() >= set(kind.marks):
            return kind
    return None


def _checked(folder: Path, kind: Kind, graphs: Graphs, heads: Mapping[str, Head]) -> Found:
    for name, needs in kind.graphs.items():
        for file in graphs[name].values():
            _check(file, _head(file), needs)
    _check_states(min(graphs[next(iter(graphs))].values()), kind, heads)
    for further in kind.further:
        _check_table(folder / further)
    if not kind.counted:
        return Found(kind, graphs)
    count = int(heads[kind.counted].metadata["vocab_size"]) + kind.blank
    metadata = heads[next(iter(heads))].metadata
    chunk = int(metadata.get("T", metadata.get("window_size", 0))) if kind.streams else 0
    return Found(kind, graphs, _tokens(folder / TOKENS, count, blank=kind.blank), chunk)


def _named(folder: Path, name: str) -> dict[str, dict[str, Path]]:
    """The files of a graph by their set, and of those by their number format."""
    found: dict[str, dict[str, Path]] = {}
    for file in sorted(folder.glob(f"{name}*.onnx")):
        if (matched := re.fullmatch(name + FORM, file.name)) and file.is_file():
            found.setdefault(matched[1], {})[matched[2] or ""] = file
    return found


def _graphs(folder: Path, names: tuple[str, ...]) -> Graphs | None:
    """The first set in which all graphs are; of what is in no set there is one for all."""
    found = {name: _named(folder, name) for name in names}
    sets = sorted({key for files in found.values() for key in files})
    for key in sets:
        if all(key in files for files in found.values()):
            return {name: files[key] for name, files in found.items()}
    return None


def _head(file: Path) -> Head:
    try:
        return onnx.head(file)
    except CutOff as error:
        raise Flawed(file, _("It ends too early: the download or the copy was cut off.")) from error
    except (OSError, ValueError) as error:
        raise Flawed(file, _("It is no ONNX file.")) from error


def _check(file: Path, head: Head, needs: Needs) -> None:
    """That a graph has what sherpa-onnx asks it for, and would otherwise read past the end of a list for."""
    if len(head.inputs) < needs.inputs or len(head.outputs) < needs.outputs:
        raise Flawed(file, _("It is another graph than its name says."))
    for names, form in ((needs.lists, WHOLE), (needs.means, REAL)):
        if len({len(_numbers(file, head, name, form)) for name in names}) > 1:
            raise Flawed(file, _("What it says of itself does not fit together."))
    for name in (*needs.positive, *needs.numbers):
        if _numbers(file, head, name, WHOLE)[0] < (name in needs.positive):
            raise Flawed(file, _("What it says of {name} makes no sense.").format(name=name))


def _numbers(file: Path, head: Head, name: str, form: str) -> list[float]:
    """The numbers of one of its metadata."""
    told = [one.strip() for one in head.metadata.get(name, "").split(",")]
    if told == [""]:
        raise Flawed(file, _("It does not say its {name}.").format(name=name))
    if not all(re.fullmatch(form, one) for one in told):
        raise Flawed(file, _("What it says of {name} makes no sense.").format(name=name))
    return [float(one) for one in told]


def _check_states(file: Path, kind: Kind, heads: Mapping[str, Head]) -> None:
    """That an encoder takes and gives as many states as its sizes say."""
    head = heads[next(iter(heads))]
    if kind.name == "streaming-zipformer2":
        states = LAYERS * int(sum(_numbers(file, head, "num_encoder_layers", WHOLE))) + 2
        if not len(head.inputs) == len(head.outputs) == states + 1:
            raise Flawed(file, _("What it says of itself does not fit together."))
    elif kind.name == "streaming-zipformer" and len(head.inputs) != len(head.outputs):
        raise Flawed(file, _("What it says of itself does not fit together."))


def _check_table(file: Path) -> None:
    if not file.is_file():
        raise Missing(file)
    try:
        text = file.read_text(encoding="utf-8")
        fits = isinstance(json.loads(text), dict) if file.suffix == ".json" else bool(text.strip())
    except (OSError, ValueError, RecursionError) as error:
        raise Flawed(file, _("It is no table of tokens.")) from error
    if not fits:
        raise Flawed(file, _("It is no table of tokens."))


def _tokens(file: Path, count: int, *, blank: bool) -> tuple[str, ...]:
    """The tokens of a list, by their number; there may be more than are counted."""
    if not file.is_file():
        raise Missing(file)
    try:
        numbered = _numbered(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Flawed(file, _("It is no list of tokens.")) from error
    if not all(number in numbered for number in range(count)) or (blank and SILENCE.isdisjoint(numbered.values())):
        raise Flawed(file, _("Tokens are missing in it."))
    return tuple(numbered[number] for number in sorted(numbered))


def _numbered(text: str) -> dict[int, str]:
    """The tokens of a list with a token and its number on each line; a number alone is that of a space."""
    found: dict[int, str] = {}
    for line in text.split("\n"):
        match [part for part in SPACES.split(line) if part]:
            case []:
                continue
            case [number]:
                found[int(number)] = " "
            case [token, number]:
                found[int(number)] = token
            case _:
                raise ValueError(line)
    return found
