"""The embedded engine as a provider: free, offline, no prompt."""

from __future__ import annotations

import asyncio
import contextlib

from fluxfill_studio.core.text import _
from fluxfill_studio.engine import limits
from fluxfill_studio.engine.engine import Filler
from fluxfill_studio.engine.plan import context_box
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Pixels, to_rgb8
from fluxfill_studio.providers.contract import (
    Accepted,
    Capability,
    PollOutcome,
    ProviderId,
    Ready,
    RemoteId,
    Running,
    SubmitOutcome,
)

LOCAL = ProviderId("local")
NEWS_S = 0.1
"""How long `poll` waits for the next piece of progress."""


def capability() -> Capability:
    """The record; made anew because its words follow the user's language."""
    return Capability(
        id=LOCAL,
        name=_("Built-in"),
        summary=_("Built-in, free, offline"),
        limits=limits.about(),
        failings=limits.failings(),
        warnings=limits.warnings,
        reads_prompt=False,
        parameters=(),
        context_box=context_box,
        price_usd=None,
        variations=1,
        concurrency=1,
        can_cancel=True,
        meets_border=True,
        polls_itself=True,
        seconds=seconds,
    )


def seconds(area: int) -> float:
    """About how long a box of `area` pixels takes, from measurements on two cores."""
    megapixels = area / 1e6
    # Larger boxes are solved at a reduced size and carried up.
    return 0.6 + 1.3 * min(megapixels, 2) + 0.4 * max(0, megapixels - 2)


class _Fill:
    """One fill under way, and the last that is known of it."""

    def __init__(self, filler: Filler, request: FillRequest) -> None:
        self.progress = 0.0
        self.news = asyncio.Event()
        work = filler.fill(to_rgb8(request.pixels), request.mask, request.params.seed, self._note)
        self.task: asyncio.Task[Pixels] = asyncio.get_running_loop().create_task(work)
        self.task.add_done_callback(lambda _task: self.news.set())

    def _note(self, progress: float) -> None:
        self.progress = progress
        self.news.set()


class LocalProvider:
    """Runs the engine's child process; one fill at a time, since it uses the machine fully."""

    def __init__(self, filler: Filler | None = None) -> None:
        self.capability = capability()
        self._filler = filler or Filler()
        self._fills: dict[RemoteId, _Fill] = {}

    async def submit(self, request: FillRequest) -> SubmitOutcome:
        """Start the fill."""
        remote_id = RemoteId(request.id)
        self._fills[remote_id] = _Fill(self._filler, request)
        return Accepted(remote_id)

    async def poll(self, remote_id: RemoteId) -> PollOutcome:
        """Wait shortly for news; an error of the engine is raised by `fetch`."""
        fill = self._fills[remote_id]
        if not fill.task.done():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(fill.news.wait(), NEWS_S)
            fill.news.clear()
        return Ready() if fill.task.done() else Running(fill.progress)

    async def fetch(self, remote_id: RemoteId) -> Pixels:
        """The filled box, (h, w, 3) uint8; raises the engine's error."""
        return await self._fills.pop(remote_id).task

    async def cancel(self, remote_id: RemoteId) -> None:
        """End the child process."""
        fill = self._fills.pop(remote_id, None)
        if fill is not None:
            fill.task.cancel()
            await asyncio.wait({fill.task})
