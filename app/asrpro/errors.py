"""Everything that can go wrong, in words for the person it goes wrong for.

AppError
├── UsageError          asked for something that makes no sense         exit code 2
├── Unsupported         the Model or Backend cannot do what was asked   2
│   └── ModelRefused    a program cannot use it, and says no more       2
├── SettingsError       a setting that cannot be                        2
│   └── SettingsUnsaved settings that cannot be written                 1
├── SourceError         a file or stream that cannot be heard           1
├── MicrophoneError     no microphone can be heard                      1
│   └── NoSoundServer   what microphones are heard through is not there 1
├── OutputError         a result that cannot be written                 1
├── HistoryError        the history cannot be read or written           1
├── DownloadError       a model cannot be fetched                       1
│   └── DownloadCancelled somebody ended it                             1
├── TokenError          a token cannot be kept                          1
├── ServerError         a server does not do what is asked of it        1
├── EngineCrashed       an engine ended by itself, twice                1
├── EngineHung          an engine gave no answer, twice                 1
├── OutOfMemory         memory does not do, or seems not to             1
├── ModelNotAvailable   no such Model on this machine                   3
│   └── ModelDamaged    its files are not what its Backend needs        3
├── PackagesMissing     what is needed for it is not installed          3
└── NotRunning          no program runs that could be talked to         4
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class AppError(Exception):
    """An error that is shown to people: a sentence that says what is wrong, and one that says what to do."""

    exit_code: ClassVar[int] = 1
    """What the command line ends with."""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.title} {self.hint}".strip()


def followed(told: str, sentence: str) -> str:
    """What is told and a sentence behind it, on a line of its own where it ends in a command that may be copied."""
    apart = " " if told.endswith((".", "!", "?", "…", ")")) else "\n"
    return f"{told}{apart}{sentence}".strip()


class UsageError(AppError, ValueError):
    """Something was asked for that makes no sense."""

    exit_code = 2


class Unsupported(AppError, ValueError):
    """The Model or Backend cannot do what was asked."""

    exit_code = 2


class ModelRefused(Unsupported):
    """A program that an engine drives cannot use a Model; whether files or program are at fault it does not say."""


class SettingsError(AppError, ValueError):
    """A setting was given a name or value that cannot be."""

    exit_code = 2


class SettingsUnsaved(SettingsError):
    """The settings cannot be written."""

    exit_code = 1


class SourceError(AppError, OSError):
    """A file or stream cannot be heard."""


class MicrophoneError(AppError, OSError):
    """No microphone can be heard."""


class NoSoundServer(MicrophoneError):
    """No sound server runs, or it does not let this program in."""


class OutputError(AppError, OSError):
    """A result cannot be written."""


class HistoryError(AppError, RuntimeError):
    """The history cannot be read or written."""


class DownloadError(AppError, OSError):
    """A Model cannot be fetched."""


class DownloadCancelled(DownloadError):
    """Somebody ended a download."""


class TokenError(AppError, RuntimeError):
    """What proves to a hub who is asking cannot be kept."""


class ServerError(AppError, ConnectionError):
    """A server that runs a Model cannot be reached, or does not do what is asked of it."""


class EngineCrashed(AppError, RuntimeError):
    """An engine ended by itself, and again when the same audio was tried once more."""


class EngineHung(AppError, TimeoutError):
    """An engine gave no answer in time, and again when the same audio was tried once more."""


class OutOfMemory(AppError, MemoryError):
    """There is too little memory for a Model, or so it seems; its files are not at fault, and another device may do."""


class ModelNotAvailable(AppError, LookupError):
    """No such Model is on this machine."""

    exit_code = 3


class ModelDamaged(ModelNotAvailable, ValueError):
    """A Model's files are not what its Backend needs."""


class PackagesMissing(AppError, ImportError):
    """Packages that are needed for it are not installed."""

    exit_code = 3


class NotRunning(AppError, ConnectionError):
    """No program runs that could be talked to."""

    exit_code = 4


def named(name: str) -> type[AppError]:
    """The class of this name, for errors that come from another process; AppError itself where there is none."""
    return _BY_NAME.get(name, AppError)


def _below(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


_BY_NAME: Final = {kind.__name__: kind for kind in _below(AppError)}
