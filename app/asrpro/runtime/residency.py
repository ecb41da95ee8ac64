"""Which Models are in memory, leased by whom, and when they are let go."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from asrpro.domain import Standing, State
from asrpro.i18n import ngettext
from asrpro.runtime.memory import available

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from asrpro.domain import LoadOptions, Model
    from asrpro.runtime.host import Host

    Wanted: TypeAlias = "tuple[Model, str, LoadOptions]"
    MakeHost: TypeAlias = "Callable[[Model, str, LoadOptions, Callable[[], None]], Host]"
    Listener: TypeAlias = "Callable[[Model, Standing], None]"

log = logging.getLogger(__name__)

_SPARE = 1.25
"""How much more memory than a Model takes must be free for another one to stay beside it until it has loaded."""
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user wants of memory."""

    most: int = 1
    """Models that stay in memory though nobody uses them."""
    idle: float | None = None
    """Seconds after which one that nobody uses is let go; None never does."""


@dataclass(eq=False)
class _Resident:
    """A Model in memory, or on its way there."""

    host: Host
    leases: int = 0
    outdated: bool = False
    """Whether its files are others by now: it goes with its last Lease."""
    used: float = field(default_factory=time.monotonic)
    """When it was used last, in seconds of `time.monotonic()`."""
    timer: threading.Timer | None = None
    told: Standing = field(default_factory=lambda: Standing(State.PRESENT))
    """What listeners know of it."""


