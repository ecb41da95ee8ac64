"""The nouns of the program: dataclasses and Protocols, made of the standard library and numpy only."""

from asrpro.domain.audio import SAMPLE_RATE, Audio
from asrpro.domain.engine import Backend, BatchingEngine, Engine, LoadOptions, StreamingEngine
from asrpro.domain.machine import Gpu, Machine, Processor
from asrpro.domain.model import Archive, Model, Task, Variant
from asrpro.domain.options import Options
from asrpro.domain.segment import Segment, Word
from asrpro.domain.standing import Standing, State
from asrpro.domain.step import Detected, Dropped, Partial, Progress, Step
from asrpro.domain.transcript import Result, Transcript, joined

__all__ = [
    "SAMPLE_RATE",
    "Archive",
    "Audio",
    "Backend",
    "BatchingEngine",
    "Detected",
    "Dropped",
    "Engine",
    "Gpu",
    "LoadOptions",
    "Machine",
    "Model",
    "Options",
    "Partial",
    "Processor",
    "Progress",
    "Result",
    "Segment",
    "Standing",
    "State",
    "Step",
    "StreamingEngine",
    "Task",
    "Transcript",
    "Variant",
    "Word",
    "joined",
]
