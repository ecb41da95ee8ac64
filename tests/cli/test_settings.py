"""asrpro settings, from what is typed to what is printed and written."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from typer.testing import CliRunner

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli import settings as commands
from asrpro.cli.program import Program
from asrpro.errors import AppError, SettingsError, UsageError
from asrpro.runtime import hardware
from asrpro.settings import keys
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from typer._click.testing import Result


def not_needed() -> Any:
    raise AssertionError("settings need nothing else")


class Shell:
    """Types commands into one settings file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *typed: str) -> str:
        return self._done(*typed).stdout

    def says(self, *typed: str) -> str:
        """What comes on standard error."""
        return self._done(*typed).stderr

    def _done(self, *typed: str) -> Result:
        program = Program(
            settings=SettingsFile(self.path),
            history=not_needed,
            ledger=not_needed,
            recordings=not_needed,
            catalogue=lambda: Catalogue(paths.catalogue()),
            downloads=not_needed,
            registered=not_needed,
            engine_room=not_needed,
            sample=self.path / "nowhere",
            log_folder=self.path / "nowhere",
        )
        done = CliRunner().invoke(commands.app, typed, obj=program)
        if done.exception:
            raise done.exception
        return done

    def refuses(self, *typed: str) -> AppError:
        """The error of what cannot be done."""
        with pytest.raises(AppError) as caught:
            self(*typed)
        assert caught.value.exit_code == 2
        return caught.value

    @property
    def current(self) -> Settings:
        """What is in the file."""
        return SettingsFile(self.path).current


@pytest.fixture
def asrpro(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "settings.json")


@pytest.mark.parametrize("key", ["engines.voxtral_program", "engines.whisper_program"])
def test_a_program_that_is_not_there_is_told(key: str, asrpro: Shell, tmp_path: Path) -> None:
    file = tmp_path / "a program"
    told = f"There is no program {file}: {key} wants the whole path of one, or its name on the PATH.\n"
    assert asrpro.says("set", key, str(file)) == told
    file.write_text("#!/bin/sh\n")
    assert asrpro.says("get", key) == told, "it cannot be started"
    file.chmod(0o700)
    assert asrpro.says("get", key) == ""
    assert asrpro.says("reset", key) == ""


def test_list_shows_every_setting_in_line_and_marks_what_was_changed(asrpro: Shell) -> None:
    asrpro("set", "model.prompt", "one\ntwo")
    lines = asrpro("list").splitlines()
    assert [line[2:].split()[0] for line in lines] == list(keys.ALL)
    assert len({line.index(" = ") for line in lines}) == 1
    (changed,) = (line for line in lines if line.startswith("* "))
    assert changed.split() == ["*", "model.prompt", "=", '"one\\ntwo"', "Prompt"]
    assert "\x1b" not in "".join(lines)


def test_the_recogniser_that_comes_along_is_called_rough_in_the_list(asrpro: Shell) -> None:
    (line,) = (line for line in asrpro("list").splitlines() if "pocketsphinx" in line)
    assert "rough, for trying out" in line


def test_it_is_called_so_wherever_it_is_named(asrpro: Shell) -> None:
    for command in (
        ("get", "model.name"),
        ("get", "model.name", "--json"),
        ("set", "model.name", "PocketSphinx"),
        ("reset", "model.name"),
    ):
        assert "rough, for trying out" in asrpro.says(*command)
    assert asrpro.says("get", "model.language") == ""


def test_a_device_that_is_not_here_is_set_with_a_warning(asrpro: Shell) -> None:
    here = hardware.devices()
    for device in ("auto", "cpu", "cuda"):
        said = asrpro.says("set", "device.name", device)
        assert said == asrpro.says("get", "device.name")
        assert ("This machine has no" in said) is (device not in ("auto", *here))
        assert asrpro.current.device.name == device


@pytest.mark.parametrize(
    ("key", "value"), [("hotkey.dictate", '[{"keys": "F9"}, {"keys": "F99"}]'), ("hotkey.cancel", "Blubb")]
)
def test_keys_that_mean_nothing_are_not_stored(asrpro: Shell, key: str, value: str) -> None:
    assert "No key is called" in asrpro.refuses("set", key, value).title
    assert asrpro.current.hotkey == DEFAULTS.hotkey
    asrpro("set", "hotkey.cancel", "")
    assert asrpro.current.hotkey.cancel == ""


def test_set_and_reset_tell_programs_what_holds_now(asrpro: Shell) -> None:
    assert json.loads(asrpro("set", "model.beam_size", "4", "--json")) == {"model.beam_size": 4}
    assert json.loads(asrpro("reset", "model.beam_size", "--json")) == {"model.beam_size": 5}
    asrpro("set", "model.hotwords", "Qt")
    assert Settings.model_validate(json.loads(asrpro("reset", "--yes", "--json"))) == DEFAULTS


