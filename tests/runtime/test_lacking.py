from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import backends
from asrpro.domain import LoadOptions
from asrpro.runtime.lacking import lacking

if TYPE_CHECKING:
    from pathlib import Path


def test_an_engine_of_another_system_is_told_and_one_that_works_is_not() -> None:
    assert lacking("pocketsphinx", LoadOptions()) is None
    hindrance = backends.backend("coreml").hindrance()
    told = str(lacking("coreml", LoadOptions()) or "")
    assert told == (f"{hindrance} Other engines run the same models: asrpro models list." if hindrance else "")


def test_a_program_that_is_not_where_the_settings_say_is_told_with_the_command_that_tells_where(tmp_path: Path) -> None:
    told = lacking("voxtral_c", LoadOptions(program=str(tmp_path / "nowhere")))
    assert told
    assert told.title == f"{tmp_path / 'nowhere'} is not here."
    assert told.hint == "Say where it is: asrpro settings set engines.voxtral_program PATH"
