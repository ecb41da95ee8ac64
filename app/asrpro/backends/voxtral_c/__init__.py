"""Voxtral through voxtral.c, a program that reads sound from its standard input and writes text as it hears it."""

from __future__ import annotations

from asrpro.backends.voxtral_c.loading import PROGRAM, TITLE, load
from asrpro.domain import Backend

BACKEND = Backend(
    name="voxtral_c",
    title=TITLE,
    needs=("numpy",),
    extra="",
    devices=("program",),
    load=load,
    program=PROGRAM,
)
