from __future__ import annotations

from asrpro import backends
from asrpro.domain import LoadOptions
from asrpro.runtime.lacking import lacking


def test_an_engine_of_another_system_is_told_and_one_that_works_is_not() -> None:
    assert lacking("pocketsphinx", LoadOptions()) == ""
    hindrance = backends.backend("coreml").hindrance()
    told = lacking("coreml", LoadOptions())
    assert told == (f"{hindrance} Other engines run the same models: asrpro models list." if hindrance else "")
