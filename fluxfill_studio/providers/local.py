"""The embedded engine as a provider: free, offline, no prompt."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from fluxfill_studio.core.text import _
from fluxfill_studio.engine import limits
from fluxfill_studio.engine.engine import Filler
from fluxfill_studio.engine.plan import context_box
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Pixels, to_rgb8
from fluxfill_studio.providers.contract import (
    Accepted,
    Account,
    Answer,
    Capability,
    Parcel,
    PollOutcome,
    ProviderId,
    Ready,
    Remote,
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

    def __init__(self, filler: Filler, request: FillRequest, rgb: Pixels) -> None:
        self.progress = 0.0
        self.news = asyncio.Event()
        work = filler.fill(rgb, request.mask, request.params.seed, self._note)
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

    async def upload(self, request: FillRequest) -> Parcel:
        """Nothing: the engine takes the request as it is."""
        return Parcel()

    async def submit(self, request: FillRequest, parcel: Parcel, token: str) -> SubmitOutcome:
        """Start the fill."""
        remote = Remote(RemoteId(request.id))
        rgb = await asyncio.to_thread(to_rgb8, request.pixels)  # 16 bit take a while
        self._fills[remote.id] = _Fill(self._filler, request, rgb)
        return Accepted(remote)

    async def poll(self, remote: Remote) -> PollOutcome:
        """Wait shortly for news; an error of the engine is raised by `fetch`."""
        fill = self._fills[remote.id]
        if not fill.task.done():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(fill.news.wait(), NEWS_S)
            fill.news.clear()
        return Ready() if fill.task.done() else Running(fill.progress)

    async def fetch(self, request: FillRequest, remote: Remote, ready: Ready, file: Path) -> Answer:
        """The filled box, (h, w, 3) uint8 in the picture's own profile; raises engine errors."""
        return Answer(await self._fills.pop(remote.id).task, request.icc)

    async def cancel(self, remote: Remote) -> None:
        """End the child process."""
        fill = self._fills.pop(remote.id, None)
        if fill is not None:
            fill.task.cancel()
            await asyncio.wait({fill.task})

    async def find(self, request: FillRequest, parcel: Parcel, sent: float) -> Remote | None:
        """A fill lives in this program only."""
        remote = Remote(RemoteId(request.id))
        return remote if remote.id in self._fills else None

    async def cleanup(self, parcel: Parcel) -> None:
        """Nothing was put anywhere."""

    async def account(self) -> Account:
        """There is none."""
        return Account()
