"""Whisper with its encoder on Core ML, which Apple's Neural Engine runs, and its decoder on CTranslate2 beside it."""

from __future__ import annotations

from asrpro.backends.coreml.loading import hindrance, load
from asrpro.domain import Backend
from asrpro.i18n import _

BACKEND = Backend(
    name="coreml",
    title=_("Core ML"),
    needs=("coremltools", "faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub", "tqdm"),
    extra="coreml",
    devices=("coreml", "cpu"),
    load=load,
    systems="sys_platform == 'darwin'",  # elsewhere coremltools converts models and runs none
    hindrance=hindrance,
)
