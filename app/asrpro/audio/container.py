"""A stranger's file as FFmpeg sees it: some media in it, and nothing around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from asrpro.audio import sniff
from asrpro.errors import SourceError
from asrpro.i18n import _

# Formats that point at other files, addresses or devices, or are scripts: never opened, whatever a file holds.
_POINTERS = {
    *("hls", "dash", "concat", "imf", "sdp", "sap", "rtsp", "rtp", "webm_dash_manifest", "vobsub", "mlv", "sbg"),
    *("image2", "image2pipe", "tty", "lavfi", "alsa", "oss", "pulse", "jack", "sndio", "openal", "fbdev", "kmsgrab"),
    *("x11grab", "xcbgrab", "video4linux2,v4l2", "avfoundation", "dshow", "gdigrab", "vfwcap", "iec61883", "libcdio"),
}

# Bare samples, which nothing but the name tells from any other bytes.
_BARE = {
    ".g722": ("g722", {}),
    ".gsm": ("gsm", {}),
    **dict.fromkeys((".al", ".alaw"), ("alaw", {"sample_rate": "8000"})),
    **dict.fromkeys((".ul", ".ulaw"), ("mulaw", {"sample_rate": "8000"})),
}


def media(file: BinaryIO, path: Path, skip: int = 0) -> Any:
    """An open file as an av.container.InputContainer, from byte `skip` on.

    It is opened under a name that says nothing, so that its own decides nothing; it may name no network address, and
    none of the formats that point elsewhere are known.

    Raises:
        SourceError: it is cut off, or no media.
    """
    import av

    name = f"/dev/fd/{file.fileno()}"  # gone with the file, so nothing is left behind; Windows has none
    kind, options = _BARE.get(path.suffix.lower(), (None, {}))
    options = options | {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(sorted(av.formats_available - _POINTERS)),
        "max_pixels": "1",  # pictures, of which one can be as large as memory, are not looked at
        "skip_initial_bytes": str(skip),
    }
    # Tags are not asked for, and may be in any encoding; later versions never fail over them.
    lenient: Any = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}  # noqa: PLR2004
    try:
        return av.open(name if Path(name).exists() else str(path.absolute()), format=kind, options=options, **lenient)
    except (av.FFmpegError, OSError, ValueError) as error:
        if isinstance(error, EOFError) or sniff.lacks_index(file):
            raise cut_off(file, path) from error
        raise SourceError(
            _("{name} is not an audio or video file that can be read.").format(name=sniff.shown(path.name)),
            _("It may be damaged, protected, or of a kind that is not known here."),
        ) from error


def track(opened: Any, file: BinaryIO, path: Path) -> Any:
    """The first audio track that there is a decoder for; raises SourceError without one."""
    tracks = opened.streams.audio
    for found in tracks:
        if found.codec_context is not None:
            return found
    if sniff.lacks_index(file):
        raise cut_off(file, path)
    if tracks:
        raise SourceError(
            _("The sound of {name} is of a kind that is not known here.").format(name=sniff.shown(path.name)),
            _("Convert it with another program first."),
        )
    raise SourceError(
        _("{name} has no sound.").format(name=sniff.shown(path.name)), _("Give a file with an audio track.")
    )


def cut_off(file: BinaryIO, path: Path) -> SourceError:
    """What is said of a file that is sound as far as it goes, and does not go far enough."""
    if sniff.lacks_index(file):
        return SourceError(
            _("{name} is cut off: its index, which is written last, is missing.").format(name=sniff.shown(path.name)),
            _("Copy it again, or mend it with a program that rebuilds the index."),
        )
    return SourceError(
        _("{name} ends before its sound begins.").format(name=sniff.shown(path.name)),
        _("Was it recorded or copied completely?"),
    )
