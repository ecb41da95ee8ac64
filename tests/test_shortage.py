"""What libraries say when memory does not do, as recorded, and what sounds like it."""

from __future__ import annotations

import pytest

from asrpro.errors import OutOfMemory
from asrpro.shortage import lacks_memory, no_memory

OF_MEMORY = (
    "mkl_malloc: failed to allocate memory",
    "std::bad_alloc",
    "Exception during initialization: std::bad_alloc",
    "memory allocation of 8 bytes failed",
    "OpenBLAS error: Memory allocation still failed after 10 retries, giving up.",
    "pthread_create failed, error code: 12 error msg: Cannot allocate memory",
    "libgomp: Thread creation failed: Resource temporarily unavailable",
    "ggml_aligned_malloc: insufficient memory (attempted to allocate  17.33 MB)",
    "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 18167040",
    "[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes",
    "DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.",
    "Unable to allocate 1.00 GiB for an array with shape (16384, 16384) and data type float32",
    "[malloc_or_wait] Unable to allocate 1206168 bytes.",
    "libscipy_openblas64_-32a4b2a6.so: failed to map segment from shared object",
    "[WinError 1455] The paging file is too small for this operation to complete",
    "MemoryError",
    "CUDA failed with error out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "VK_ERROR_OUT_OF_DEVICE_MEMORY",
)
OF_OTHER_THINGS = (
    "libgomp.so.1: cannot allocate memory in static TLS block",
    "libvoice.so: failed to map segment from shared object: Operation not permitted",
    "Unsupported model binary version. This executable supports versions up to v6",
    "File model.bin is incomplete: failed to read a buffer of size 8 at position 4",
    "host ended with -11",
    "",
)


@pytest.mark.parametrize("said", OF_MEMORY)
def test_words_of_memory_are_known(said: str) -> None:
    assert lacks_memory(said)
    assert lacks_memory(RuntimeError(said))


@pytest.mark.parametrize("said", OF_OTHER_THINGS)
def test_what_only_sounds_like_it_is_not_taken_for_it(said: str) -> None:
    assert not lacks_memory(said)


def test_an_error_of_memory_needs_no_words() -> None:
    assert lacks_memory(MemoryError())
    assert lacks_memory(OutOfMemory("Es reicht nicht."))


def test_it_is_told_with_what_to_do() -> None:
    assert str(no_memory()) == (
        "There is not enough memory for this model. Close other programs, or pick a smaller model."
    )
