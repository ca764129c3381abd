"""The fakes for their own tests: one process for all of them, clean for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.fakes.services.running import Fakes
from tests.unit.fakes.talking import Talker


@pytest.fixture(scope="package")
def playing() -> Iterator[Fakes]:
    """All six services."""
    with Fakes(seconds=0.02) as fakes:
        yield fakes


@pytest.fixture
def fakes(playing: Fakes) -> Fakes:
    """All six services, as new."""
    playing.reset()
    return playing


@pytest.fixture(scope="package")
def client() -> Iterator[httpx.Client]:
    """One for all tests: making it is dear."""
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield client


@pytest.fixture
def talk(fakes: Fakes, client: httpx.Client) -> Callable[[str], Talker]:
    """`talk("bfl")` speaks to that service."""
    return lambda service: Talker(fakes, service, client)
