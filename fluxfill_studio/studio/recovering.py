"""Jobs of earlier runs: what came back, what still runs, what nobody knows, what was not sent.

Nothing of it is lost or paid for again: each stays here until the user opens it, saves it or
lets it go.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fluxfill_studio.core.errors import BadInput, LedgerError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import Pixels, frozen, has_alpha, opacity
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.work import WorkPool

_OF_NO_INTEREST = (JobState.IMPORTED, JobState.CANCELLED)


class Recovering:
    """What no open document waits for.

    Attributes:
        changed: tells the jobs when one comes, goes or goes on.
    """

    def __init__(
        self,
        runner: Runner,
        work: WorkPool,
        session: Callable[[Picture, Path | None], Session],
        notify: Callable[[Notice], None],
        why_not: Callable[[Job], str | None],
    ) -> None:
        """`session` makes one on a picture; `notify` is told what the user should know of it;
        `why_not` says why a job must not be paid now, None if it may.
        """
        self.changed: Channel[tuple[Job, ...]] = Channel()
        self._runner = runner
        self._work = work
        self._session = session
        self._notify = notify
        self._why_not = why_not
        self._jobs: list[Job] = []
        self._opening: set[Job] = set()
        self._starting = False
        runner.changed.connect(self._follow)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them, oldest first."""
        return tuple(self._jobs)

    @property
    def runs(self) -> list[tuple[Job, ...]]:
        """The same by the press of Generate they belong to: what may expire first, then the newest
        first.
        """
        runs: dict[str, list[Job]] = {}
        for job in self._jobs:
            runs.setdefault(job.run or job.id, []).append(job)
        pressed = [tuple(sorted(jobs, key=lambda job: job.started)) for jobs in runs.values()]
        return sorted(pressed, key=_urgency)

    async def start(self) -> None:
        """Carry on what an earlier run has left; LedgerError if the record cannot be read.

        It is told at once, when all of it is known.
        """
        self._starting = True
        try:
            for job in await self._runner.resume():
                self._follow(job)
        finally:
            self._starting = False
            self.changed.emit(self.jobs)

    async def picture(self, job: Job) -> Pixels | None:
        """What came back, as `Result.pixels`, for a glance; None if nothing came or it cannot be
        read.
        """
        if job.state is not JobState.DOWNLOADED:
            return None
        try:
            return await self._runner.picture(job.id)
        except LedgerError:
            return None

    async def request(self, job: Job) -> FillRequest:
        """What was asked for, with its pixels and mask, for a glance; without if they cannot be
        read.
        """
        try:
            return await self._runner.whole(job)
        except LedgerError:
            return job.request

    async def open(self, *jobs: Job) -> Session:
        """A session with their results, or their progress, as tiles of one card.

        `jobs` are of one run. They lie on the picture they were made from if that is still the
        same, else on the piece of it that was sent; one that reaches beyond that piece stays
        here, and so does one whose result cannot be read: LedgerError if there is no other.
        """
        self._opening.update(jobs)  # their pictures stay in memory, should they land meanwhile
        try:
            return await self._opened(jobs)
        finally:
            self._opening.difference_update(jobs)

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
        if self._affordable(job):
            await self._runner.send(job.id)

    async def check(self, job: Job) -> None:
        """Ask the service what became of it."""
        await self._runner.check(job.id)

    async def resubmit(self, job: Job) -> None:
        """Send it once more: it may be paid twice."""
        if not self._affordable(job):
            return
        fresh = await self._runner.resubmit(job.id)
        self._drop(job)
        self._follow(fresh)

    async def drop(self, job: Job) -> None:
        """Let one go of which nobody knows what became."""
        await self._runner.drop(job.id)
        if job.over:
            self._drop(job)

    # -- private ------------------------------------------------------------------------------

    async def _opened(self, jobs: Sequence[Job]) -> Session:
        jobs = await self._readable(jobs)
        source = await self._source(jobs)
        if source is None:
            widest = max((_seen(job.request) for job in jobs), key=lambda seen: seen.area)
            jobs = tuple(job for job in jobs if widest.holds(_seen(job.request)))
            request = next(job.request for job in jobs if _seen(job.request) == widest)
            session = self._session(await self._work.run(_piece, request), None)
            moved = [_moved(job.request, widest) for job in jobs]
        else:
            session = self._session(*source)
            moved = [replace(job.request, base=ROOT) for job in jobs]
        self._say(jobs[0], found=source is not None)
        session.masking.take(moved[0])
        session.form.follow(*moved)
        self._hand_over(jobs, moved, session)
        return session

    async def of(self, session: Session, *jobs: Job) -> tuple[Job, ...]:
        """Those of `jobs`, which are of one run, that can be read, if all were made from the
        picture of `session` as it is in its file; else none.
        """
        document = session.document
        if not jobs[0].source or document.path != Path(jobs[0].source):
            return ()
        jobs = await self._readable(jobs)
        picture = Picture(document.pixels_of(ROOT), document.icc, (), session.transparent)
        fits = await self._work.run(_all_fit, [job.request for job in jobs], picture)
        return jobs if fits else ()

    def join(self, session: Session, *jobs: Job) -> None:
        """Lay what `of` has found as tiles of one more card; mask and wishes stay."""
        self._say(jobs[0], found=True)
        self._hand_over(jobs, [replace(job.request, base=ROOT) for job in jobs], session)

    def _affordable(self, job: Job) -> bool:
        reason = self._why_not(job)
        if reason is not None:
            self._notify(Notice(reason, Tone.WARNING))
        return reason is None

    def _hand_over(
        self, jobs: Sequence[Job], requests: Sequence[FillRequest], session: Session
    ) -> None:
        """They are of `session` from now on, and `requests` what they ask for there."""
        for job, there in zip(jobs, requests, strict=True):
            job.request = replace(there, document=session.document.id)
            job.recovered = False
            self._drop(job)
        session.filling.receive(jobs)

    async def _readable(self, jobs: Sequence[Job]) -> tuple[Job, ...]:
        """Those of them whose results are at hand now, or still to come."""
        found, trouble = [], None
        for job in jobs:
            try:
                request = await self._runner.whole(job)
                if job.state is JobState.DOWNLOADED:
                    await self._runner.answer(job.id)
                job.request = request
                found.append(job)
            except LedgerError as error:
                trouble = error
        if trouble is not None and not found:
            raise trouble
        return tuple(found)

    async def _source(self, jobs: Sequence[Job]) -> tuple[Picture, Path] | None:
        """The picture they were made from, if its pixels still fit."""
        if not jobs[0].source:
            return None
        path = Path(jobs[0].source)
        try:
            picture = await self._work.run(open_picture, path)
        except BadInput:
            return None
        requests = [job.request for job in jobs]
        fits = await self._work.run(_all_fit, requests, picture)
        return (picture, path) if fits else None

    def _say(self, job: Job, *, found: bool) -> None:
        """What is not as it was when it was asked for."""
        if not found and job.source:
            words = _("The picture has changed or is gone: this is the part of it that was sent.")
        elif not found:
            words = _("This is the part of the picture that was sent.")
        elif job.request.base != ROOT:
            words = _("The file does not have what was adopted before this fill: only the fill.")
        else:
            return
        self._notify(Notice(words))

    def _follow(self, job: Job) -> None:
        if not job.recovered or job.state in _OF_NO_INTEREST:
            self._drop(job)
            return
        if job not in self._jobs:
            self._jobs.append(job)
        if job.state is JobState.DOWNLOADED and job not in self._opening:
            self._runner.lighten(job)
        if not self._starting:
            self.changed.emit(self.jobs)

    def _drop(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
            if not self._starting:
                self.changed.emit(self.jobs)


def _urgency(jobs: Sequence[Job]) -> tuple[float, float]:
    """For sorting: when the first of those still at the service is lost, then how old."""
    waiting = [job.expires for job in jobs if job.expires is not None and not job.settled]
    return min(waiting, default=float("inf")), time.monotonic() - max(job.started for job in jobs)


def _seen(request: FillRequest) -> Rect:
    """What the picture had of the box."""
    return request.box.intersected(request.base_canvas)


def _all_fit(requests: Sequence[FillRequest], picture: Picture) -> bool:
    return all(_fits(request, picture) for request in requests)


def _fits(request: FillRequest, picture: Picture) -> bool:
    """Whether the box of `request` was taken from `picture`."""
    height, width = picture.pixels.shape[:2]
    if (request.base_canvas.x, request.base_canvas.y) != (0, 0):
        return False
    if request.base_canvas.size != (width, height) or picture.icc != request.icc:
        return False
    seen = _seen(request)
    return np.array_equal(
        picture.pixels[seen.slices(request.base_canvas)], request.pixels[seen.slices(request.box)]
    )


def _piece(request: FillRequest) -> Picture:
    """What the picture had of the box, as a picture of its own."""
    seen = _seen(request)
    pixels = frozen(request.pixels[seen.slices(request.box)].copy())
    transparent = has_alpha(pixels) and bool(np.any(opacity(pixels) < 255))
    return Picture(pixels, request.icc, (), transparent)


def _moved(request: FillRequest, piece: Rect) -> FillRequest:
    """`request` as if `piece`, canvas coordinates, had always been the whole picture."""
    base, box = piece.moved(-piece.x, -piece.y), request.box.moved(-piece.x, -piece.y)
    canvas = base.united(box) if request.extends else base
    return replace(request, base=ROOT, base_canvas=base, canvas=canvas, box=box)
