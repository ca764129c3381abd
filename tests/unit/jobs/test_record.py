"""A request comes back from the ledger as it was, or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.pictures import Pictures
from fluxfill_studio.jobs.record import answer_of, parcel_of, parcel_text, read, written
from fluxfill_studio.providers.contract import Parcel
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger
from tests.unit.jobs.carried import paid, request

CAPABILITY = paid().capability


async def back(home: Path, asked: FillRequest, blobs: dict[str, Blob] | None = None) -> FillRequest:
    ledger = Ledger(home)
    pictures = Pictures(ledger)
    try:
        row, found = written(Job(asked), CAPABILITY, 1.0, pictures)
        kept = await ledger.add(row, found | (blobs or {}))
        return await pictures.whole(await read(ledger, kept))
    finally:
        await ledger.close()


def test_every_field_comes_back(home: Path) -> None:
    pixels = frozen(np.random.default_rng(1).integers(0, 65536, (6, 9, 4), np.uint16))
    asked = replace(
        request(),
        canvas=Rect(-4, -5, 60, 70),
        box=Rect(-4, -5, 9, 6),
        pixels=pixels,
        mask=frozen(np.full((6, 9), 7, np.uint8)),
        params=FillParams("à la mer", 2**32 - 1, 30, 2.5, 6, True, "png"),
        outpaint="Zoom out 2x",
        feather=5,
        icc=b"profile",
        native=True,
    )
    found = asyncio.run(back(home, asked))
    for name in asked.__slots__:
        one, other = getattr(asked, name), getattr(found, name)
        assert np.array_equal(one, other), name
    assert found.pixels.dtype == np.uint16
    assert not found.pixels.flags.writeable


@pytest.mark.parametrize("content", [b"", b"no pixels", b"\x04\x22\x4d\x18" + b"x" * 40])
def test_damaged_pixels_are_an_error_in_words(home: Path, content: bytes) -> None:
    with pytest.raises(LedgerError, match="damaged"):
        asyncio.run(back(home, request(), {"pixels": Blob.of(content)}))


def test_pixels_of_another_size_are_refused(home: Path) -> None:
    other = Pictures(Ledger(home)).blob(frozen(np.zeros((2, 2, 3), np.uint8)))
    with pytest.raises(LedgerError, match="damaged"):
        asyncio.run(back(home, request(), {"pixels": other}))


def test_the_digest_tells_requests_apart(home: Path) -> None:
    pictures = Pictures(Ledger(home))

    def digest(asked: FillRequest) -> str:
        return written(Job(asked), CAPABILITY, 1.0, pictures)[0].digest

    one = request()
    other = replace(one, params=replace(one.params, seed=99))
    assert digest(one) == digest(replace(one, id=RequestId("another")))
    assert digest(one) != digest(other)
    assert digest(one) != digest(replace(one, mask=frozen(255 - one.mask)))


def test_an_answer_that_is_no_picture_is_an_error_in_words() -> None:
    with pytest.raises(LedgerError, match="damaged"):
        answer_of(b"<html>", request())


@given(st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_a_parcel_comes_back(image: str, mask: str, uploads: list[str]) -> None:
    parcel = Parcel(image, mask, tuple(uploads))
    assert parcel_of(parcel_text(parcel)) == parcel


def test_pictures_inside_a_create_are_not_kept() -> None:
    assert parcel_of(parcel_text(Parcel(b"png", b"png", ("one",)))) == Parcel("", "", ("one",))
    with pytest.raises(LedgerError, match="damaged"):
        parcel_of("[1]")
