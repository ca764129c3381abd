"""Money in sight: the price before, the second press, the stop, the tally after."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from unittest.mock import AsyncMock, patch

import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.paths import state_folder
from fluxfill_studio.settings.table import LIMIT_PER_PRESS, MONTHLY_STOP
from fluxfill_studio.store.rows import Tally
from fluxfill_studio.studio import filling
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.notices import Tone
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played


@pytest.fixture(autouse=True)
def keys_and_no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    for name in ("BFL", "REPLICATE"):
        monkeypatch.setenv(f"FLUXFILL_{name}_API_KEY", "some-key")


@played
async def test_the_price_is_every_picture_of_every_service() -> None:
    desk = StudioDesk(ScriptedProvider(), paid_provider("bfl"), paid_provider("replicate", "0.04"))
    desk.paint()
    desk.session.form.set(variations=3)
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert (preflight.cost, preflight.pictures) == (Cost(), 3)
    desk.session.form.set(providers=("scripted", "bfl", "replicate"), variations=3)
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert (preflight.cost, preflight.pictures) == (Cost(Decimal("0.27")), 9)
    assert preflight.seconds == 15.0
    await desk.close()


@played
async def test_over_the_limit_a_second_press_is_asked_for_and_sends() -> None:
    desk = StudioDesk(paid_provider("bfl", "0.60"))
    desk.paint()
    heard: list[Cost | None] = []
    desk.session.filling.asking.connect(heard.append)
    desk.session.form.set(variations=1)
    assert desk.session.filling.generate() is not None
    desk.session.choosing.hide()
    desk.session.form.set(variations=2)
    assert desk.session.filling.generate() is None
    assert desk.session.filling.asked == Cost(Decimal("1.20"))
    desk.session.form.set(variations=3)
    assert desk.session.filling.generate() is None  # another price is another question
    run = desk.session.filling.generate()
    assert run is not None
    assert heard == [Cost(Decimal("1.20")), Cost(Decimal("1.80")), None]
    await desk.close()


@played
async def test_a_price_that_nobody_knows_does_not_pass_the_limit() -> None:
    unpriced = paid_provider("replicate")
    unpriced.capability = replace(unpriced.capability, price_usd=None)
    desk = StudioDesk(paid_provider("bfl"), unpriced)
    desk.paint()
    desk.studio.settings.set(LIMIT_PER_PRESS, 0.4)
    desk.session.form.set(providers=("replicate",))
    desk.session.form.set(variations=8)
    assert desk.session.filling.generate() is not None  # counts as much as the makers ask
    desk.session.form.set(providers=("bfl", "replicate"))
    desk.session.form.set(variations=5)
    assert desk.session.filling.generate() is None
    assert desk.session.filling.asked == Cost(Decimal("0.25"), 5)
    assert desk.session.filling.asked.words == "$0.25 and more"
    assert desk.session.filling.generate() is not None
    await desk.close()


def test_the_question_does_not_stand_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "ASK_S", 0.01)

    @played
    async def scene() -> None:
        desk = StudioDesk(paid_provider("bfl", "2"))
        desk.paint()
        desk.session.filling.asking.connect(lambda _price: desk._news.set())
        assert desk.session.filling.generate() is None
        await desk.until(lambda: desk.session.filling.asked is None)
        assert desk.session.filling.generate() is None
        assert desk.providers["bfl"].requests == []
        await desk.close()

    scene()


@played
async def test_the_tally_counts_what_was_paid_and_what_may_have_been() -> None:
    desk = StudioDesk(paid_provider("bfl"))
    desk.paint()
    desk.session.form.set(variations=2)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.tiles[0].request)
    await desk.sent(run.tiles[1].request)
    desk.providers["bfl"].fail(run.tiles[1].request, "It fell over. Perhaps it was charged.")
    await desk.until(lambda: run.tiles[1].failure != "")
    await desk.until(lambda: desk.studio.money.month() == Decimal("0.05"))
    await desk.until(lambda: desk.studio.money.perhaps() == Decimal("0.05"))
    rows = desk.studio.money.rows
    assert {(row.provider, row.document) for row in rows} == {("bfl", desk.session.document.id)}
    await desk.close()
    again = StudioDesk(paid_provider("bfl"))
    await again.studio.money.refresh()
    assert again.studio.money.month() == Decimal("0.05")
    await again.close()


@played
async def test_what_waits_for_its_turn_counts_as_perhaps_until_it_is_called_off() -> None:
    desk = StudioDesk(paid_provider("bfl", concurrency=1))
    desk.paint()
    desk.session.form.set(variations=4)
    run = desk.session.filling.generate()
    assert run is not None
    assert desk.studio.money.perhaps() == Decimal("0.20")  # before anything stands on disk
    await desk.sent(run.tiles[0].request)
    await desk.until(lambda: desk.studio.money.perhaps() == Decimal("0.20"))
    desk.session.filling.cancel(run.tiles[3].request)
    await desk.until(lambda: desk.studio.money.perhaps() == Decimal("0.15"))
    await desk.close()


@played
async def test_last_month_is_not_this_month() -> None:
    desk = StudioDesk(paid_provider("bfl"))
    row = Tally("bfl", "", "", time.strftime("%Y-%m"), 1, Decimal("0.10"), Decimal("0.05"))
    rows = [row, replace(row, month="2001-01", usd=Decimal(9), perhaps=Decimal(9))]
    with patch.object(desk.studio.ledger, "tally", AsyncMock(return_value=rows)):
        await desk.studio.money.refresh()
    assert desk.studio.money.month() == Decimal("0.10")
    assert desk.studio.money.perhaps() == Decimal("0.05")
    await desk.close()


@played
async def test_the_monthly_stop_is_a_reason() -> None:
    desk = StudioDesk(paid_provider("bfl", "0.30"), ScriptedProvider())
    desk.paint()
    desk.studio.settings.set(MONTHLY_STOP, 0.5)
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.tiles[0].request)
    await desk.until(lambda: desk.studio.money.month() == Decimal("0.30"))
    assert "monthly stop" in (desk.session.filling.why_not() or "")
    assert desk.session.filling.generate() is None
    desk.session.filling.another(run.tiles[0].request)
    assert len(run.tiles) == 1
    assert "monthly stop" in desk.notices[-1].text
    desk.session.form.set(providers=("scripted",))
    assert desk.session.filling.why_not() is None
    await desk.close()


@played
async def test_a_stop_needs_a_price_that_is_known() -> None:
    service = paid_provider("bfl")
    service.capability = replace(service.capability, price_usd=None)
    desk = StudioDesk(service)
    desk.paint()
    assert desk.session.filling.why_not() is None
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    desk.studio.settings.set(MONTHLY_STOP, 5.0)
    assert "price of BFL" in (desk.session.filling.why_not() or "")
    desk.session.filling.another(run.request)
    assert len(run.tiles) == 1
    assert "price of BFL" in desk.notices[-1].text
    await desk.close()


def test_a_ledger_that_was_damaged_is_told(expect_log: Callable[[str], None]) -> None:
    expect_log("set aside")

    @played
    async def scene() -> None:
        first = StudioDesk(paid_provider("bfl"))
        await first.studio.start()
        await first.close()
        (state_folder() / "ledger.sqlite").write_bytes(b"no ledger" * 999)
        desk = StudioDesk(paid_provider("bfl"))
        desk.studio.notices.connect(desk.notices.append)
        await desk.studio.start()
        assert [notice.tone for notice in desk.notices] == [Tone.WARNING]
        await desk.close()

    scene()


@played
async def test_what_was_typed_on_the_command_line_is_not_asked_twice() -> None:
    desk = StudioDesk(paid_provider("bfl", "3"))
    desk.studio.settings.set(LIMIT_PER_PRESS, 1.0)
    desk.paint(Rect(5, 5, 9, 9))
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate(output=desk.session.exporting.default_path())
    assert run is not None
    job = await desk.job(run.request, lambda _job: True)
    assert job.output == "picture-fill.png"
    await desk.close()
