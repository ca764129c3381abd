"""One process of `bench_jobs`: a full house without a window, or a window with a few jobs.

jobs_child.py full JOBS SECONDS | window
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import statistics
import sys
import time

import numpy as np
import psutil

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.paths import state_folder
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow

BOX = Rect(0, 0, 512, 512)
PAST = 20
TICK_MS = 5


def request(provider: str, seed: int) -> FillRequest:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (BOX.height // 8, BOX.width // 8, 3), np.uint8)
    pixels = frozen(coarse.repeat(8, 0).repeat(8, 1))
    mask = np.zeros((BOX.height, BOX.width), np.uint8)
    mask[128:256, 128:320] = 255
    params = FillParams("a red door", seed)
    return FillRequest(provider, str(seed), "s", BOX, BOX, BOX, pixels, frozen(mask), params)


async def past(ledger: Ledger, seconds: float) -> None:
    """Jobs that the runner learns from."""
    for number in range(PAST):
        row = JobRow(f"past{number}", "bfl", "imported", 1.0, accepted=1.0, ready=1.0 + seconds)
        await ledger.add(row, {})


async def full(count: int, seconds: float) -> dict[str, float]:
    """Every job to its end; the memory after the first third and at the end."""
    folder = state_folder()
    providers = make_providers(Keys(), Settings(folder / "settings.json"))
    ledger = Ledger(folder)
    await past(ledger, seconds)
    runner = Runner(providers, ledger)
    landed = 0
    memory: list[float] = []

    async def one(seed: int) -> None:
        asked = request("bfl", seed)
        job = await runner.finished(runner.start(asked).id)
        assert job.state is JobState.DOWNLOADED, job.message
        await runner.imported(job.id)
        runner.forget(asked.document)
        nonlocal landed
        landed += 1
        if landed in (count // 3, count):
            memory.append(resident_mb())

    await asyncio.gather(*(one(seed) for seed in range(count)))
    await runner.close()
    await ledger.close()
    await providers.close()
    return {"growth_mb": memory[-1] - memory[0]}


def resident_mb() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


def in_window() -> dict[str, float]:
    """Ticks of the real window while jobs are carried."""
    import qasync
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from fluxfill_studio.studio.studio import Studio
    from fluxfill_studio.ui.shell import Shell
    from fluxfill_studio.ui.window import Window

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)

    async def run() -> dict[str, float]:
        studio = Studio()
        shell = Shell()
        shell.resize(1920, 1080)
        view = Window(shell, studio, on_closed=lambda: None)
        shell.show()
        await asyncio.sleep(1.0)
        ticks: list[float] = []
        own: list[float] = []
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
        timer.timeout.connect(lambda: own.append(time.thread_time()))
        timer.start()
        services = ("bfl", "apiframe", "replicate", "eachlabs", "kkiai")
        jobs = [studio.runner.start(request(name, n)) for n, name in enumerate(services)]
        for job in jobs:
            await studio.runner.finished(job.id)
            assert job.state is JobState.DOWNLOADED, (job.request.provider, job.message)
        timer.stop()
        await view.close()
        await studio.close()
        return gaps("tick", ticks) | gaps("tick_cpu", own)

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(run())


def gaps(name: str, times: list[float]) -> dict[str, float]:
    """The 99th percentile and the largest of the steps between `times` in seconds."""
    steps = sorted(1000 * (b - a) for a, b in itertools.pairwise(times))
    return {f"{name}_p99_ms": statistics.quantiles(steps, n=100)[-1], f"{name}_max_ms": steps[-1]}


if __name__ == "__main__":
    if sys.argv[1] == "full":
        print(json.dumps(asyncio.run(full(int(sys.argv[2]), float(sys.argv[3])))))
    else:
        print(json.dumps(in_window()))
