"""Generate: freeze what is there, send it off, and let what comes back fill its tile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.fill.compose import default_feather
from fluxfill_studio.fill.outpaint import grown_canvas
from fluxfill_studio.fill.prepare import growth_bounds, prepare
from fluxfill_studio.fill.request import FillRequest, Result
from fluxfill_studio.history.history import History, Run
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.studio.choosing import Choosing
from fluxfill_studio.studio.form import Form
from fluxfill_studio.studio.notices import Notice, Tone

log = logging.getLogger(__name__)

PRESS_GAP_S = 0.7
"""A press within this time after another one is a double click or a key that is still held (X11
does not always say which; its keys begin to repeat after 0.66 s), not a wish."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the next press would send.

    Attributes:
        box: the rectangle that is sent.
        canvas: the canvas afterwards.
        seconds: about how long it takes, or None.
    """

    box: Rect
    canvas: Rect
    seconds: float | None


class Filling:
    """The requests of one document, from the press to the tile.

    Attributes:
        pointer_down: told by the window; an arrival shows itself only while nothing is held.
        standing: told by the window; a shape waits that Generate makes part of the mask first.
        revision: counts edits of mask and pixels.
    """

    def __init__(
        self,
        document: Document,
        history: History,
        choosing: Choosing,
        form: Form,
        runner: Runner,
        providers: Mapping[str, Provider],
        notify: Callable[[Notice], None],
    ) -> None:
        self.pointer_down = False
        self.standing = False
        self.revision = 0
        self._document = document
        self._history = history
        self._choosing = choosing
        self._form = form
        self._runner = runner
        self._providers = providers
        self._notify = notify
        self._pressed = -PRESS_GAP_S
        self._handles = [
            runner.changed.connect(self._job_changed),
            document.changed.connect(self._count),
        ]

    @property
    def capability(self) -> Capability:
        """Of the provider that the form names."""
        return self._providers[self._form.wishes.provider].capability

    @property
    def running(self) -> tuple[Job, ...]:
        """This document's jobs that have not ended."""
        return tuple(j for j in self._runner.active if j.request.document == self._document.id)

    def job(self, request: FillRequest) -> Job | None:
        """The job of a tile's request, if it is remembered."""
        return self._runner.job(request.id)

    def why_not(self) -> str | None:
        """Why Generate is off, as a sentence; None if it can be pressed."""
        wishes = self._form.wishes
        if wishes.extend:
            try:
                grown_canvas(self._document.canvas, wishes.preset)
            except BadInput as error:
                return error.message
            return None
        if self.standing:
            return None
        if self._document.mask_bounds.empty:
            return _("Paint what should change (B), or choose Extend canvas.")
        if self._document.mask_share > 0.98:
            return _("The mask covers the whole picture: nothing is left to copy from.")
        return None

    def preflight(self) -> Preflight | None:
        """What the next press would send; None while Generate is off, or a shape has a say."""
        if self.why_not() is not None or (self.standing and not self._form.wishes.extend):
            return None
        base, wishes = self._document.canvas, self._form.wishes
        canvas = grown_canvas(base, wishes.outpaint)
        bounds = growth_bounds(base, canvas) if wishes.extend else self._document.mask_bounds
        box = self.capability.context_box(bounds, canvas)
        return Preflight(box, canvas, self.capability.seconds(box.area))

    def generate(self) -> Run | None:
        """Freeze the current pixels and mask and start; None if off or pressed twice."""
        self._document.settle()
        now = time.monotonic()
        last, self._pressed = self._pressed, now
        if self.why_not() is not None or now - last < PRESS_GAP_S:
            return None
        requests = self._requests()
        run = self._more_of(requests[0])
        if run is not None:
            self._history.extend(run, requests)
        else:
            run = self._history.add(requests, self.revision)
        for request in requests:
            self._runner.start(request)
        for words in self.capability.warnings(_whole_mask(requests[0])):
            self._notify(Notice(words))
        return run

    def cancel(self, request: FillRequest) -> None:
        """Stop one tile's job."""
        self._runner.cancel(request.id)

    def close(self) -> None:
        """Stop this document's jobs and listen no more."""
        for handle in self._handles:
            handle()
        self._runner.forget(self._document.id)

    def _requests(self) -> list[FillRequest]:
        document, wishes = self._document, self._form.wishes
        return prepare(
            provider=wishes.provider,
            context_box=self.capability.context_box,
            document=document.id,
            base=document.current.id,
            base_canvas=document.canvas,
            pixels=document.pixels,
            mask=document.mask,
            mask_bounds=document.mask_bounds,
            params=wishes.params(),
            outpaint=wishes.outpaint,
            feather=0 if self.capability.meets_border else default_feather(document.canvas),
            icc=document.icc,
        )

    def _more_of(self, request: FillRequest) -> Run | None:
        """The run of the shown result, if `request` differs from it by the seed alone."""
        if self._choosing.shown is None:
            return None
        run = self._history.run_of(self._choosing.shown)
        old = run.request
        same = (old.provider, old.base, old.box, old.outpaint, old.params.prompt) == (
            request.provider,
            request.base,
            request.box,
            request.outpaint,
            request.params.prompt,
        )
        return run if same and np.array_equal(old.mask, request.mask) else None

    def _count(self, _change: object) -> None:
        self.revision += 1

    def _job_changed(self, job: Job) -> None:
        if job.request.document != self._document.id:
            return
        match job.state:
            case JobState.DOWNLOADED:
                self._arrive(job)
            case JobState.CANCELLED:
                self._history.fail(job.id, _("Cancelled"))
            case JobState.FAILED | JobState.REJECTED:
                self._history.fail(job.id, job.message)
                self._notify(Notice(job.message, Tone.ERROR))
            case _:
                self._history.touch(job.id)

    def _arrive(self, job: Job) -> None:
        assert job.answer is not None
        request = job.request
        result = Result(request, job.answer, job.seconds)
        self._runner.imported(job)
        self._history.land(result)
        run = self._history.run_of(result.id)
        waiting = (
            run.revision == self.revision
            and self._choosing.shown is None
            and not self.pointer_down
            and not self._document.previewing
        )
        if waiting:
            self._choosing.show(result.id)


def _whole_mask(request: FillRequest) -> Mask:
    """The request's mask over its whole canvas."""
    mask = np.zeros((request.canvas.height, request.canvas.width), np.uint8)
    mask[request.box.slices(request.canvas)] = request.mask
    return mask
