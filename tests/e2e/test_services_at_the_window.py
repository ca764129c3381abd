"""Every service at the real window: paint, choose, pay, compare, adopt, export."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fluxfill_studio.ui.panels.tile_face import Phase
from tests.e2e.customer import Customer, Sit, assert_filled
from tests.fakes.services.running import ALL, Fakes

PRICED = {"bfl", "replicate", "eachlabs"}
"""Services that publish a price, 5 cents; the others' is not known."""


@pytest.mark.parametrize("service", ALL)
def test_a_service_fills_compares_and_exports(
    customer: Sit, fakes: Fakes, photo: Path, service: str
) -> None:
    async def job(hand: Customer) -> None:
        await hand.open(photo)
        await hand.choose(service)
        hand.session.form.set(variations=1)
        await hand.ask()
        price = "$0.05" if service in PRICED else "price not known"
        assert price in hand.window.layout.fill.generate.text()
        mask = hand.session.document.mask.copy()
        fakes.set(service, seconds=60)
        hand.press()
        await hand.until(lambda: hand.tiles and hand.tiles[0].face.state.startswith("Working"))
        assert hand.tiles[0].face.phase is Phase.RUNNING
        await hand.look(f"{service}-working")
        fakes.finish()
        await hand.landed()
        assert hand.session.choosing.shown is not None
        await compare(hand, service)
        written = photo.with_name(f"{service}.png")
        await hand.adopt_and_export(written)
        assert "0 pixels changed outside the mask" in hand.notices[-1]
        assert_filled(photo, written, mask)
        await booked(hand, fakes, service)

    customer(job)


async def compare(hand: Customer, service: str) -> None:
    """The split line shows both; a held key shows the picture before."""
    canvas = hand.window.canvas
    after = await hand.look(f"{service}-shown")
    QTest.keyPress(canvas, Qt.Key.Key_A)
    before = await hand.look(f"{service}-before")
    QTest.keyRelease(canvas, Qt.Key.Key_A)
    await asyncio.sleep(0.1)  # a release counts once no further press follows
    assert (before != after).any()
    hand.key(Qt.Key.Key_Y)
    assert (await hand.look(f"{service}-split") != after).any()
    hand.key(Qt.Key.Key_Escape)


async def booked(hand: Customer, fakes: Fakes, service: str) -> None:
    """One create, one row, the money in the tally."""
    (accepted,) = fakes.accepted(service)
    assert len(fakes.accepted()) == 1
    await hand.until(lambda: not hand.window.studio.runner.active)
    (row,) = await hand.rows()
    assert (row.state, row.provider, row.remote_id) == ("imported", service, accepted["job"])
    money = hand.window.studio.money
    await money.refresh()
    (line,) = money.rows
    assert (line.provider, line.jobs) == (service, 1)
    assert line.usd == (Decimal("0.05") if service in PRICED else 0)
    assert ("$0.05 this month" in hand.window.layout.status.month.text()) == (service in PRICED)
