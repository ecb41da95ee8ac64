"""The whole program at a real desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import Desk, desk
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Have a failure tell what the program did meanwhile: nobody can ask it afterwards."""
    report = yield
    funcargs = getattr(item, "funcargs", {})
    at = funcargs.get("running") or funcargs.get("own_desk")
    if report.failed and report.when == "call" and at:
        report.sections.append(("the program", f"{at.status()}\n{at.log()[-4_000:]}"))
    return report


@pytest.fixture(scope="session")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One at which the program runs; for tests that leave it as it was."""
    with desk(tmp_path_factory.mktemp("desk")) as one:
        one.start()
        yield one
        one.asrpro("quit")


@pytest.fixture
def running(shared_desk: Desk) -> Iterator[Desk]:
    """The same, at rest before and after the test."""
    shared_desk.rest()
    yield shared_desk
    shared_desk.screen.let_go()
    shared_desk.reset()
    shared_desk.ask("cancel")
    shared_desk.rest()


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[Desk]:
    """One of the test's own, at which the program does not run yet."""
    with desk(tmp_path) as one:
        yield one


@pytest.fixture
def box(running: Desk) -> Iterator[TextBox]:
    """A text box with the focus at the desk where the program runs."""
    box = TextBox(running.screen)
    yield box
    running.programs.end(box.process)
