"""A server as an Engine has come to know it: which answers it can give, and which key it wants."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from asrpro import __version__, keyrings, ways
from asrpro.backends.remote import refusals
from asrpro.backends.remote.reply import Reply, received
from asrpro.connections import retry_after

if TYPE_CHECKING:
    import ssl

    import httpx2

    from asrpro.backends.remote.address import Address
    from asrpro.domain import Options
    from asrpro.errors import AppError

_CONNECT: Final = 15.0
_SEND: Final = 30.0
"""Seconds that making a connection may take, and each piece of what is sent."""
PATIENCE: Final = (60.0, 10.0)
"""Seconds that an answer may take: so many, and so many for each second of sound."""
_PAUSES: Final = (0.5, 2.0, 5.0)
"""Seconds before it is tried again, unless the server says how many."""
_LONGEST_PAUSE: Final = 30.0
"""Seconds that a server may want to be left alone; where it wants more, that is told."""
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_DENIED: Final = frozenset({401, 403})
_NOT_UNDERSTOOD: Final = frozenset({400, 415, 422, 501})
"""What servers answer to a form of answer that they do not know."""


class ServerBroken(Exception):
    """The connection broke off, or none came about."""

    def __init__(self, told: AppError, again: bool) -> None:  # noqa: FBT001 - as it comes
        """What is said of it if nothing helps, and whether trying again may."""
        super().__init__(str(told))
        self.told = told
        self.again = again


class Server:
    """Used by several calls at once, each on a thread of its own."""

    def __init__(self, address: Address, patience: tuple[float, float] = PATIENCE) -> None:
        """Ask nothing yet, nor look for the key: only a server that wants one has the keyring opened."""
        self.address = address
        self._patience = patience
        self._key = os.environ.get(address.variable, "").strip()
        self._plain = False
        """Whether it answers with text alone."""
        self._context: ssl.SSLContext | None = None

    async def hear(self, wav: bytes, seconds: float, options: Options) -> dict[str, Any]:
        """What it answers to a sound of so many seconds; raises as `Remote.transcribe` does."""
        import asyncio

        first, each = self._patience
        wait = first + each * seconds
        try:
            async with asyncio.timeout(wait), self._client() as client:
                return await self._understood(client, wav, options)
        except TimeoutError as error:
            raise refusals.slow(self.address, wait) from error

    def prepare(self) -> ssl.SSLContext:
        """Do what takes a third of a second the first time, without asking anybody anything; raises as `ways.made`."""
        import ssl

        import httpx2

        if self._context is None:
            # What is not encrypted is asked all the same where certificates cannot be read: it needs none.
            trusting = ways.made(httpx2.create_ssl_context, proxied=False) if self.address.encrypted else None
            self._context = trusting or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return self._context

    def _client(self) -> httpx2.AsyncClient:
        import httpx2

        client = partial(
            httpx2.AsyncClient,
            verify=self.prepare(),
            trust_env=self.address.proxied,
            timeout=httpx2.Timeout(None, connect=_CONNECT, write=_SEND),
            headers={"User-Agent": f"asrpro/{__version__}", "Accept": "application/json"},
        )
        return ways.made(client, proxied=self.address.proxied) if self.address.encrypted else client()

    async def _understood(self, client: httpx2.AsyncClient, wav: bytes, options: Options) -> dict[str, Any]:
        """Its answer with times, or where it does not know that form the one without."""
        if self._plain and options.words:
            raise refusals.no_words(self.address)
        reply = await self._asked(client, wav, options, plain=self._plain)
        if not self._plain and reply.status in _NOT_UNDERSTOOD and not refusals.is_language(reply):
            plain = await self._asked(client, wav, options, plain=True)
            if plain.good:  # so the form was what was wrong
                self._plain, reply = True, plain
                if options.words:
                    raise refusals.no_words(self.address)
        return await self._checked(client, reply, options)

    async def _checked(self, client: httpx2.AsyncClient, reply: Reply, options: Options) -> dict[str, Any]:
        if reply.good:
            return refusals.read(reply, self.address)
        models: list[str] | None = None
        if reply.status == 404:  # noqa: PLR2004 - Not Found
            models = refusals.models(await self._sent(client, "GET", "models"))
        raise refusals.refused(reply, self.address, options, models=models, key=bool(self._key))

    async def _asked(self, client: httpx2.AsyncClient, wav: bytes, options: Options, *, plain: bool) -> Reply:
        """Its answer, after as many tries as it takes; raises ServerError where none arrives."""
        import asyncio

        path = "audio/translations" if options.task == "translate" else "audio/transcriptions"
        content = {"data": _fields(self.address.model, options, plain=plain), "files": {"file": ("audio.wav", wav)}}
        for pause in _PAUSES:
            try:
                reply = await self._known(client, path, content)
            except ServerBroken as error:
                if not error.again:
                    raise error.told from error
                wanted = 0.0
            else:
                wanted = retry_after(reply.headers)
                if not _may_pass(reply) or wanted > _LONGEST_PAUSE:
                    return reply
            await asyncio.sleep(wanted or pause)
        try:
            return await self._known(client, path, content)
        except ServerBroken as error:
            raise error.told from error

    async def _known(self, client: httpx2.AsyncClient, path: str, content: dict[str, Any]) -> Reply:
        """Its answer once it knows who asks."""
        reply = await self._sent(client, "POST", path, **content)
        if reply.status in _DENIED and await self._found_key():
            reply = await self._sent(client, "POST", path, **content)
        return reply

    async def _sent(self, client: httpx2.AsyncClient, method: str, path: str, **content: Any) -> Reply:
        import httpx2

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            with ways.proxied():
                async with client.stream(method, f"{self.address.url}/{path}", headers=headers, **content) as response:
                    return await received(response, self.address)
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise ServerBroken(*refusals.unreached(error, self.address)) from error

    async def _found_key(self) -> bool:
        """Look whether there is a key, or another one than before."""
        import asyncio

        key = await asyncio.to_thread(keyrings.found, self.address.keyring_name)
        new = bool(key) and key != self._key
        self._key = key or self._key
        return new


def _may_pass(reply: Reply) -> bool:
    return reply.status in _AGAIN and reply.headers.get("x-should-retry") != "false"


def _fields(model: str, options: Options, *, plain: bool) -> dict[str, Any]:
    """What is said beside the sound; nothing that is left to the server's choice."""
    fields: dict[str, Any] = {"model": model, "response_format": "json" if plain else "verbose_json"}
    if options.words and not plain:
        fields["timestamp_granularities[]"] = ["segment", "word"]
    if options.language and options.task == "transcribe":
        fields["language"] = options.language
    if options.prompt:
        fields["prompt"] = options.prompt
    return fields
