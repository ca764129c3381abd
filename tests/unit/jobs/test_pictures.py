"""The pictures of requests are packed once for all jobs that share them, and read when needed."""

from __future__ import annotations

import asyncio
import hashlib
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lz4.frame
import numpy as np
import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs import pictures
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.pictures import Pictures, light, packed
from fluxfill_studio.providers.contract import Parcel, Ready
from fluxfill_studio.store.ledger import Ledger
from tests.unit.jobs.carried import Carried, carried, paid, request
from tests.unit.jobs.test_resuming import restart, resumed


def noise() -> np.ndarray:
    return frozen(np.random.default_rng(3).integers(0, 256, (9, 7, 3), np.uint8))


def test_a_blob_is_a_numpy_file_under_its_own_name(home: Path) -> None:
    array = noise()
    blob = Pictures(Ledger(home)).blob(array)
    content = b"".join(blob.pieces())
    assert hashlib.sha256(content).hexdigest() == blob.sha
    assert np.array_equal(np.load(io.BytesIO(lz4.frame.decompress(content))), array)


def test_an_array_is_named_once_however_many_ask_at_the_same_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    begun = threading.Barrier(3)

    def counted(array: np.ndarray) -> object:
        seen.append(id(array))
        return packed(array)

    monkeypatch.setattr(pictures, "packed", counted)
    found, array, other = Pictures(Ledger(home)), noise(), frozen(noise()[:5])

    def ask(one: np.ndarray) -> str:
        begun.wait()
        return found.blob(one).sha

    with ThreadPoolExecutor(3) as pool:
        names = [*pool.map(ask, [array, array, other])]
    assert names[0] == names[1] != names[2]
    assert sorted(seen) == sorted([id(array), id(other)])


def test_a_new_array_in_an_old_place_has_its_own_name(home: Path) -> None:
    found = Pictures(Ledger(home))
    names = set()
    for value in range(20):  # each is gone before the next one comes
        names.add(found.blob(frozen(np.full((4, 4), value, np.uint8))).sha)
    assert len(names) == 20
    assert found._names == {}


def test_a_light_request_takes_no_memory() -> None:
    asked = request()
    without = light(asked)
    assert (without.pixels.shape, without.mask.shape) == (asked.pixels.shape, asked.mask.shape)
    assert not any(without.pixels.strides)
    assert not any(without.mask.strides)
    assert (without.id, without.params) == (asked.id, asked.params)


def test_what_is_taken_up_is_light_until_its_result_is_there(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.finish(old.request)
        job = await resumed(desk)
        assert not any(job.request.pixels.strides)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert not any(job.request.pixels.strides)
        desk.runner.lighten(job)
        assert job.answer is None
        one, other = await desk.runner.whole(job), await desk.runner.whole(job)
        assert np.array_equal(one.pixels, old.request.pixels)
        assert other.pixels is one.pixels

    restart(home, "accepted", act)


def test_an_intent_is_sent_with_its_own_pictures(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        sent: list[FillRequest] = []

        async def upload(asked: FillRequest) -> Parcel:
            sent.append(asked)
            return Parcel()

        desk.provider.upload = upload  # type: ignore[method-assign,assignment]
        desk.provider.will("poll", Ready())
        job = await resumed(desk)
        await desk.runner.send(job.id)
        await desk.runner.finished(job.id)
        [asked] = sent
        assert np.array_equal(asked.pixels, old.request.pixels)
        assert np.array_equal(asked.mask, old.request.mask)
        assert not any(job.request.pixels.strides)

    restart(home, "intent", act)


def test_what_outlives_its_document_is_light(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid()) as desk:
            job = desk.runner.start(request())
            await desk.state(job, "accepted")
            pixels = job.request.pixels
            desk.runner.forget(job.request.document)
            assert not any(job.request.pixels.strides)
            assert np.array_equal((await desk.runner.whole(job)).pixels, pixels)
            desk.provider.finish(job.request)
            await desk.runner.finished(job.id)
            assert (await desk.runner.answer(job.id)).shape == pixels.shape


def test_a_result_that_came_before_its_document_was_closed_is_read_again(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid()) as desk:
            desk.provider.will("poll", Ready())
            job = await desk.runner.finished(desk.runner.start(request()).id)
            answer = job.answer
            desk.runner.forget(job.request.document)
            assert job.answer is None
            assert np.array_equal(await desk.runner.answer(job.id), answer)

    asyncio.run(go())


def test_a_result_that_the_disk_did_not_take_stays_in_memory(
    home: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("is not kept")

    async def full(_job: str) -> str:
        raise LedgerError("The disk is full.")

    async def go() -> None:
        async with carried(home, paid()) as desk:
            desk.provider.will("poll", Ready())
            monkeypatch.setattr(desk.ledger, "keep_answer", full)
            job = await desk.runner.finished(desk.runner.start(request()).id)
            desk.runner.forget(job.request.document)
            assert job.answer is not None

    asyncio.run(go())


def test_who_sends_an_unknown_job_again_twice_pays_once(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.will("poll", Ready())
        job = await resumed(desk)
        both = await asyncio.gather(
            desk.runner.resubmit(job.id), desk.runner.resubmit(job.id), return_exceptions=True
        )
        fresh, refused = both
        assert isinstance(fresh, Job)
        assert isinstance(refused, LedgerError)
        await desk.runner.finished(fresh.id)
        assert len(desk.provider.requests) == 2  # the first create of all, and this one

    restart(home, "unknown", act)
