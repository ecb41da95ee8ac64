from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata

from asrpro import __version__, licences
from asrpro.domain import Model
from asrpro.licences import Work, works

MODEL = Model("small", "Small Model", "none", licence="Apache-2.0")


def test_all_that_we_require_is_named_with_version_and_licence() -> None:
    found = works([MODEL])
    assert found[0].name == "ASR Pro"
    assert (found[0].version, found[0].licence) == (__version__, "MIT")
    assert "Permission is hereby granted" in found[0].text()
    names = {re.sub(r"[-_.]+", "-", one.name).lower() for one in found}
    wanted = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in metadata.requires("asrpro") or ()}
    present = {name for name in wanted if _installed(name)}
    assert len(present) > 10
    assert present <= names
    assert "ctranslate2" in names  # which faster-whisper needs
    assert "pytest" not in names
    assert [one.name for one in found if one.licence in ("", "UNKNOWN")] == []


def test_they_are_told_where_another_finder_of_packages_was_put_in() -> None:
    # Python's own finder leaves once this is imported, as keyrings do; its metadata raises for what is not there.
    check = "import importlib_metadata\nfrom asrpro.licences import works\nprint(*(work.name for work in works([])))"
    told = subprocess.run([sys.executable, "-c", check], check=True, capture_output=True, text=True, timeout=60)
    assert {"numpy", "keyring"} <= set(told.stdout.split())


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_models_and_resources_come_before_packages() -> None:
    found = works([MODEL])
    assert found[1].licence == found[0].licence
    assert found[2] == Work("Small Model", "", "Apache-2.0")
    assert found[3].name == "Python"
    packages = [one.name.lower() for one in found[4:]]
    assert packages == sorted(packages)


def test_texts_are_those_that_came_along() -> None:
    by_name = {one.name.lower(): one for one in works([])}
    assert "Redistribution and use" in by_name["numpy"].text()
    assert len(by_name["numpy"].texts) > 1
    assert "MIT License" in by_name["onnxruntime"].text()  # beside its modules, not in its metadata
    alone = Work("Thing", "1", "MIT").text()
    assert alone == "Thing is under the licence MIT, whose text did not come along with it."
    assert Work("Thing", "1", "").text() == "Thing does not say under which licence it is."


def test_names_of_licences_are_short() -> None:
    assert [one for one in works([]) if len(one.licence) > licences.LONGEST_NAME or "\n" in one.licence] == []
