"""Whatever goes wrong, at whichever service: the job ends as it should, says why, costs once.

Every job runs through the real adapter, runner and ledger, over a real socket. A few faults that
only repeat others are tried at one service each; with `FLUXFILL_FAULT_ROUNDS=n` everything is
tried everywhere, n times.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fluxfill_studio.providers.contract import Charge
from tests.e2e.faulty import BOX, Ended, Lane
from tests.fakes.services.recipes import DONE, KEPT, LOST, RECIPES, REFUSED, STOPPED, Recipe
from tests.fakes.services.running import ALL, Fakes

ROUNDS = int(os.environ.get("FLUXFILL_FAULT_ROUNDS", "0"))
REPEATS = re.compile(
    r"\b(502|503|504|408|drip|to a file|to a private|in a loop|truncated|with a (text|header)"
    r"|(upload|file): .*, once|poll: (?!wrong|no |a |404|garbage).*, once|(500|hang), before"
    r"|output (string|list|images|object|number|empty)|palette|grey|deep)\b"
)
NO_WORDS = re.compile(
    r"Traceback|\w(Error|Exception|Warning)\b|0x[0-9a-f]{6}|httpx|msgspec|[{}<>]|[0-9a-f]{32}"
    r"|[\x00-\x1f\x7f]"
)
OF_MONEY = re.compile(r"charge|paid")
DEFINED = {
    "downloaded", "rejected", "moderated", "failed", "cancelled", "expired", "unknown", KEPT,
}  # fmt: skip


@pytest.fixture(scope="module")
def fakes() -> Iterator[Fakes]:
    with Fakes(seconds=0.03) as running:
        running.set(active_limit=None, minute_limit=None)  # one service gets all this in a minute
        yield running


def plan(service: str) -> list[Recipe]:
    """What is tried at `service`."""
    if ROUNDS:
        return [recipe for recipe in RECIPES if recipe.strikes(service)] * ROUNDS
    chosen = []
    for at, recipe in enumerate(RECIPES):
        struck = [one for one in ALL if recipe.strikes(one)]
        if REPEATS.search(recipe.name):
            struck = [struck[at % len(struck)]]
        if service in struck:
            chosen.append(recipe)
    return chosen


def test_enough_is_tried() -> None:
    tried = Counter(recipe.name for service in ALL for recipe in plan(service))
    assert tried.keys() == {recipe.name for recipe in RECIPES}
    assert sum(count >= len(ALL) for count in tried.values()) >= 60


def test_every_fault_ends_as_it_should(
    fakes: Fakes, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log(" stopped: ")
    ended = asyncio.run(all_lanes(fakes, tmp_path))
    accepted = Counter((row["service"], row["seed"]) for row in fakes.accepted())
    wrong = [line for one in ended for line in complaints(one, accepted[one.service, one.seed])]
    assert not wrong, "\n".join(wrong)


async def all_lanes(fakes: Fakes, folder: Path) -> list[Ended]:
    """Every service at once, one job after the other at each."""

    async def one(service: str) -> list[Ended]:
        lane = Lane(service, fakes, folder / service)
        try:
            return [await lane.run(recipe, seed) for seed, recipe in enumerate(plan(service), 1)]
        finally:
            await lane.close()

    return [ended for lane in await asyncio.gather(*map(one, ALL)) for ended in lane]


def complaints(one: Ended, accepted: int) -> list[str]:
    """Everything that is not as it should be."""
    job, state = one.job, one.job.state.value
    reason = job.reason.value if job.reason else ""
    found = {
        "has not ended": one.overdue or state not in DEFINED,
        "was never faulty": not one.struck,
        f"is {state}": state != one.recipe.ends(one.service),
        f"is {one.row.state} on disk": one.row.state != state,
        f"gives the reason {reason!r}": reason != one.recipe.reason,
        f"was accepted {accepted} times": accepted != arrivals(one),
        f"tells the cost {job.charge.value}": not tells_the_cost(one, accepted),
        f"is {one.row.charge} paid on disk": one.row.charge != job.charge.value,
        f"says {job.message!r}": not speaks_to_people(one),
        "has the wrong picture": (state == DONE) != has_its_picture(one),
    }
    return [f"{one.service}, {one.recipe.name}: {what}" for what, bad in found.items() if bad]


def arrivals(one: Ended) -> int:
    """How many creates arrive."""
    end = one.recipe.ends(one.service)
    if end == DONE:
        return 1
    if one.recipe.accepted is not None:
        return one.recipe.accepted
    return 0 if end == REFUSED or one.recipe.waits else 1


def tells_the_cost(one: Ended, accepted: int) -> bool:
    """Never "no" for what may be billed, never "yes" for what cannot be."""
    charge, end = one.job.charge, one.recipe.ends(one.service)
    if end == DONE:
        return charge is Charge.YES
    if accepted == 0:
        return charge is (Charge.PERHAPS if end == LOST else Charge.NO)
    # One service gives the money for failed jobs back, and says so.
    refunds = one.service == "apiframe" and one.recipe.fault["kind"] == "ending"
    return charge is not Charge.NO or refunds


def speaks_to_people(one: Ended) -> bool:
    """Sentences with the money in them where there is no picture; why it waited where it did."""
    message, end = one.job.message, one.recipe.ends(one.service)
    wished = end == STOPPED and one.recipe.waits
    if wished and not one.notes:
        return False
    if end == DONE or wished:
        return message == "" and not any(map(NO_WORDS.search, one.notes))
    last = one.job.note if end == KEPT else message
    whole = last[:1].isupper() or last.startswith("kkiai")
    said = (message, *one.notes)
    sober = last.endswith(".") and not any(map(NO_WORDS.search, said))
    # The key is asked for first of all; that it was accepted is said.
    return whole and sober and (end == KEPT or bool(OF_MONEY.search(last)))


def has_its_picture(one: Ended) -> bool:
    """Of the size of the box, whatever came."""
    answer = one.job.answer
    return answer is not None and answer.shape[:2] == (BOX.height, BOX.width)


@pytest.mark.parametrize("service", ALL)
def test_without_a_network_the_job_waits_and_nothing_is_spent(
    service: str, fakes: Fakes, tmp_path: Path
) -> None:
    async def whole() -> Ended:
        lane = Lane(service, fakes, tmp_path / service)
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
            lane.move(f"http://127.0.0.1:{nobody.getsockname()[1]}")
            try:
                return await lane.run(UNPLUGGED, 1)
            finally:
                await lane.close()

    one = asyncio.run(whole())
    assert (one.job.state.value, one.job.charge) == (STOPPED, Charge.NO)
    assert not one.overdue
    assert any("nothing was sent" in note for note in one.notes)


UNPLUGGED = Recipe("unplugged", "create", {"kind": "cut"}, STOPPED, waits=True)
