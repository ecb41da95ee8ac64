"""Any file that FFmpeg reads, as a stream of Audio in constant memory; opened as a stranger's."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from asrpro.audio import chain, container, riff, sniff
from asrpro.audio.joint import Joint
from asrpro.errors import SourceError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Audio

HOLE = 0.2
"""Seconds that timestamps must jump ahead before silence is put in: codecs round."""
LONG = 1.0
"""Seconds from which on a hole is worth telling of."""
MOST_SILENCE = 6 * 3600.0
"""Seconds of silence put into one file at most; what jumps farther has damaged timestamps and not holes."""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file."""

    duration: float | None
    """Seconds; None where the file does not say."""
    blocks: Iterator[Audio]
    """Its sound in order, without gaps."""
    holes: list[tuple[float, float]]
    """Where it holds nothing between two sounds, from LONG on, in seconds; found while blocks are taken."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file's first audio track.

    It is opened under a name of our own, so that its own name decides nothing, and it may name no network address.
    A truncated file gives what it has.

    Raises:
        SourceError: it is missing, a folder, empty, unreadable, text, a playlist, cut off, without sound or no media;
            while its blocks are taken: when nothing of it can be decoded.
    """
    import av

    with sniff.opened(path) as file:
        promised = riff.promised(file)
        file.seek(0)
        part = _Part(file, path)
        with part.media as media:
            found = media.duration / av.time_base if media.duration and media.duration > 0 else None
            holes: list[tuple[float, float]] = []
            yield Source(promised or found, _blocks(part, file, holes), holes)


class _Part:
    """A file from byte `start` on, its frames, and how far they went; the only part, but for chained files."""

    def __init__(self, file: BinaryIO, path: Path, start: int = 0) -> None:
        self.path = path
        self.media = container.media(file, path, start)
        self.position = start
        """The byte at which the last packet was found."""
        self.damaged = False
        """Whether any packet could not be decoded."""
        self._track = container.track(self.media, file, path)

    def frames(self) -> Iterator[Any]:
        """Decoded frames; a damaged packet costs only itself, and a cut-off file ends where it is cut."""
        import av

        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.damaged = True
            else:
                yield from frames

    def _packets(self) -> Iterator[Any]:
        import av

        try:
            over = False
            while not over:
                # A stream that begins later is one PyAV does not know: its packets are passed by one at a time.
                with contextlib.suppress(IndexError):
                    for packet in self.media.demux(self._track):
                        self.position = max(self.position, packet.pos or 0)
                        yield packet
                    over = True
        except av.FFmpegError as error:
            if isinstance(error, OSError):
                raise SourceError(
                    _("{name} cannot be read to its end.").format(name=sniff.shown(self.path.name)),
                    _("Is its disk still there?"),
                ) from error
            # Else nothing makes sense to FFmpeg from here on.


def _blocks(part: _Part, file: BinaryIO, holes: list[tuple[float, float]]) -> Iterator[Audio]:
    """All sound of a file, whose parts may have been chained together."""
    import av

    joint, damaged = Joint(), False
    try:
        yield from _joined(joint, part, holes)
        while part.media.format.name == "ogg" and (following := _following(file, part)):
            damaged, part = damaged or part.damaged, following
            with part.media:
                yield from _joined(joint, part, holes)
    except (av.FFmpegError, ValueError, ArithmeticError) as error:
        raise SourceError(
            _("The sound of {name} has a shape that cannot be converted.").format(name=sniff.shown(part.path.name)),
            _("Convert it to mono or stereo with another program first."),
        ) from error
    if not joint.sent:
        raise _nothing(part.path) if damaged or part.damaged else container.cut_off(file, part.path)


def _joined(joint: Joint, part: _Part, holes: list[tuple[float, float]]) -> Iterator[Audio]:
    """A part's sound from its container's start, with silence where timestamps jump ahead: those are its holes."""
    import av

    origin = (part.media.start_time or 0) / av.time_base - joint.position
    for frame in part.frames():
        if frame.time is not None:
            hole = frame.time - origin - joint.position
            if HOLE < hole < MOST_SILENCE - joint.silent:
                # In Ogg, what jumps may be the clock of another stream that was chained to the first.
                if hole >= LONG and joint.position and part.media.format.name != "ogg":
                    holes.append((joint.position, joint.position + hole))
                yield from joint.silence(hole)
        yield from joint.add(frame)
    yield from joint.drained()


def _following(file: BinaryIO, part: _Part) -> _Part | None:
    """The next part of a chained file; what follows and is no such thing is left out, as any damaged piece is."""
    start = chain.next_part(file, part.position)
    try:
        return _Part(file, part.path, start) if start is not None else None
    except SourceError:
        return None


def _nothing(path: Path) -> SourceError:
    return SourceError(
        _("Nothing in {name} can be decoded.").format(name=sniff.shown(path.name)), _("It may be damaged or protected.")
    )
