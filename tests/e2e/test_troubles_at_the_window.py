"""What goes wrong at a service, as a user meets it at the window: words, money, a way on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.studio.notices import Tone
from fluxfill_studio.ui.panels.decision import Decision
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from fluxfill_studio.ui.panels.service_page import ServicePage
from fluxfill_studio.ui.panels.tile_face import Phase
from fluxfill_studio.ui.services_dialog import ServicesDialog
from fluxfill_studio.ui.widgets.sure_button import GAP_S
from tests.e2e.customer import Customer, Sit, assert_filled, button
from tests.e2e.hand import PATIENCE_S
from tests.fakes.services.running import Fakes

ROOT = Path(__file__).resolve().parents[2]
CUT = {"kind": "cut", "after": True}


def fail(fakes: Fakes, service: str, fault: dict[str, Any], on: str = "create") -> None:
    fakes.script({"service": service, "on": on, "fault": fault})


async def press_at(hand: Customer, photo: Path, service: str, variations: int = 1) -> None:
    """Open, choose, paint, write, press."""
    await hand.open(photo)
    await hand.choose(service)
    hand.session.form.set(variations=variations)
    await hand.ask()
    hand.press()


async def over(hand: Customer) -> str:
    """Wait until the one job has ended without a picture; what the tile says."""
    await hand.until(lambda: hand.tiles and hand.tiles[0].face.phase is Phase.FAILED)
    return hand.tiles[0].face.state


def test_an_empty_wallet(customer: Sit, fakes: Fakes, photo: Path) -> None:
    async def job(hand: Customer) -> None:
        fakes.set("bfl", credit=0.01)
        await press_at(hand, photo, "bfl")
        words = await over(hand)
        assert "credit" in words
        assert words in hand.notices
        assert hand.tiles[0].face.time == "cost nothing"
        await hand.look("empty-wallet")
        await hand.until(lambda: not hand.session.filling.running)
        assert hand.window.studio.money.month() == 0
        await hand.discard()

    customer(job)


def test_a_refused_key_that_was_set_from_outside_is_to_be_changed_there(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    async def job(hand: Customer) -> None:
        fail(fakes, "bfl", {"kind": "refuse", "why": "denied"})
        await press_at(hand, photo, "bfl")
        assert "key" in await over(hand)
        await hand.look("key-refused-while-filling")
        hand.click(button(hand.window.layout.notices, "Enter key"))
        dialog = await hand.one(ServicesDialog)
        page = dialog.pages["bfl"]
        assert isinstance(page, ServicePage)
        assert "FLUXFILL_BFL_API_KEY" in page.state.text()
        assert not page.key.isVisible()
        await hand.look("key-set-from-outside")
        dialog.close()
        await hand.discard()

    customer(job)


def test_a_moderated_prompt_may_do_with_another_seed(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    async def job(hand: Customer) -> None:
        ending = {"kind": "ending", "word": "moderated output", "reasons": ["Violence"]}
        fail(fakes, "bfl", ending)
        await press_at(hand, photo, "bfl")
        words = await over(hand)
        assert "Violence" in words
        assert "seed" in words
        await hand.look("moderated")
        hand.click(button(hand.window.layout.notices, "Try another seed"))
        await hand.until(lambda: hand.run.results)
        assert len(hand.run.tiles) == 2
        first, second = fakes.accepted("bfl")
        assert first["seed"] != second["seed"]
        await hand.discard()

    customer(job)


def test_what_cannot_be_cancelled_goes_on_unseen(customer: Sit, fakes: Fakes, photo: Path) -> None:
    async def job(hand: Customer) -> None:
        fakes.set("bfl", seconds=60)
        await press_at(hand, photo, "bfl")
        await hand.until(lambda: hand.jobs[0].state is JobState.ACCEPTED)
        await hand.until(lambda: "already paid" in hand.tiles[0].stop.accessibleName())
        hand.click(hand.tiles[0].stop)
        assert "paid already" in hand.tiles[0].face.state
        await hand.look("unseen")
        fakes.finish()
        await hand.landed()
        assert hand.session.choosing.shown is None
        hand.click(hand.tiles[0])
        assert hand.session.choosing.shown is not None
        await hand.discard()

    customer(job)


def test_what_can_be_cancelled_is_cancelled(customer: Sit, fakes: Fakes, photo: Path) -> None:
    async def job(hand: Customer) -> None:
        fakes.set("replicate", seconds=60)
        await press_at(hand, photo, "replicate")
        await hand.until(lambda: hand.jobs[0].state is JobState.ACCEPTED)
        assert "Cancel" in hand.tiles[0].stop.accessibleName()
        hand.click(hand.tiles[0].stop)
        assert await over(hand) == "Cancelled. It may have cost $0.05."
        await hand.look("cancelled")
        (accepted,) = fakes.accepted("replicate")
        assert accepted["state"] == "cancelled"
        await hand.discard()

    customer(job)


def test_an_unknown_job_waits_for_one_of_three_choices(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    async def job(hand: Customer) -> None:
        fail(fakes, "bfl", CUT)
        await press_at(hand, photo, "bfl")
        await hand.until(lambda: hand.tiles and hand.tiles[0].face.phase is Phase.UNKNOWN)
        assert hand.tiles[0].face.state == "Perhaps billed"
        decision = await hand.one(Decision)
        assert "check before you send it again" in decision.words.text()
        await hand.until(lambda: hand.window.studio.money.perhaps() == Decimal("0.05"))
        await hand.look("unknown")
        hand.click(decision.check)
        await hand.until(lambda: "cannot tell" in decision.words.text())
        assert hand.tiles[0].face.phase is Phase.UNKNOWN
        await hand.look("checked")
        assert len(fakes.accepted("bfl")) == 1
        fail(fakes, "bfl", CUT)
        hand.click(decision.resubmit)
        asked = time.monotonic()
        assert "may cost $0.05 twice" in decision.resubmit.text()
        await hand.until(lambda: time.monotonic() - asked > GAP_S)  # as long as it takes to read
        assert len(hand.tiles) == 1
        hand.click(decision.resubmit)
        await hand.until(lambda: len(hand.tiles) == 2)
        await hand.until(lambda: [t.face.phase for t in hand.tiles] == UNSURE)
        assert len(fakes.accepted("bfl")) == 2
        hand.click((await hand.one(Decision)).drop)
        await hand.until(lambda: [t.face.phase for t in hand.tiles] == [Phase.FAILED] * 2)
        await hand.look("dropped")
        shown = hand.window.layout.notices.notice  # what was said of either job holds no more
        assert shown is None or shown.tone is Tone.INFO
        assert hand.window.studio.money.perhaps() == Decimal("0.10")
        assert len(fakes.accepted("bfl")) == 2
        await hand.discard()

    customer(job)


UNSURE = [Phase.FAILED, Phase.UNKNOWN]
"""Of a job that was let go and the one that was sent in its place."""


def test_a_dead_network_waits_and_goes_on(
    customer: Sit, fakes: Fakes, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = two_free_ports()
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", f"http://127.0.0.1:{port + 1}")

    async def job(hand: Customer) -> None:
        await press_at(hand, photo, "bfl")
        await hand.until(lambda: "nothing was sent" in hand.tiles[0].face.state)
        assert "BFL cannot be reached" in hand.tiles[0].face.state
        await hand.look("no-network")
        with Fakes("bfl", key=fakes.key("bfl"), port=port) as back:
            await hand.landed()
            assert len(back.accepted()) == 1
        await hand.discard()

    customer(job)


def two_free_ports() -> int:
    """The first of two neighbours of which nobody listens to any."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def test_closing_while_a_paid_job_runs_tells_that_it_goes_on(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    async def leave(hand: Customer) -> None:
        fakes.set("bfl", seconds=60)
        await press_at(hand, photo, "bfl")
        await hand.until(lambda: hand.jobs[0].state is JobState.ACCEPTED)
        assert "1 paid fill goes on" in await hand.discard()

    async def come_back(hand: Customer) -> None:
        await bring(hand, photo)
        assert len(fakes.accepted()) == 1

    customer(leave)
    fakes.finish()
    customer(come_back)


