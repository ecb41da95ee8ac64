"""What went wrong with a download stays in its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.domain import State
from asrpro.ui import tokens as token
from fixtures.fetching import REPOSITORY, WEIGHTS
from fixtures.hub_server import Fault
from fixtures.model_window import SMALL

if TYPE_CHECKING:
    from fixtures.hub_server import HubServer
    from fixtures.model_window import Opened

TITLE = "Whisper small"


def failed(opened: Opened) -> str:
    """Wait for a download that fails; what its row says of that."""
    opened.press(TITLE, "Download")
    opened.wait(lambda: "Download failed" in opened.texts(TITLE), "the failure")
    return opened.texts(TITLE)[-1]


def test_what_went_wrong_stays_until_it_is_tried_again_and_takes_a_line(opened: Opened, hub: HubServer) -> None:
    row = opened.row(TITLE)
    assert row
    opened.wait(lambda: row.height() == row.heightForWidth(row.width()), "its height")
    before = row.height()
    files = hub.repositories.pop(REPOSITORY)
    told = failed(opened)
    opened.wait(lambda: opened.said, "what is said of it")
    assert opened.said[-1] == f"{TITLE} was not downloaded. {told}", "both are said in passing, too"
    assert REPOSITORY in told
    assert told in row.accessibleName()
    assert opened.offers(TITLE) == ["Download"]
    assert opened.standings.of(opened.catalogue.entries[SMALL]).reason == told
    line = row._trouble
    opened.wait(
        lambda: row.height() == before + line.heightForWidth(line.width()) + token.XS,
        "a row that grew by these lines alone",
    )
    opened.page.look()
    opened.wait(lambda: not opened.page._busy, "another look")
    assert opened.texts(TITLE)[-1] == told

    hub.repositories[REPOSITORY] = files
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    opened.press(TITLE, "Download")
    opened.wait(lambda: opened.bar(TITLE) == 499, "half of it")
    assert told not in opened.texts(TITLE)
    hub.go_on.set()
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "its end")
    assert told not in opened.texts(TITLE)


def test_what_came_of_one_that_failed_is_deleted_with_what_is_said_of_it(opened: Opened, hub: HubServer) -> None:
    hub.faults[WEIGHTS] += [Fault(cut=150_000), *[Fault(status=403)] * 3]
    failed(opened)
    assert any("of it are here" in one for one in opened.texts(TITLE))
    opened.press(TITLE, "Delete...")
    opened.answer("Delete")
    opened.wait(lambda: "Download failed" not in opened.texts(TITLE), "its end")
    assert opened.offers(TITLE) == ["Download"]


def test_a_download_that_another_process_made_good_is_no_failure(opened: Opened, hub: HubServer) -> None:
    files = hub.repositories.pop(REPOSITORY)
    told = failed(opened)
    hub.repositories[REPOSITORY] = files
    opened.getting.get(SMALL)
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the second try")
    place = paths.models() / "faster_whisper" / SMALL
    hub.repositories[REPOSITORY].files["config.json"] = b"{}"
    del hub.repositories[REPOSITORY]
    opened.getting.update(SMALL, "faster_whisper")
    opened.wait(lambda: any(REPOSITORY in one for one in opened.texts(TITLE)), "why the update did not come")
    standing = opened.standings.of(opened.catalogue.entries[SMALL])
    assert (standing.state, standing.reason) == (State.PRESENT, told)
    place.rename(place.with_name("elsewhere"))
    opened.wait(lambda: "Download" in opened.offers(TITLE), "its absence")
    assert told not in opened.texts(TITLE), "which was said of an update"
