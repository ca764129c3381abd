"""The icon set is complete, of one kind, tinted, and sharp."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

import fluxfill_studio.ui
from fluxfill_studio.core.paths import resource
from fluxfill_studio.ui import icons

FILES = sorted(resource("icons").glob("*.svg"))
OUTLINES = [path for path in FILES if path.stem != "app"]
UI = Path(fluxfill_studio.ui.__file__).parent
USED = re.compile(
    r'(?:IconButton|Sign|pixmap|icons\.icon|set_icon|FittingButton|action_push)\(\s*"(\w+)"'
    r'|icon="(\w+)"'
)


@pytest.mark.parametrize("path", OUTLINES, ids=lambda path: path.stem)
def test_all_are_of_one_kind(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert float(root.get("stroke-width", "0")) * 20 / 24 == pytest.approx(1.5)


def test_every_icon_that_is_named_exists() -> None:
    names = {
        name
        for path in UI.rglob("*.py")
        for pair in USED.findall(path.read_text("utf-8"))
        for name in pair
        if name
    }
    assert len(names) > 10
    assert names <= {path.stem for path in OUTLINES}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_drawn_for_the_screens_pixels_in_one_colour(
    dressed: QApplication, ratio: float
) -> None:
    drawn = icons.pixmap("adopt", QColor("red"), 20, ratio)
    image = drawn.toImage()
    assert image.width() == round(20 * ratio)
    assert drawn.deviceIndependentSize().width() == 20
    solid = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {"#ff0000"}


def test_the_credits_name_the_set_and_carry_its_licence() -> None:
    assert "Lucide" in resource("CREDITS.md").read_text("utf-8")
    licence = resource("icons", "LICENSE-lucide.txt").read_text("utf-8")
    assert "ISC License" in licence
    assert "Cole Bemis" in licence