async def bring(hand: Customer, photo: Path) -> None:
    """What an earlier session paid for is offered, opened, adopted and exported."""
    await hand.until(lambda: hand.window.studio.recovering.jobs)
    row = await hand.one(RecoveredRow)
    await hand.until(lambda: "open" in row.buttons)
    await hand.look("recovered")
    hand.click(row.buttons["open"])
    await hand.until(lambda: hand.window.session and hand.session.choosing.shown)
    assert hand.session.document.path == photo
    mask = hand.session.document.mask.copy()
    await hand.look("recovered-open")
    await hand.back()
    written = photo.with_name("recovered.png")
    await hand.adopt_and_export(written)
    assert_filled(photo, written, mask)
    await hand.until(lambda: not hand.window.studio.runner.active)
    assert [row.state for row in await hand.rows()] == ["imported"]


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_after_kill_9_the_next_start_offers_the_paid_picture(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    fakes.set("bfl", seconds=60)
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/e2e/editor_driver.py"), photo.name, "wait", "bfl"],
        cwd=photo.parent, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "filling\n", child.stderr
        deadline = time.monotonic() + PATIENCE_S
        while not fakes.log(service="bfl", kind="poll"):
            assert time.monotonic() < deadline
    finally:
        child.kill()
        child.communicate()

    async def come_back(hand: Customer) -> None:
        await hand.until(lambda: hand.window.studio.recovering.jobs)
        row = await hand.one(RecoveredRow)
        await hand.until(lambda: row.buttons == {})  # it is watched again
        await hand.look("recovered-running")
        fakes.finish()
        await bring(hand, photo)
        assert len(fakes.accepted()) == 1

    customer(come_back)
