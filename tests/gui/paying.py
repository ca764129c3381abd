"""A person in front of the window at a service that asks for a key and money."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fluxfill_studio.history.history import Run
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio import filling, studio
from fluxfill_studio.ui.thumbnails import Thumbnails
from tests.fakes.scripted_provider import SCRIPTED, ScriptedProvider
from tests.fakes.scripted_studio import QUICK, ScriptedProviders, paid_provider
from tests.gui.front import Front


def paying_fronts(
    loop: asyncio.AbstractEventLoop, patch: pytest.MonkeyPatch
) -> Callable[..., Front]:
    """Starts the program anew with every call; the service stays and remembers its jobs."""
    service = paid_provider("bfl")
    both = ScriptedProviders({SCRIPTED: ScriptedProvider(), "bfl": service})
    patch.setattr(studio, "make_providers", lambda *_arguments: both)
    patch.setattr(filling, "PRESS_GAP_S", 0.0)
    patch.setattr(studio, "Runner", partial(Runner, timing=QUICK))
    patch.setattr(Thumbnails, "ask", lambda *_arguments: None)
    patch.setattr(Thumbnails, "ask_left", lambda *_arguments: None)
    patch.setenv("FLUXFILL_BFL_API_KEY", "some-key")

    def start() -> Front:
        front = Front(loop, service)
        loop.run_until_complete(front.studio.start())
        front.turn()
        return front

    return start


def press(
    front: Front, photo: Path, prompt: str = "a lake", *, variations: int = 1, opened: bool = False
) -> Run:
    """Paid fills of a painted picture, which may be `opened` already."""
    if not opened:
        front.open(photo)
    front.paint()
    session = front.window.session
    front.in_loop(lambda: session.form.set(providers=("bfl",), prompt=prompt))
    front.in_loop(lambda: session.form.set(variations=variations))
    front.in_loop(front.window.generate)
    return session.history.runs[-1]
