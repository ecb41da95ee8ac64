from __future__ import annotations

import sys
from pathlib import Path

import pytest

from asrpro import backends, packages
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions
from asrpro.errors import Unsupported
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.lacking import lacking
from fixtures.rooms import opened


def test_an_engine_of_another_system_is_told_and_one_that_works_is_not() -> None:
    assert lacking("pocketsphinx", LoadOptions()) is None
    hindrance = backends.backend("coreml").hindrance()
    told = str(lacking("coreml", LoadOptions()) or "")
    assert told == (f"{hindrance} Other engines run the same models: asrpro models list." if hindrance else "")


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac may have it")
def test_no_command_is_invented_for_what_is_made_for_other_computers(
    whisper_forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (
        "mlx-whisper is made for Macs with Apple's processors, and this is another computer. "
        "Other engines run the same models: asrpro models list."
    )
    if not packages.absent(backends.backend("mlx_whisper").needs):
        assert lacking("mlx_whisper", LoadOptions()) is None
    monkeypatch.setitem(sys.modules, "mlx", None)  # as where it is not installed
    assert isinstance(told := lacking("mlx_whisper", LoadOptions()), Unsupported)
    assert str(told) == said
    with opened(EngineRoom) as room, pytest.raises(Unsupported, match="is made for Macs"):
        room.residency.lease(inspected(whisper_forms / "mlx"), "auto", LoadOptions())


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_program_may_be_named_as_in_a_shell(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its place under the home folder, or as what the PATH has; by nothing that depends on the current folder."""
    program = home / "voxtral.c" / "voxtral"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(program.parent)
    assert lacking("voxtral_c", LoadOptions(program="~/voxtral.c/voxtral")) is None
    for named in ("voxtral", "./voxtral", "~nobody-of-this-name/voxtral", "~/voxtral.c"):
        assert lacking("voxtral_c", LoadOptions(program=named)) is not None
    monkeypatch.setenv("PATH", str(program.parent))
    assert lacking("voxtral_c", LoadOptions(program="voxtral")) is None


def test_a_program_that_is_not_where_the_settings_say_is_told_with_the_command_that_tells_where(tmp_path: Path) -> None:
    told = lacking("voxtral_c", LoadOptions(program=str(tmp_path / "nowhere")))
    assert told
    assert told.title == f"{tmp_path / 'nowhere'} is not here."
    assert told.hint == "Say where it is: asrpro settings set engines.voxtral_program PATH"


def test_a_program_for_whisper_cpp_that_is_not_there_is_told_where_the_package_is_not_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = LoadOptions(whisper_program=str(tmp_path / "whisper-server"))
    monkeypatch.setitem(sys.modules, "pywhispercpp", None)  # as where it is not installed
    told = lacking("whisper_cpp", named)
    assert told
    assert told.title == f"{named.whisper_program} is not here."
    assert told.hint == "Say where it is: asrpro settings set engines.whisper_program PATH"
    Path(named.whisper_program).touch(0o755)
    assert lacking("whisper_cpp", named) is None
