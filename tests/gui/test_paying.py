"""A paid fill seen from the window: waiting, running, left running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox

from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import NotSent
from fluxfill_studio.studio.services import KeyState
from tests.gui.front import Front
from tests.gui.paying import paying_fronts, press


@pytest.fixture
def front(qloop, dressed, monkeypatch) -> Iterator[Front]:
    made = paying_fronts(qloop, monkeypatch)()
    yield made
    made.close()


def closing(front: Front) -> QMessageBox:
    """What the window asks when it is to be closed."""
    front.in_loop(front.shell.close)
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    return box


def test_leaving_while_a_paid_fill_runs_says_that_it_goes_on(front: Front, photo: Path) -> None:
    press(front, photo)
    front.until(lambda: front.provider.requests)
    box = closing(front)
    lost, goes_on = box.informativeText().split("\n\n")
    assert "fill" not in lost
    assert goes_on.startswith("1 paid fill goes on")
    front.in_loop(lambda: box.done(QDialog.DialogCode.Rejected))
    front.settle()
    assert not front.closed


def test_a_key_for_this_session_only_does_not_promise_a_restart(
    front: Front, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(front, photo)
    front.until(lambda: front.provider.requests)
    monkeypatch.setattr(front.studio.services, "state", lambda _id: KeyState.SESSION)
    box = closing(front)
    assert "session only: BFL" in box.informativeText()
    front.in_loop(lambda: box.done(QDialog.DialogCode.Rejected))
    front.settle()


@pytest.mark.parametrize("answer", ["Keep for later", "Discard"])
def test_closing_names_paid_results_and_can_keep_them(
    front: Front, photo: Path, answer: str
) -> None:
    run = press(front, photo)
    front.until(lambda: front.provider.requests)
    front.provider.finish(run.request)
    front.until(lambda: run.tiles[0].result is not None)
    box = closing(front)
    assert "1 paid result ($0.05)" in box.informativeText()
    assert [b.text() for b in box.buttons()].count("Save mask…") == 1
    assert box.defaultButton().text() == "Keep for later"
    front.click(next(button for button in box.buttons() if button.text() == answer))
    front.settle()
    assert front.closed
    front.in_loop(lambda: front.window.set_session(None))
    job = front.studio.runner.job(run.request.id)
    kept = job is not None and job.recovered and job.state is JobState.DOWNLOADED
    if answer == "Keep for later":
        assert kept
    else:
        front.until(lambda: front.studio.runner.job(run.request.id) is None)


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
