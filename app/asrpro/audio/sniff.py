"""What can be said about a file before any decoder sees it, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
_PLAYLISTS = (b"#extm3u", b"#ext-x-", b"ffconcat", b"[playlist]", b"<asx", b"<mpd", b"<smil", b"[reference]", b"v=0\r")


def check(path: Path) -> None:
    """Refuse what cannot be media.

    Raises:
        SourceError: the file is missing, a folder, not a regular file, unreadable, empty, a playlist or a text.
    """
    name = path.name
    if path.is_dir():
        raise SourceError(
            _("{name} is a folder.").format(name=name), _("Give the files in it, as in {path}/*.").format(path=path)
        )
    if not path.exists():
        raise SourceError(_("There is no file {path}.").format(path=path), _("Check the name and the folder."))
    if not path.is_file():
        raise SourceError(_("{name} is not a regular file.").format(name=name), _("Give an audio or video file."))
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise SourceError(
            _("{name} cannot be read: {reason}.").format(name=name, reason=error.strerror),
            _("Check its permissions and its disk."),
        ) from error
    if not head:
        raise SourceError(_("{name} is empty.").format(name=name), _("Was it recorded or copied completely?"))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_PLAYLISTS):
        raise SourceError(
            _("{name} is a playlist: it only points at other places, which are not opened.").format(name=name),
            _("Give the sound files themselves."),
        )
    if _is_text(head):
        raise SourceError(_("{name} is a text file.").format(name=name), _("Give an audio or video file."))


def _is_text(head: bytes) -> bool:
    """Whether these first bytes are UTF-8 with nothing in it that text does not have."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < _HEAD - 3:  # otherwise the last character is merely cut in two
            return False
        text = head[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\t\r\n\f" for character in text)
