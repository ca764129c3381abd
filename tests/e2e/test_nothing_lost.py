"""Nobody pays twice, nothing paid is lost: real processes, killed at every step of a job's life.

Each round starts one job at every service in one process, which then dies, or finds its disk full,
or sleeps. Two processes take up what is left, at once, as the editor and `jobs resume` may. In the
end no job has been accepted twice, and each one is a picture, a failure, or asks the user.

FLUXFILL_KILLS: rounds for each step (1); FLUXFILL_FAULTS: rounds of random faults and kills (8).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow
from tests.e2e.mortal import STEPS
from tests.fakes.services.running import ALL, Fakes

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("FLUXFILL_KILLS", "1"))
FAULTS = int(os.environ.get("FLUXFILL_FAULTS", "8"))
AT_ONCE = 2
# They can say what became of a create whose answer was lost.
TELLING = {"replicate", "apiframe"}
FULL = ("written", "answered", "ready")
ENDS = {"imported", "failed", "rejected", "moderated", "cancelled", "expired", "unknown"}
ACCEPTED_AND_LOST: tuple[dict[str, Any], ...] = (
    {"kind": "cut", "after": True},
    {"kind": "hang", "seconds": 3, "after": True},
    {"kind": "garbage", "after": True},
    *({"kind": "status", "status": n, "body": "", "after": True} for n in (500, 502, 504)),
    {"kind": "reset", "after": True},
)
_seeds = itertools.count(1000, len(ALL))


class Undertaker:
    """One process that forks carriers, and the fakes they talk to."""

    def __init__(self, fakes: Fakes, folder: Path) -> None:
        self._fakes = fakes
        self._folder = folder
        self._alive: set[int] = set()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.mortal"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def home(self) -> tuple[Path, int]:
        """A new home, and the first seed of its jobs."""
        seed = next(_seeds)
        home = self._folder / str(seed)
        home.mkdir(mode=0o700)
        return home, seed

    def fork(self, home: Path, act: str, **spec: object) -> int:
        """Start a carrier; its process id."""
        pid = self._ask(
            {
                "do": "fork", "home": str(home), "act": act, "services": ALL,
                "environment": self._fakes.environment(), "control": self._fakes.control,
            } | spec
        )  # fmt: skip
        self._alive.add(pid)
        return pid

    def wait(self, pid: int) -> int:
        """Its exit code; negative: the signal that ended it."""
        code = self._ask({"do": "wait", "pid": pid})
        self._alive.remove(pid)
        return code

    def resume(self, home: Path) -> None:
        """Two at once carry on what is left."""
        pids = [self.fork(home, "resume") for _program in range(2)]
        assert [self.wait(pid) for pid in pids] == [0, 0], _logs(home)

    def close(self) -> None:
        """End the process, and those it forked."""
        for pid in self._alive:
            os.kill(pid, signal.SIGKILL)
        self._process.communicate()

    def _ask(self, spec: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(spec) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))


Round = Callable[[Undertaker], Path]


@pytest.fixture(scope="module")
def fakes() -> Iterator[Fakes]:
    with Fakes(seconds=0.05) as running:
        yield running


def play(fakes: Fakes, folder: Path, rounds: list[Round]) -> list[Path]:
    """Every round, some at a time; the homes they leave."""
    undertakers = [Undertaker(fakes, folder) for _ in range(AT_ONCE)]
    free = list(undertakers)
    guard = threading.Lock()

    def one(act: Round) -> Path:
        with guard:
            undertaker = free.pop()
        try:
            return act(undertaker)
        finally:
            with guard:
                free.append(undertaker)

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, rounds))
    finally:
        for undertaker in undertakers:
            undertaker.close()


def rows_of(home: Path) -> list[JobRow]:
    async def read() -> list[JobRow]:
        ledger = Ledger(home)
        try:
            return await ledger.rows()
        finally:
            await ledger.close()

    return asyncio.run(read())


def check(fakes: Fakes, homes: list[Path]) -> Counter[str]:
    """The two promises, over every job; how many ended how."""
    accepted = Counter((job["service"], job["seed"]) for job in fakes.accepted())
    twice = {job: times for job, times in accepted.items() if times > 1}
    assert not twice, f"accepted twice: {twice}"
    ends: Counter[str] = Counter()
    known = set()
    for home in homes:
        for row in rows_of(home):
            seed = json.loads(row.request)["params"]["seed"]
            known.add((row.provider, seed))
            ends[row.state] += 1
            assert row.state in ENDS, f"left {row.state}: {row.provider} {_logs(home)}"
            assert row.state == "imported" or row.message, f"{row.state} without a word"
            if row.state == "unknown" and accepted[row.provider, seed]:
                assert row.provider not in TELLING, f"{row.provider} could tell {_logs(home)}"
            if row.state in ("rejected", "cancelled"):
                assert not accepted[row.provider, seed], f"{row.state} but billed"
            if row.state == "imported":
                assert accepted[row.provider, seed] == 1
    assert set(accepted) <= known, f"billed and not written down: {set(accepted) - known}"
    return ends


def _logs(home: Path) -> str:
    return "\n".join(file.read_text("utf-8") for file in home.glob("*.log"))


def killed_at(step: str, victim: str) -> Round:
    def act(undertaker: Undertaker) -> Path:
        home, seed = undertaker.home()
        pid = undertaker.fork(home, "start", seed=seed, step=step, victim=victim)
        assert undertaker.wait(pid) == -signal.SIGKILL, f"{step} was not reached {_logs(home)}"
        undertaker.resume(home)
        return home

    return act


def full_from(step: str, victim: str) -> Round:
    def act(undertaker: Undertaker) -> Path:
        home, seed = undertaker.home()
        spec = {"seed": seed, "step": step, "victim": victim, "how": "full"}
        undertaker.wait(undertaker.fork(home, "start", **spec))
        undertaker.resume(home)
        return home

    return act


def killed_after(seconds: float) -> Round:
    def act(undertaker: Undertaker) -> Path:
        home, seed = undertaker.home()
        pid = undertaker.fork(home, "start", seed=seed)
        threading.Event().wait(seconds)
        os.kill(pid, signal.SIGKILL)
        undertaker.wait(pid)
        undertaker.resume(home)
        return home

    return act


def asleep_after(seconds: float) -> Round:
    def act(undertaker: Undertaker) -> Path:
        """Another program must not take what a sleeping one holds."""
        home, seed = undertaker.home()
        pid = undertaker.fork(home, "start", seed=seed)
        threading.Event().wait(seconds)
        os.kill(pid, signal.SIGSTOP)
        undertaker.wait(undertaker.fork(home, "resume"))
        os.kill(pid, signal.SIGCONT)
        assert undertaker.wait(pid) == 0, _logs(home)
        undertaker.resume(home)
        return home

    return act


def test_a_kill_at_any_step_loses_nothing_and_pays_nothing_twice(
    fakes: Fakes, tmp_path: Path
) -> None:
    fakes.reset()
    victims = itertools.cycle(ALL)
    rounds = [killed_at(step, next(victims)) for _round in range(KILLS) for step in STEPS]
    ends = check(fakes, play(fakes, tmp_path, rounds))
    print("kills at a step:", dict(ends))
    assert ends["imported"] > len(rounds)


def test_a_full_disk_at_any_step_sends_nothing_that_is_not_written_down(
    fakes: Fakes, tmp_path: Path
) -> None:
    fakes.reset()
    victims = itertools.cycle(ALL)
    rounds = [full_from(step, next(victims)) for _round in range(KILLS) for step in FULL]
    print("full disk:", dict(check(fakes, play(fakes, tmp_path, rounds))))


def test_faults_kills_and_sleep_at_random(fakes: Fakes, tmp_path: Path) -> None:
    fakes.reset()
    chance = random.Random(20261121)
    rounds: list[Round] = []
    for number in range(FAULTS):
        kind = asleep_after if number % 4 == 3 else killed_after
        rounds.append(kind(chance.uniform(0.05, 0.6)))
        for service in chance.sample(ALL, 3):
            fault = chance.choice(ACCEPTED_AND_LOST)
            skip = number * 2 if number else 0
            fakes.script({"service": service, "on": "create", "skip": skip, "fault": fault})
    print("at random:", dict(check(fakes, play(fakes, tmp_path, rounds))))
