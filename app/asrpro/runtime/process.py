"""What a child process needs of the operating system: its command, a private pipe, and an end with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from asrpro import environments

if TYPE_CHECKING:
    from collections.abc import Mapping

_PR_SET_PDEATHSIG = 1

# Nothing a child does may reach the network, or tell anybody about itself. onnxruntime would, unless told not to.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "PYTHONUTF8": "1",
    # glibc keeps freed memory among what is in use: 45 MB more of it after three hours of Whisper. Blocks from this
    # size on go back to the system at once. With smaller ones that would cost time. Whoever sets this fixes at 128 kB
    # what may be free at the end of the heap, which PyTorch then asked the system for anew 6000 pages at a time.
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
    "OPENBLAS_NUM_THREADS": "1",  # numpy would map 41 MB for each core, and engines bring threads of their own
    "GGML_NO_BACKTRACE": "1",  # whisper.cpp would start a debugger as it ends, whose words drive out its own
}

_LIBRARIES = ("LD_LIBRARY_PATH", ("*/lib",))
"""The variable that says it, and the folders inside of the package `nvidia`; Windows has others."""

_PACKAGE: Final = Path(environments.__file__).parent
# For a Python whose packages are others: of ours it is to find this one alone.
_ELSEWHERE: Final = """
import importlib.util, runpy, sys
from importlib.util import spec_from_file_location as located
spec = located("asrpro", {package!r} + "/__init__.py", submodule_search_locations=[{package!r}])
package = importlib.util.module_from_spec(spec)
sys.modules["asrpro"] = package
spec.loader.exec_module(package)
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""

_SURELY = 1.1
"""How much more is surely more: systems count memory only roughly."""
_found: dict[int, int] = {}
"""The soft limits as they were before the first of ours."""


def spawn(module: str, python: Path | None = None) -> subprocess.Popen[bytes]:
    """Start `python -m module PARENT` with pipes on all three descriptors, ours or another Python.

    -P keeps the current folder, which may be a stranger's, off the child's import path.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    process = subprocess.Popen(
        [*_interpreted(module, python), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | _ENVIRONMENT | _libraries(os.environ, python),
        creationflags=flags,
        # Ctrl+C in a terminal is the program's to answer; it ends its children itself.
        start_new_session=sys.platform != "win32",
    )
    if sys.platform == "win32":
        _join_job(process)
    return process


def _interpreted(module: str, python: Path | None) -> list[str]:
    """The command that runs a module of ours; another Python finds our package, and nothing else that is beside it."""
    if python is None:
        return [sys.executable, "-P", "-X", "faulthandler", "-m", module]
    # Not -I, which would pass over what the tests say of where things are.
    return [str(python), "-P", "-X", "faulthandler", "-c", _ELSEWHERE.format(package=str(_PACKAGE), module=module)]


def _libraries(environment: Mapping[str, str], python: Path | None = None) -> dict[str, str]:
    """Where else a child looks for libraries: NVIDIA's, when pip installed them, lie where nobody else finds them."""
    found = find_spec("nvidia") if python is None else None
    places = [Path(place) for place in (found.submodule_search_locations if found else None) or ()]
    if python is not None:
        places = [packages / "nvidia" for packages in environments.packages(python.parents[1])]
    name, patterns = ("PATH", ("*/bin", "*/bin/x86_64")) if sys.platform == "win32" else _LIBRARIES
    folders = [str(folder) for place in places for pattern in patterns for folder in sorted(place.glob(pattern))]
    return {name: os.pathsep.join([*filter(None, [environment.get(name)]), *folders])} if folders else {}


def take_frame_pipe() -> tuple[BinaryIO, BinaryIO]:
    """In a child, before any import of a library: move the frame pipe to private descriptors.

    Libraries print, in Python and in C; from here on what they print to standard output goes to standard error.
    """
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    if sys.platform == "win32":
        import msvcrt

        for pipe in (requests, replies):
            msvcrt.setmode(pipe.fileno(), os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def end_with_parent(parent: int) -> None:
    """In a child: die when the process that started it dies, however busy either is.

    On Linux the kernel sees to it. It watches the parent's *thread* that called spawn, so that thread must outlive
    the child; Lanes' threads do. On Windows the parent's Job Object sees to it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)
    elif sys.platform == "darwin":
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def limit(memory: int, cpu: int) -> None:
    """In a child: bound its address space to `memory` bytes and its work from now on to `cpu` seconds.

    Stricter limits, which the user may have set, stay.
    """
    if sys.platform == "win32":
        return  # a Job Object could; until then decoding there is bounded by its time-out alone
    import resource

    if sys.platform == "linux":  # macOS accepts no bound on the address space
        _bound(resource.RLIMIT_AS, memory)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + cpu)


def peak() -> int | None:
    """Bytes that this process has had in memory at most; None where that is not told."""
    told: int | None = None
    if sys.platform == "linux":
        # What getrusage tells counts the memory of the process that started this one.
        told = peak_of(os.getpid())
    elif sys.platform == "darwin":
        import resource

        told = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    elif sys.platform == "win32":
        import win32api
        import win32process

        told = win32process.GetProcessMemoryInfo(win32api.GetCurrentProcess())["PeakWorkingSetSize"]
    return told


def peak_of(pid: int) -> int | None:
    """The same of any process of the user's that lives; only Linux tells."""
    if sys.platform != "linux":
        return None
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), None)


def peak_of_ended() -> int:
    """Bytes that the largest program which this process has started, and which has ended, has had in memory at most.

    What the system tells counts the memory of this process when it started the program, so 0 for what was smaller than
    this process ever was, and where nothing is told.
    """
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1024 if sys.platform == "linux" else 1)
    return most if most > _SURELY * (peak() or 0) else 0


def _bound(kind: int, wanted: int) -> None:
    """Set a limit that lasts until it is set anew; the hard one, which few may raise again, stays as it is."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(kind)
        bounds = [bound for bound in (_found.setdefault(kind, soft), hard) if bound != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min([wanted, *bounds]), hard))


def _watch(parent: int) -> None:
    """Wait in the kernel for the parent's end, then end at once."""
    if sys.platform == "darwin":
        import select

        queue = select.kqueue()
        end = select.kevent(parent, select.KQ_FILTER_PROC, select.KQ_EV_ADD, select.KQ_NOTE_EXIT)
        with contextlib.suppress(ProcessLookupError):
            queue.control([end], 1, None)
        os._exit(1)


@functools.cache
def _job() -> Any:
    """The one Job Object of this process; Windows kills what is in it when the last handle, ours, is closed."""
    if sys.platform == "win32":
        import win32job

        job = win32job.CreateJobObject(None, "")
        bounds = win32job.QueryInformationJobObject(job, win32job.JobObjectExtendedLimitInformation)
        bounds["BasicLimitInformation"]["LimitFlags"] |= win32job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
        win32job.SetInformationJobObject(job, win32job.JobObjectExtendedLimitInformation, bounds)
        return job
    return None


def _join_job(process: subprocess.Popen[bytes]) -> None:
    """Put a Windows child into the Job Object."""
    if sys.platform == "win32":
        import win32api
        import win32con
        import win32job

        access = win32con.PROCESS_SET_QUOTA | win32con.PROCESS_TERMINATE
        win32job.AssignProcessToJobObject(_job(), win32api.OpenProcess(access, False, process.pid))  # noqa: FBT003