def test_list_as_json_is_the_whole_tree(asrpro: Shell) -> None:
    asrpro("set", "model.hotwords", "Qt,Grüße")
    tree = json.loads(asrpro("list", "--json"))
    assert Settings.model_validate(tree) == asrpro.current
    jsonschema.validate(tree, Settings.model_json_schema())
    assert set(tree) == set(keys.GROUPS)


@pytest.mark.parametrize(
    ("key", "typed", "shown", "as_json"),
    [
        ("device.threads", "4", "4", "4"),
        ("delivery.drop_echoes", "no", "off", "false"),
        ("model.language", "en-GB", "en", '"en"'),
        ("model.hotwords", "Qt, Grüße", "Qt, Grüße", '["Qt", "Grüße"]'),
        ("hotkey.dictate", "f8", '[{"keys": "f8"}]', '[{"keys": "f8"}]'),
        ("delivery.replacements", '{"gpt": "GPT"}', '{"gpt": "GPT"}', '{"gpt": "GPT"}'),
        ("delivery.replacements.e.g.", "for example", "for example", '"for example"'),
        ("model.prompt", "-x", "-x", '"-x"'),
    ],
)
def test_what_was_set_is_got(asrpro: Shell, key: str, typed: str, shown: str, as_json: str) -> None:
    assert asrpro("set", key, typed) == f"{key} = {shown}\n"
    assert asrpro("get", key) == f"{shown}\n"
    assert asrpro("get", key, "--json") == f"{as_json}\n"


def test_text_is_got_as_it_is(asrpro: Shell) -> None:
    asrpro("set", "model.prompt", "one\ntwo")
    assert asrpro("get", "model.prompt") == "one\ntwo\n"


def test_an_unknown_key_gives_the_nearest(asrpro: Shell) -> None:
    for command in (("get", "modle.name"), ("set", "modle.name", "x"), ("reset", "modle.name")):
        error = asrpro.refuses(*command)
        assert isinstance(error, SettingsError)
        assert error.title == 'There is no setting "modle.name".'
        assert error.hint == "Did you mean model.name, device.name, model.beam_size?"


def test_a_value_that_cannot_be_is_refused(asrpro: Shell) -> None:
    error = asrpro.refuses("set", "audio.silence", "-1")
    assert str(error) == 'audio.silence cannot be "-1". It takes a number from 0.1 to 5.0.'
    assert not asrpro.path.exists()


def test_one_setting_is_reset(asrpro: Shell) -> None:
    asrpro("set", "delivery.replacements.one", "1")
    asrpro("set", "device.threads", "4")
    assert asrpro("reset", "delivery.replacements.one") == "delivery.replacements.one is removed.\n"
    asrpro("set", "delivery.replacements.one", "1")
    assert json.loads(asrpro("reset", "delivery.replacements.one", "--json")) == {"delivery.replacements.one": None}
    assert asrpro.current.model_dump(exclude_defaults=True) == {"device": {"threads": 4}}
    assert asrpro("reset", "device.threads") == "device.threads = 0\n"
    assert asrpro.current == DEFAULTS
    assert isinstance(asrpro.refuses("reset", "delivery.replacements.one"), SettingsError)


def test_everything_is_reset_only_when_that_is_meant(asrpro: Shell) -> None:
    asrpro("set", "device.threads", "4")
    error = asrpro.refuses("reset")
    assert isinstance(error, UsageError)
    assert error.hint == "Say so with --yes."
    assert asrpro.current.device.threads == 4
    assert asrpro("reset", "--yes") == "All settings have their defaults again.\n"
    assert asrpro.current == DEFAULTS


AT_A_TERMINAL = """
import sys
from pathlib import Path
from asrpro.cli import settings
from asrpro.cli.program import Program
from asrpro.settings.file import SettingsFile
path = Path(sys.argv[1])
made = dict.fromkeys("history ledger recordings catalogue downloads registered engine_room".split(), dict)
program = Program(SettingsFile(path), **made, sample=path, log_folder=path)
settings.app(["reset"], obj=program)
"""


@pytest.mark.parametrize(("answer", "threads", "ended"), [(b"n\n", 4, 1), (b"y\n", 0, 0)])
def test_at_a_terminal_it_is_asked_first(asrpro: Shell, answer: bytes, threads: int, ended: int) -> None:
    asrpro("set", "device.threads", "4")
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    command = [sys.executable, "-c", AT_A_TERMINAL, str(asrpro.path)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, check=False, timeout=30)
    os.close(ours)
    os.close(theirs)
    assert b"Reset all settings?" in done.stderr
    assert done.returncode == ended
    assert asrpro.current.device.threads == threads


def test_schema_and_path_are_printed(asrpro: Shell) -> None:
    schema = json.loads(asrpro("schema"))
    asrpro("set", "device.threads", "4")
    jsonschema.validate(json.loads(asrpro.path.read_bytes()), schema)
    assert asrpro("path") == f"{asrpro.path}\n"


def test_help_comes_from_the_tree(asrpro: Shell) -> None:
    said = " ".join(asrpro("set", "--help").split())
    for key in keys.ALL:
        assert f"{key}: {keys.field(key).description}" in said
