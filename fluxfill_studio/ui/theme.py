"""The tokens at work: style, palette, style sheet and fonts, switched while the window is open.

Whoever paints reads `colours()` at paint time, so that a switch needs nothing but a repaint.
Imports Qt only: it is needed before the first window is shown.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from fluxfill_studio.core.paths import resource
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.stylesheet import stylesheet
from fluxfill_studio.ui.tokens import DARK, LIGHT, SURROUNDS, Tokens

_HINTS = {
    QStyle.StyleHint.SH_MenuBar_AltKeyNavigation: 0,
    QStyle.StyleHint.SH_ToolTip_WakeUpDelay: 500,
}
_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}


class Style(QProxyStyle):
    """Fusion, but a tap on Alt stays with the canvas and tooltips come soon."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        *rest: QStyleHintReturn | None,
    ) -> int:
        """Qt: the few answers that differ from Fusion's."""
        if hint in _HINTS:
            return _HINTS[hint]
        return super().styleHint(hint, option, widget, *rest)


class _Theme:
    """What is applied now; one per process, as the QApplication."""

    wish = "system"
    colours = DARK
    style: Style | None = None


def colours() -> Tokens:
    """The colours in use."""
    return _Theme.colours


def colour(name: str) -> QColor:
    """One colour in use, by its name in the table."""
    return QColor(getattr(_Theme.colours, name))


def apply(app: QApplication, wish: str = "system") -> None:
    """Dress the program: `wish` is "dark", "light" or "system" (followed as it changes)."""
    if _Theme.style is None or app.style() is None or app.property("dressed") is None:
        _dress(app)
    _Theme.wish = wish
    hints = app.styleHints()
    if wish in _SCHEMES:
        hints.setColorScheme(_SCHEMES[wish])
    else:
        hints.unsetColorScheme()
    _colour(app)


def surround(setting: str) -> QColor:
    """The colour round the picture, for the value of the setting."""
    return QColor(SURROUNDS.get(setting, _Theme.colours.canvas))


def font(size: int = tokens.TEXT, weight: int = tokens.REGULAR) -> QFont:
    """The system's font at `size` pixels, its figures all of one width."""
    made = QFont(QApplication.font())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _dress(app: QApplication) -> None:
    # Qt owns the style it is given; the reference kept here only keeps its Python half alive.
    _Theme.style = Style("Fusion")
    app.setStyle(_Theme.style)
    app.setProperty("dressed", True)
    app.setFont(font())
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _colour(app))


def _colour(app: QApplication) -> None:
    chosen = LIGHT if app.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK
    if _Theme.wish in _SCHEMES:  # a platform that cannot switch still obeys the wish
        chosen = LIGHT if _Theme.wish == "light" else DARK
    if chosen is _Theme.colours and app.styleSheet():
        return
    _Theme.colours = chosen
    app.setPalette(palette(chosen))
    app.setStyleSheet(stylesheet(chosen))


def palette(table: Tokens) -> QPalette:
    """The colours as Qt's roles, for everything that the style sheet does not name."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, name in (
        (role.Window, "panel"),
        (role.Base, "field"),
        (role.AlternateBase, "raised"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.BrightText, "error"),
        (role.PlaceholderText, "second"),
        (role.Highlight, "button"),
        (role.HighlightedText, "on_button"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "hover"),
        (role.Midlight, "raised"),
        (role.Mid, "line"),
        (role.Dark, "line"),
        (role.Shadow, "canvas"),
    ):
        made.setColor(which, QColor(getattr(table, name)))
    for which in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(table.disabled))
    return made
