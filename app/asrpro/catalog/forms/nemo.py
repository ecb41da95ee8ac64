"""NeMo archives: a tar of model_config.yaml, model_weights.ckpt and the files of a tokenizer; never unpacked here."""

from __future__ import annotations

import re
import tarfile
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG: Final = "model_config.yaml"
WEIGHTS: Final = "model_weights.ckpt"
MOST: Final = 1000
"""Members that are looked at."""
LARGEST: Final = 1 << 24
"""Bytes of a configuration: lists of words are in some."""
TARGET: Final = re.compile(r"^target:\s*['\"]?nemo\.collections\.asr\.models\.(?:\w+\.)*(\w+)['\"]?\s*$", re.MULTILINE)
"""The line that names the class; found as text, for a stranger's YAML could name anything else to be made."""


def is_one(file: Path) -> bool:
    """Whether it is called as one, or begins as a tar."""
    if file.suffix.lower() == ".nemo":
        return True
    with file.open("rb") as opened:
        return opened.read(512)[257:262] == b"ustar"


def model(file: Path) -> Model:
    """The recogniser in an archive.

    Raises:
        ModelDamaged: it holds another model, something is missing, or it is cut off.
    """
    try:
        with tarfile.open(file, "r:") as archive:
            members = _members(archive, file)
            config = _config(archive, members, file)
    except ModelDamaged:
        raise
    except (OSError, ValueError, tarfile.TarError) as error:
        raise damaged(file, _("It is no archive of NeMo's, or was cut off.")) from error
    if WEIGHTS not in members:
        raise _without(WEIGHTS, file)
    target = TARGET.search(config)
    if not target:
        raise ModelDamaged(
            _("{path} holds no model that recognises speech.").format(path=shown(str(file))),
            _("Give a .nemo file of NeMo's ASR collection."),
        )
    whole = file.resolve()
    return Model(
        id=whole.stem,
        title=whole.stem,
        backend="nemo",
        family="canary" if target[1] == "EncDecMultiTaskModel" else "parakeet",
        timestamps="word",
        path=whole,
    )


def _members(archive: tarfile.TarFile, file: Path) -> Mapping[str, tarfile.TarInfo]:
    """What is in it, by name; its lengths are checked against the file's own."""
    size = file.stat().st_size
    found: dict[str, tarfile.TarInfo] = {}
    for member in archive:
        if member.offset_data + (member.size if member.isreg() else 0) > size:
            raise cut_off(file)
        found[member.name.removeprefix("./")] = member
        if len(found) > MOST:
            raise damaged(file)
    return found


def _without(name: str, file: Path) -> ModelDamaged:
    return damaged(file, _("There is no {name} in it: it is another archive, or was cut off.").format(name=name))


def _config(archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], file: Path) -> str:
    member = members.get(CONFIG)
    if member is None:
        raise _without(CONFIG, file)
    opened = archive.extractfile(member) if member.isreg() and member.size <= LARGEST else None
    if opened is None:
        raise damaged(file)
    return opened.read().decode("utf-8")
