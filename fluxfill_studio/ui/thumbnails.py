"""Small pictures made in the work pool, so that the window never waits for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

from fluxfill_studio.fill.compose import stitched
from fluxfill_studio.fill.request import FillRequest, Result
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.studio.recovering import Recovering
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
        self._one = asyncio.Lock()

    def ask(self, make: Callable[[], Picture], done: Callable[[QPixmap], object]) -> None:
        """`done` gets the pixmap of what `make` returns, (h, w, 3) uint8."""
        self._tasks.spawn(self._answer(make, done))

    def ask_left(self, recovering: Recovering, job: Job, done: Callable[[QPixmap], object]) -> None:
        """The same of a job that no open document has."""
        self._tasks.spawn(self._answer_left(recovering, job, done))

    async def _answer_left(
        self, recovering: Recovering, job: Job, done: Callable[[QPixmap], object]
    ) -> None:
        async with self._one:  # each is a whole result in memory
            request, answer = await recovering.request(job), await recovering.picture(job)
            await self._answer(of_left(request, answer), done)

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


def of_left(request: FillRequest, answer: Pixels | None) -> Callable[[], Picture]:
    """What makes the thumbnail of a request that no open document has: its box with `answer`, as
    `Result.pixels`, in it; without one, what the picture had of the box.
    """

    def make() -> Picture:
        if answer is None:
            seen = request.box.intersected(request.base_canvas)
            return shrunk(request.pixels[seen.slices(request.box)], request.icc)
        if request.native:
            return shrunk(answer, request.icc)
        return shrunk(stitched(Result(request, answer, 0.0), request.pixels), request.icc)

    return make


def shrunk(pixels: Pixels, icc: bytes | None, side: int = SIDE) -> Picture:
    """(h, w, 3) uint8 for the screen, at most `side` on its longest side."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    if scale < 1.0:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        pixels = small.reshape(size[1], size[0], pixels.shape[2])
    return to_screen(pixels, icc)
