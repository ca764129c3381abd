"""Every adapter against its service, as far as a real one can be played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.providers.contract import Answer, Ready
from fluxfill_studio.providers.registry import Providers
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import SERVICES, ended, request_to, submitted


@pytest.mark.parametrize("service", SERVICES)
def test_a_picture_comes_back(
    service: str, fakes: Fakes, run: Callable[..., Answer], tmp_path: Path
) -> None:
    async def whole(providers: Providers) -> Answer:
        provider = providers[service]
        request = request_to(provider)
        remote, parcel = await submitted(provider)
        ready = await ended(provider, remote)
        assert isinstance(ready, Ready)
        answer = await provider.fetch(request, remote, ready, tmp_path / "answer")
        await provider.cleanup(parcel)
        return answer

    answer = run(whole)
    assert answer.pixels.shape[2] == 3
    assert answer.file is not None
    assert answer.file.stat().st_size > 1000
    [created] = fakes.accepted(service)
    assert created["seed"] == 7
