"""Every error that one process tells another arrives as what it is, or at least as an error of ours."""

from __future__ import annotations

import pytest

from asrpro import errors
from asrpro.errors import AppError, OutOfMemory, Unsupported, named
from asrpro.runtime.parent import checked

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AppError)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_childs_error_arrives_as_what_it_is(kind: type[AppError]) -> None:
    assert named(kind.__name__) is kind
    with pytest.raises(AppError) as told:
        checked({"kind": "error", "error": kind.__name__, "title": "It is not so.", "hint": "Have it so."})
    assert type(told.value) is kind
    assert str(told.value) == "It is not so. Have it so."


def test_one_that_nobody_knows_is_still_told() -> None:
    assert len(KINDS) > 20
    with pytest.raises(AppError, match=r"It is new\. Renew it\.") as told:
        checked({"kind": "error", "error": "FromTomorrow", "title": "It is new.", "hint": "Renew it."})
    assert type(told.value) is AppError


def test_a_lack_of_memory_is_no_refusal() -> None:
    """The command line goes on with the next file after the former alone."""
    assert issubclass(OutOfMemory, MemoryError)
    assert not issubclass(OutOfMemory, Unsupported)
