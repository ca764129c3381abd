"""A process that carries jobs and dies on command: at a step of one job's life, or when killed.

Run as a module it stays small and forks one carrier for every line that it reads: a real process
with a ledger, a runner and adapters of its own, at a fraction of a start's cost.

    {"do": "fork", "home": ..., "act": "start"|"resume", ...}  ->  its process id
    {"do": "wait", "pid": ...}                                 ->  its exit code, negative: a signal
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import ProxyHandler, build_opener

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.providers.contract import Provider, Ready
from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.providers.wire import Patience
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.store.ledger import Ledger

T = TypeVar("T")
STEPS = (
    "written",  # the intent is on disk
    "begun",  # `sending` is on disk, nothing has left
    "sent",  # the service has accepted it, its answer is not read
    "answered",  # the answer is read, not written down
    "accepted",  # the id is on disk
    "polled",  # some answer to a poll is read
    "told ready",  # the address of the result is read, not written down
    "ready",
    "fetching",  # some of the picture is here
    "kept",  # the file is in the ledger, the state is not
    "downloaded",
    "imported",
)
TIMING = Timing(
    first_poll=0.02,
    shortest_poll=0.01,
    longest_poll=0.04,
    retry=0.01,
    slow=0.05,
    offline=0.05,
    busy=0.02,
    job=5.0,
    finds=2,
)
PATIENCE = Patience(2.0, 0.5, 1.0, 1.0, 2.0, 2.0)
BOX = Rect(0, 0, 256, 256)


def request(provider: str, seed: int) -> FillRequest:
    """A small fill whose seed is its name at the fakes."""
    pixels = np.full((BOX.height, BOX.width, 3), seed % 251, np.uint8)
    mask = np.zeros((BOX.height, BOX.width), np.uint8)
    mask[64:128, 64:160] = 255
    params = FillParams("a red door", seed)
    return FillRequest(provider, "d", "s", BOX, BOX, BOX, frozen(pixels), frozen(mask), params)


class Fate:
    """Strikes when one job, known by provider and seed, reaches its step."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._step = spec.get("step")
        self._how = spec.get("how", "kill")
        self._control = spec["control"]
        self._provider = spec.get("victim")
        self.job = ""

    def reach(self, step: str, job: str) -> None:
        """The end, if it is due."""
        if step != self._step or job != self.job:
            return
        if self._how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        # From now on the disk takes nothing more.
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))

    def watch_ledger(self, ledger: Ledger) -> None:
        """Be told what is on disk."""
        add, begin, change, keep = (
            ledger.add,
            ledger.begin_sending,
            ledger.change,
            ledger.keep_answer,
        )

        async def added(row: Any, blobs: Any) -> Any:
            answer = await add(row, blobs)
            self.reach("written", row.id)
            return answer

        async def begun(job: str, limits: Any) -> Any:
            wait = await begin(job, limits)
            if wait is None:
                self.reach("begun", job)
            return wait

        async def changed(job: str, *words: Any, **columns: Any) -> bool:
            done = await change(job, *words, **columns)
            self.reach(words[1], job)
            return done

        async def kept(job: str) -> str:
            sha = await keep(job)
            self.reach("kept", job)
            return sha

        vars(ledger).update(add=added, begin_sending=begun, change=changed, keep_answer=kept)

    def watch_provider(self, provider: Provider) -> None:
        """Be told what the service says."""
        submit, poll, fetch = provider.submit, provider.poll, provider.fetch

        async def submitted(asked: FillRequest, parcel: Any, token: str) -> Any:
            if self._step == "sent" and asked.id == self.job:
                return await self._while(
                    submit(asked, parcel, token), lambda: self._accepted(asked), "sent"
                )
            answer = await submit(asked, parcel, token)
            self.reach("answered", asked.id)
            return answer

        async def polled(remote: Any) -> Any:
            outcome = await poll(remote)
            self.reach("polled", self.job)
            if isinstance(outcome, Ready):
                self.reach("told ready", self.job)
            return outcome

        async def fetched(asked: FillRequest, remote: Any, ready: Ready, file: Path) -> Any:
            if self._step != "fetching" or asked.id != self.job:
                return await fetch(asked, remote, ready, file)
            return await self._while(
                fetch(asked, remote, ready, file), lambda: _begun(file), "fetching"
            )

        vars(provider).update(submit=submitted, poll=polled, fetch=fetched)

    async def _while(self, work: Awaitable[T], due: Callable[[], bool], step: str) -> T:
        """Let `work` go on, and strike in the middle of it; at its end if it was too quick."""
        task = asyncio.ensure_future(work)
        while not task.done():
            if await asyncio.to_thread(due):
                self.reach(step, self.job)
            await asyncio.wait({task}, timeout=0.002)
        self.reach(step, self.job)
        return task.result()

    def _accepted(self, asked: FillRequest) -> bool:
        opener = build_opener(ProxyHandler({}))
        with opener.open(f"{self._control}/accepted", timeout=10) as answer:
            jobs = json.load(answer)
        mine = asked.provider, asked.params.seed
        return any((job["service"], job["seed"]) == mine for job in jobs)


def _begun(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


async def carry(spec: dict[str, Any]) -> None:
    """All jobs of `spec`, or all that are left, to their end; then leave as the program does."""
    home = Path(spec["home"])
    fate = Fate(spec)
    keys, settings = Keys(), Settings(home / "settings.json")
    providers = make_providers(keys, settings, PATIENCE)
    ledger = Ledger(home)
    for name in spec["services"]:
        await keys.load(name, providers[name].capability.origin)
    runner = Runner(providers, ledger, TIMING)
    if spec.get("step"):
        fate.watch_ledger(ledger)
        fate.watch_provider(providers[spec["victim"]])
    if spec["act"] == "start":
        jobs = []
        for number, name in enumerate(spec["services"]):
            asked = request(name, spec["seed"] + number)
            if name == spec.get("victim"):
                fate.job = asked.id
            jobs.append(runner.start(asked))
    else:
        jobs = await runner.resume()
        for job in jobs:
            if job.state is JobState.INTENT:
                await runner.send(job.id)
    await asyncio.gather(*(_finish(runner, job) for job in jobs))
    await runner.close()
    await ledger.close()
    await providers.close()


async def _finish(runner: Runner, job: Job) -> None:
    """To the end, and the picture into a place that lasts: here, its right size is all."""
    await runner.finished(job.id)
    if job.state is JobState.DOWNLOADED:
        picture = await runner.answer(job.id)
        assert picture.shape == (BOX.height, BOX.width, 3)
        await runner.imported(job.id)


def _child(spec: dict[str, Any]) -> None:
    """One carrier; never returns."""
    code = 1
    try:
        os.environ.update(spec["environment"], FLUXFILL_HOME=spec["home"])
        with open(Path(spec["home"]) / f"{os.getpid()}.log", "w", encoding="utf-8") as log:
            os.dup2(log.fileno(), 2)
        asyncio.run(carry(spec))
        code = 0
    except BaseException as error:
        with contextlib.suppress(OSError):
            print(repr(error), file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def main() -> None:
    """Fork and wait as told, until nobody tells anything any more."""
    for line in sys.stdin:
        spec = json.loads(line)
        if spec["do"] == "fork":
            answer = os.fork()
            if answer == 0:
                _child(spec)
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(spec["pid"], 0)[1])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
