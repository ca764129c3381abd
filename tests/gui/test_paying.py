"""A paid fill seen from the window: waiting, running, left running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox

from fluxfill_studio.providers.contract import NotSent
from tests.gui.front import Front
from tests.gui.paying import paying_fronts, press


@pytest.fixture
def front(qloop, dressed, monkeypatch) -> Iterator[Front]:
    made = paying_fronts(qloop, monkeypatch)()
    yield made
    made.close()


def test_leaving_while_a_paid_fill_runs_says_that_it_goes_on(front: Front, photo: Path) -> None:
    press(front, photo)
    front.until(lambda: front.provider.requests)
    front.in_loop(front.shell.close)
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    lost, goes_on = box.informativeText().split("\n\n")
    assert "fill" not in lost
    assert goes_on.startswith("1 paid fill goes on")
    front.in_loop(lambda: box.done(QDialog.DialogCode.Rejected))
    front.settle()
    assert not front.closed


def test_without_a_network_the_tile_says_that_it_waits(front: Front, photo: Path) -> None:
    front.provider.will("submit", *[NotSent("No way to the service.")] * 200)
    press(front, photo)
    (tile,) = front.window.layout.results.tiles()
    front.until(lambda: "othing was sent" in tile.face.state)
    assert tile.face.stop is not None
    assert tile.face.stop.cancels
    front.click(tile.stop)
    front.until(lambda: tile.face.stop is None)
    assert tile.face.time == "cost nothing"


def test_its_outline_goes_when_it_shall_not_be_shown(front: Front, photo: Path) -> None:
    press(front, photo)
    (tile,) = front.window.layout.results.tiles()
    front.until(lambda: tile.face.stop is not None and not tile.face.stop.cancels)
    canvas = front.window.canvas
    front.until(lambda: canvas._running)
    front.click(tile.stop)
    front.until(lambda: not canvas._running)
    assert front.window.session.filling.running
