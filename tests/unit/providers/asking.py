"""What tests of the adapters share: a request, and the way of a job."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.providers.contract import (
    Accepted,
    Parcel,
    PollOutcome,
    Provider,
    Remote,
    Running,
)
from fluxfill_studio.providers.wire import Patience

SERVICES = ("bfl", "replicate", "kkiai", "chainhub", "apiframe", "eachlabs")
BRIEF = Patience(connect=5, silence=0.3, answer=0.3, create=0.3, upload=0.3, download=0.3)
"""For services that are not going to answer; too brief for those that will."""
PAUSE_S = 0.02


def request_to(
    provider: Provider, *, native: str = "", prompt: str = "a red door", **params: Any
) -> FillRequest:
    """A photo of 320 x 288 with a painted square; or the whole of it, to be extended."""
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 255, (288, 320, 3), np.uint8)
    mask = np.zeros((288, 320), np.uint8)
    if not native:
        mask[100:180, 120:200] = 255
    box = Rect(0, 0, 320, 288)
    return FillRequest(
        provider=provider.capability.id,
        document="",
        base="",
        base_canvas=box,
        canvas=box,
        box=box,
        pixels=pixels,
        mask=mask,
        params=FillParams(prompt=prompt, seed=7, **params),
        outpaint=native or "None",
        native=bool(native),
    )


async def submitted(provider: Provider, **wish: Any) -> tuple[Remote, Parcel]:
    """A job that the service has accepted, and what was sent for it."""
    request = request_to(provider, **wish)
    parcel = await provider.upload(request)
    outcome = await provider.submit(request, parcel, uuid.uuid4().hex)
    assert isinstance(outcome, Accepted), outcome
    return outcome.remote, parcel


async def ended(provider: Provider, remote: Remote) -> PollOutcome:
    """How it ended."""
    async with asyncio.timeout(20):
        while True:
            outcome = await provider.poll(remote)
            if not isinstance(outcome, Running):
                return outcome
            await asyncio.sleep(PAUSE_S)


def anywhere(service: str) -> Parcel:
    """Pictures in the form that the service takes, without an upload."""
    if service in ("bfl", "kkiai", "chainhub"):
        return Parcel(b"image", b"mask")
    return Parcel("https://example.com/image.png", "https://example.com/mask.png")
