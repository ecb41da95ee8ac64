"""The user's own `whisper-server`: a child that answers over HTTP on this machine alone."""

from __future__ import annotations

import contextlib
import http.client
import re
import secrets
import socket
import subprocess
import threading
from collections import deque
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from asrpro import programs

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST: Final = "127.0.0.1"
_LINES: Final = 200
_LONGEST: Final = 4096
"""How much of what it prints is kept: so many last lines, of so many bytes."""
_USING: Final = re.compile(r"whisper_backend_init_gpu: using (.+?)\d* backend")
_LOADING: Final = 503
"""The status with which it asks for patience."""


class Program:
    """A process with a Model loaded, or about to. It ends with this one, however this one does."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it with what else it is to be told; raises OSError when that is not possible."""
        with socket.socket() as free:
            free.bind((_HOST, 0))
            self.port: int = free.getsockname()[1]
        # No page in a browser, which may ask any port of this machine, finds what it answers.
        self.path = f"/{secrets.token_hex(16)}"
        listening = ("--host", _HOST, "--port", str(self.port), "--request-path", self.path)
        self._process = subprocess.Popen(
            programs.watched([*command, *listening]),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # which Windows alone knows
        )
        self._prints: deque[str] = deque(maxlen=_LINES)
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
        asked = http.client.HTTPConnection(_HOST, self.port, timeout=2.0)
        with contextlib.closing(asked), contextlib.suppress(OSError, http.client.HTTPException):
            asked.request("GET", f"{self.path}/health")
            return asked.getresponse().status != _LOADING  # older ones do not know the question, but listen
        return False

    @property
    def device(self) -> str:
        """What it computes on, as it says, once it has loaded its Model."""
        found = [told[1].lower() for line in list(self._prints) if (told := _USING.search(line))]
        return found[-1] if found else "cpu"

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
                self._prints.append(line.decode("utf-8", "replace").strip())


class Question:
    """Something that it is asked on a thread of its own; leaving it hangs up, which has it stop working."""

    def __init__(self, program: Program, wav: bytes, fields: dict[str, str]) -> None:
        """Begin."""
        self._connection = http.client.HTTPConnection(_HOST, program.port)
        self._path = f"{program.path}/inference"
        self._over = threading.Event()
        self._answer: bytes | Exception = b""
        self._status = 0
        self._thread = threading.Thread(target=self._ask, args=(wav, fields), name="whisper-asks", daemon=True)
        self._thread.start()

    def __enter__(self) -> Question:
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            if self._connection.sock:
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5.0)

    def over(self, seconds: float) -> bool:
        """Whether it has ended, well or not, within so many seconds."""
        return self._over.wait(seconds)

    def answer(self) -> bytes:
        """What it has answered, once that is over; raises OSError where that is none."""
        if isinstance(self._answer, Exception):
            raise OSError(f"it hung up: {self._answer}") from self._answer
        if self._status != http.HTTPStatus.OK:
            raise OSError(f"it answered {self._status}: {self._answer[:200].decode('utf-8', 'replace').strip()}")
        return self._answer

    def _ask(self, wav: bytes, fields: dict[str, str]) -> None:
        boundary = secrets.token_hex(16)
        try:
            self._connection.request(
                "POST",
                self._path,
                _form(wav, fields, boundary),
                {"Content-Type": f"multipart/form-data; boundary={boundary}"},
            )
            with contextlib.closing(self._connection), self._connection.getresponse() as response:
                self._status, self._answer = response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self._answer = error
        finally:
            self._over.set()


def _form(wav: bytes, fields: dict[str, str], boundary: str) -> bytes:
    """As browsers send a filled-in form with a file (RFC 7578)."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="'
    told = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    file = f'{told}{head}file"; filename="audio.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    return file.encode() + wav + f"\r\n--{boundary}--\r\n".encode()
