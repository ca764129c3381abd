"""Small pictures made in the work pool, so that the window never waits for one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

from fluxfill_studio.fill.compose import stitched
from fluxfill_studio.fill.request import Result
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.work import WorkPool
from fluxfill_studio.ui.tasks import Tasks

SIDE = 384
"""Longest side in pixels: a tile in the widest panel at a pixel ratio of 2."""

Picture = NDArray[np.uint8]


class Thumbnails:
    """Asks the work pool, answers on the loop's thread."""

    def __init__(self, work: WorkPool, tasks: Tasks) -> None:
        self._work = work
        self._tasks = tasks

    def ask(self, make: Callable[[], Picture], done: Callable[[QPixmap], object]) -> None:
        """`done` gets the pixmap of what `make` returns, (h, w, 3) uint8."""
        self._tasks.spawn(self._answer(make, done))

    async def _answer(self, make: Callable[[], Picture], done: Callable[[QPixmap], object]) -> None:
        picture = await self._work.run(make)
        height, width = picture.shape[:2]
        image = QImage(picture.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        done(QPixmap.fromImage(image.copy()))


def of_result(session: Session, result: Result) -> Callable[[], Picture]:
    """What makes the thumbnail of a result's box as adopting would leave it."""
    document, box = session.document, result.request.box
    if result.request.native:
        icc = document.icc
        return lambda: shrunk(result.pixels, icc)
    parent = session.choosing.parent_of(result)
    canvas = document.canvas
    if parent == document.current.id and canvas.holds(box):
        base = document.pixels[box.slices(canvas)]  # frozen: safe to read from a thread
    else:
        base = document.region_of(parent, box)
    icc = document.icc
    return lambda: shrunk(stitched(result, base), icc)


def of_current(session: Session) -> Callable[[], Picture]:
    """What makes the thumbnail of the current picture."""
    pixels, icc = session.document.pixels, session.document.icc
    return lambda: shrunk(pixels, icc)


def of_job(job: Job) -> Callable[[], Picture]:
    """What makes the thumbnail of a job that no open document has: its box, filled if it is."""
    pixels, icc = job.request.pixels if job.answer is None else job.answer, job.request.icc
    return lambda: shrunk(pixels, icc)


def shrunk(pixels: Pixels, icc: bytes | None) -> Picture:
    """(h, w, 3) uint8 for the screen, at most `SIDE` on its longest side."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    if scale < 1.0:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        pixels = small.reshape(size[1], size[0], pixels.shape[2])
    return to_screen(pixels, icc)
