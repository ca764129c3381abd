"""What the Fill block is set to stands there again with the next picture, and after a restart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import PROVIDERS, VALUES, VARIATIONS
from fluxfill_studio.studio.form import Form, Wishes
from fluxfill_studio.studio.remembering import Remembering
from tests.fakes.scripted_provider import ScriptedProvider

PARAMETERS = (
    Parameter("guidance", "Guidance", 60.0, 1.5, 100, 0.5),
    Parameter("output_format", "Format", "png", choices=("png", "jpeg")),
)
SERVICES = {
    name: ScriptedProvider(id=name, parameters=PARAMETERS) for name in ("local", "bfl", "kkiai")
}


def started(home: Path, *, keeps: bool = True) -> Form:
    """A form as the next start of the program sets it."""
    form = Form(Wishes(("local",)), {})
    Remembering(Settings(home / "settings.json"), SERVICES, keeps=keeps).follow(form)
    return form


def test_services_and_their_parameters_stand_there_again(tmp_path: Path) -> None:
    form = started(tmp_path)
    form.set(providers=("bfl", "kkiai"), prompt="a red door", seed=7, extend=True)
    form.set_value("bfl", "guidance", 100.0)
    form.set_value("kkiai", "output_format", "jpeg")
    form.set(variations=4)
    wishes = started(tmp_path).wishes
    assert wishes.providers == ("bfl", "kkiai")
    assert wishes.values == {"bfl": {"guidance": 100.0}, "kkiai": {"output_format": "jpeg"}}
    assert wishes.variations == 4
    assert (wishes.prompt, wishes.seed, wishes.extend) == ("", None, False)


def test_a_service_taken_last_is_remembered_with_no_further_change(tmp_path: Path) -> None:
    form = started(tmp_path)
    form.set(providers=("bfl",))
    form.set(providers=("kkiai",))
    assert started(tmp_path).wishes.providers == ("kkiai",)


def test_a_default_chosen_again_is_a_default_again(tmp_path: Path) -> None:
    form = started(tmp_path)
    form.set_value("bfl", "guidance", 100.0)
    form.set_value("bfl", "guidance", None)
    assert started(tmp_path).wishes.values == {}


@pytest.mark.parametrize(
    "stored", ["not json", "[1]", "7", '{"guidance": 900.0}', '{"guidance": []}', '{"speed": 1}']
)
def test_what_a_service_would_refuse_is_not_brought_back(
    tmp_path: Path, stored: str, expect_log: Callable[[str], None]
) -> None:
    if not stored.startswith("{"):
        expect_log("parameters of bfl could not be read")
    settings = Settings(tmp_path / "settings.json")
    settings.set(VALUES["bfl"], stored)
    settings.set(PROVIDERS, "bfl gone")
    wishes = started(tmp_path).wishes
    assert wishes.providers == ("bfl",)
    assert wishes.values == {}


def test_the_command_line_leaves_the_editors_choices_alone(tmp_path: Path) -> None:
    started(tmp_path).set(providers=("kkiai",))
    kept = json.loads((tmp_path / "settings.json").read_text())
    form = started(tmp_path, keeps=False)
    form.set(providers=("bfl",), variations=8)
    form.set(variations=1)
    form.set_value("bfl", "guidance", 2.0)
    assert json.loads((tmp_path / "settings.json").read_text()) == kept
    assert VARIATIONS["bfl"].key not in kept
