"""NeMo archives: a tar of model_config.yaml, model_weights.ckpt and the files of a tokenizer; never unpacked here."""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro.i18n import _
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONFIG: Final = "model_config.yaml"
WEIGHTS: Final = "model_weights.ckpt"
ALIGNER: Final = ("timestamps_asr_model_config.yaml", "timestamps_asr_model_weights.ckpt")
"""The model that lies beside a Canary and tells when its words were said: another configuration and other weights."""
TOKENS: Final = ("vocab.txt", ".vocab")
"""How the names of lists of tokens end."""
MOMENT: Final = "<|1|>"
"""A token for a time, which the Canaries have that write times themselves."""
PROMPTED: Final = "EncDecMultiTaskModel"
"""The class of Canary, which is told what is spoken and what to write."""
MOST: Final = 1000
"""Members that are looked at."""
LARGEST: Final = 1 << 24
"""Bytes of a configuration: lists of words are in some."""
TARGET: Final = re.compile(r"^target:\s*['\"]?(nemo\.collections\.asr\.models\.(?:\w+\.)*\w+)['\"]?\s*$", re.MULTILINE)
"""The line that names the class; found as text, for a stranger's YAML could name anything else to be made."""
LABELS: Final = re.compile(r"^( *)(?:labels|vocabulary):[ ]*\n((?:\1 *-[ ][^\n]*\n)+)", re.MULTILINE)
"""The list of tokens in a configuration."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one."""

    kind: str
    """The name of its class, without what that is in."""
    configs: tuple[str, ...]
    """Its configuration, and that of the model beside it."""
    timed: bool
    """Whether it tells times; what is prompted does it by the model beside it, or by tokens of its own."""
    tokens: tuple[str, ...] = ()
    """What it writes its text of; empty where no list of them was found."""

    @property
    def prompted(self) -> bool:
        """Whether it is told what is spoken and what to write."""
        return self.kind == PROMPTED


class Flawed(Exception):
    """It is not as NeMo writes them; says how, in a sentence."""


class OtherModel(Exception):
    """What is in it recognises no speech."""


def is_one(file: Path) -> bool:
    """Whether it is called as one, or begins as a tar."""
    if file.suffix.lower() == ".nemo":
        return True
    with file.open("rb") as opened:
        return opened.read(512)[257:262] == b"ustar"


def checked(file: Path) -> Content:
    """What is in it.

    Raises:
        CutOff: it ends too early.
        Flawed: it is none, a part is missing, or one would be unpacked elsewhere.
        OtherModel: it is for something else.
        OSError: it cannot be read.
    """
    try:
        with tarfile.open(file, "r:") as archive:
            members = _members(archive, file)
            config = _text(archive, members, CONFIG)
            beside = ALIGNER[0] in members
            configs = (config, _text(archive, members, ALIGNER[0])) if beside else (config,)
            tokens = tuple(_tokens(archive, members)) or tuple(_listed(config))
            timed = members.keys() >= set(ALIGNER) or MOMENT in tokens
    except (ValueError, tarfile.TarError) as error:
        raise Flawed(_("It is no archive of NeMo's, or was cut off.")) from error
    if WEIGHTS not in members:
        raise _without(WEIGHTS)
    target = TARGET.search(config)
    if not target:
        raise OtherModel
    kind = target[1].rpartition(".")[2]
    return Content(kind, configs, kind != PROMPTED or timed, tokens)


def _members(archive: tarfile.TarFile, file: Path) -> Mapping[str, tarfile.TarInfo]:
    """What is in it, by name; its lengths are checked against the file's own."""
    size = file.stat().st_size
    found: dict[str, tarfile.TarInfo] = {}
    for member in archive:
        if member.offset_data + (member.size if member.isreg() else 0) > size:
            raise CutOff
        name = member.name.removeprefix("./")
        parts = name.replace("\\", "/").split("/")
        if not (member.isreg() or member.isdir()) or ".." in parts or ":" in parts[0] or name.startswith(("/", "\\")):
            raise Flawed(_("There are links in it, or files for other folders."))
        found[name] = member
        if len(found) > MOST:
            raise Flawed(_("There is too much in it."))
    return found


def _without(name: str) -> Flawed:
    return Flawed(_("There is no {name} in it: it is another archive, or was cut off.").format(name=name))


def _text(archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], name: str) -> str:
    member = members.get(name)
    if member is None:
        raise _without(name)
    opened = archive.extractfile(member) if member.isreg() and member.size <= LARGEST else None
    if opened is None:
        raise Flawed(_("Its configuration is none."))
    return opened.read().decode("utf-8")


def _tokens(archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo]) -> Iterator[str]:
    """Those in its lists of tokens, of which each line begins with one; what more a line has follows a tab."""
    for name, member in members.items():
        listed = name.endswith(TOKENS) and member.isreg() and member.size <= LARGEST
        if listed and (file := archive.extractfile(member)):
            lines = file.read().decode("utf-8", "replace").splitlines()
            yield from (line.partition("\t")[0].removeprefix("##") for line in lines)


def _listed(config: str) -> Iterator[str]:
    """Those in its configuration, as text: of one that writes letter by letter."""
    if listed := LABELS.search(config):
        yield from (line.strip().removeprefix("- ").strip("'\"") for line in listed[2].splitlines())
