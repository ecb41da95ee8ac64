"""What the program is made of, and under which licences."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro import __version__
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import Distribution

    from asrpro.domain import Model

OURS: Final = "asrpro"
"""What our own distribution is called."""
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_WANTED: Final = re.compile(r";.*\bextra\s*==")
"""What stands behind a requirement of an extra."""
_TEXT: Final = re.compile(r"(licen[cs]es?|copying|notices?|third.?party.?notices?)([.-].*)?", re.IGNORECASE)
"""The names of files that hold licences."""
_UNTOLD: Final = "UNKNOWN"
"""What older tools have written for nothing."""
LONGEST_NAME: Final = 80
"""Letters that the name of a licence has at most; some packages write its text in its place."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something that somebody made and we use or bring along."""

    name: str
    version: str
    licence: str
    """Its name, as in "MIT"; empty where nothing tells."""
    texts: tuple[Path, ...] = ()

    def text(self) -> str:
        """The licence in full, as far as it came along."""
        found = [text for path in self.texts if (text := _read(path))]
        if found:
            return "\n\n".join(found)
        if self.licence:
            return _("{name} is under the licence {licence}, whose text did not come along with it.").format(
                name=self.name, licence=self.licence
            )
        return _("{name} does not say under which licence it is.").format(name=self.name)


def works(models: Iterable[Model]) -> list[Work]:
    """Ourselves first, then what comes with us, the Models, Python, and all packages we need, by name.

    It reads the metadata of some fifty packages: a tenth of a second.
    """
    ours = own()
    resources = Work(_("Icons, chimes and spoken sample"), __version__, ours.licence, ours.texts)
    brought = [Work(model.title, "", model.licence) for model in models]
    python = Work("Python", platform.python_version(), "PSF-2.0")
    needed = sorted(map(_work, _needed()), key=lambda work: work.name.lower())
    return [ours, resources, *brought, python, *needed]


def own() -> Work:
    """The program itself."""
    try:
        installed = _work(metadata.distribution(OURS))
    except metadata.PackageNotFoundError:
        return Work(_("ASR Pro"), __version__, "MIT")
    return Work(_("ASR Pro"), __version__, installed.licence, installed.texts)


def _needed() -> Iterator[Distribution]:
    """The packages we need, those that they need, and so on, as far as they are installed: others are not wanted."""
    seen = {OURS}
    waiting = _requirements(OURS)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or another Python
        yield found
        waiting += _requirements(name)


def _requirements(name: str) -> list[str]:
    """Its own, without those of its extras; of us also those, for whoever added an engine uses it."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    names = (_NAME.match(line) for line in lines if name == OURS or not _WANTED.search(line))
    return [re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name]


def _work(found: Distribution) -> Work:
    about = found.metadata
    said = (told for field in ("License-Expression", "License") for told in about.get_all(field) or ())
    plain = next((one for one in said if one not in ("", _UNTOLD)), "")
    if not plain or len(plain) > LONGEST_NAME or "\n" in plain:
        kinds = (line for line in about.get_all("Classifier") or () if line.startswith("License ::"))
        named = ", ".join(line.rpartition(" :: ")[2] for line in kinds)
        head = plain.strip().partition("\n")[0]  # of a whole text: "MIT License"
        plain = named or (head if len(head) <= LONGEST_NAME else "")
    files = (file for file in found.files or () if _TEXT.fullmatch(file.name) and not file.suffix.startswith(".py"))
    return Work(found.name, found.version, plain, tuple(Path(str(file.locate())) for file in files))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""
