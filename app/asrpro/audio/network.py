"""Where the Silero network lies that ships inside faster-whisper."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from asrpro import packages
from asrpro.errors import PackagesMissing
from asrpro.i18n import _


def network() -> Path:
    """Where the network lies; found without importing faster-whisper. Raises PackagesMissing when it is not there."""
    packages.require(_("The speech gate"), ["faster_whisper"])
    spec = find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted((Path(folder) / "assets").glob("silero_vad*.onnx"), reverse=True):
            return file
    raise PackagesMissing(
        _("The speech gate's network, which comes with faster-whisper, is missing."),
        _("Install it again: {command}").format(
            command=packages.command(["--force-reinstall", "--no-deps", "faster_whisper"])
        ),
    )
