"""How likely it is that somebody speaks: the Silero network that ships inside faster-whisper."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from asrpro.audio.network import network

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME = 512
"""Samples that one probability stands for: 32 ms."""
_CONTEXT = 64
"""Samples of the frame before that the network sees again."""


class Vad(Protocol):
    """Hears a source from its beginning on, in whole frames."""

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """One probability of speech, 0.0 to 1.0, for each frame; shape (n * FRAME,) becomes (n,)."""
        ...


def session() -> Any:
    """The loaded network, on one thread that does not spin while it waits."""
    # Official builds report to their maker unless they are told not to, before they are imported and after.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(network()), options, providers=["CPUExecutionProvider"])


class SileroVad:
    """One source's state over a network that many sources may share."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._h = self._c = np.zeros((1, 1, 128), np.float32)
        self._tail = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Vad; all frames go through the network in one call."""
        frames = samples.reshape(-1, FRAME)
        if not len(frames):
            return np.zeros(0, np.float32)
        before = np.vstack([self._tail, frames[:-1, -_CONTEXT:]])
        self._tail = frames[-1, -_CONTEXT:].copy()
        inputs = {"input": np.hstack([before, frames]), "h": self._h, "c": self._c}
        found, self._h, self._c = self._session.run(None, inputs)
        probabilities: NDArray[np.float32] = found.reshape(-1)
        return probabilities