class Lease:
    """The use of a Model: it stays in memory, once it is there, until this is released."""

    def __init__(self, host: Host, release: Callable[[], None]) -> None:
        self.host = host
        self._release = release
        self._lock = threading.Lock()
        self._over = False

    def release(self) -> None:
        """Need it no more; what is done twice is done once."""
        with self._lock:
            over, self._over = self._over, True
        if not over:
            self._release()

    def __enter__(self) -> Host:
        return self.host

    def __exit__(self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.release()


class Residency:
    """Hands out Leases; of Models that nobody uses it keeps as many, and as long, as the Policy says."""

    def __init__(
        self,
        make_host: MakeHost,
        policy: Callable[[], Policy] = Policy,
        free: Callable[[], int] = available,
    ) -> None:
        """Load nothing yet; the policy is asked for whenever it matters, and `free` for how many bytes are."""
        self._make_host = make_host
        self._policy = policy
        self._free = free
        self._lock = threading.RLock()
        self._residents: dict[Wanted, _Resident] = {}
        self._listeners: list[Listener] = []
        self._closed = False

    def lease(self, model: Model, device: str, options: LoadOptions) -> Lease:
        """The use of a Model on "auto" or a named device; it is loaded when its Host is first asked.

        Others that nobody uses give way: at once where both do not fit into memory, else when this one has loaded.

        Raises:
            PackagesMissing: its Backend's packages are not installed.
        """
        wanted = (model, device, options)
        with self._lock:
            if (found := self._residents.get(wanted)) is None:
                # The Host calls on other threads, which find the resident then.
                host = self._make_host(model, device, options, lambda: self._changed(wanted))
                found = self._residents[wanted] = _Resident(host)
                if self._closed:
                    host.end()
            found.leases += 1
            _stop(found)
            self._forget_failures(wanted)
            gone = [] if found.host.pid is not None or self._fits(model) else self._spare(0)
        self._end(gone)
        self._tell(found)
        return Lease(found.host, lambda: self._released(wanted, found))

    def standing(self, model: Model) -> Standing | None:
        """What becomes of a Model in memory; None where it is not there and nothing is to be said of it."""
        with self._lock:
            told = [_standing(one) for wanted, one in self._residents.items() if wanted[0] == model]
        return max(told, key=lambda one: (one.state.in_memory, one.state is State.ERROR), default=None)

    @property
    def models(self) -> list[Model]:
        """Those that were asked for and are in memory, or could not be used."""
        with self._lock:
            return [one.host.model for one in self._residents.values()]

    @property
    def idle(self) -> bool:
        """Whether there is a Model in this computer's memory that nobody uses."""
        with self._lock:
            return any(not one.leases and not one.host.model.address for one in self._held())

    def unload(self, model: Model | None = None) -> None:
        """Let go of all Models that nobody uses, or of this one alone; who needs one loads it again."""
        with self._lock:
            gone = self._spare(0, model)
        self._end(gone)

    def renew(self, model: Model) -> bool:
        """Let go of a Model whose files are others now, and of those beside which it may not fit; forget its failures.

        False where somebody uses it still: then it goes after that.
        """
        with self._lock:
            old = [one for one in self._held() if one.host.model == model]
            for one in old:
                one.outdated = True
            gone = self._spare(0, model)
            free = all(one in gone for one in old)
            gone += self._failed(model)
            if free and not self._fits(model):
                gone += self._spare(0)
        self._end(gone)
        return free

    def heed(self) -> None:
        """Keep to what the Policy says now."""
        with self._lock:
            gone = self._spare(self._policy().most)
            for wanted, one in self._residents.items():
                self._wait(wanted, one)
        self._end(gone)

    def listen(self, listener: Listener) -> None:
        """Have a function called, on any thread and not for long, with each Model whose Standing changes."""
        self._listeners.append(listener)

    def close(self) -> None:
        """End all Hosts, whatever they do; none begins any more."""
        with self._lock:
            self._closed = True
            left = list(self._residents.values())
        for one in left:
            _stop(one)
            one.host.end()

    def _released(self, wanted: Wanted, resident: _Resident) -> None:
        with self._lock:
            resident.leases -= 1
            resident.used = time.monotonic()
            gone = self._spare(self._policy().most)
            if resident not in gone:
                self._wait(wanted, resident)
        self._end(gone)
        self._tell(resident)

    def _wait(self, wanted: Wanted, resident: _Resident) -> None:
        """Let it go after a while, if nobody uses it until then."""
        _stop(resident)
        idle = self._policy().idle
        if resident.leases or resident.host.pid is None or idle is None:
            return
        left = max(0.0, resident.used + idle - time.monotonic())
        resident.timer = threading.Timer(left, self._time_out, (wanted, resident, idle))
        resident.timer.daemon = True
        resident.timer.start()

    def _time_out(self, wanted: Wanted, resident: _Resident, idle: float) -> None:
        with self._lock:
            if resident.leases or self._residents.get(wanted) is not resident or resident.host.pid is None:
                return
            del self._residents[wanted]
        log.info("a model that nobody used for %.0f s is let go", idle)
        minutes = round(idle / 60)
        told = ngettext("It was not used for a minute.", "It was not used for {minutes} minutes.", minutes)
        gave = minutes and not resident.host.model.address
        self._end([resident], told.format(minutes=minutes) if gave else "")

    def _held(self) -> list[_Resident]:
        """Those in memory, or on their way there."""
        return [one for one in self._residents.values() if one.host.pid is not None]

    def _spare(self, most: int, model: Model | None = None) -> list[_Resident]:
        """Forget those in memory that nobody uses, but for the last ones used where so many may stay; return them.

        With a Model only that one is thought of. One at a server is in nobody's way, and counts as none of them.
        """
        held = [one for one in self._held() if model in (None, one.host.model)]
        here = [one for one in held if not one.host.model.address]
        unused = sorted((one for one in here if not one.leases), key=lambda one: one.used)
        gone = unused[: max(0, len(here) - most)]
        gone += [one for one in held if one.outdated and not one.leases and one not in gone]
        for wanted, one in list(self._residents.items()):
            if one in gone:
                del self._residents[wanted]
                _stop(one)
        return gone

    def _failed(self, model: Model) -> list[_Resident]:
        """Forget those of a Model that could not be loaded, and that nobody waits for; return them."""
        gone = {
            wanted: one
            for wanted, one in self._residents.items()
            if one.host.model == model and not one.leases and one.host.pid is None
        }
        for wanted in gone:
            del self._residents[wanted]
        return [*gone.values()]

    def _end(self, gone: Iterable[_Resident], reason: str = "") -> None:
        for one in gone:
            one.host.kill()
            self._tell(one, Standing(State.PRESENT, reason=reason))

    def _changed(self, wanted: Wanted) -> None:
        """The Host of what was wanted says that something is otherwise now."""
        with self._lock:
            found = self._residents.get(wanted)
            ready = found and found.host.standing.state is State.READY
            gone = self._spare(self._policy().most) if ready else []
        self._end(gone)
        if found:
            self._tell(found)

    def _tell(self, resident: _Resident, standing: Standing | None = None) -> None:
        with self._lock:  # so that nobody is told things in another order than they came
            new = standing or _standing(resident)
            told, resident.told = resident.told, new
            for listener in self._listeners if new != told else ():
                listener(resident.host.model, new)

    def _forget_failures(self, wanted: Wanted) -> None:
        """Forget what became of a Model that was loaded in another way, now that it is tried in this one."""
        for other, one in list(self._residents.items()):
            if other[0] == wanted[0] and other != wanted and not one.leases and one.host.pid is None:
                del self._residents[other]

    def _fits(self, model: Model) -> bool:
        """Whether it fits into memory beside what is there; graphics cards are never thought to have room for two."""
        if model.address:  # which takes no memory here
            return True
        others = [one for one in self._held() if one.host.model != model and not one.host.model.address]
        if not all(one.host.device.startswith("cpu") for one in others):
            return False
        return model.ram is not None and self._free() >= model.ram * _SPARE * _MB


def _standing(resident: _Resident) -> Standing:
    found = resident.host.standing
    if found.state is State.READY and resident.leases:
        return Standing(State.IN_USE, found.device)
    return found


def _stop(resident: _Resident) -> None:
    if resident.timer:
        resident.timer.cancel()
        resident.timer = None
