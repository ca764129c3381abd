"""What the canvas shows of running jobs, and how little the pen notices of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.ui.canvas import signs
from tests.gui.canvas.events import MOVE, PRESS, RELEASE, mouse
from tests.gui.front import Front


@pytest.fixture
def running(front: Front, tmp_path: Path) -> Front:
    """Two variations of one press, both under way."""
    pixels = np.random.default_rng(2).integers(0, 256, (200, 300, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    front.open(tmp_path / "photo.png")
    session = front.window.session
    session.document.edit_mask("", Rect(90, 60, 80, 70), lambda mask: mask.fill(255))
    front.in_loop(lambda: session.form.set(variations=2))
    front.in_loop(front.window.generate)
    front.until(lambda: len(front.provider.requests) == 2)
    front.until(lambda: front.window.canvas._running)
    return front


def say(front: Front, request: FillRequest, share: float) -> None:
    front.in_loop(lambda: front.provider.progress(request, share))


def per_cents(front: Front) -> list[int | None]:
    return [sign.percent for sign in front.window.canvas._running]


def test_one_outline_for_jobs_of_one_mask_made_once(
    running: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, made = running.window.canvas, []
    canvas.grab()
    build = signs.cv2.findContours
    monkeypatch.setattr(
        signs.cv2, "findContours", lambda *given: made.append(given) or build(*given)
    )
    first, second = running.provider.requests
    for share, request in ((0.2, first), (0.6, second), (0.3, first)):
        say(running, request, share)
    running.until(lambda: per_cents(running) == [60])  # of the one that comes first
    canvas.grab()
    assert not made
    canvas.zoom_by(1.5)
    canvas.grab()
    assert len(made) == 1


def test_signs_wait_while_the_pen_is_down(running: Front) -> None:
    canvas, request = running.window.canvas, running.provider.requests[0]
    say(running, request, 0.2)
    running.until(lambda: per_cents(running) == [20])
    running.in_loop(lambda: mouse(canvas, PRESS, 100, 100))
    say(running, request, 0.5)
    session = running.window.session
    running.until(lambda: session.filling.job(request).progress == 0.5)
    running.in_loop(lambda: mouse(canvas, MOVE, 130, 100))
    running.window.drawing._refresh_signs()
    assert per_cents(running) == [20]
    running.in_loop(lambda: mouse(canvas, RELEASE, 130, 100))
    running.until(lambda: per_cents(running) == [50])


def test_no_per_cent_lies_over_a_shown_result(running: Front) -> None:
    first, second = running.provider.requests
    say(running, second, 0.4)
    running.until(lambda: per_cents(running) == [40])
    running.in_loop(lambda: running.provider.finish(first))
    choosing = running.window.session.choosing
    running.until(lambda: running.window.session.history.runs[-1].results)
    running.in_loop(lambda: choosing.show(running.window.session.history.runs[-1].results[0].id))
    running.until(lambda: per_cents(running) == [None])
    running.in_loop(choosing.hide)
    running.until(lambda: per_cents(running) == [40])
