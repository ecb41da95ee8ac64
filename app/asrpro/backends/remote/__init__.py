"""A Model that runs elsewhere: any server that transcribes as OpenAI's does. What is heard is sent there."""

from __future__ import annotations

from asrpro.backends.remote.engine import load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="remote",
    title=_("A server that speaks OpenAI's API"),
    needs=("httpx2", "keyring"),
    extra="",
    devices=("server",),
    load=load,
)
