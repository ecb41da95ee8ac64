"""The user's own `whisper-server`: a child that answers over HTTP on this machine alone."""

from __future__ import annotations

import contextlib
import re
import secrets
import socket
import ssl
import subprocess
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from asrpro import programs
from asrpro.shortage import KILLED, lacks_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST: Final = "127.0.0.1"
_LINES: Final = 200
_LONGEST: Final = 4096
"""How much of what it prints is kept: so many last lines, of so many bytes."""
_USING: Final = re.compile(r"whisper_backend_init_gpu: using (.+?)\d* backend")


class Program:
    """A process with a Model loaded, or about to. It ends with this one, however this one does."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it with what else it is to be told; raises OSError when that is not possible."""
        with socket.socket() as free:
            free.bind((_HOST, 0))
            port: int = free.getsockname()[1]
        # No page in a browser, which may ask any port of this machine, finds what it answers.
        path = f"/{secrets.token_hex(16)}"
        self._url = f"http://{_HOST}:{port}{path}"
        listening = ("--host", _HOST, "--port", str(port), "--request-path", path)
        self._process = subprocess.Popen(
            programs.watched([*command, *listening]),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # which Windows alone knows
        )
        self._prints: deque[str] = deque(maxlen=_LINES)
        self.shortages = 0
        """How often it has said that memory does not do."""
        self._reader = threading.Thread(target=self._read_prints, name="whisper-prints", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.poll() is not None

    @property
    def ready(self) -> bool:
        """Whether it has loaded its Model."""
        import httpx2

        with contextlib.suppress(httpx2.RequestError), httpx2.Client(**_direct(), timeout=2.0) as client:
            # Older ones do not know the question, but listen.
            return client.get(f"{self._url}/health").status_code != httpx2.codes.SERVICE_UNAVAILABLE
        return False

    @property
    def device(self) -> str:
        """What it computes on, as it says, once it has loaded its Model."""
        found = [told[1].lower() for line in list(self._prints) if (told := _USING.search(line))]
        return found[-1] if found else "cpu"

    async def hear(self, wav: bytes, fields: dict[str, str]) -> Any:
        """What it answers to a sound; cancelled, it stops working. Raises OSError or ValueError where that is none."""
        import httpx2

        file = {"file": ("audio.wav", wav, "audio/wav")}
        try:
            async with httpx2.AsyncClient(**_direct(), timeout=None) as client:
                answer = await client.post(f"{self._url}/inference", data=fields, files=file)
        except httpx2.RequestError as error:
            raise OSError(f"it hung up: {error}") from error
        if answer.status_code != httpx2.codes.OK:
            raise OSError(f"it answered {answer.status_code}: {answer.text[:200].strip()}")
        return answer.json()

    @property
    def killed(self) -> bool:
        """Whether it was ended by somebody: by the system, unless it was by `kill`."""
        return self._process.poll() == KILLED

    @property
    def starved(self) -> bool:
        """Whether it ended by itself for want of memory, as far as it says so, or was ended by the system."""
        if not self.ended:
            return False
        self._reader.join(1.0)
        return self.killed or self.shortages > 0

    def last_words(self) -> str:
        """Why it ended, as far as it says so."""
        self._reader.join(1.0)
        told = [line for line in list(self._prints) if line]
        wrong = [line for line in told if line.lower().startswith("error:")]
        reason = (wrong or told[-1:] or [f"{self._process.returncode}"])[0]
        return reason.removeprefix("error:").strip().rstrip(".")

    def kill(self) -> None:
        """End it at once, whatever it does."""
        programs.end(self._process)
        self._reader.join(1.0)

    def _read_prints(self) -> None:
        with contextlib.suppress(OSError, ValueError), cast("BinaryIO", self._process.stderr) as pipe:
            while line := pipe.readline(_LONGEST):
                said = line.decode("utf-8", "replace").strip()
                self.shortages += lacks_memory(said)
                self._prints.append(said)


def _direct() -> dict[str, Any]:
    """How it is asked: by no proxy, and without reading the certificates that none of it needs, a third of a second."""
    return {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
