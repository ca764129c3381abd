"""Services that repeat in every answer what was sent, however large that was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.providers.contract import Accepted, Ready
from fluxfill_studio.providers.registry import Providers
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import ended

BOX = Rect(0, 0, 1440, 1440)


def test_the_largest_and_noisiest_picture_comes_back(
    fakes: Fakes, run: Callable[..., None], tmp_path: Path
) -> None:
    noise = frozen(np.random.default_rng(3).integers(0, 256, (1440, 1440, 3), np.uint8))
    mask = np.zeros((1440, 1440), np.uint8)
    mask[600:800, 600:800] = 255
    asked = FillParams("a door", 7)
    request = FillRequest("kkiai", "", "", BOX, BOX, BOX, noise, frozen(mask), asked)

    async def work(providers: Providers) -> None:
        provider = providers["kkiai"]
        outcome = await provider.submit(request, await provider.upload(request), "token")
        assert isinstance(outcome, Accepted)
        ready = await ended(provider, outcome.remote)
        assert isinstance(ready, Ready)
        answer = await provider.fetch(request, outcome.remote, ready, tmp_path / "answer")
        assert answer.pixels.shape == (1440, 1440, 3)

    run(work)
