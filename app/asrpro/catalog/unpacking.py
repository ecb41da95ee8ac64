"""Takes out what is in an archive that came from a hub: a zip with one folder in it, which a stranger has made."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog import names
from asrpro.catalog.sizes import spelled
from asrpro.errors import AppError, DownloadError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GROWTH: Final = 10
"""How many times its own size an archive may hold; weights hardly become smaller in one."""
_BLOCK: Final = 1 << 20
_KNOWN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What zipfile raises over one that is damaged."""


class Packed:
    """An archive that is here; hidden files in it, as macOS adds them, belong to no Model."""

    def __init__(self, file: Path, name: str) -> None:
        """Look at what it tells of itself.

        Args:
            file: where it lies.
            name: what people know it by.

        Raises:
            DownloadError: it is damaged, or holds what cannot be stored safely.
            OSError: it cannot be read.
        """
        self._file = file
        self._name = name
        with self._opened() as archive:
            held = [one for one in archive.infolist() if not (one.filename.endswith("/") or names.hidden(one.filename))]
        folders = {one.filename.partition("/")[0] for one in held if "/" in one.filename}
        if len(folders) != 1 or any("/" not in one.filename for one in held):
            raise self._refused(_("it does not hold one folder"))
        self._held = {one.filename.partition("/")[2]: one for one in held}
        self.size = sum(one.file_size for one in held)
        """Bytes of what is in it."""
        wrong = names.unsafe([one.filename for one in held])
        if wrong is not None:
            raise self._refused(_("its files cannot be stored safely: {names}").format(names=wrong))
        if link := next((one for one in held if stat.S_ISLNK(one.external_attr >> 16)), None):
            raise self._refused(_("{file} in it is a link").format(file=shown(link.filename)))
        if self.size > GROWTH * file.stat().st_size:
            raise self._refused(_("it would become {size}").format(size=spelled(self.size)))
        if any(one.compress_type not in _KNOWN or one.flag_bits & 1 or one.header_offset < 0 for one in held):
            raise self._refused(_("it is damaged"))

    def unpack(self, folder: Path, check: Callable[[], None]) -> None:
        """Write what is in its folder into this one, and have it on the disk.

        Args:
            folder: not there yet.
            check: raises what ends it, and is asked often.

        Raises:
            DownloadError: it is damaged.
            OSError: it cannot be written.
        """
        with self._opened() as archive:
            for name, one in self._held.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with archive.open(one) as source, path.open("xb") as opened:
                    while block := source.read(_BLOCK):
                        check()
                        opened.write(block)
                    opened.flush()
                    os.fsync(opened.fileno())

    @contextlib.contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                yield archive
        except AppError:
            raise
        except _BROKEN as error:
            raise self._refused(_("it is damaged")) from error

    def _refused(self, reason: str) -> DownloadError:
        title = _("{file} cannot be unpacked: {reason}.").format(file=self._name, reason=reason)
        return DownloadError(title, _("Whoever published it has to mend it. Another form of the model may do."))
