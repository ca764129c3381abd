"""The same wish to several services: what each gets, what the card holds, what comes back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.fill.context import SizeLimits
from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.history.export import RECIPE_KEY
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import Mask, frozen
from fluxfill_studio.imaging.saving import png_bytes
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import Answer, Ready, Remote
from fluxfill_studio.settings.table import DEFAULT_PROMPT, SHOW_ARRIVALS
from fluxfill_studio.studio import choosing, filling
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played

STEPS = Parameter("steps", "Steps", 50, 15, 50)
GUIDANCE = Parameter("guidance", "Guidance", 60.0, 1.5, 100, 0.5)
NARROW = Parameter("guidance", "Guidance", 3.0, 2, 5, 0.1)


@pytest.fixture(autouse=True)
def keys_and_no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setattr(choosing, "GLANCE_S", 0.0)
    for name in ("BFL", "EACHLABS"):
        monkeypatch.setenv(f"FLUXFILL_{name}_API_KEY", "some-key")


def several() -> StudioDesk:
    """A desk with a free provider and two services of different ranges."""
    desk = StudioDesk(
        ScriptedProvider(),
        paid_provider("bfl", parameters=(STEPS, GUIDANCE)),
        paid_provider("eachlabs", parameters=(NARROW,), needs_prompt=True),
    )
    desk.paint()
    desk.session.form.set(providers=("scripted", "bfl", "eachlabs"))
    desk.session.form.set(variations=2)
    return desk


@played
async def test_one_press_is_one_card_of_every_service_and_seed() -> None:
    desk = several()
    desk.session.form.set(prompt="a red door")
    desk.session.form.set_value("bfl", "guidance", 30.0)
    run = desk.session.filling.generate()
    assert run is not None
    asked = [tile.request for tile in run.tiles]
    assert [one.provider for one in asked] == ["scripted"] * 2 + ["bfl"] * 2 + ["eachlabs"] * 2
    assert [one.params.seed for one in asked] == [one.params.seed for one in asked[:2]] * 3
    assert [(one.params.steps, one.params.guidance) for one in asked[::2]] == [
        (None, None),
        (50, 30.0),
        (None, 3.0),
    ]
    assert len({id(one.pixels) for one in asked}) == 1
    assert len({id(one.mask) for one in asked}) == 1
    for tile in run.tiles:
        await desk.land(tile.request)
    assert len(run.results) == 6
    await desk.close()


@played
async def test_a_value_that_one_service_would_refuse_keeps_the_press_off() -> None:
    desk = several()
    desk.session.form.set_value("eachlabs", "guidance", 60.0)
    assert desk.session.filling.why_not() == "EACHLABS: Guidance must be 2 to 5."
    assert desk.session.filling.generate() is None
    desk.session.form.set_value("eachlabs", "guidance", None)
    assert desk.session.filling.why_not() is None
    await desk.close()


@played
async def test_an_empty_prompt_is_filled_in_only_where_one_is_needed_and_seen_before() -> None:
    desk = several()
    words = desk.studio.settings.text(DEFAULT_PROMPT)
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert preflight.prompt == words
    run = desk.session.filling.generate()
    assert run is not None
    assert [tile.request.params.prompt for tile in run.tiles[::2]] == ["", "", words]
    desk.studio.settings.set(DEFAULT_PROMPT, " ")
    assert desk.session.filling.why_not() == "EACHLABS asks for a prompt."
    await desk.close()


@played
async def test_more_joins_the_card_only_if_services_and_values_are_the_same() -> None:
    desk = several()
    desk.session.form.set(providers=("bfl",))
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.request)
    assert desk.session.filling.generate() is run
    desk.session.form.set_value("bfl", "steps", 20)
    assert desk.session.filling.generate() is not run
    desk.session.form.set_value("bfl", "steps", None)
    desk.session.form.set(providers=("bfl", "scripted"))
    assert desk.session.filling.generate() is not run
    await desk.close()


@played
async def test_what_is_sent_is_told_before() -> None:
    desk = StudioDesk(paid_provider("bfl", sizes=SizeLimits(64, 16, 16)))
    desk.session.form.set(variations=1)
    desk.paint(Rect(0, 0, 112, 40))
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert preflight.box == Rect(0, 0, 120, 48)
    assert preflight.size == Size(64, 32)
    assert preflight.scale == pytest.approx(64 / 120)
    await desk.close()


@played
async def test_of_several_services_the_one_that_gets_the_least_is_told() -> None:
    small = paid_provider("eachlabs", sizes=SizeLimits(32, 16, 16))
    desk = StudioDesk(ScriptedProvider(), paid_provider("bfl", sizes=SizeLimits(64, 16, 16)), small)
    desk.session.form.set(providers=("scripted", "bfl", "eachlabs"), variations=1)
    desk.paint(Rect(0, 0, 112, 40))
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert preflight.size == Size(32, 16)
    assert preflight.scale == pytest.approx(32 / 120)
    await desk.close()


@pytest.mark.parametrize(("height", "thin"), [(1800, 0), (1796, 4)])
def test_an_extension_is_judged_by_a_reduced_mask_of_its_shape(height: int, thin: int) -> None:
    seen: list[Mask] = []

    async def scene() -> None:
        judge = ScriptedProvider(warnings=lambda mask: seen.append(mask) or ["too much"])
        desk = StudioDesk(judge)
        picture = Picture(frozen(np.zeros((height, 1800, 3), np.uint8)), None, (), False)
        desk.session = desk.show(desk.studio.session(picture, None))
        preset = "Make square" if thin else "Left outpaint"
        desk.session.form.set(variations=1, extend=True, preset=preset)
        assert desk.session.filling.generate() is not None
        assert [notice.text for notice in desk.notices] == ["too much"]
        await desk.close(consented=True)

    asyncio.run(scene())
    (mask,) = seen
    assert mask.size < 1e6
    assert (mask[:, -1] == 255).mean() == pytest.approx(thin / 1800, abs=0.002)
    assert (mask[0] == 255).mean() == pytest.approx(1 if thin else 1 / 3, abs=0.002)
    assert (mask[-1] == 255).mean() == pytest.approx(1 if thin else 1 / 3, abs=0.002)


@played
async def test_the_number_of_variations_is_remembered_for_each_service() -> None:
    desk = several()
    form = desk.session.form
    form.set(providers=("bfl",))
    assert form.wishes.variations == 2
    form.set(variations=5)
    form.set(providers=("eachlabs",))
    assert form.wishes.variations == 2
    form.set(providers=("bfl",))
    assert form.wishes.variations == 5
    again = desk.studio.session(desk.picture)
    again.form.set(providers=("bfl",))
    assert again.form.wishes.variations == 5
    again.close()
    await desk.close()


@played
async def test_arrivals_need_not_show_themselves() -> None:
    desk = several()
    desk.studio.settings.set(SHOW_ARRIVALS, "never")
    desk.session.form.set(providers=("bfl",))
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.request)
    assert desk.session.choosing.shown is None
    await desk.close()


@played
async def test_past_durations_of_a_service_are_what_it_is_expected_to_take() -> None:
    desk = several()
    desk.session.form.set(providers=("bfl",))
    before = desk.session.filling.preflight()
    assert before is not None
    assert before.seconds == 15.0
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.request)

    def learned() -> bool:
        preflight = desk.session.filling.preflight()
        return preflight is not None and (preflight.seconds or 0) < 5

    await desk.until(learned)
    await desk.close()


@played
async def test_a_provider_with_enough_to_do_takes_longer() -> None:
    desk = StudioDesk(ScriptedProvider(), paid_provider("bfl", concurrency=3))
    desk.paint()
    for variations, rounds in ((3, 1), (4, 2), (7, 3)):
        desk.session.form.set(providers=("scripted", "bfl"), variations=variations)
        preflight = desk.session.filling.preflight()
        assert preflight is not None
        assert preflight.seconds == 15.0 * rounds
    desk.session.form.set(providers=("bfl",))
    desk.session.form.set(variations=3)
    run = desk.session.filling.generate()
    assert run is not None
    desk.session.form.set(variations=1)
    preflight = desk.session.filling.preflight()
    assert preflight is not None
    assert preflight.seconds == 30.0  # after the three that are under way
    await desk.close()


class Extender(ScriptedProvider):
    """Answers with a picture of a size of its own."""

    async def fetch(self, request: FillRequest, remote: Remote, ready: Ready, file: Path) -> Answer:
        answer = await super().fetch(request, remote, ready, file)
        if request.native:
            grown = frozen(np.full((100, 140, 3), 77, np.uint8))
            await asyncio.to_thread(file.write_bytes, png_bytes(grown, None, {}))
            return Answer(grown, None, file)
        return answer


def native_desk() -> StudioDesk:
    """A desk about to let a service extend the canvas by itself."""
    service = Extender()
    service.capability = paid_provider("bfl", native_presets=("Zoom out 2x",)).capability
    desk = StudioDesk(service, ScriptedProvider())
    desk.session.form.set(
        providers=("bfl", "scripted"), extend=True, preset="Zoom out 2x", native=True, variations=1
    )
    desk.session.form.set(variations=1)
    return desk


def test_a_services_own_extension_is_a_picture_of_its_own(tmp_path: Path) -> None:
    @played
    async def scene() -> None:
        desk = native_desk()
        session = desk.session
        preflight = session.filling.preflight()
        assert preflight is not None
        assert preflight.canvas == Rect(0, 0, 120, 90)
        run = session.filling.generate()
        assert run is not None
        own, ours = (tile.request for tile in run.tiles)
        assert (own.native, own.box) == (True, session.document.canvas)
        assert (ours.native, ours.canvas) == (False, Rect(-60, -45, 240, 180))
        await desk.land(own)
        result = session.history.result_of(own.id)
        assert result.pixels.shape == (100, 140, 3)
        assert session.choosing.shown is None
        assert not session.history.tile_of(own.id).seen
        session.choosing.show(result.id)
        assert session.choosing.shown is None
        assert "save it" in (session.choosing.why_not_adopt(result) or "")
        await desk.land(ours)
        session.choosing.hide()
        session.choosing.step(1)
        assert session.choosing.shown == session.history.result_of(ours.id).id
        assert session.exporting.picture(result.id) is result.pixels

        written = await session.exporting.export_native(result.id, tmp_path / "own.png")
        assert (written.width, written.height, written.changed_outside_mask) == (140, 100, None)
        assert np.array_equal(open_picture(tmp_path / "own.png").pixels, result.pixels)
        [step] = json.loads(Image.open(tmp_path / "own.png").text[RECIPE_KEY])["fills"]
        assert step["outpaint"] == "Zoom out 2x"
        assert "box" not in step
        assert session.exporting.holds(result.id)
        await desk.job(own, lambda job: job.state is JobState.IMPORTED)

        other = desk.studio.open_native(session, result.id)
        assert np.array_equal(other.document.pixels, result.pixels)
        other.close()
        assert session.choosing.discard(result.id)
        assert session.choosing.shown is not None
        await desk.close()

    scene()


@played
async def test_one_opened_as_a_picture_is_in_no_file_yet() -> None:
    desk = native_desk()
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.request)
    other = desk.studio.open_native(desk.session, run.results[0].id)
    desk.session.close(consented=True)
    assert other.concerns() == ["1 paid result ($0.05)"]
    other.close(consented=False)
    job = desk.studio.runner.job(run.request.id)
    assert job is not None
    assert (job.state, job.recovered) == (JobState.DOWNLOADED, True)
    await desk.close()


def test_one_opened_as_a_picture_is_kept_by_its_export(tmp_path: Path) -> None:
    @played
    async def scene() -> None:
        desk = native_desk()
        run = desk.session.filling.generate()
        assert run is not None
        await desk.land(run.request)
        other = desk.studio.open_native(desk.session, run.results[0].id)
        desk.session.close(consented=True)
        await other.exporting.export(tmp_path / "own.png")
        await desk.job(run.request, lambda job: job.state is JobState.IMPORTED)
        [step] = json.loads(Image.open(tmp_path / "own.png").text[RECIPE_KEY])["fills"]
        assert step["outpaint"] == "Zoom out 2x"
        assert other.concerns() == []
        other.close(consented=True)
        await desk.close()

    scene()


def test_the_recipe_has_every_parameter_and_never_the_key(tmp_path: Path) -> None:
    @played
    async def scene() -> None:
        desk = several()
        desk.studio.services.settings("bfl").set_webhook_url("https://hook.example/secret")
        desk.session.form.set(providers=("bfl",), prompt="a red door")
        desk.session.form.set_value("bfl", "guidance", 30.5)
        run = desk.session.filling.generate()
        assert run is not None
        await desk.land(run.request)
        desk.session.choosing.show(run.results[0].id)
        desk.session.choosing.adopt()
        await desk.session.exporting.export(tmp_path / "out.png")
        content = (tmp_path / "out.png").read_bytes()
        assert b'"guidance":30.5' in content
        assert b"a red door" in content
        assert b"hook.example" not in content
        assert b"some-key" not in content
        await desk.close()

    scene()
