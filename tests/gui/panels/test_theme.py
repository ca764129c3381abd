"""The tokens keep their promises, and the window follows them while it is open."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyle, QWidget

import fluxfill_studio.ui
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.tokens import DARK, LIGHT, Tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push

UI = Path(fluxfill_studio.ui.__file__).parent
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|QColor\(\s*\d|rgba?\(")
FOUR = ("canvas", "panel", "raised", "field")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("name", "least", "surfaces"),
    [
        ("text", 10.6, FOUR),
        ("second", 6.0, FOUR),
        ("disabled", 3.3, FOUR),
        ("edge", 3.6, FOUR),
        ("accent", 4.45, FOUR),
        ("ok", 5.1, FOUR),
        ("warning", 5.1, FOUR),
        ("error", 5.1, FOUR),
        ("on_button", 4.5, ("button", "button_hover")),
        ("text", 7.0, ("hover", "pressed")),
        ("second", 4.5, ("hover",)),
    ],
)
def test_dark_is_legible(name: str, least: float, surfaces: tuple[str, ...]) -> None:
    for surface in surfaces:
        assert contrast(getattr(DARK, name), getattr(DARK, surface)) >= least, surface


@pytest.mark.parametrize(
    ("name", "least", "surfaces"),
    [
        ("text", 15.6, ("panel", "raised", "field")),
        ("text", 9.3, ("canvas",)),
        ("second", 7.0, ("panel", "raised", "field")),
        ("disabled", 4.0, ("panel", "raised", "field")),
        ("edge", 4.2, ("panel", "raised", "field")),
        ("accent", 5.5, ("panel", "raised", "field")),
        ("ok", 5.4, ("panel", "raised")),
        ("warning", 6.3, ("panel", "raised")),
        ("error", 5.8, ("panel", "raised")),
        ("on_button", 6.1, ("button", "button_hover")),
        ("text", 7.0, ("hover", "pressed")),
        ("second", 4.5, ("hover",)),
    ],
)
def test_light_is_legible(name: str, least: float, surfaces: tuple[str, ...]) -> None:
    for surface in surfaces:
        assert contrast(getattr(LIGHT, name), getattr(LIGHT, surface)) >= least, surface


@pytest.mark.parametrize("table", [DARK, LIGHT])
def test_what_surrounds_the_picture_is_neutral(table: Tokens) -> None:
    for name in (*FOUR, "hover", "pressed", "line", "edge", "text", "second", "disabled"):
        red, green, blue = (getattr(table, name)[at : at + 2] for at in (1, 3, 5))
        assert red == green == blue, name


def test_every_token_is_a_colour_in_both_tables() -> None:
    for table in (DARK, LIGHT):
        assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in asdict(table).values())


def test_no_colour_is_written_outside_the_table() -> None:
    found = [
        f"{path.relative_to(UI)}: {line.strip()}"
        for path in UI.rglob("*.py")
        if path.name != "tokens.py" and "canvas" not in path.relative_to(UI).parts
        for line in path.read_text("utf-8").splitlines()
        if LITERAL.search(line)
    ]
    assert found == []


def test_a_switch_repaints_what_is_open(dressed: QApplication) -> None:
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setProperty("surface", "panel")
    button = IconButton("brush", "Brush", parent=window)
    window.resize(60, 60)
    window.show()
    dark = window.grab().toImage()
    theme.apply(dressed, "light")
    light = window.grab().toImage()
    assert dark.pixelColor(50, 50).name() == DARK.panel
    assert light.pixelColor(50, 50).name() == LIGHT.panel
    area = button.geometry()
    assert dark.copy(area) != light.copy(area)
    assert dressed.palette().color(QPalette.ColorRole.Window).name() == LIGHT.panel


def test_system_follows_the_system_and_a_wish_does_not(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = dressed.styleHints()

    def turn(scheme: Qt.ColorScheme) -> Tokens:
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: scheme)
        hints.colorSchemeChanged.emit(scheme)
        return theme.colours()

    theme.apply(dressed, "system")
    assert turn(Qt.ColorScheme.Light) is LIGHT
    assert turn(Qt.ColorScheme.Dark) is DARK
    theme.apply(dressed, "dark")
    assert turn(Qt.ColorScheme.Light) is DARK


def test_a_tap_on_alt_stays_with_the_canvas(dressed: QApplication) -> None:
    hint = QStyle.StyleHint.SH_MenuBar_AltKeyNavigation
    assert dressed.style().styleHint(hint) == 0


def test_figures_are_of_one_width_and_nothing_is_small(dressed: QApplication) -> None:
    tag = QFont.Tag("tnum")
    button = push("1", lambda: None)
    for font in (theme.font(tokens.CAPTION), button.font(), QLabel("1").font()):
        assert font.featureValue(tag) == 1
        assert font.pixelSize() >= tokens.CAPTION == 11


def test_the_style_outlives_many_widgets(dressed: QApplication) -> None:
    style = dressed.style()
    for _round in range(200):
        QPushButton("x").ensurePolished()
    assert dressed.style() is style
