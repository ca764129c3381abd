"""A paid fill outlived the program, and its key did not: it is waited for, asked for, used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from fluxfill_studio.core.errors import KeyMissing
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.ui.panels.key_block import KeyBlock
from fluxfill_studio.ui.panels.recovered_panel import RecoveredPanel
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from tests.gui.front import Front
from tests.gui.paying import paying_fronts, press

NO_KEY = KeyMissing("The key for BFL is missing.")


@pytest.fixture
def front(qloop, dressed, monkeypatch, photo: Path) -> Iterator[Front]:
    """The program after one that ended with a paid fill under way, without that one's key."""
    start: Callable[[], Front] = paying_fronts(qloop, monkeypatch)
    first = start()
    request = press(first, photo).request
    first.until(lambda: first.studio.runner.job(request.id).state is JobState.ACCEPTED)
    first.close()
    first.provider.will("poll", *[NO_KEY] * 5000)
    monkeypatch.delenv("FLUXFILL_BFL_API_KEY")
    second = start()
    yield second
    second.close()


def row_of(front: Front) -> RecoveredRow:
    (row,) = next(
        p for p in front.shell.findChildren(RecoveredPanel) if p.isVisible()
    ).rows.values()
    front.until(lambda: list(row.buttons) == ["key", "drop"])
    return row


def key_field(front: Front) -> KeyBlock:
    """Where the key is asked for now."""
    front.until(lambda: [b for b in front.shell.findChildren(KeyBlock) if b.isVisible()])
    (block,) = [b for b in front.shell.findChildren(KeyBlock) if b.isVisible()]
    return block


def enter(front: Front, block: KeyBlock) -> None:
    front.in_loop(lambda: block.field.setText("the-same-key"))
    front.provider._next["poll"].clear()
    front.provider.finish(front.provider.requests[0])
    front.click(block.keep)


def test_the_row_says_what_it_needs_and_goes_on_once_it_has_it(front: Front) -> None:
    row = row_of(front)
    words = " ".join(label.text() for label in row.findChildren(QLabel))
    assert "Sent and accepted. Needs the BFL key to fetch the result." in words
    assert front.window.session is None
    front.click(row.buttons["key"])
    enter(front, key_field(front))
    front.until(lambda: "open" in row.buttons)
    assert front.window.layout.notices.notice is None
    assert len(front.provider.requests) == 1


def test_the_notice_asks_for_the_key_beside_an_open_picture_too(front: Front, photo: Path) -> None:
    row_of(front)
    front.open(photo)
    notice = front.window.layout.notices.notice
    assert notice is not None
    assert "BFL needs its key" in notice.text
    front.in_loop(notice.action.run)
    enter(front, front.window.layout.fill.key)
    front.until(lambda: front.studio.recovering.jobs[0].state is JobState.DOWNLOADED)


def test_who_has_no_key_any_more_drops_it(front: Front) -> None:
    front.click(row_of(front).buttons["drop"])
    front.until(lambda: front.studio.recovering.jobs == ())
    assert len(front.provider.requests) == 1
