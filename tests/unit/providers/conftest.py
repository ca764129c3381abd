"""One process of fake services for all tests of this folder, and adapters that ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from fluxfill_studio.providers.registry import Providers, make_providers
from fluxfill_studio.providers.wire import Patience
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from tests.fakes.services.running import Fakes

T = TypeVar("T")


@pytest.fixture(scope="session")
def process() -> Iterator[Fakes]:
    with Fakes(seconds=0.05) as fakes:
        yield fakes


@pytest.fixture
def fakes(process: Fakes, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """The services anew, and the environment that leads to them."""
    process.reset()
    process.set(seconds=0.05)
    for name, value in process.environment().items():
        monkeypatch.setenv(name, value)
    return process


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home / "settings.json")


@pytest.fixture
def run(settings: Settings) -> Callable[..., T]:
    """Run a coroutine with all providers; their connections end with it."""

    def run_(work: Callable[[Providers], Awaitable[T]], patience: Patience | None = None) -> T:
        async def whole() -> T:
            providers = make_providers(Keys(), settings, patience)
            try:
                return await work(providers)
            finally:
                await providers.close()

        return asyncio.run(whole())

    return run_
