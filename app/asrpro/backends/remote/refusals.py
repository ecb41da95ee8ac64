"""What a server says instead of text, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro import ways
from asrpro.connections import broken, causes, retry_after
from asrpro.errors import AppError, ModelNotAvailable, ServerError, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.backends.remote.address import Address
    from asrpro.backends.remote.reply import Reply
    from asrpro.domain import Options

_MANY: Final = 10
"""Models that are named in a sentence."""
_LONGEST: Final = 300
"""Letters of what a server says that are shown."""


def read(reply: Reply, address: Address) -> dict[str, Any]:
    """What a good answer holds; raises ServerError where it is none."""
    if not isinstance(reply.body, dict) or not isinstance(reply.body.get("text"), str):
        raise ServerError(
            _("What answers at {host} is no transcription server.").format(host=address.host),
            _("A network that wants a login first answers in its place; so does a proxy. Else look at the address."),
        )
    return reply.body


def models(reply: Reply) -> list[str] | None:
    """The names of the Models a server says it has; None where it does not say."""
    listed = reply.body.get("data") if reply.good and isinstance(reply.body, dict) else None
    if not isinstance(listed, list):
        return None
    names = [one.get("id") for one in listed if isinstance(one, dict)]
    return [_shown(name) for name in names if isinstance(name, str)]


def unreached(error: Exception, address: Address) -> tuple[AppError, bool]:
    """What an exception of httpx's means, and whether it may be different in a moment.

    Whoever waits for words is told at once where no connection comes about.
    """
    import httpx2

    proxy = ways.proxy(address.url) if address.proxied else None
    if proxy is None and any(isinstance(cause, ConnectionRefusedError) for cause in causes(error)):
        title = _("Nothing listens at {host}.").format(host=address.host)
        return ServerError(
            title, _("Start the server, or look at its address: {address}").format(address=address)
        ), False
    found = broken(error, address.host, 0.0, proxy)
    again = found.again and not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
    return ServerError(found.title, found.hint or _("Try again; the server's own log may say more.")), again


def slow(address: Address, seconds: float) -> ServerError:
    """What is said of a server that does not answer in time."""
    return ServerError(
        _("{host} gave no answer for {seconds:.0f} s.").format(host=address.host, seconds=seconds),
        _("It may be busy, or too slow for this model. Try again, or with another model."),
    )


def no_words(address: Address) -> Unsupported:
    """What is said where times of words were asked for and there are none."""
    return Unsupported(
        _("{model} at {host} does not tell the times of words.").format(model=_shown(address.model), host=address.host),
        _("Ask for the times of segments, or pick another model."),
    )


def is_language(reply: Reply) -> bool:
    """Whether the language is what is wrong."""
    return bool(_detail(reply, "param") == "language")


def refused(reply: Reply, address: Address, options: Options, *, models: Sequence[str] | None, key: bool) -> AppError:
    """What a status other than success means."""
    said = _message(reply)
    match reply.status:
        case 401 | 403:
            return _denied(reply.status, said, address, key=key)
        case 404:
            return _not_found(said, address, models)
        case 413:
            title = _("{host} takes no sound as long as this.").format(host=address.host)
            return ServerError(title, _("Raise the limit of the server. {said}").format(said=said).strip())
        case 429:
            return _too_often(reply, said, address)
        case 301 | 302 | 303 | 307 | 308:
            place = _shown(reply.headers.get("Location", ""))
            title = _("{host} sends elsewhere: {place}").format(host=address.host, place=place)
            return ServerError(title, _("Nothing is sent there unasked. Add the model anew, with that address."))
    return _at_fault(reply, said, address, options)


def _at_fault(reply: Reply, said: str, address: Address, options: Options) -> AppError:
    """What statuses mean that have no meaning of their own here."""
    if is_language(reply) and options.language:
        title = _("{host} does not understand {language}.").format(host=address.host, language=options.language)
        return Unsupported(title, said or _("Let it find the language, or pick another model."))
    if reply.status >= 500:  # noqa: PLR2004 - the server's own faults
        title = _("{host} has a fault of its own ({status}).").format(host=address.host, status=reply.status)
        return ServerError(title, said or _("Try again later; its own log may say more."))
    title = _("{host} refuses to do it ({status}).").format(host=address.host, status=reply.status)
    return ServerError(title, said or _("Its own log may say why."))


def _denied(status: int, said: str, address: Address, *, key: bool) -> ServerError:
    title = _("{host} wants a key.").format(host=address.host)
    if key:
        title = _("{host} does not accept the key it was given.").format(host=address.host)
        if status == 403:  # noqa: PLR2004 - Forbidden
            title = _("{host} does not let the owner of this key do that.").format(host=address.host)
    give = _("Give it: asrpro models token {server} (or set {variable}).").format(
        server=address.keyring_name, variable=address.variable
    )
    return ServerError(title, f"{give} {said}".strip())


def _not_found(said: str, address: Address, models: Sequence[str] | None) -> AppError:
    if models is None:
        title = _("There is no transcription server at {url}.").format(url=address.url)
        hint = _("Most addresses of servers end in /v1.")
        if address.url.endswith("/v1"):
            hint = _("Look whether the port is right, and in the server's own manual for where it speaks OpenAI's API.")
        return ServerError(title, f"{hint} {said}".strip())
    title = _("{host} has no model {model}.").format(host=address.host, model=_shown(address.model))
    if address.model in models:
        return ServerError(_("{host} does not transcribe.").format(host=address.host), said)
    named = ", ".join(models[:_MANY])
    if len(models) > _MANY:
        named = _("{names} and {count} others").format(names=named, count=len(models) - _MANY)
    return ModelNotAvailable(title, _("It has: {names}.").format(names=named) if models else said)


def _too_often(reply: Reply, said: str, address: Address) -> ServerError:
    hint = _("Try again in a few minutes.")
    if after := retry_after(reply.headers):
        hint = _("Try again in {seconds:.0f} s.").format(seconds=after)
    title = _("{host} was asked too often, or for too much.").format(host=address.host)
    return ServerError(title, f"{hint} {said}".strip())


def _message(reply: Reply) -> str:
    """What it says itself, in the forms that servers have for that."""
    held = reply.body if isinstance(reply.body, dict) else {}
    told = [_detail(reply, "message"), held.get("error"), held.get("detail"), held.get("message")]
    said = next((one.strip() for one in told if isinstance(one, str) and one.strip()), "")
    return _("It says: {said}").format(said=_shown(said)) if said else ""


def _detail(reply: Reply, name: str) -> Any:
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    return error.get(name) if isinstance(error, dict) else None


def _shown(text: str) -> str:
    """Other people's words as they may stand in a sentence."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"{plain[:_LONGEST]}…" if len(plain) > _LONGEST else plain
