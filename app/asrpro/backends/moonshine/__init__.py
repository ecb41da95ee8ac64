"""Moonshine through moonshine-voice: small models for English, some of which hear a stream."""

from __future__ import annotations

from asrpro.backends.moonshine.loading import load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="moonshine",
    title=_("Moonshine"),
    needs=("moonshine_voice",),
    extra="moonshine",
    devices=("cpu",),
    load=load,
)
