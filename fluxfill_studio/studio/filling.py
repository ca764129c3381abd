"""Generate: freeze what is there, send it off, and let what comes back fill its tile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.document.document import Document
from fluxfill_studio.fill.params import random_seed
from fluxfill_studio.fill.request import FillRequest, RequestId, Result, new_id
from fluxfill_studio.history.history import History, Run
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.settings.table import SHOW_ARRIVALS
from fluxfill_studio.studio.choosing import Choosing
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.endings import Ending, Remedy, ending, remedy_words
from fluxfill_studio.studio.form import Form
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.studio.press import Preflight, Press
from fluxfill_studio.studio.shared import Shared

PRESS_GAP_S = 0.7
"""A press within this time after another one is a double click or a key that is still held (X11
does not always say which; its keys begin to repeat after 0.66 s), not a wish."""
ASK_S = 3.0
"""How long "Press again" stands."""


class Filling:
    """The requests of one document, from the press to the tile.

    Attributes:
        pointer_down: told by the window; an arrival shows itself only while nothing is held.
        standing: told by the window; a shape waits that Generate makes part of the mask first.
        revision: counts edits of mask and pixels.
        asked: what a press costs that waits for a second one; None: none does.
        asking: tells `asked` when it changes.
    """

    def __init__(
        self,
        document: Document,
        history: History,
        choosing: Choosing,
        form: Form,
        shared: Shared,
        notify: Callable[[Notice], None],
        withdraw: Callable[[Notice], None],
    ) -> None:
        self.pointer_down = False
        self.standing = False
        self.revision = 0
        self.asked: Cost | None = None
        self.asking: Channel[Cost | None] = Channel()
        self._document = document
        self._history = history
        self._choosing = choosing
        self._form = form
        self._shared = shared
        self._runner = shared.runner
        self._notify = notify
        self._withdraw = withdraw
        self._said: dict[RequestId, Notice] = {}  # of jobs that ended without a picture
        self._checked: set[RequestId] = set()  # the user asked what became of them
        self._pressed = -PRESS_GAP_S
        self._asking_ends: asyncio.TimerHandle | None = None
        self._handles = [
            self._runner.changed.connect(self._job_changed),
            document.changed.connect(self._count),
        ]

    # -- the next press -----------------------------------------------------------------------

    @property
    def capability(self) -> Capability:
        """Of the first provider that the form names."""
        return self.capabilities[0]

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """Of every provider that the form names."""
        return self._press().capabilities

    def why_not(self) -> str | None:
        """Why Generate is off, as a sentence; None if it can be pressed."""
        return self._press().why_not(self.standing)

    @property
    def stand_in(self) -> str:
        """What is sent in place of an empty prompt; empty: nothing is put in its place."""
        return self._press().stand_in

    @property
    def native(self) -> bool:
        """Whether every provider grows the canvas by itself: nobody knows how far."""
        return self._press().native

    def preflight(self) -> Preflight | None:
        """What the next press would send; None while Generate is off, or a shape has a say."""
        if self.why_not() is not None or (self.standing and not self._form.wishes.extend):
            return None
        return self._press().preflight()

    def generate(self, output: Path | None = None) -> Run | None:
        """Freeze the current pixels and mask and start.

        None if off, pressed twice, or so expensive that a second press is asked for first.
        `output` is where the command line wants the picture: what was typed is meant.
        """
        self._document.settle()
        now = time.monotonic()
        last, self._pressed = self._pressed, now
        press = self._press()
        if press.why_not(self.standing) is not None or now - last < PRESS_GAP_S:
            return None
        if output is None and not self._agreed(press.cost):
            return None
        self._retire()
        requests, warnings = press.requests(), press.warnings()
        run = self._more_of(requests)
        if run is not None:
            self._history.extend(run, requests)
        else:
            run = self._history.add(requests, self.revision)
        for request in requests:
            self._send(request, run, output)
        for words in warnings:
            self._notify(Notice(words))
        return run

    # -- what is under way --------------------------------------------------------------------

    @property
    def running(self) -> tuple[Job, ...]:
        """This document's jobs whose pictures have not come."""
        return tuple(
            job
            for job in self._runner.active
            if job.state is not JobState.DOWNLOADED and self._history.holds(job.id)
        )

    @property
    def lost_with_it(self) -> tuple[Job, ...]:
        """Those of them that end with the document: paid ones go on."""
        return tuple(job for job in self.running if not self._capability(job.request).paid)

    def job(self, request: FillRequest) -> Job | None:
        """The job of a tile's request, if it is remembered."""
        return self._runner.job(request.id)

    def cancel(self, request: FillRequest) -> None:
        """Stop one tile's job, or no longer show it where it cannot be stopped."""
        self._runner.cancel(request.id)

    def check(self, request: FillRequest) -> None:
        """Ask the service about a job of which nobody knows what became."""
        self._checked.add(request.id)
        self._shared.errands.start(self._runner.check(request.id), self._notify)

    def resubmit(self, request: FillRequest) -> None:
        """Send such a job once more: it may be paid twice."""
        if self._affordable(request):
            self._shared.errands.start(self._resubmit(request), self._notify)

    def drop(self, request: FillRequest) -> None:
        """Let such a job go."""
        self._shared.errands.start(self._runner.drop(request.id), self._notify)

    def another(self, request: FillRequest, *, seed: int | None = None) -> None:
        """One more tile on the card of `request`: the same with another seed, or with `seed`."""
        if not self._affordable(request):
            return
        self._retire(request.id)
        params = replace(request.params, seed=random_seed() if seed is None else seed)
        fresh = replace(request, params=params, id=RequestId(new_id()))
        run = self._history.run_with(request.id)
        self._history.extend(run, [fresh])
        self._send(fresh, run)

    def ending_of(self, request: FillRequest) -> Ending | None:
        """Why there is no picture of a request and none will come; None if that is not so."""
        job = self.job(request)
        failed = job is not None and job.over and job.state is not JobState.IMPORTED
        return self._ending(job) if job is not None and failed else None

    def remedy(self, remedy: Remedy, request: FillRequest) -> None:
        """Try what may help where there is no picture."""
        match remedy:
            case Remedy.ENTER_KEY:
                self._shared.services.wanted.emit(request.provider)
            case Remedy.CHECK:
                self.check(request)
            case Remedy.OTHER_SEED:
                self.another(request)
            case Remedy.AGAIN:
                self.another(request, seed=request.params.seed)

    def receive(self, jobs: Sequence[Job]) -> None:
        """Take over jobs of one press of an earlier run, whose requests lie in this document by
        now.
        """
        run = self._history.add([job.request for job in jobs], self.revision)
        run.pressed = time.time() - (time.monotonic() - min(job.started for job in jobs))
        for job in jobs:
            self._job_changed(job)

    def close(self) -> None:
        """Listen no more."""
        for handle in self._handles:
            handle()
        self._ask(None)

    # -- private ------------------------------------------------------------------------------

    def _press(self) -> Press:
        return Press(self._document, self._form.wishes, self._shared)

    def _capability(self, request: FillRequest) -> Capability:
        return self._shared.providers[request.provider].capability

    def _send(self, request: FillRequest, run: Run, output: Path | None = None) -> None:
        source = self._document.path
        self._runner.start(
            request,
            run=run.id,
            source="" if source is None else str(source),
            output="" if output is None else str(output),
        )

    def _affordable(self, request: FillRequest) -> bool:
        reason = self._shared.money.why_not([self._capability(request)])
        if reason is not None:
            self._notify(Notice(reason, Tone.WARNING))
        return reason is None

    async def _resubmit(self, request: FillRequest) -> None:
        job = await self._runner.resubmit(request.id)
        run = self._history.run_with(request.id)
        self._history.extend(run, [job.request])
        self._job_changed(job)

    def _agreed(self, cost: Cost) -> bool:
        """Whether `cost` is within the limit, or this is the second press for it."""
        if cost.weight <= self._shared.money.limit or cost == self.asked:
            self._ask(None)
            return True
        self._ask(cost)
        return False

    def _ask(self, cost: Cost | None) -> None:
        if self._asking_ends is not None:
            self._asking_ends.cancel()
            self._asking_ends = None
        if cost is not None:
            loop = asyncio.get_running_loop()
            self._asking_ends = loop.call_later(ASK_S, self._ask, None)
        if cost != self.asked:
            self.asked = cost
            self.asking.emit(cost)

    def _more_of(self, requests: Sequence[FillRequest]) -> Run | None:
        """The run of the shown result, if `requests` differ from it by their seeds alone."""
        if self._choosing.shown is None:
            return None
        run = self._history.run_of(self._choosing.shown)
        same = {_but_for_the_seed(tile.request) for tile in run.tiles} == {
            _but_for_the_seed(request) for request in requests
        }
        return run if same and np.array_equal(run.request.mask, requests[0].mask) else None

    def _count(self, _change: object) -> None:
        self.revision += 1

    def _job_changed(self, job: Job) -> None:
        if not self._history.holds(job.id):
            return
        self._unsay(job)
        if job.id in self._checked:
            self._say_found(job)
        if job.state is JobState.DOWNLOADED:
            self._arrive(job)
        elif job.over and job.state is not JobState.IMPORTED:
            self._end(job)
        else:
            self._history.touch(job.id)

    def _end(self, job: Job) -> None:
        """There will be no picture, unless somebody does something about it."""
        found = self._ending(job)
        before = self._history.tile_of(job.id).failure
        settled = before and job.state is not JobState.UNKNOWN
        self._history.fail(job.id, found.text)
        if not found.told or settled or found.text == before:
            return
        if not found.money and found.text in {notice.text for notice in self._said.values()}:
            return
        notice = Notice(found.text, Tone.ERROR, self._offer(found.remedy, job.request), found.money)
        self._said[job.id] = notice
        self._notify(notice)

    def _offer(self, remedy: Remedy | None, request: FillRequest) -> Action | None:
        if remedy is None:
            return None
        words, each = remedy_words(remedy), remedy is Remedy.CHECK

        def lasts() -> bool:
            found = self.ending_of(request)
            return found is not None and found.remedy is remedy

        return Action(words, lambda: self.remedy(remedy, request), each, lasts)

    def _retire(self, *requests: RequestId) -> None:
        """What was said of `requests`, or of all, hides nothing newer; their tiles still say it."""
        for request in requests or tuple(self._said):
            if (said := self._said.pop(request, None)) is not None:
                self._withdraw(said)

    def _unsay(self, job: Job) -> None:
        """Take back what was said of its end, if that no longer holds."""
        said = self._said.get(job.id)
        if said is not None and not (job.over and self._ending(job).text == said.text):
            self._withdraw(self._said.pop(job.id))

    def _say_found(self, job: Job) -> None:
        """How asking the service goes: its card may be out of sight."""
        if job.state is not JobState.UNKNOWN:
            self._checked.discard(job.id)
        elif job.note:
            self._notify(Notice(job.note))

    def _ending(self, job: Job) -> Ending:
        return ending(job, self._capability(job.request))

    def _arrive(self, job: Job) -> None:
        tile = self._history.tile_of(job.id)
        if job.answer is None or tile.result is not None:
            return
        result = Result(tile.request, job.answer, job.seconds)
        self._history.land(result)
        run = self._history.run_of(result.id)
        waiting = (
            run.revision == self.revision
            and self._choosing.shown is None
            and not self.pointer_down
            and not self._document.previewing
            and not job.stopped_showing
            and not tile.request.native
            and self._shared.settings.text(SHOW_ARRIVALS) == "waiting"
        )
        if waiting:
            self._choosing.show(result.id)


def _but_for_the_seed(request: FillRequest) -> tuple[object, ...]:
    """All that must be equal on one card."""
    params = replace(request.params, seed=0)
    return request.provider, request.base, request.box, request.outpaint, request.native, params
