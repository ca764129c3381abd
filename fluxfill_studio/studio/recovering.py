"""Jobs of earlier runs: what came back, what still runs, what nobody knows, what was not sent.

Nothing of it is lost or paid for again: each stays here until the user opens it, saves it or
lets it go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import frozen, has_alpha, opacity
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.work import WorkPool

_OF_NO_INTEREST = (JobState.IMPORTED, JobState.CANCELLED)


class Recovering:
    """What no open document waits for.

    Attributes:
        changed: tells the jobs when one comes, goes or goes on.
    """

    def __init__(
        self, runner: Runner, work: WorkPool, session: Callable[[Picture, Path | None], Session]
    ) -> None:
        self.changed: Channel[tuple[Job, ...]] = Channel()
        self._runner = runner
        self._work = work
        self._session = session
        self._jobs: list[Job] = []
        runner.changed.connect(self._follow)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them, oldest first."""
        return tuple(self._jobs)

    async def start(self) -> None:
        """Carry on what an earlier run has left; LedgerError if the record cannot be read."""
        for job in await self._runner.resume():
            self._follow(job)

    async def open(self, job: Job) -> Session:
        """A session with its result, or its progress, as a tile.

        On the picture it was made from if that is still the same, else on the piece of it that
        was sent.
        """
        if job.state is JobState.DOWNLOADED:
            await self._runner.answer(job.id)
        source, request = await self._source(job), job.request
        if source is None:
            picture, path = _piece(request), None
            moved = _moved(request)
        else:
            picture, path = source
            moved = replace(request, base=ROOT)
        session = self._session(picture, path)
        job.request = replace(moved, document=session.document.id)
        job.recovered = False
        self._drop(job)
        session.masking.take(job.request)
        session.filling.receive(job)
        return session

    async def save(self, job: Job, path: Path) -> Exported:
        """Write its result to `path`, in the picture it was made from or as the piece that was
        sent; CannotWrite if that fails.
        """
        session = await self.open(job)
        try:
            result = session.history.result_of(job.id)
            if job.request.native:
                return await session.exporting.export_native(result.id, path)
            session.choosing.show(result.id)
            session.choosing.adopt()
            return await session.exporting.export(path)
        finally:
            session.close()

    async def forget(self, job: Job) -> None:
        """Let it go for good: its pictures are deleted, what it cost stays in the tally."""
        await self._runner.discard(job.id)
        self._drop(job)

    async def send(self, job: Job) -> None:
        """Send one that was prepared and never sent."""
        await self._runner.send(job.id)

    async def check(self, job: Job) -> None:
        """Ask the service what became of it."""
        await self._runner.check(job.id)

    async def resubmit(self, job: Job) -> None:
        """Send it once more: it may be paid twice."""
        fresh = await self._runner.resubmit(job.id)
        self._drop(job)
        self._follow(fresh)

    async def drop(self, job: Job) -> None:
        """Let one go of which nobody knows what became."""
        await self._runner.drop(job.id)
        self._drop(job)

    # -- private ------------------------------------------------------------------------------

    async def _source(self, job: Job) -> tuple[Picture, Path] | None:
        """The picture it was made from, if its pixels still fit."""
        if not job.source:
            return None
        path = Path(job.source)
        try:
            picture = await self._work.run(open_picture, path)
        except BadInput:
            return None
        return (picture, path) if _fits(job.request, picture) else None

    def _follow(self, job: Job) -> None:
        if not job.recovered or job.state in _OF_NO_INTEREST:
            self._drop(job)
            return
        if job not in self._jobs:
            self._jobs.append(job)
        self.changed.emit(self.jobs)

    def _drop(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
            self.changed.emit(self.jobs)


def _fits(request: FillRequest, picture: Picture) -> bool:
    """Whether the box of `request` was taken from `picture`."""
    height, width = picture.pixels.shape[:2]
    if (request.base_canvas.x, request.base_canvas.y) != (0, 0):
        return False
    if request.base_canvas.size != (width, height) or picture.icc != request.icc:
        return False
    seen = request.box.intersected(request.base_canvas)
    return np.array_equal(
        picture.pixels[seen.slices(request.base_canvas)], request.pixels[seen.slices(request.box)]
    )


def _piece(request: FillRequest) -> Picture:
    """What the picture had of the box, as a picture of its own."""
    seen = request.box.intersected(request.base_canvas)
    pixels = frozen(request.pixels[seen.slices(request.box)].copy())
    transparent = has_alpha(pixels) and bool(np.any(opacity(pixels) < 255))
    return Picture(pixels, request.icc, (), transparent)


def _moved(request: FillRequest) -> FillRequest:
    """`request` as if `_piece` had always been the whole picture."""
    seen = request.box.intersected(request.base_canvas)
    base = Rect(0, 0, seen.width, seen.height)
    box = Rect(request.box.x - seen.x, request.box.y - seen.y, *request.box.size)
    canvas = box if request.extends else base
    return replace(request, base=ROOT, base_canvas=base, canvas=canvas, box=box)
