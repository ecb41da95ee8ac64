"""The Engine that has a server do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.backends import wav, windows
from asrpro.backends.remote import address, answers, refusals
from asrpro.backends.remote.server import Server
from asrpro.calls import Call
from asrpro.domain import Progress
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Audio, LoadOptions, Model, Options, Step

LONGEST: Final = 300
"""Seconds that are sent at once: 10 MB, where OpenAI takes 25."""
_TURN: Final = 0.1
"""Seconds that are waited in one Step, so that whatever is more urgent need not wait for a network."""


class Remote:
    """A Model at a server. Nothing is asked of it before there is something to hear."""

    def __init__(self, server: Server) -> None:
        """Have this server do the work."""
        self._server = server
        self.device = _("{host} (server)").format(host=server.address.host)

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield Progress while the server is waited for, then the Segments it answers with.

        What is silent, or shorter than a word, is not sent. Closing the iterator closes the connection.

        Raises:
            ServerError: it cannot be reached, or refuses; says why.
            ModelNotAvailable: it does not have the Model; says which it has.
            Unsupported: it cannot do what is asked.
        """
        # What is told of a translation is the language it is in.
        told = options.language is not None or options.task == "translate"
        for window in windows(audio, LONGEST):
            with Call(self._server.hear(wav(window), window.duration, options)) as call:
                while not call.over(_TURN):
                    yield Progress(window.start)
                answer = call.result()
            if options.words and answer["text"].strip() and not answers.tells_words(answer):
                raise refusals.no_words(self._server.address)
            for step in answers.steps(answer, window, words=options.words, told=told):
                told = True
                yield step


def load(model: Model, device: str, options: LoadOptions) -> Remote:
    """Make ready to ask the server; nothing is sent yet.

    Raises:
        UsageError: the address is none, or the way there is open to everybody.
        Unsupported: a device or number format was asked for, which are the server's own choice.
    """
    place = address.read(model.address)
    if device != "server" or options.compute_type != "default":
        raise Unsupported(
            _("Where and in which number format {host} computes is its own choice.").format(host=place.host),
            _("Leave device and compute type at their defaults, or pick another model."),
        )
    server = Server(place)
    server.prepare()
    return Remote(server)
