"""What can be said about a file before any decoder sees it, in plain words."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import stat
import struct
from typing import TYPE_CHECKING, BinaryIO

from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = 4096
_PROLOGUE = re.compile(r"(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>)*", re.DOTALL | re.IGNORECASE)
_PLAYLIST = re.compile(
    r"#extm3u|#ext-x-|ffconcat|\[playlist\]|\[reference\]|v=0\r?\n|<(?:asx|mpd|smil|playlist)\b", re.IGNORECASE
)
_BOX = struct.Struct(">I4s")
_LONG_BOX = struct.Struct(">IxxxxQ")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that may be media, unbuffered and at its beginning.

    Raises:
        SourceError: it is missing, a folder, not a regular file, unreadable, empty, a playlist, a document or a text.
    """
    name = shown(path.name)
    _check_kind(path, name)
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise _unreadable(name, error) from error
    with file:
        try:
            head = file.read(_HEAD)
        except OSError as error:
            raise _unreadable(name, error) from error
        _check_head(head, name)
        file.seek(0)
        yield file


def shown(name: str) -> str:
    """A file's name as it may stand in a sentence: names may hold line breaks, terminal codes and broken letters."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def lacks_index(file: BinaryIO) -> bool:
    """Whether this is an MP4 or MOV without its index, which is written last: the recording or the copy was cut off."""
    size, position, kinds = file.seek(0, os.SEEK_END), 0, set()
    while position + _BOX.size <= size:
        file.seek(position)
        head = file.read(_LONG_BOX.size).ljust(_LONG_BOX.size, b"\0")
        length, kind = _BOX.unpack_from(head)
        if length == 1:
            length = _LONG_BOX.unpack(head)[1]
        position += max(length, _BOX.size) if length else size
        if kind != b"moov" or position <= size:
            kinds.add(kind)
        if not kinds & {b"ftyp", b"mdat", b"wide"}:
            return False
    return bool(kinds) and b"moov" not in kinds


def _check_kind(path: Path, name: str) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        if path.is_symlink():
            raise SourceError(
                _("{name} is a link to something that is not there.").format(name=name),
                _("Give the file itself, or mend the link."),
            ) from error
        raise SourceError(
            _("There is no file {path}.").format(path=shown(str(path))), _("Check the name and the folder.")
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    if stat.S_ISDIR(mode):
        raise SourceError(
            _("{name} is a folder.").format(name=name),
            _("Give the files in it, as in {path}/*.").format(path=shown(str(path))),
        )
    if not stat.S_ISREG(mode):
        raise SourceError(_("{name} is not a regular file.").format(name=name), _("Give an audio or video file."))


def _check_head(head: bytes, name: str) -> None:
    if not head:
        raise SourceError(_("{name} is empty.").format(name=name), _("Was it recorded or copied completely?"))
    text = _text(head)
    start = text if text is not None else head.decode("utf-8-sig", "replace")
    if _PLAYLIST.match(start, _PROLOGUE.match(start).end()):  # type: ignore[union-attr] # it matches the empty text too
        raise SourceError(
            _("{name} is a playlist: it only points at other places, which are not opened.").format(name=name),
            _("Give the sound files themselves."),
        )
    if head.startswith(b"%PDF-"):
        raise SourceError(_("{name} is a PDF document.").format(name=name), _("Give an audio or video file."))
    if text is not None:
        raise SourceError(_("{name} is a text file.").format(name=name), _("Give an audio or video file."))


def _text(head: bytes) -> str | None:
    """These first bytes as text; None when there is something in them that no text has."""
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)  # the last character may be cut in two
        except UnicodeDecodeError:
            continue
        if all(character.isprintable() or character in "\t\r\n\f\ufeff" for character in text):
            return text
    return None


def _unreadable(name: str, error: OSError | ValueError) -> SourceError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return SourceError(
        _("{name} cannot be read: {reason}.").format(name=name, reason=reason),
        _("Check its permissions and its disk."),
    )
