"""How soon a finished picture is here, how full a service is kept, and the window meanwhile.

    python tests/benchmarks/bench_jobs.py [--json FILE] [--check]

Polling: 2000 jobs of 13 +- 2 s on a simulated clock, a poll taking 60 ms; what we learned from the
jobs before, against fixed pauses in the same run. A full house: three times as many jobs as the
fake service carries, 24 at once, through the real runner, ledger and adapters, with 20 jobs of the
past; how much of the service's room stood empty, and by how much the process grew after the first
24. The window: wall time between ticks of a 5 ms timer in the real window, offscreen, while four
jobs poll and a picture of 20 MB arrives; the client to the network is made meanwhile. Beside it
the CPU time that the window's own thread spends between two ticks.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from reporting import arguments, report

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.jobs.polling import next_poll  # noqa: E402
from fluxfill_studio.jobs.timing import Timing  # noqa: E402
from tests.fakes.services.running import Fakes  # noqa: E402

CHILD = ROOT / "tests/benchmarks/jobs_child.py"
JOBS, LEARNED, PAST = 2000, 20, 40
USUAL_S, SPREAD_S, ROUND_TRIP_S = 13.0, 2.0, 0.06
FIXED_S = (0.5, 1.0, 2.0, 5.0)
AT_ONCE, WAVES, LENGTH_S = 24, 3, 13.0

Pause = Callable[[float, Sequence[float]], float]


def main() -> int:
    options = arguments(__doc__).parse_args()
    figures = polling()
    with tempfile.TemporaryDirectory() as folder:
        figures |= full_house(Path(folder) / "full")
        figures |= window(Path(folder) / "window")
    return report(figures, "jobs", options)


def polling() -> dict[str, float]:
    """Lag from ready to told, and polls a job, learned and fixed."""
    timing = Timing()
    lag, worst, polls = simulated(lambda at, past: next_poll(at, past, timing))
    figures = {"lag_median_s": lag, "lag_p95_s": worst, "polls_mean": polls}
    for fixed in FIXED_S:
        lag, worst, polls = simulated(lambda _at, _past, fixed=fixed: fixed)
        name = f"fixed_{fixed:g}"
        figures |= {f"{name}_lag_median_s": lag, f"{name}_polls_mean": polls}
    return figures


def simulated(pause: Pause) -> tuple[float, float, float]:
    """Median and 95th percentile of the lag in seconds, mean number of polls."""
    chance = random.Random(13)
    past: list[float] = []
    lags, polls = [], []
    for _job in range(LEARNED + JOBS):
        ready = max(1.0, chance.gauss(USUAL_S, SPREAD_S))
        told, asked = 0.0, 0
        while asked == 0 or told - ROUND_TRIP_S / 2 < ready:
            told += pause(told, past) + ROUND_TRIP_S
            asked += 1
        past = [*past, told][-PAST:]
        lags.append(told - ready)
        polls.append(asked)
    lags, polls = lags[LEARNED:], polls[LEARNED:]
    return statistics.median(lags), statistics.quantiles(lags, n=20)[-1], statistics.mean(polls)


def full_house(home: Path) -> dict[str, float]:
    """Percent of the service's room that stood empty; MB that the process grew."""
    with Fakes("bfl", seconds=LENGTH_S) as fakes:
        told = child(fakes, home, "full", str(AT_ONCE * WAVES), str(LENGTH_S))
        begun = [job["at"] for job in fakes.accepted()]
    assert len(begun) == AT_ONCE * WAVES
    span = max(begun) + LENGTH_S - min(begun)
    return {"idle_percent": 100 * (1 - WAVES * LENGTH_S / span)} | told


def window(home: Path) -> dict[str, float]:
    """Milliseconds between two ticks of the window."""
    with Fakes("bfl", "apiframe", "replicate", "eachlabs", "kkiai", seconds=3) as fakes:
        fault = {"kind": "picture", "form": "large", "megabytes": 20}
        fakes.script({"service": "kkiai", "on": "create", "fault": fault})
        return child(fakes, home, "window")


def child(fakes: Fakes, home: Path, *words: str) -> dict[str, float]:
    """One process of the program; it prints its figures as JSON in its last line."""
    environment = os.environ | fakes.environment() | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "FLUXFILL_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(CHILD), *words], env=environment, stdout=subprocess.PIPE, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    sys.exit(main())
